"""Say how often the test part of a study was opened, for its leaderboards."""

from collections.abc import Sequence

from actsearch.errors import NotFoundError
from actsearch.final_test.stored import Opening, openings, study_name
from actsearch.storage.contents import read_contents
from actsearch.study.directory import StudyDirectory
from actsearch.study.specification import StudyFile


def read(directory: StudyDirectory, storage_url: str | None = None) -> list[Opening]:
    """Read all openings of the test part; none if it is still sealed.

    Parameters
    ----------
    directory : StudyDirectory
        Folder of the study.
    storage_url : str, optional
        URL of the study's storage, if it is not the one in its specification file.

    Raises
    ------
    StorageError
        If the storage cannot be read, or is damaged.
    """
    file = StudyFile.load(directory.specification)
    database = storage_url or file.storage or directory.database
    try:
        attributes, _ = read_contents(database, study_name(file.study))
    except NotFoundError:
        return []
    return openings(attributes)


def in_words(known: Sequence[Opening]) -> str:
    """Say how often the test part was opened, and when and for what first.

    Parameters
    ----------
    known : sequence of Opening
        All openings, at least one, in their order.

    Examples
    --------
    >>> swish = {"name": "swish", "digest": "f"}
    >>> one = {"opened": "2026-11-29T12:00:00+01:00", "candidates": [swish], "seeds": 10}
    >>> in_words([Opening.model_validate(one)])
    'the test part was opened once, on 2026-11-29 for swish'
    """
    first, count = known[0], len(known)
    often = "once," if count == 1 else f"{count} times, first"
    return (
        f"the test part was opened {often} on {first.opened:%Y-%m-%d} "
        f"for {first.candidates[0].name}"
    )
