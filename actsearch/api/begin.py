"""Begin a study or carry it on."""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from numpy.typing import ArrayLike

from actsearch import search_space
from actsearch.api.progress import Bar
from actsearch.api.samples import samples
from actsearch.api.study import Study
from actsearch.confirming.confirm import confirm as train_again
from actsearch.confirming.confirm import due
from actsearch.datasets import Reading
from actsearch.metrics import LearningTask
from actsearch.running.run import Publisher, carry_on
from actsearch.search_space import Changes, SearchSpace
from actsearch.study import defaults
from actsearch.study import plan as planning
from actsearch.study.arguments import finite, whole
from actsearch.study.attributes import asked
from actsearch.study.budget import OUT_OF_TIME, Budget
from actsearch.study.directory import StudyDirectory
from actsearch.study.opening import begin
from actsearch.trials import TrialRecord
from actsearch.workers import check_dask

PathLike = str | os.PathLike[str]


def search(
    X: Any = None,
    y: ArrayLike | None = None,
    *,
    space: SearchSpace | PathLike | Mapping[str, Any] | None = None,
    dataset: PathLike = defaults.DATASET,
    label: str | None = None,
    task: LearningTask | None = None,
    reading: Reading | None = None,
    strategy: str | None = None,
    options: Mapping[str, Any] | None = None,
    trials: int | None = None,
    seed: int = defaults.SEED,
    study: str | None = None,
    epochs: int | None = None,
    steps: int | None = None,
    metric: str | None = None,
    objectives: str | Sequence[str] | None = None,
    splits: int | None = None,
    test_size: float | None = None,
    pruner: str | None = None,
    lookahead: int = defaults.LOOKAHEAD,
    workers: int | None = None,
    dask: str | None = None,
    timeout: float | None = None,
    target_accuracy: float | None = None,
    patience: int | None = None,
    max_failures: int = defaults.MAX_FAILURES,
    trial_timeout: float | None = None,
    confirm: int | None = None,
    storage: str | None = None,
    runs_dir: PathLike = defaults.RUNS,
    on_trial: Callable[[TrialRecord], object] | None = None,
    progress: bool | None = None,
) -> Study:
    """Search a space of activations; to continue a study, call this again in the same way.

    To add trials to a study, call this with a larger number of them. The strategy may then be
    another one: it proposes all further trials, and learns from those so far.

    The first trial is the baseline, the default candidate: ReLU, if the space has it.

    Parameters
    ----------
    X : array-like or DataFrame, shape (n, ...), or Dataset, optional
        Samples to train on, instead of ``dataset``; uint8 means pixels. Their study is named after
        their content, and only the same samples can carry it on.
    y : array-like of integers or strings, shape (n,), optional
        Class of each sample of ``X``.
    space : SearchSpace, str, path or mapping, optional
        Search space: an object, the name of a shipped space, the path of a TOML file, or the
        content of such a file. By default the shipped one that fits the data: ``"mnist"`` for
        images, ``"tabular"`` for all else.
    dataset : str or path, default="mnist"
        Data to train on: a name or a path, see :func:`actsearch.datasets.load`.
    label : str, optional
        Column of a table that holds the classes, or the target.
    task : {"classification", "regression"}, optional
        What there is to learn: the class of each sample, or a number. By default it is a class,
        except of ``"diabetes"``.
    reading : Reading, optional
        How to read a table or images, where that is not left to them.
    strategy : str, optional
        Name of the strategy that proposes candidates. The default is ``"bayes"`` for a new study,
        and the current strategy of one that exists.
    options : mapping, optional
        Options of the strategy, such as ``{"population": 20}``.
    trials : int, optional
        How many trials the study is to have in all; 30, or the whole grid, by default.
    seed : int, default=0
        Seed of everything that is random.
    study : str, optional
        Name of the study; made from the other arguments by default.
    epochs : int, optional
        Epochs of each trial, instead of the number in the search space.
    steps : int, optional
        Gradient steps of each training, instead of the length in the search space.
    metric : str, optional
        Metric that candidates are scored with, see :func:`actsearch.metrics.get`; by default
        ``"accuracy"``, or in regression ``"r2"``.
    objectives : sequence of str, optional
        What to optimize instead: a metric, and then costs that are weighed against it, such as
        ``["accuracy", "n_weights"]``. The costs are ``"n_weights"``, ``"epochs"`` and
        ``"inference"``, the multiply-adds that predict a sample. The leaderboard then has the front
        of the candidates that no other beats in everything.
    splits : int, optional
        On how many splits of the data each candidate is trained; by default as many as are needed
        to tell candidates apart, from 1 of large data to 10.
    test_size : float, optional
        Fraction of the samples that is sealed for a final test, a fifth by default; only of data
        without a test part of their own.
    pruner : str, optional
        Name of the pruner, which stops bad trainings early; the default fits the study.
    lookahead : int, default=8
        How many trials may run at the same time. It belongs to the study and changes its result.
    workers : int, optional
        Number of processes that train; one for each core by default. It does not change the
        result.
    dask : str, optional
        Address of a Dask scheduler. Its cluster then trains instead of this machine.
    timeout : float, optional
        Seconds after which no training is started.
    target_accuracy : float, optional
        Value of the metric that is good enough to stop, such as an accuracy of 0.975 or, in per
        cent, 97.5.
    patience : int, optional
        Stop after so many trials without a better one.
    max_failures : int, default=10
        Stop after so many failed trials in a row.
    trial_timeout : float, optional
        Seconds that a single training may take.
    confirm : int, optional
        After the search, its best candidate and the baseline are trained on so many fresh seeds; 0
        for none. The default is 5 of large data, and 10 or 20 of small data.
    storage : str, optional
        URL of an Optuna storage; by default a SQLite file in the study's folder.
    runs_dir : str or path, default="runs"
        Folder of all studies.
    on_trial : callable, optional
        Called with the record of each trial, as soon as it is stored.
    progress : bool, optional
        Whether to show a bar with the best trial so far; by default only in a notebook.

    Returns
    -------
    Study
        The study as it is stored at the end: its trials, its answer, the leaderboard.

    Raises
    ------
    ActsearchError
        If something cannot be used, is not there, or fails; the message is one sentence.
    AllTrialsFailedError
        If trials have ended, and none of them is complete; they are stored.
    KeyboardInterrupt
        If Ctrl-C or SIGTERM came; what is stored is safe, and the same call continues.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> import actsearch
    >>> with TemporaryDirectory() as folder:
    ...     study = actsearch.search(dataset="digits", trials=3, epochs=2, runs_dir=folder)
    >>> len(study.trials), study.best_trial.score > 0.5
    (3, True)
    """
    source = os.fspath(dataset) if X is None else samples(X, y, task or "classification")
    trials = None if trials is None else whole("trials", trials)
    workers = None if workers is None else whole("workers", workers, most=defaults.MOST_AT_ONCE)
    if confirm:
        confirm = whole("confirm", confirm, least=2, most=1000)
    check_dask(dask)
    budget = Budget(
        timeout=timeout,
        target_accuracy=target_accuracy,
        patience=patience,
        max_failures=max_failures,
        trial_timeout=trial_timeout,
    )
    directory = None if study is None else StudyDirectory(Path(runs_dir), study)
    plan = planning.plan(
        None if space is None else _space(space),
        source,
        label=label,
        reading=reading,
        strategy=strategy or defaults.STRATEGY,
        options=options or {},
        changes=Changes(
            epochs=None if epochs is None else whole("epochs", epochs),
            steps=None if steps is None else whole("steps", steps),
        ),
        metric=metric,
        objectives=objectives,
        splits=None if splits is None else whole("splits", splits),
        test_size=None if test_size is None else finite("test_size", test_size),
        task=task,
        pruner=pruner,
        lookahead=whole("lookahead", lookahead, most=defaults.MOST_AT_ONCE),
        seed=whole("seed", seed, least=0, most=2**32 - 1),
    )
    directory = directory or StudyDirectory(Path(runs_dir), plan.default_name)
    first = asked(
        trials or plan.default_trials, confirm, budget.in_unit_of(plan.specification.metric)
    )
    with begin(directory, plan.specification, storage, first) as opened:
        opened.ask_to_confirm(confirm)
        phase = opened.phase_by(strategy, plan.specification.options)
        wanted = trials or opened.n_trials or plan.default_trials
        if not opened.lacks_trials(wanted, phase):
            opened.check_has_proposed(phase)
            opened.remember(budget.in_unit_of(plan.specification.metric))
            opened.set_n_trials(wanted, phase)
        else:
            kept = opened.prepare(wanted, phase, budget)
            with Bar("trials", opened.n_trials, opened.finished, shown=progress) as bar:
                for trial in carry_on(opened, plan.dataset, kept, workers=workers, dask=dask):
                    bar.trial(trial, plan.specification.metric)
                    if on_trial is not None:
                        on_trial(trial)
        opened.check_results()
        waiting = due(opened)
        if waiting and opened.stopped != OUT_OF_TIME:
            top, seeds = waiting
            training = train_again(
                opened,
                plan.dataset,
                top=top,
                seeds=seeds,
                workers=workers,
                dask=dask,
            )
            with Bar("fresh seeds", seeds, shown=progress) as bar:
                for each in training:
                    bar.reach(each.seed + 1)
            Publisher(opened).publish()
    return Study.of(directory, storage, plan.dataset)


def _space(space: SearchSpace | PathLike | Mapping[str, Any]) -> SearchSpace:
    if isinstance(space, SearchSpace):
        return space
    if isinstance(space, Mapping):
        return SearchSpace.from_dict(space)
    return search_space.load(space)
