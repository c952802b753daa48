"""The loop that carries out a study's trials: ask for a candidate, evaluate it, tell the result."""

import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, wait
from itertools import chain

from optuna.trial import Trial, TrialState

from actsearch import pruning, strategies
from actsearch.candidate import Candidate
from actsearch.duplicates import Duplicates
from actsearch.errors import TooManyFailuresError, WorkersError
from actsearch.running import environment, faults
from actsearch.running.interruption import Interrupted, Interruption
from actsearch.running.open_trial import OpenTrial
from actsearch.runs import Evaluation
from actsearch.search_space import SearchSpace
from actsearch.storage.optuna_internals import (
    adopt,
    as_stored,
    parameters_at_once,
    store,
    tell,
)
from actsearch.storage.postgresql import ConnectionLostError
from actsearch.strategies import ExactSampler, known_results
from actsearch.study.budget import Budget
from actsearch.study.study import Study
from actsearch.trials import BASELINE, TrialRecord, stored
from actsearch.workers import Check, Task, Workers

# How often a candidate whose worker died is tried again: something else may have killed the worker.
_RETRIES = 2
# How often in a row the connection to the database may be lost before a trial is told.
_LOSSES = 5


class Loop:
    """Carries out the missing trials of a study, in one process.

    Results are told strictly in the order in which the trials were asked for. A trial is asked for
    as soon as the results that it may know are told (``known_results``). A strategy sees no other
    results (``ExactSampler``). So the table does not depend on the number of workers, nor on their
    speed.

    Parameters
    ----------
    study : Study
        Study that is open for writing.
    workers : Workers
        Workers that have the split of the study's data.
    interruption : Interruption
        Entered by the caller.
    budget : Budget
        When to stop before the study has all its trials.
    """

    def __init__(
        self, study: Study, workers: Workers, interruption: Interruption, budget: Budget
    ) -> None:
        self._study = study
        self._workers = workers
        self._interruption = interruption
        self._budget = budget
        specification = study.specification
        self._space = SearchSpace.from_dict(specification.space)
        self._lookahead = specification.lookahead
        self._phases = study.phases
        self._sampler = study.optuna_study.sampler = ExactSampler(
            strategies.InPhases(self._phases, self._space),
            self._space,
            specification.seed,
            self._lookahead,
        )
        self._open: deque[OpenTrial] = deque()
        self._told: list[TrialRecord] = []

    def run(self) -> Iterator[TrialRecord]:
        """Carry out trials until the study has as many as it is to have.

        Yields
        ------
        TrialRecord
            Each trial, as soon as it is stored.

        Raises
        ------
        Interrupted
            If a signal came. Trainings that were running were finished first, unless they took
            longer than the interruption allows; the next run continues with the rest.
        TooManyFailuresError
            If too many trials failed in a row (``budget.max_failures``).
        WorkersError
            If there are no workers left that can train, or the machine has a fault.
        """
        self._started = time.monotonic()
        environment.record(self._study.directory)
        self._study.stopped = None
        self._propose_baseline()
        self._take_up()
        self._found = len(self._told)
        try:
            yield from self._fill_patiently()
        except Interrupted:
            self._study.stopped = "interrupted"
            yield from self._finish_what_runs()
            raise
        except (TooManyFailuresError, WorkersError) as error:
            self._study.stopped = str(error)
            raise

    def _propose_baseline(self) -> None:
        """Queue the baseline as trial 0 of a new study; a grid contains it already.

        It shows what the search gains, and gives pruners something to compare with.
        """
        exhaustive = strategies.get(self._phases[0].strategy).exhaustive
        if not (self._study.trials or exhaustive):
            self._study.optuna_study.enqueue_trial(
                self._space.baseline(), user_attrs={"strategy": BASELINE}
            )

    def _take_up(self) -> None:
        """Read how far the study is, and adopt the running trials that a killed process left."""
        futures = {each.trial.number: each.future for each in self._open}
        self._duplicates = Duplicates()
        self._open.clear()
        self._told.clear()
        for trial in self._study.trials:
            if trial.state.is_finished():
                record = self._study.record(trial)
                stored.check_result(record)
                self._duplicates.first(self._drawn(record), trial.number)
                self._told.append(record)
            elif trial.state == TrialState.RUNNING:
                opened = self._open_up(adopt(self._study.optuna_study, trial))
                opened.future = futures.get(trial.number)

    def _drawn(self, record: TrialRecord) -> Candidate:
        try:
            return self._space.candidate(record.parameters)
        except (LookupError, TypeError, ValueError) as error:
            raise stored.DamagedTrialError(
                record.number, "has parameters that are not of its search space"
            ) from error

    def _fill_patiently(self) -> Iterator[TrialRecord]:
        """Fill the study; when the connection is lost, continue from what the database has."""
        losses, shown = 0, len(self._told)
        while True:
            try:
                if losses:
                    self._take_up()
                for trial in chain(self._told[shown:], self._fill()):
                    losses, shown = 0, shown + 1
                    yield trial
                return
            except ConnectionLostError:
                losses += 1
                if losses > _LOSSES:
                    raise

    def _fill(self) -> Iterator[TrialRecord]:
        n_trials = self._study.n_trials
        while len(self._told) < n_trials:
            self._budget.check_failures(self._told[self._found :])
            seconds = time.monotonic() - self._started
            self._study.stopped = reason = self._budget.exhausted(self._told, seconds)
            if reason is not None and not self._budget.out_of_time(seconds):
                return
            if reason is None:
                for each in self._open:
                    self._submit(each)
                while self._may_ask(n_trials):
                    self._submit(self._open_up(self._study.optuna_study.ask()))
            else:
                # Time is up: finish the trainings that have started, and leave the others for the
                # next run.
                self._cancel_what_waits()
            if not self._open:
                return
            waits = not (self._open[0].has_begun or self._open[0].is_repeated)
            if reason is not None and waits and len(self._told) > self._found:
                return
            yield self._finish()
        self._study.stopped = f"all {n_trials} trials are done"

    def _may_ask(self, n_trials: int) -> bool:
        number = len(self._told) + len(self._open)
        return number < n_trials and known_results(number, self._lookahead) <= len(self._told)

    def _open_up(self, trial: Trial) -> OpenTrial:
        """Draw a trial's candidate, and make the task that trains it."""
        phase = strategies.phase_of(self._phases, trial.number)
        generation = strategies.generation_of(self._phases, trial.number)
        rejected = self._sampler.rejected
        store(trial, stored.origin(phase.strategy, generation, rejected) | trial.user_attrs)
        with parameters_at_once(trial):
            candidate = self._space.suggest(trial)
        specification = self._study.specification
        known = self._told[: known_results(trial.number, self._lookahead)]
        history = [record.readings for record in known]
        stop = pruning.stop(
            specification.pruner, history, trial.number, splits=specification.splits
        )
        timeout = self._budget.trial_timeout
        task = Task(candidate, specification.seeds, specification.metric, stop, timeout)
        first = self._duplicates.first(candidate, trial.number)
        opened = OpenTrial(trial, candidate, first, task)
        self._open.append(opened)
        return opened

    def _submit(self, opened: OpenTrial) -> None:
        # A duplicate waits for the result of the trial that it repeats.
        if opened.future is None and not opened.is_repeated:
            opened.future = self._workers.submit(opened.task)

    def _finish(self) -> TrialRecord:
        """Wait for the result of the first open trial, and store it."""
        opened = self._open[0]
        self._tell(opened.trial, self._result(opened))
        self._open.popleft()
        record = self._study.record(as_stored(opened.trial))
        self._told.append(record)
        return record

    def _result(self, opened: OpenTrial) -> TrialRecord:
        number, candidate = opened.trial.number, opened.candidate
        if opened.is_repeated and self._told[opened.first].outcome.has_result:
            return self._told[opened.first].repeated(number, candidate)
        try:
            evaluation = self._evaluation(opened)
        except WorkersError:
            raise
        except Exception as error:
            # What a candidate raises is its result.
            if faults.is_of_the_machine(error):
                raise faults.stopped(error) from error
            return TrialRecord.of_failure(number, candidate, error)
        costs = self._study.specification.costs
        return TrialRecord.of_evaluation(number, candidate, evaluation, costs)

    def _tell(self, trial: Trial, record: TrialRecord) -> None:
        store(trial, stored.attributes(record), stored.learning_curve(record))
        tell(trial, record.values, TrialState[record.outcome.state])

    def _evaluation(self, opened: OpenTrial) -> Evaluation:
        deaths = 0
        while True:
            if opened.future is None:
                opened.future = self._workers.submit(opened.task)
            alone = sum(each.future is not None for each in self._open) == 1
            try:
                with self._interruption.possible():
                    return opened.future.result()
            except (BrokenExecutor, MemoryError) as error:
                # Any running candidate may have done it: retry this one alone.
                for each in self._open:
                    each.future = None
                self._workers.restart()
                deaths += alone
                if deaths > _RETRIES:
                    self._check_workers()
                    raise faults.given_up(error, deaths) from error

    def _check_workers(self) -> None:
        """Raise an error if workers die without a candidate too."""
        try:
            with self._interruption.possible():
                self._workers.submit(Check()).result()
        except (BrokenExecutor, MemoryError) as error:
            raise faults.stopped(error) from error

    def _finish_what_runs(self) -> Iterator[TrialRecord]:
        """Wait a few seconds for running trainings; a second signal ends the waiting."""
        self._cancel_what_waits()
        deadline = self._interruption.acknowledge()
        while self._open:
            future = self._open[0].future
            if future is None or future.cancelled():
                return
            try:
                with self._interruption.possible():
                    wait([future], timeout=max(0.0, deadline - time.monotonic()))
            except Interrupted:
                return
            if not future.done() or not faults.is_result(future.exception()):
                return
            yield self._finish()

    def _cancel_what_waits(self) -> None:
        """Cancel trainings that have not started, except the oldest open trial's.

        So every run finishes at least one trial.
        """
        for each in list(self._open)[1:]:
            if each.future is not None:
                each.future.cancel()
