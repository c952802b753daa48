"""A study's specification: frozen when the study begins, compared when it is opened again."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    ValidationError,
    field_validator,
    model_validator,
)

from actsearch import metrics
from actsearch.datasets.reading import Reading
from actsearch.errors import StorageError, UsageError, short
from actsearch.files import read_regular
from actsearch.objectives import Cost
from actsearch.study.directory import check_name

if TYPE_CHECKING:
    from actsearch.datasets import Dataset

# Strategies whose first trials ``spread`` proposes today.
_STARTED = ("bayes", "genetic")
# Limit on the size of the file; actsearch itself writes hundreds of times less.
_MOST_BYTES = 2**24


class DatasetSpecification(BaseModel):
    """Which data a study trains on, with the fingerprint of their content.

    Attributes
    ----------
    source : str
        Name or path.
    label : str or None
        Column of a table that holds the classes, or the target.
    fingerprint : str
        SHA-256 of the content, see :class:`actsearch.datasets.Dataset`.
    test_size : float or None
        Fraction of the samples that is sealed; None means the source's own test part, or a fifth.
    reading : Reading or None
        How a table or images are read, where that is not left to them.
    task : str or None
        What there is to learn; None means what is usual for the source.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    source: str
    label: str | None
    fingerprint: str
    test_size: float | None = None
    reading: Reading | None = None
    task: metrics.LearningTask | None = None

    def load(self) -> "Dataset":
        """Load the data as the study does; whether they have changed is for the caller to see.

        Raises
        ------
        ActsearchError
            As :func:`actsearch.datasets.load`.
        """
        # A leaderboard loads no data, and does without the time that this import takes.
        from actsearch import datasets

        return datasets.load(
            self.source,
            label=self.label,
            reading=self.reading,
            test_size=self.test_size,
            task=self.task,
        )


class Specification(BaseModel):
    """Everything that decides what a study's trials are; their number is not part of it.

    Attributes
    ----------
    format : int
        Version of this format. Files of version 1 are read: they get the settings that they lack,
        with the values that they had then.
    space : dict
        Canonical form of the search space.
    dataset : DatasetSpecification
        Data that the study trains on, with the fingerprint of their content.
    strategy : str
        Strategy of the study's first phase.
    options : dict
        Options of that strategy.
    pruner : str
        Name of the pruner, which stops bad trainings early.
    lookahead : int
        How many trials may run at the same time.
    metric : str
        Metric that candidates are scored with.
    costs : list of str
        What is weighed against the metric: costs, of which less is better; none by default.
    splits : int
        On how many splits of the data each candidate is trained.
    seed : int
        Seed of the splits, the first weights, the order of the samples and the proposals.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    format: Literal[2] = 2
    space: dict[str, JsonValue]
    dataset: DatasetSpecification
    strategy: str
    options: dict[str, JsonValue] = {}
    pruner: str = "none"
    lookahead: int = Field(default=1, ge=1)
    metric: str = metrics.DEFAULT
    costs: list[Cost] = []
    splits: int = Field(default=1, ge=1)
    seed: int = Field(ge=0, lt=2**32)

    @model_validator(mode="before")
    @classmethod
    def _upgrade(cls, data: Any) -> Any:
        """Turn format 1 into format 2."""
        if not isinstance(data, dict) or data.get("format") != 1:
            return data
        space = data.get("space")
        if isinstance(space, dict) and isinstance(space.get("training"), dict):
            # Networks were validated after each epoch.
            training = {"checkpoints": None, **space["training"]}
            space = {**space, "training": training}
        options = without_start(data.get("strategy"), data.get("options", {}))
        return {**data, "format": 2, "space": space, "options": options}

    @property
    def objectives(self) -> tuple[str, ...]:
        """What the study optimizes: its metric, and then its costs."""
        return (self.metric, *self.costs)

    @property
    def seeds(self) -> tuple[int, ...]:
        """Seed of the training on each split; the study's own if there is one split."""
        if self.splits == 1:
            return (self.seed,)
        # A leaderboard trains nothing, and does without the time that this import takes.
        from actsearch.strategies.seeds import derive_seed

        return tuple(derive_seed(self.seed, "split", number) for number in range(self.splits))

    def differences(self, other: "Specification") -> list[str]:
        """List what differs, one line for each key: ``key: mine -> theirs``.

        Examples
        --------
        >>> data = DatasetSpecification(source="mnist", label=None, fingerprint="f")
        >>> first = Specification(space={}, dataset=data, strategy="bayes", seed=0)
        >>> first.differences(first.model_copy(update={"seed": 1}))
        ['seed: 0 -> 1']
        """
        # Names and descriptions may change, and data may move: only the content counts.
        labels: dict[str, Any] = {
            "space": {"name", "description"},
            "dataset": {"source", "label"},
        }
        if self.strategy != other.strategy:
            labels["options"] = True  # they are of two strategies, and cannot be compared
        mine, theirs = self._canonical(), other._canonical()
        return changes(mine.model_dump(exclude=labels), theirs.model_dump(exclude=labels))

    def _canonical(self) -> Self:
        """Write out the settings that an earlier version did not have yet."""
        # A leaderboard compares nothing, and does without the time that this import takes.
        from actsearch import strategies
        from actsearch.search_space import SearchSpace

        try:
            space = SearchSpace.from_dict(self.space).to_dict()
            options = strategies.get(self.strategy).configure(self.options)
        except UsageError:
            return self  # no search space, or no strategy: its differences show as they are
        return self.model_copy(update={"space": space, "options": options})


class StudyFile(BaseModel):
    """Content of ``specification.json``.

    Attributes
    ----------
    study : str
        Name of the study.
    storage : str or None
        URL of the storage, without password. None means ``study.db`` in the same folder, so that
        the folder may be moved.
    specification : Specification
        Everything that decides what the study's trials are.
    asked : dict
        What was asked for when the study began, as its attributes: they count until the database
        has its own, which a kill in the first moment prevents.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    study: str
    storage: str | None
    specification: Specification
    asked: dict[str, JsonValue] = {}

    @field_validator("study")
    @classmethod
    def _name(cls, name: str) -> str:
        """Refuse what cannot be a name: files are called after it."""
        try:
            return check_name(name)
        except UsageError as error:
            raise ValueError(str(error)) from error

    @field_validator("storage")
    @classmethod
    def _without_stars(cls, url: str | None) -> str | None:
        """Leave out the three stars that earlier versions stored for a password."""
        return None if url is None else url.replace(":***@", "@")

    def as_text(self) -> str:
        """Return the text of the file."""
        without = None if self.asked else {"asked"}
        return self.model_dump_json(indent=2, exclude=without) + "\n"

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the file.

        Raises
        ------
        StorageError
            If the file cannot be read, or actsearch did not write it.
        """
        try:
            return cls.model_validate_json(read_regular(path, _MOST_BYTES))
        except OSError as error:
            raise StorageError(
                f"{str(path)!r} cannot be read ({error.strerror}); correct its permissions, or "
                "move its folder away"
            ) from error
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            raise StorageError(
                f"{str(path)!r} is not a study's specification "
                f"({short('.'.join(map(str, first['loc'])) or 'file')}: {short(first['msg'])}); "
                "restore it, or move its folder away"
            ) from error


def without_start(strategy: Any, options: Any) -> Any:
    """Complete the options of an earlier version, in which no strategy began like ``spread``."""
    if strategy in _STARTED and isinstance(options, dict):
        return {"startup_trials": 0, **options}
    return options


def changes(mine: Any, theirs: Any, *, arrow: str = ": ") -> list[str]:
    """List the differences between two nested dicts, one line for each key.

    Parameters
    ----------
    mine, theirs : dict
        Values to compare.
    arrow : str
        Text between the key and its two values.

    Examples
    --------
    >>> changes({"a": {"b": 1}, "c": 2}, {"a": {"b": 3}, "c": 2})
    ['a.b: 1 -> 3']
    """
    mine, theirs = _flatten(mine), _flatten(theirs)
    return [
        f"{key}{arrow}{mine.get(key, 'absent')} -> {theirs.get(key, 'absent')}"
        for key in dict.fromkeys((*mine, *theirs))
        if mine.get(key) != theirs.get(key)
    ]


def _flatten(value: Any, path: str = "") -> dict[str, Any]:
    """Turn nested dicts into one dict with dotted keys."""
    if not isinstance(value, dict) or not value:
        return {path: value}
    return {
        name: leaf
        for key, inner in value.items()
        for name, leaf in _flatten(inner, f"{path}.{key}" if path else key).items()
    }
