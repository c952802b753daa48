"""Read a study from its database, without creating, changing or locking anything."""

from contextlib import closing
from pathlib import Path
from typing import Any

from optuna.trial import FrozenTrial

from actsearch.storage import sqlite, tables


def read_contents(database: str | Path, study: str) -> tuple[dict[str, Any], list[FrozenTrial]]:
    """Read the user attributes and the trials of a study.

    Parameters
    ----------
    database : str or Path
        URL of an Optuna storage, or path of a SQLite file.
    study : str
        Name of the study.

    Returns
    -------
    attributes : dict
        User attributes of the Optuna study.
    trials : list of FrozenTrial
        All trials, sorted by number.

    Raises
    ------
    NotFoundError
        If the database does not exist, or does not have the study.
    StorageError
        If the database cannot be read, or is damaged.
    """
    attributes, trials = _read(database, study)
    if [trial.number for trial in trials] != list(range(len(trials))):
        mistake = ValueError("trials are missing, or two have the same number")
        raise tables.damaged(_name(database), mistake)
    return attributes, trials


def _name(database: str | Path) -> str:
    if isinstance(database, Path):
        return str(database)
    from actsearch.storage.open import without_password

    return without_password(database)


def _read(database: str | Path, study: str) -> tuple[dict[str, Any], list[FrozenTrial]]:
    if isinstance(database, str):
        return _by_optuna(database, study)
    sqlite.check(database)
    with sqlite.explained(str(database)), closing(sqlite.read_only(database)) as connection:
        if tables.is_known_schema(connection):
            return tables.contents(connection, str(database), study)
    return _by_optuna(sqlite.url_of(database), study)


def _by_optuna(url: str, study: str) -> tuple[dict[str, Any], list[FrozenTrial]]:
    import optuna

    from actsearch.storage.open import explained, opened, without_password

    with explained(url), opened(url, "read") as store:
        try:
            found = optuna.load_study(study_name=study, storage=store)
        except KeyError as error:
            raise tables.no_study(without_password(url), study) from error
        return found.user_attrs, found.get_trials(deepcopy=False)
