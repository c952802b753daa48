"""Commands with the options of all strategies, and with registered names in help and completion.

The registries are loaded when such a command runs, is completed or shows its own help. They are
not loaded for ``actsearch --help``, which must not wait for Optuna.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from typer.core import TyperCommand

from actsearch.cli.strategy_options import strategy_options

_OPTIONS = "actsearch registered options"


def _strategies() -> Iterable[str]:
    from actsearch import strategies

    return strategies.strategies()


def _pruners() -> Iterable[str]:
    from actsearch.pruning import PRUNERS

    return PRUNERS


def _spaces() -> Iterable[str]:
    from actsearch import search_space

    return search_space.names()


def _datasets() -> Iterable[str]:
    from actsearch import datasets

    return datasets.forms()


def _metrics() -> Iterable[str]:
    from actsearch import metrics

    return metrics.names()


_REGISTRIES: Mapping[str, Callable[[], Iterable[str]]] = {
    "strategy": _strategies,
    "pruner": _pruners,
    "space": _spaces,
    "dataset": _datasets,
    "metric": _metrics,
}


def complete(option: str) -> Callable[[], list[str]]:
    """Return a function that lists the names for an option, for Typer's completion in shells."""

    def names() -> list[str]:
        # Leave out kinds of files, which datasets list too: a shell completes paths by itself.
        return [name for name in _REGISTRIES[option]() if name[0].isalnum() and " " not in name]

    return names


class RegisteredCommand(TyperCommand):
    """A command that also has the options of all strategies.

    In the help of ``--strategy``, ``--pruner``, ``--space``, ``--dataset`` and ``--metric``, the
    registered names replace ``{registered}``.
    """

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the command's own options and those of strategies.

        Raises
        ------
        TypeError
            If an option of a strategy has the name of one of the command's own options.
        """
        if _OPTIONS not in ctx.meta:
            ctx.meta[_OPTIONS] = strategy_options()
        own, added = super().get_params(ctx), ctx.meta[_OPTIONS]
        for name in {parameter.name for parameter in own} & {option.name for option in added}:
            raise TypeError(f"a strategy's option needs another name than {name!r}")
        return [*own, *added]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Show the help, with the registered names."""
        for parameter in self.params:
            help_ = getattr(parameter, "help", None)
            if help_ and parameter.name in _REGISTRIES:
                names = ", ".join(_REGISTRIES[parameter.name]())
                parameter.help = help_.replace("{registered}", names)  # type: ignore[attr-defined]
        super().format_help(ctx, formatter)
