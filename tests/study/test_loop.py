"""The loop: order of ask and tell, workers that die, budgets, and a change of strategy."""

import signal
from concurrent.futures import BrokenExecutor, Future

import cheap_study
import optuna
import pytest
from optuna.trial import TrialState

from actsearch import strategies
from actsearch.errors import TooManyFailuresError, UsageError, WorkersError
from actsearch.leaderboard import generations
from actsearch.running.interruption import Interrupted, Interruption
from actsearch.running.loop import Loop
from actsearch.search_space import SearchSpace
from actsearch.study.budget import Budget
from actsearch.study.directory import StudyDirectory
from actsearch.study.snapshot import read
from actsearch.trials import Outcome, TrialRecord
from actsearch.workers import Check


def run(runs, workers, trials=30, strategy="bayes", budget=None):
    with cheap_study.opened(runs, strategy, seed=1) as study, Interruption() as interruption:
        study.set_n_trials(trials, study.phases[-1])
        for _ in Loop(study, workers, interruption, budget or Budget()).run():
            pass
        return cheap_study.table(study)


def trials_of(runs):
    return read(StudyDirectory(runs, "cheap")).trials


@pytest.mark.parametrize("strategy", sorted(strategies.strategies()))
def test_the_table_does_not_depend_on_who_is_ready_first(strategy, tmp_path):
    serial = cheap_study.SerialWorkers(cheap_study.cheap_evaluation)
    expected = run(tmp_path / "serial", serial, strategy=strategy)
    for count in (2, 8):
        assert (
            run(tmp_path / str(count), cheap_study.LateWorkers(count), strategy=strategy)
            == expected
        )


@pytest.mark.parametrize(
    ("facts", "state", "value"),
    [
        ({}, TrialState.COMPLETE, 0.4),
        ({"pruned": True}, TrialState.PRUNED, 0.4),
        ({"divergence": "the loss became nan"}, TrialState.COMPLETE, 0.0),
    ],
    ids=["complete", "pruned", "diverged"],
)
def test_optuna_is_told_how_a_trial_ended(facts, state, value, tmp_path):
    def evaluate(*_):
        return cheap_study.evaluation((0.9, 0.4), **facts)

    with cheap_study.opened(tmp_path, "random", seed=1) as study, Interruption() as interruption:
        study.set_n_trials(2, study.phases[-1])
        workers = cheap_study.SerialWorkers(evaluate)
        assert len(list(Loop(study, workers, interruption, Budget()).run())) == 2
        assert [(trial.state, trial.value) for trial in study.trials] == [(state, value)] * 2
        assert [trial.intermediate_values for trial in study.trials] == [{1: 0.9, 2: 0.4}] * 2


class MortalWorkers(cheap_study.SerialWorkers):
    """Workers that all die of one candidate, with all tasks that are running."""

    def __init__(self, deadly, times):
        super().__init__(cheap_study.cheap_evaluation)
        self._deadly, self._times = deadly, times
        self._broken = False

    def submit(self, task):
        future = Future()
        if str(task.candidate).startswith(self._deadly) and self._times:
            self._times -= 1
            self._broken = True
        if self._broken:
            future.set_exception(BrokenExecutor("a worker died"))
            return future
        return super().submit(task)

    def restart(self):
        self._broken = False


def test_a_worker_that_dies_is_replaced_and_nothing_shows(tmp_path):
    serial = cheap_study.SerialWorkers(cheap_study.cheap_evaluation)
    expected = run(tmp_path / "serial", serial)
    assert run(tmp_path / "mortal", MortalWorkers("tanh", times=2)) == expected


def test_a_candidate_that_always_kills_its_worker_fails_alone(tmp_path):
    run(tmp_path, MortalWorkers("tanh", times=1000), strategy="grid", trials=14)
    for trial in trials_of(tmp_path):
        if trial.parameters["activation"] == "tanh":
            assert trial.outcome == "failed"
            assert "the worker process died 3 times" in trial.reason
        else:
            assert trial.outcome == "complete"


class FaultyMachine(cheap_study.SerialWorkers):
    """Workers of a machine that has a fault from the fourth training on."""

    def __init__(self, error, *, checked=None):
        super().__init__(cheap_study.cheap_evaluation)
        self._error, self._checked, self._trained = error, checked, 0

    def submit(self, task):
        future = Future()
        if isinstance(task, Check):
            future.set_result(1) if self._checked is None else future.set_exception(self._checked)
            return future
        self._trained += 1
        if self._trained < 4:
            return super().submit(task)
        future.set_exception(self._error)
        return future

    def restart(self):
        pass


@pytest.mark.parametrize(
    "machine",
    [
        FaultyMachine(FileNotFoundError(2, "No such file", "/tmp/actsearch-x")),
        FaultyMachine(OSError(28, "No space left on device")),
        FaultyMachine(ModuleNotFoundError("No module named 'sklearn'")),
        FaultyMachine(MemoryError(), checked=MemoryError()),
        FaultyMachine(BrokenExecutor("died"), checked=BrokenExecutor("died")),
    ],
    ids=lambda machine: type(machine._error).__name__,
)
def test_a_fault_of_the_machine_stops_the_run_and_leaves_the_trials_to_be_taken_up(
    machine, tmp_path
):
    serial = cheap_study.SerialWorkers(cheap_study.cheap_evaluation)
    expected = run(tmp_path / "serial", serial, strategy="grid", trials=8)
    with pytest.raises(WorkersError, match=r"nothing can be trained here.*same command carries on"):
        run(tmp_path / "faulty", machine, strategy="grid", trials=8)
    assert [trial.outcome for trial in trials_of(tmp_path / "faulty")][:3] == ["complete"] * 3
    assert "failed" not in [trial.outcome for trial in trials_of(tmp_path / "faulty")]
    assert run(tmp_path / "faulty", serial, strategy="grid", trials=8) == expected


@pytest.mark.parametrize(
    "error", [MemoryError(), BrokenExecutor("died"), TimeoutError("slow"), ValueError("odd")]
)
def test_a_fault_of_the_candidate_is_its_result(error, tmp_path):
    run(tmp_path, FaultyMachine(error), strategy="grid", trials=5)
    assert [trial.outcome for trial in trials_of(tmp_path)][3:] == ["failed"] * 2


class StumblingWorkers(cheap_study.SerialWorkers):
    """Workers of which one was killed while idle, which the next task notices."""

    def __init__(self):
        super().__init__(cheap_study.cheap_evaluation)
        self._submitted = 0

    def submit(self, task):
        self._submitted += 1
        if self._submitted == 10:
            future = Future()
            future.set_exception(BrokenExecutor("a worker died"))
            return future
        return super().submit(task)

    def restart(self):
        pass


def test_a_worker_that_dies_between_two_trainings_is_replaced(tmp_path):
    serial = cheap_study.SerialWorkers(cheap_study.cheap_evaluation)
    expected = run(tmp_path / "serial", serial)
    assert run(tmp_path / "stumbling", StumblingWorkers()) == expected


def test_out_of_time_one_more_training_is_finished_and_no_other_begun(tmp_path):
    serial = cheap_study.SerialWorkers(cheap_study.cheap_evaluation)
    run(tmp_path, serial, strategy="random", budget=Budget(patience=3))
    *told, first, second = [trial.outcome for trial in trials_of(tmp_path)]
    assert [set(told), first, second] == [{"complete"}, "unfinished", "unfinished"]
    run(tmp_path, serial, strategy="random", budget=Budget(timeout=0.0))
    again = [trial.outcome for trial in trials_of(tmp_path)]
    assert again == [*told, "complete", "unfinished"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_after_the_last_training_is_not_lost(number, tmp_path):
    def carry_out(study):
        serial = cheap_study.SerialWorkers(cheap_study.cheap_evaluation)
        with Interruption() as interruption:
            for record in Loop(study, serial, interruption, Budget()).run():
                if record.number == 1:
                    signal.raise_signal(number)

    with cheap_study.opened(tmp_path, "random", seed=1) as study:
        study.set_n_trials(2, study.phases[-1])
        with pytest.raises(Interrupted, match=number.name):
            carry_out(study)
    assert [trial.outcome for trial in trials_of(tmp_path)] == ["complete", "complete"]


def test_an_error_is_not_hidden_by_a_signal_that_waits():
    def fail():
        with Interruption():
            signal.raise_signal(signal.SIGINT)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()


def failing(candidate, split, seed):
    raise RuntimeError("no luck")


def test_failures_in_a_row_end_the_study_and_it_can_be_taken_up_again(tmp_path):
    workers = cheap_study.SerialWorkers(failing)
    with pytest.raises(TooManyFailuresError, match=r"4 failed trials one after another.*no luck"):
        run(tmp_path, workers, budget=Budget(max_failures=4))
    assert [trial.outcome for trial in trials_of(tmp_path)].count("failed") == 4
    serial = cheap_study.SerialWorkers(cheap_study.cheap_evaluation)
    run(tmp_path, serial, trials=10, budget=Budget(max_failures=4))
    states = [trial.outcome for trial in trials_of(tmp_path)]
    assert states[:4] == ["failed"] * 4
    assert len(states) == 10
    assert set(states[4:]) <= {"complete", "pruned"}


@pytest.mark.parametrize(
    ("budget", "reason"),
    [
        (Budget(target_accuracy=0.4), "a validation accuracy of 40 % is reached"),
        (Budget(patience=3), "no trial was better in the last 3"),
        (Budget(patience=30, target_accuracy=2.0), "all 30 trials are done"),
    ],
)
def test_the_reason_to_stop_is_stored(budget, reason, tmp_path):
    run(tmp_path, cheap_study.SerialWorkers(cheap_study.cheap_evaluation), budget=budget)
    assert read(StudyDirectory(tmp_path, "cheap")).attributes.stopped == reason


def test_a_budget_stops_at_the_same_trial_with_any_workers(tmp_path):
    serial = cheap_study.SerialWorkers(cheap_study.cheap_evaluation)
    tables = [
        run(tmp_path / str(count), workers, budget=Budget(patience=6))
        for count, workers in enumerate((serial, *map(cheap_study.LateWorkers, (2, 3))))
    ]
    assert tables[0] == tables[1] == tables[2]
    assert len(tables[0]) < 30


def test_more_trials_than_a_grid_has_do_not_extend_it(tmp_path):
    with cheap_study.opened(tmp_path, "grid", seed=0) as study:
        (phase,) = study.phases
        assert study.prepare(10**6, phase, Budget(patience=3)).patience == 3
        assert study.prepare(10**6, phase, Budget()).patience == 3
    with cheap_study.opened(tmp_path, "bayes", seed=0, name="endless") as study:
        (phase,) = study.phases
        assert study.prepare(5, phase, Budget(patience=3)).patience == 3
        assert study.prepare(5, phase, Budget()).patience == 3
        assert study.prepare(6, phase, Budget()).patience is None


def switched(runs, first, then, before=12, after=12):
    workers = cheap_study.SerialWorkers(cheap_study.cheap_evaluation)
    cheap_study.run(runs, first, before, seed=0)
    with cheap_study.opened(runs, first, seed=0) as study, Interruption() as interruption:
        study.enter(study.phase_by(then, strategies.get(then).configure({})))
        study.set_n_trials(before + after, study.phases[-1])
        for _ in Loop(study, workers, interruption, Budget()).run():
            pass
        return cheap_study.table(study)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        *(("bayes", "genetic"), ("genetic", "bayes"), ("random", "genetic"), ("grid", "bayes")),
        *(("adaptive", "genetic"), ("adaptive", "random")),
    ],
)
def test_another_strategy_carries_on(first, then, tmp_path):
    table = switched(tmp_path, first, then)
    names = [trial.strategy for trial in trials_of(tmp_path)]
    first_strategy = "grid" if first == "grid" else "baseline"
    assert names == [first_strategy] + [first] * 11 + [then] * 12
    assert cheap_study.run(tmp_path / "alone", first, 12, seed=0) == table[:12]


@pytest.mark.parametrize("strategy", ["adaptive", "bayes", "genetic", "random"])
def test_the_first_trial_is_the_baseline(strategy, tmp_path):
    with cheap_study.opened(tmp_path / "killed", strategy, seed=0) as study:
        space = SearchSpace.from_dict(study.specification.space)
        # The state after a kill between enqueueing a trial and asking for it.
        study.optuna_study.enqueue_trial(space.baseline(), user_attrs={"strategy": "baseline"})
    tables = [cheap_study.run(tmp_path / name, strategy, 12, seed=0) for name in ("killed", "not")]
    assert tables[0] == tables[1]
    assert len(tables[0]) == 12
    first, *others = read(StudyDirectory(tmp_path / "not", "cheap")).trials
    assert first.parameters == space.baseline()
    assert {trial.strategy for trial in others} == {strategy}


def test_trials_of_another_strategy_are_the_first_parents(tmp_path):
    switched(tmp_path, "random", "genetic")
    trials = trials_of(tmp_path)
    inherited = 0
    for child in trials[12:]:
        genes = [set(trial.parameters.items()) for trial in trials[: child.number]]
        inherited += any(len(set(child.parameters.items()) & each) >= 2 for each in genes)
    assert inherited == 12


def test_a_grid_does_not_carry_on_anothers_study(tmp_path):
    cheap_study.run(tmp_path, "bayes", 5, seed=0)
    with (
        cheap_study.opened(tmp_path, "bayes", seed=0) as study,
        pytest.raises(UsageError, match="cannot continue a study of another strategy"),
    ):
        study.phase_by("grid", {})


def test_generations_are_summed_up(tmp_path):
    cheap_study.run(tmp_path, "genetic", 50, seed=0)
    trials = trials_of(tmp_path)
    found = generations.summaries(trials)
    assert [(each.generation, each.trials) for each in found] == [
        (0, 10),
        (1, 10),
        (2, 10),
        (3, 10),
        (4, 10),
    ]
    # Probes are pruned: their scores are not those of whole trainings.
    first, second = (
        [trial.score for trial in part if trial.outcome == "complete"]
        for part in (trials[:10], trials[10:20])
    )
    assert 0 < len(first) < 10
    assert found[0].best == max(first)
    assert found[1].mean == pytest.approx(sum(second) / len(second))
    assert all(0 < each.diversity < 1 for each in found)
    assert generations.as_csv(trials).splitlines()[0] == "generation,trials,best,mean,diversity"


def test_generations_count_on_where_the_population_changes(tmp_path):
    workers = cheap_study.SerialWorkers(cheap_study.cheap_evaluation)
    cheap_study.run(tmp_path, "genetic", 20, seed=0)
    strategy = strategies.get("genetic")
    with cheap_study.opened(tmp_path, "genetic", seed=0) as study, Interruption() as interruption:
        study.enter(study.phase_by("genetic", strategy.configure({"population": 5})))
        study.set_n_trials(30, study.phases[-1])
        for _ in Loop(study, workers, interruption, Budget()).run():
            pass
    found = generations.summaries(trials_of(tmp_path))
    assert [(each.generation, each.trials) for each in found] == [
        (0, 10),
        (1, 10),
        (2, 5),
        (3, 5),
    ]


def test_diversity_counts_what_differs_on_its_own_scale():
    choice = optuna.distributions.CategoricalDistribution(["relu", "swish"])
    log = optuna.distributions.FloatDistribution(0.1, 10.0, log=True)

    def trial(activation, beta=None):
        params = {"activation": activation} | ({} if beta is None else {"beta": beta})
        distributions = {"activation": choice, "beta": log}
        used = {name: distributions[name] for name in params}
        return TrialRecord(
            number=0, outcome=Outcome.COMPLETE, score=0.5, parameters=params, distributions=used
        )

    assert generations.diversity([trial("relu"), trial("relu")]) == 0
    assert generations.diversity([trial("relu"), trial("swish", 1.0)]) == 1
    assert generations.diversity([trial("swish", 0.1), trial("swish", 1.0)]) == pytest.approx(0.25)
    assert generations.diversity([trial("relu")]) == 0
