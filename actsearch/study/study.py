"""A study that is open for writing: a frozen specification and the trials that follow from it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import optuna
from optuna.trial import FrozenTrial

from actsearch import strategies
from actsearch.errors import UsageError
from actsearch.search_space import SearchSpace
from actsearch.strategies import Phase
from actsearch.study.attributes import StoredBudget, StoredPhase, StudyAttributes
from actsearch.study.budget import Budget
from actsearch.study.directory import StudyDirectory
from actsearch.study.specification import StudyFile
from actsearch.trials import TrialRecord, stored


class Study:
    """A frozen specification and the trials that followed from it, open for writing.

    Get one from :func:`actsearch.study.opening.begin` or :func:`~actsearch.study.opening.resume`;
    to look only, take a ``Snapshot``.

    Attributes
    ----------
    directory : StudyDirectory
        Its files.
    name : str
        Name of the study, also in Optuna's storage.
    specification : Specification
        What it is.
    optuna_study : optuna.Study
        Its store.
    """

    def __init__(
        self, directory: StudyDirectory, file: StudyFile, optuna_study: optuna.Study
    ) -> None:
        self.directory = directory
        self.name = file.study
        self.specification = file.specification
        self.optuna_study = optuna_study
        self._records: dict[int, TrialRecord] = {}

    @property
    def attributes(self) -> StudyAttributes:
        """What is stored beside the trials."""
        return StudyAttributes.read(self.optuna_study.user_attrs, self.name)

    @property
    def trials(self) -> list[FrozenTrial]:
        """All trials as Optuna has them, by number; not to be changed."""
        return self.optuna_study.get_trials(deepcopy=False)

    @property
    def finished(self) -> list[TrialRecord]:
        """What is known of the trials that have ended, by number."""
        return [self.record(trial) for trial in self.trials if trial.state.is_finished()]

    def record(self, trial: FrozenTrial) -> TrialRecord:
        """Return what is known of a trial that has ended; it is read once."""
        if trial.number not in self._records:
            self._records[trial.number] = stored.read(trial)
        return self._records[trial.number]

    @property
    def space(self) -> SearchSpace:
        """What is searched."""
        return SearchSpace.from_dict(self.specification.space)

    @property
    def n_trials(self) -> int:
        """How many trials the study is to have in all."""
        return self.attributes.trials

    def set_n_trials(self, wanted: int, phase: Phase) -> None:
        """Set how many trials the study is to have in all.

        They are no fewer than it has, and no more than there can be.

        Parameters
        ----------
        wanted : int
            How many were asked for.
        phase : Phase
            What proposes them.
        """
        most = self.most_trials(phase)
        n_trials = max(len(self.finished), wanted if most is None else min(wanted, most))
        self.optuna_study.set_user_attr("trials", n_trials)

    def most_trials(self, phase: Phase) -> int | None:
        """Count the trials after which a phase has nothing left to propose; None is no end."""
        return strategies.get(phase.strategy).most_trials(self.space)

    @property
    def phases(self) -> list[Phase]:
        """Which strategy proposes from which trial on."""
        first = Phase(0, self.specification.strategy, self.specification.options)
        return [first, *(Phase(**phase.model_dump()) for phase in self.attributes.turns)]

    def phase_by(self, strategy: str, options: Mapping[str, Any]) -> Phase:
        """Return the phase in which this strategy proposes from the next trial on.

        Raises
        ------
        UsageError
            If it can only begin a study.
        """
        current = self.phases[-1]
        if (current.strategy, dict(current.options)) == (strategy, dict(options)):
            return current
        if strategies.get(strategy).exhaustive:
            raise UsageError(
                f"strategy {strategy!r} goes through a space from its first candidate on and "
                "cannot carry on another's study; begin one of another name"
            )
        return Phase(len(self.trials), strategy, dict(options))

    def enter(self, phase: Phase) -> None:
        """Begin a phase, unless it is the one that the study is in."""
        if phase != self.phases[-1]:
            later = [each for each in self.phases[1:] if each.first_trial < phase.first_trial]
            kept = [
                StoredPhase(
                    first_trial=each.first_trial,
                    strategy=each.strategy,
                    options=dict(each.options),
                ).model_dump()
                for each in (*later, phase)
            ]
            self.optuna_study.set_user_attr("turns", kept)

    @property
    def stopped(self) -> str | None:
        """Why it stopped; None while it runs, and after it was killed."""
        return self.attributes.stopped

    @stopped.setter
    def stopped(self, reason: str | None) -> None:
        if reason != self.stopped:
            self.optuna_study.set_user_attr("stopped", reason)

    def remember(self, budget: Budget, *, afresh: bool = False) -> Budget:
        """Keep what of a budget belongs to the study, and fill in what was kept before.

        A resumed study then ends where an undisturbed one would have.

        Parameters
        ----------
        budget : Budget
            As it was given now.
        afresh : bool
            Whether to forget which accuracy and patience were enough before.
        """
        before = self.attributes.budget
        known = StoredBudget(trial_seconds=before.trial_seconds) if afresh else before
        given = {
            "target_accuracy": budget.target_accuracy,
            "patience": budget.patience,
            "trial_seconds": budget.trial_timeout,
        }
        kept = known.model_copy(
            update={name: value for name, value in given.items() if value is not None}
        )
        if kept != before:
            self.optuna_study.set_user_attr("budget", kept.model_dump(exclude_none=True))
        return replace(
            budget,
            target_accuracy=kept.target_accuracy,
            patience=kept.patience,
            trial_timeout=kept.trial_seconds,
        )

    @property
    def n_validation(self) -> int | None:
        """How many samples each validation accuracy was measured on; None before the first."""
        return self.attributes.n_validation

    @n_validation.setter
    def n_validation(self, samples: int) -> None:
        if samples != self.n_validation:
            self.optuna_study.set_user_attr("n_validation", samples)
