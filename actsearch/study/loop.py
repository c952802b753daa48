"""Ask, evaluate, tell: the loop that fills a study, from wherever it was left."""

import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Future, wait
from dataclasses import dataclass
from itertools import chain

from optuna.trial import Trial, TrialState

from actsearch import pruning, strategies
from actsearch.candidate import Candidate
from actsearch.duplicates import Duplicates
from actsearch.errors import TooManyFailuresError, WorkersError
from actsearch.evaluation import Evaluation
from actsearch.search_space import SearchSpace
from actsearch.storage.optuna_internals import adopt, as_stored, store, tell
from actsearch.storage.postgresql import ConnectionLostError
from actsearch.strategies import ExactSampler, known_results
from actsearch.study import environment
from actsearch.study.budget import Budget
from actsearch.study.interruption import Interrupted, Interruption
from actsearch.study.study import Study
from actsearch.trials import Outcome, TrialRecord, stored
from actsearch.workers import Task, Workers

# How often a candidate whose worker died gets another one: anything else may have killed it.
_RETRIES = 2
# How often the connection to the database may be lost without a trial told in between.
_LOSSES = 5


# What Optuna calls the outcomes of a trial that has ended.
_STATES = {
    Outcome.COMPLETE: TrialState.COMPLETE,
    Outcome.DIVERGED: TrialState.COMPLETE,
    Outcome.PRUNED: TrialState.PRUNED,
    Outcome.FAILED: TrialState.FAIL,
}


class WorkerDiedError(RuntimeError):
    """A candidate's worker died again and again."""


@dataclass(slots=True)
class _Open:
    """A trial that was asked and is not told yet."""

    trial: Trial
    candidate: Candidate
    first: int  # number of the first trial with this candidate
    task: Task
    future: "Future[Evaluation] | None" = None

    @property
    def has_begun(self) -> bool:
        return self.future is not None and not self.future.cancelled()

    @property
    def is_repeated(self) -> bool:
        return self.first < self.trial.number


class Loop:
    """One process's turn at a study.

    Trials are told strictly in the order in which they were asked, and each is asked as soon as
    the results are told that it may know (``known_results``). With the past that a strategy may
    see (``ExactSampler``) this makes the table independent of how many workers there are and of
    how fast they are.

    Parameters
    ----------
    study : Study
        Open for writing.
    workers : Workers
        With the split of the study's data at hand.
    interruption : Interruption
        Entered.
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
        study.optuna_study.sampler = ExactSampler(
            strategies.InPhases(self._phases, self._space),
            self._space,
            specification.seed,
            self._lookahead,
        )
        self._open: deque[_Open] = deque()
        self._told: list[TrialRecord] = []

    def run(self) -> Iterator[TrialRecord]:
        """Carry out the trials that are missing from the study's number of trials.

        Yields
        ------
        TrialRecord
            Each trial, as soon as it is stored.

        Raises
        ------
        Interrupted
            If a signal came. What was running then has been finished, unless it took longer than
            the interruption allows; the next run takes the rest up again.
        TooManyFailuresError
            If the budget's number of trials failed in a row.
        WorkersError
            If nobody can train any more.
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
        """Let habit go first: it tells what the search gains, and pruners what is good.

        Whoever goes through a grid meets it there.
        """
        exhaustive = strategies.get(self._phases[0].strategy).exhaustive
        if not (self._study.trials or exhaustive):
            self._study.optuna_study.enqueue_trial(
                self._space.baseline(), user_attrs={"strategy": strategies.BASELINE}
            )

    def _take_up(self) -> None:
        """Find out how far the study is, and adopt what a killed process left behind."""
        futures = {each.trial.number: each.future for each in self._open}
        self._duplicates = Duplicates()
        self._open.clear()
        self._told.clear()
        for trial in self._study.trials:
            if trial.state.is_finished():
                self._duplicates.first(self._space.candidate(trial.params), trial.number)
                self._told.append(self._study.record(trial))
            elif trial.state == TrialState.RUNNING:
                opened = self._open_up(adopt(self._study.optuna_study, trial))
                opened.future = futures.get(trial.number)

    def _fill_patiently(self) -> Iterator[TrialRecord]:
        """Carry on where the database has lost the connection: with what it has stored by then."""
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
                # What has not begun is left for the next run; what has, is finished.
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

    def _open_up(self, trial: Trial) -> _Open:
        """Let a trial draw its candidate, and note what it will be told."""
        phase = strategies.phase_of(self._phases, trial.number)
        generation = strategies.generation_of(self._phases, trial.number)
        store(trial, stored.origin(phase.strategy, generation) | trial.user_attrs)
        candidate = self._space.suggest(trial)
        specification = self._study.specification
        known = self._told[: known_results(trial.number, self._lookahead)]
        history = [record.learning_curve for record in known]
        stop = pruning.stop(specification.pruner, history, trial.number)
        task = Task(candidate, specification.seed, stop, self._budget.trial_timeout)
        first = self._duplicates.first(candidate, trial.number)
        opened = _Open(trial, candidate, first, task)
        self._open.append(opened)
        return opened

    def _submit(self, opened: _Open) -> None:
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

    def _result(self, opened: _Open) -> TrialRecord:
        number, candidate = opened.trial.number, opened.candidate
        if opened.is_repeated and self._told[opened.first].outcome.has_result:
            return self._told[opened.first].repeated(number, candidate)
        try:
            evaluation = self._evaluation(opened)
        except WorkersError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a candidate raises is its result
            return TrialRecord.of_failure(number, candidate, error)
        return TrialRecord.of_evaluation(number, candidate, evaluation)

    def _tell(self, trial: Trial, record: TrialRecord) -> None:
        store(trial, stored.attributes(record), stored.learning_curve(record))
        state = _STATES[record.outcome]
        tell(trial, record.score if state == TrialState.COMPLETE else None, state)

    def _evaluation(self, opened: _Open) -> Evaluation:
        deaths = 0
        while True:
            if opened.future is None:
                opened.future = self._workers.submit(opened.task)
            alone = sum(each.future is not None for each in self._open) == 1
            try:
                with self._interruption.possible():
                    return opened.future.result()
            except BrokenExecutor as error:
                # Whose candidate did it? All are taken back, and this one is trained alone, so
                # that it neither answers for another's deed nor takes others along.
                for each in self._open:
                    each.future = None
                self._workers.restart()
                deaths += alone
                if deaths > _RETRIES:
                    raise WorkerDiedError(
                        f"the worker process died {deaths} times while it trained this candidate "
                        "alone: it may have run out of memory, or hung beyond the time it was given"
                    ) from error

    def _finish_what_runs(self) -> Iterator[TrialRecord]:
        """Wait, not for long, for what is running; a second signal cuts the waiting short."""
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
            if not future.done() or isinstance(future.exception(), BrokenExecutor):
                return
            yield self._finish()

    def _cancel_what_waits(self) -> None:
        """Take back what has not begun, but for the oldest trial: every run gets further by one."""
        for each in list(self._open)[1:]:
            if each.future is not None:
                each.future.cancel()
