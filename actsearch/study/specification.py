"""What makes a study the study it is: frozen when it begins, compared when it is taken up again."""

from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from actsearch.errors import StorageError, short
from actsearch.files import read_regular

# Hundreds of times what actsearch writes.
_MOST_BYTES = 2**24


class DatasetSpecification(BaseModel):
    """Which data, and the fingerprint of their content."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    label: str | None
    fingerprint: str


class Specification(BaseModel):
    """Everything that decides what a study's trials are; how many there are is not part of it.

    Attributes
    ----------
    format : int
        Of this file.
    space : dict
        Canonical form of the search space.
    dataset : DatasetSpecification
        Data, by content.
    strategy : str
        What proposes, at first.
    options : dict
        Of the strategy.
    pruner : str
        What stops trainings early.
    lookahead : int
        How many trials may be under way at once.
    seed : int
        Of split, weights, order of samples and proposals.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    space: dict[str, JsonValue]
    dataset: DatasetSpecification
    strategy: str
    options: dict[str, JsonValue] = {}
    pruner: str = "none"
    lookahead: int = Field(default=1, ge=1)
    seed: int = Field(ge=0, lt=2**32)

    def differences(self, other: "Specification") -> list[str]:
        """List what differs, one line for each key: ``key: mine -> theirs``.

        Examples
        --------
        >>> data = DatasetSpecification(source="mnist", label=None, fingerprint="f")
        >>> first = Specification(space={}, dataset=data, strategy="bayes", seed=0)
        >>> first.differences(first.model_copy(update={"seed": 1}))
        ['seed: 0 -> 1']
        """
        # Labels may change, and the same data may lie elsewhere now: content is what counts.
        labels = {"space": {"name", "description"}, "dataset": {"source", "label"}}
        return changes(self.model_dump(exclude=labels), other.model_dump(exclude=labels))


class StudyFile(BaseModel):
    """Content of ``specification.json``.

    Attributes
    ----------
    study : str
        Name.
    storage : str or None
        URL without password; None is ``study.db`` in the same folder, so that it may be moved.
    specification : Specification
        What the study is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    study: str
    storage: str | None
    specification: Specification

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the file.

        Raises
        ------
        StorageError
            If it is not one that actsearch wrote, or cannot be read.
        """
        try:
            return cls.model_validate_json(read_regular(path, _MOST_BYTES))
        except OSError as error:
            raise StorageError(
                f"{str(path)!r} cannot be read ({error.strerror}); mend its permissions, or move "
                "its folder away"
            ) from error
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            raise StorageError(
                f"{str(path)!r} is not a study's specification "
                f"({short('.'.join(map(str, first['loc'])) or 'file')}: {short(first['msg'])}); "
                "restore it, or move its folder away"
            ) from error


def changes(mine: Any, theirs: Any, *, arrow: str = ": ") -> list[str]:
    """List what differs between two values made of nested dicts, one line for each key.

    Parameters
    ----------
    mine, theirs
        To compare.
    arrow : str
        What stands between the key and its values.

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
    """Turn nested dicts into one with dotted keys."""
    if not isinstance(value, dict) or not value:
        return {path: value}
    return {
        name: leaf
        for key, inner in value.items()
        for name, leaf in _flatten(inner, f"{path}.{key}" if path else key).items()
    }
