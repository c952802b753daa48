"""A study that is open for writing: what it is, and what is stored of it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import optuna
from optuna.storages import BaseStorage
from optuna.trial import FrozenTrial

from actsearch import strategies
from actsearch.confirmation.confirmation import Confirmation
from actsearch.confirmation.stored import Race, study_name
from actsearch.errors import AllTrialsFailedError, UsageError
from actsearch.leaderboard import Leaderboard
from actsearch.search_space import SearchSpace
from actsearch.storage.open import explained
from actsearch.storage.quiet import quiet
from actsearch.strategies import Phase
from actsearch.study import defaults
from actsearch.study.attributes import LATER_PHASES, StudyAttributes
from actsearch.study.budget import Budget
from actsearch.study.directory import StudyDirectory
from actsearch.study.specification import StudyFile
from actsearch.trials import Outcome, TrialRecord, stored


class Study:
    """A study that is open for writing: a frozen specification, and the trials that follow from it.

    Get one from :func:`actsearch.study.opening.begin` or :func:`~actsearch.study.opening.resume`.
    To read only, use :func:`actsearch.study.snapshot.read`.

    Attributes
    ----------
    directory : StudyDirectory
        Paths of the study's files.
    name, stored_name : str
        Name of the study, and the one in its database, which stays when the folder is renamed.
    specification : Specification
        Everything that decides what the study's trials are.
    optuna_study : optuna.Study
        The Optuna study that stores the trials.
    url : str
        URL of the database.
    """

    def __init__(
        self,
        directory: StudyDirectory,
        file: StudyFile,
        optuna_study: optuna.Study,
        store: BaseStorage,
        url: str,
    ) -> None:
        self.directory = directory
        self.name, self.stored_name = directory.name, file.study
        self.specification = file.specification
        self.optuna_study = optuna_study
        self.url = url
        self._asked = file.asked
        self._store = store
        self._records: dict[int, TrialRecord] = {}

    def sibling(self, name: str) -> optuna.Study:
        """Return another Optuna study of the same database; it is made if it does not exist."""
        with quiet(), explained(self.url):
            return optuna.create_study(
                study_name=name, storage=self._store, direction="maximize", load_if_exists=True
            )

    def confirmation(self) -> Confirmation | None:
        """Return what fresh seeds say; None if nothing is confirmed, or not to the end yet."""
        if (sibling := self._confirming) is None:
            return None
        return Confirmation.of(
            sibling.user_attrs,
            sibling.get_trials(deepcopy=False),
            default=self.space.candidate(self.space.baseline()),
            metric=self.specification.metric,
            search=self.finished,
        )

    def race(self) -> Race | None:
        """Return the last race of the confirmation that was begun; None if none was."""
        return None if (sibling := self._confirming) is None else Race.read(sibling.user_attrs)

    @property
    def _confirming(self) -> optuna.Study | None:
        name = study_name(self.stored_name)
        with explained(self.url):
            exists = name in optuna.get_all_study_names(self._store)
        return self.sibling(name) if exists else None

    def leaderboard(self, trials: Sequence[TrialRecord]) -> Leaderboard:
        """Return the leaderboard of trials of this study, with what fresh seeds say of them."""
        known, told = self.attributes, self.confirmation()
        return Leaderboard.of(self.name, trials, known.n_validation, known.constant, told)

    @property
    def attributes(self) -> StudyAttributes:
        """User attributes of the study, read anew each time."""
        return StudyAttributes.read(self.optuna_study.user_attrs, self.name, self._asked)

    @property
    def trials(self) -> list[FrozenTrial]:
        """All trials as Optuna stores them, sorted by number; do not change them."""
        return self.optuna_study.get_trials(deepcopy=False)

    @property
    def finished(self) -> list[TrialRecord]:
        """Records of the trials that have ended, sorted by number."""
        return [self.record(trial) for trial in self.trials if trial.state.is_finished()]

    def record(self, trial: FrozenTrial) -> TrialRecord:
        """Return the record of a trial that has ended; it is made only once."""
        if trial.number not in self._records:
            self._records[trial.number] = stored.read(trial)
        return self._records[trial.number]

    def check_results(self) -> None:
        """Check that a trial has a result that counts, if any trial has ended.

        Raises
        ------
        AllTrialsFailedError
            If trials have ended, and none of them is complete.
        """
        records = self.finished
        if records and not any(record.outcome == Outcome.COMPLETE for record in records):
            name, last = self.directory.name, records[-1]
            raise AllTrialsFailedError(
                f"no trial of study {name!r} gave a result; the last: {last.reason} "
                f"(see 'actsearch trial {name} {last.number}')"
            )

    @property
    def space(self) -> SearchSpace:
        """Search space of the study."""
        return SearchSpace.from_dict(self.specification.space)

    @property
    def n_trials(self) -> int:
        """How many trials the study is to have in all."""
        return self.attributes.trials

    def set_n_trials(self, wanted: int, phase: Phase) -> None:
        """Set how many trials the study is to have in all.

        The number is kept between the number of ended trials and the most that there can be.

        Parameters
        ----------
        wanted : int
            Number of trials that the user asked for.
        phase : Phase
            Phase that proposes the new trials.
        """
        n_trials = max(len(self.finished), self._possible(wanted, phase))
        self.optuna_study.set_user_attr("trials", n_trials)

    def lacks_trials(self, wanted: int, phase: Phase) -> bool:
        """Tell whether fewer trials have ended than are wanted and can be; nothing is stored."""
        return len(self.finished) < self._possible(wanted, phase)

    def ask_to_confirm(self, seeds: int | None) -> None:
        """Store with how many fresh seeds the answer is to be confirmed after the search.

        0 means not at all; None leaves what was stored before, and a new study gets the default.
        """
        if seeds is None and self.attributes.confirm is None and not self.trials:
            seeds = defaults.fresh_seeds(self.specification.splits)
        if seeds is not None:
            self._keep("confirm", seeds)

    def prepare(self, wanted: int, phase: Phase, budget: Budget, *, afresh: bool = False) -> Budget:
        """Store what a run is to do: its phase, its budget and the number of trials.

        A larger number of trials than before also forgets the limits that were stored before:
        those that have stopped the study would stop it again at once.

        Parameters
        ----------
        wanted, phase
            As for :meth:`set_n_trials`.
        budget, afresh
            As for :meth:`remember`, which says what is returned.
        """
        budget = budget.in_unit_of(self.specification.metric)
        self.enter(phase)
        extended = self._possible(wanted, phase) > self.n_trials
        kept = self.remember(budget, afresh=afresh or extended)
        self.set_n_trials(wanted, phase)
        return kept

    def _possible(self, wanted: int, phase: Phase) -> int:
        most = self.most_trials(phase)
        return wanted if most is None else min(wanted, most)

    def most_trials(self, phase: Phase) -> int | None:
        """Return how many trials there are until a phase has nothing left to propose; None: no end.

        Only a grid has an end.
        """
        return strategies.get(phase.strategy).most_trials(self.space)

    @property
    def phases(self) -> list[Phase]:
        """All phases of the study: which strategy proposes from which trial on; read anew."""
        return self.attributes.phases(self.specification, len(self.trials), self.name)

    def phase_by(self, strategy: str | None, options: Mapping[str, Any]) -> Phase:
        """Return the phase in which this strategy proposes the next trials; nothing is stored.

        It is the current phase if that has the same strategy and options, else a new one.

        Parameters
        ----------
        strategy : str or None
            Name of the strategy; None means that of the current phase, with its options.
        options : mapping
            All options of the strategy.

        Raises
        ------
        UsageError
            If the strategy can only begin a study, as a grid does, or cannot search its space.
        """
        current = self.phases[-1]
        if strategy is None:
            return current
        proposing = strategies.get(strategy)
        # An earlier version did not have all options yet.
        if current.strategy == strategy and proposing.configure(current.options) == options:
            return current
        if proposing.exhaustive:
            raise UsageError(
                f"strategy {strategy!r} tries all candidates from the first one on, and cannot "
                "continue a study of another strategy; begin one with another name"
            )
        # Before the phase is stored: each later command would fail by it.
        proposing(self.space, options)
        return Phase(len(self.trials), strategy, dict(options))

    def check_has_proposed(self, phase: Phase) -> None:
        """Check that a study without missing trials has a phase like this one.

        If it has none, somebody chose a strategy that would have nothing to do.

        Raises
        ------
        UsageError
            If no phase of the study has the same strategy and options.
        """
        if all(
            (each.strategy, each.options) != (phase.strategy, phase.options) for each in self.phases
        ):
            raise UsageError(
                f"study {self.directory.name!r} has all its {len(self.finished)} trials, and none "
                f"is left for strategy {phase.strategy!r} with these options: give it a larger "
                "number of trials",
                parameter="trials",
            )

    def enter(self, phase: Phase) -> None:
        """Store a phase as the current one, unless it is that already."""
        if phase != self.phases[-1]:
            later = [each for each in self.phases[1:] if each.first_trial < phase.first_trial]
            kept = [asdict(each) for each in (*later, phase)]
            self.optuna_study.set_user_attr(LATER_PHASES, kept)

    @property
    def stopped(self) -> str | None:
        """Why the study stopped; None while it runs, and after it was killed."""
        return self.attributes.stopped

    @stopped.setter
    def stopped(self, reason: str | None) -> None:
        self._keep("stopped", reason)

    def remember(self, budget: Budget, *, afresh: bool = False) -> Budget:
        """Store the part of a budget that belongs to the study, and fill in what was stored before.

        So a resumed study ends where it would have ended without the interruption. Parameters and
        result are those of :meth:`StoredBudget.taking_over`.
        """
        kept = self.attributes.budget.taking_over(budget, afresh=afresh)
        self._keep("budget", kept.model_dump(exclude_none=True), missing={})
        return kept.filled_into(budget)

    def note_data(self, n_validation: int, constant: float) -> None:
        """Store what a leaderboard says of the data; see :class:`StudyAttributes`."""
        self._keep("n_validation", n_validation)
        self._keep("constant", constant)

    def _keep(self, name: str, value: Any, *, missing: Any = None) -> None:
        """Store an attribute, unless the database has it so; one that it lacks is ``missing``."""
        if value != self.optuna_study.user_attrs.get(name, missing):
            self.optuna_study.set_user_attr(name, value)
