"""A study as Python programs see it: what is stored, and what can be done with it."""

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from actsearch.confirming.confirm import confirm as train_again
from actsearch.datasets import Dataset
from actsearch.errors import UsageError
from actsearch.export.answer import Answer, answer
from actsearch.export.export import Exported, export
from actsearch.running.run import Publisher, load_data
from actsearch.study import defaults
from actsearch.study.directory import StudyDirectory
from actsearch.study.opening import resume
from actsearch.study.snapshot import Snapshot, read

if TYPE_CHECKING:
    from actsearch.final_test.report import Report


@dataclass(frozen=True)
class Study(Snapshot):
    """A study as it was stored when it was read; its methods read it anew, and carry it on.

    Get one from :func:`actsearch.search` or :func:`actsearch.load_study`. It has what
    :class:`actsearch.study.snapshot.Snapshot` has, such as ``trials``, ``best_trial`` and
    ``leaderboard()``.

    Parameters
    ----------
    directory : StudyDirectory
        Folder of the study.
    storage : str or None
        URL of its storage, if it is not the one in its specification file.
    dataset : Dataset or None
        Its data, if they are in memory; otherwise they are loaded when they are needed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> import actsearch
    >>> with TemporaryDirectory() as folder:
    ...     words = {"trials": 2, "steps": 60, "confirm": 0, "runs_dir": folder, "splits": 1}
    ...     study = actsearch.search(dataset="iris", **words)
    ...     model = study.best_estimator()
    >>> print(study.answer.candidate)
    relu
    >>> model.predict([[5.1, 3.5, 1.4, 0.2]]).tolist()
    ['setosa']
    """

    # Where a study is does not make it another one.
    directory: StudyDirectory = field(kw_only=True, compare=False, repr=False)
    storage: str | None = field(default=None, compare=False, repr=False)
    dataset: Dataset | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(
        cls, directory: StudyDirectory, storage: str | None = None, dataset: Dataset | None = None
    ) -> Self:
        """Read a study; the parameters are those of the class."""
        found = read(directory, storage)
        known = {each.name: getattr(found, each.name) for each in fields(found)}
        return cls(**known, directory=directory, storage=storage, dataset=dataset)

    @property
    def answer(self) -> Answer:
        """What the study recommends: the confirmed winner, the baseline, or the best trial.

        Raises
        ------
        UsageError
            If no trial is complete.
        """
        return answer(self)

    def confirm(
        self, seeds: int | None = None, *, top: int | None = None, workers: int | None = None
    ) -> Self:
        """Train the best candidates and the baseline on fresh seeds, as ``actsearch confirm`` does.

        Parameters
        ----------
        seeds : int, optional
            Number of fresh seeds in all, 2 or more.
        top : int, optional
            Number of the best candidates.
        workers : int, optional
            Number of processes that train.

        Returns
        -------
        Study
            The study with its verdict.
        """
        with resume(self.directory, self.storage) as opened:
            race = opened.race()
            known = max(
                defaults.fresh_seeds(opened.specification.splits), 0 if race is None else race.seeds
            )
            finalists = top or (defaults.FINALISTS if race is None else len(race.finalists))
            for _ in train_again(
                opened, self._data(), top=finalists, seeds=seeds or known, workers=workers
            ):
                pass
            Publisher(opened).publish()
        return self.of(self.directory, self.storage, self.dataset)

    def test(self, *, workers: int | None = None) -> "Report":
        """Open the sealed test part for the confirmed answer, as ``actsearch test`` does.

        Raises
        ------
        UsageError
            If nothing is confirmed yet.
        """
        from actsearch.final_test.carry_out import carry_out
        from actsearch.final_test.report import report

        with resume(self.directory, self.storage) as opened:
            confirmation = opened.confirmation()
            if confirmation is None:
                raise UsageError(
                    f"study {self.name!r} has no finished confirmation, so that nothing is known "
                    "to test: call confirm first"
                )
            for _ in carry_out(
                opened, self._data(), confirmation, workers=workers, announce=lambda _: None
            ):
                pass
            return report(opened, confirmation)

    def export(
        self,
        to: str | Path,
        *,
        trial: int | None = None,
        candidate: str | None = None,
        seed: int | None = None,
    ) -> Exported:
        """Train the answer on all but the sealed part and write it, as ``actsearch export`` does.

        Parameters
        ----------
        to : str or Path
            Folder to write to.
        trial, candidate, seed
            As for :func:`actsearch.export.export.export`.
        """
        return export(
            self.directory,
            Path(to),
            trial=trial,
            candidate=candidate,
            seed=seed,
            storage_url=self.storage,
            dataset=self.dataset,
        )

    def report(self, to: str | Path, *, top: int = 20) -> Path:
        """Write a page about the study, as ``actsearch report`` does; return its file.

        Parameters
        ----------
        to : str or Path
            File to write: ``.html``, or ``.md`` with its pictures in a folder beside it.
        top : int, default=20
            Rows of the leaderboard.
        """
        from actsearch.report.write import write

        return write(
            self.directory, Path(to), top=top, storage_url=self.storage, dataset=self.dataset
        )

    def best_estimator(self) -> Any:
        """Return the answer as a pipeline of scikit-learn, trained on all but the sealed part.

        It is the preparation of the samples, and an :class:`actsearch.MLPClassifier` with the
        weights that :meth:`export` writes; in regression an :class:`actsearch.MLPRegressor` within
        scikit-learn's ``TransformedTargetRegressor``, which scales the target.
        """
        from actsearch.api.estimator import estimator

        return estimator(self.answer.candidate, self._data(), self.specification.seed)

    def _data(self) -> Dataset:
        return load_data(self) if self.dataset is None else self.dataset
