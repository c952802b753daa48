"""The registry of data sources: each module of this package registers its loader here."""

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, TypeAlias, TypeVar

from actsearch.datasets.dataset import Dataset
from actsearch.metrics import LearningTask

Kind: TypeAlias = Literal["name", "prefix", "folder", "suffix"]
Loader = TypeVar("Loader", bound=Callable[..., Dataset])

# Sources are looked up, and listed, in this order.
_KINDS: tuple[Kind, ...] = ("name", "prefix", "folder", "suffix")


@dataclass(frozen=True, slots=True)
class Source:
    """A form in which a user can name a dataset, and the function that loads it.

    Parameters
    ----------
    kind : {"name", "prefix", "folder", "suffix"}
        How the form is recognised.
    form : str
        The form as users read it, such as ``openml:NAME``.
    key : str or callable
        The name, the prefix or the suffix; for a folder, a function that tells of a path whether it
        fits.
    load : callable
        The decorated function.
    table : bool
        Whether ``load`` takes the column of the labels and how to read the table.
    images : bool
        Whether ``load`` takes how to read images.
    tasks : tuple of str
        What can be learned of the data, the usual task first; ``load`` takes a ``task`` if there
        are several.
    """

    kind: Kind
    form: str
    key: Any
    load: Callable[..., Dataset]
    table: bool = False
    tasks: tuple[LearningTask, ...] = ("classification",)
    images: bool = False

    @property
    def is_path(self) -> bool:
        """Whether users give a path."""
        return self.kind in ("folder", "suffix")

    def fits(self, source: str, path: Path) -> bool:
        """Tell whether a user's ``source``, or that as a ``path``, has this form."""
        match self.kind:
            case "name":
                return source == str(self.key)
            case "prefix":
                return source.startswith(str(self.key))
            case "folder":
                return bool(self.key(path))
            case "suffix":
                return path.name.lower().endswith(str(self.key)) and not path.is_dir()


_SOURCES: dict[str, Source] = {}


def name(word: str, task: LearningTask = "classification") -> Callable[[Loader], Loader]:
    """Register ``load()`` under a name, and what there is to learn.

    Examples
    --------
    >>> from actsearch import datasets
    >>> datasets.load("mnist").name  # its loader is decorated with @registry.name("mnist")
    'mnist'
    """
    return _register("name", word, word, tasks=(task,))


def prefix(
    start: str, rest: str, *, tasks: tuple[LearningTask, ...] = ("classification",)
) -> Callable[[Loader], Loader]:
    """Register ``load(rest)`` for sources that begin with ``start``.

    ``rest`` tells users what follows, such as ``NAME``. With several ``tasks`` the loader also
    takes ``task=...``.
    """
    return _register("prefix", f"{start}{rest}", start, tasks=tasks)


def folder(
    form: str, holds: Callable[[Path], bool], *, images: bool = False
) -> Callable[[Loader], Loader]:
    """Register ``load(path, name)`` for paths for which ``holds(path)`` is true.

    With ``images`` it is ``load(path, name, reading)``, as for :func:`suffix`.

    The path may be that of a file in the folder, or, where a folder has several datasets, end with
    the beginning of the names of the files that are meant.
    """
    return _register("folder", form, holds, images=images)


def suffix(
    end: str, *, table: bool = False, tasks: tuple[LearningTask, ...] = ("classification",)
) -> Callable[[Loader], Loader]:
    """Register ``load(path, name)`` for files whose name ends with ``end``, in whatever case.

    With ``table`` it is ``load(path, name, label, reading)``, where ``label`` is the column of the
    labels, or None if the user named none, and ``reading`` a
    :class:`~actsearch.datasets.reading.Reading`. With several ``tasks`` it also takes ``task=...``.
    """
    return _register("suffix", end, end, table, tasks)


def _register(
    kind: Kind,
    form: str,
    key: Any,
    table: bool = False,
    tasks: tuple[LearningTask, ...] = ("classification",),
    images: bool = False,
) -> Callable[[Loader], Loader]:
    def decorate(load: Loader) -> Loader:
        if form in _SOURCES:
            raise ValueError(f"two sources of data have the form {form!r}")
        _SOURCES[form] = Source(kind, form, key, load, table, tasks, images)
        return load

    return decorate


def sources() -> list[Source]:
    """Return all sources: names first, then prefixes, folders and files."""
    from actsearch import datasets

    for module in pkgutil.iter_modules(datasets.__path__):
        import_module(f"{datasets.__name__}.{module.name}")
    return sorted(_SOURCES.values(), key=lambda source: (_KINDS.index(source.kind), source.form))


def forms() -> list[str]:
    """List the forms in which a dataset can be named, as users read them.

    Examples
    --------
    >>> forms()
    ['breast_cancer', 'diabetes', 'digits', 'iris', 'mnist', 'wine', 'openml:NAME', \
'a folder of IDX files', 'a folder of images for each class', 'a folder of pairs of .npz files', \
'.csv', '.csv.gz', '.csv.zip', '.data', '.npz', '.parquet', '.tsv', '.tsv.gz', '.txt', '.zip']
    """
    return [source.form for source in sources()]
