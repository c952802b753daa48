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
        The name, the prefix or the suffix; for a folder, a function that tells whether it fits.
    load : callable
        The decorated function.
    label : bool
        Whether ``load`` takes the column of the labels.
    tasks : tuple of str
        What can be learned of the data, the usual task first; ``load`` takes a ``task`` if there
        are several.
    """

    kind: Kind
    form: str
    key: Any
    load: Callable[..., Dataset]
    label: bool = False
    tasks: tuple[LearningTask, ...] = ("classification",)

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
                return path.is_dir() and bool(self.key(path))
            case "suffix":
                return path.name.endswith(str(self.key)) and not path.is_dir()


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


def folder(form: str, holds: Callable[[Path], bool]) -> Callable[[Loader], Loader]:
    """Register ``load(path, name)`` for folders for which ``holds(path)`` is true."""
    return _register("folder", form, holds)


def suffix(
    end: str, *, label: bool = False, tasks: tuple[LearningTask, ...] = ("classification",)
) -> Callable[[Loader], Loader]:
    """Register ``load(path, name)`` for files whose name ends with ``end``.

    With ``label`` it is ``load(path, name, label)``, where ``label`` is the column of the labels,
    or None if the user named none. With several ``tasks`` it also takes ``task=...``.
    """
    return _register("suffix", end, end, label, tasks)


def _register(
    kind: Kind,
    form: str,
    key: Any,
    label: bool = False,
    tasks: tuple[LearningTask, ...] = ("classification",),
) -> Callable[[Loader], Loader]:
    def decorate(load: Loader) -> Loader:
        if form in _SOURCES:
            raise ValueError(f"two sources of data have the form {form!r}")
        _SOURCES[form] = Source(kind, form, key, load, label, tasks)
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
'a folder of IDX files', '.csv', '.csv.gz', '.npz']
    """
    return [source.form for source in sources()]
