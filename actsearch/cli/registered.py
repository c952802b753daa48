"""Commands with the options of all strategies, and with registered names in help and completion.

The registries are loaded when such a command runs, is completed or shows its own help. They are
not loaded for ``actsearch --help``, which must not wait for Optuna.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from typer.core import TyperCommand

from actsearch.cli import completion
from actsearch.cli.strategy_options import strategy_options

_OPTIONS = "actsearch registered options"


def _strategies() -> Iterable[str]:
    from actsearch.strategies import strategies

    return strategies()


def _datasets() -> Iterable[str]:
    from actsearch.datasets.registry import forms

    return forms()


_NAMES: Mapping[str, Callable[[], Iterable[str]]] = {
    "strategy": _strategies,
    "pruner": completion.pruners,
    "space": completion.spaces,
    "dataset": _datasets,
    "metric": completion.metrics,
}


class NamingCommand(TyperCommand):
    """A command whose help lists registered names.

    In the help of an option of this name, they replace ``{registered}``; in the text below all
    options, ``{columns}`` stands for those of the leaderboard.
    """

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Show the help, with the registered names."""
        for parameter in self.params:
            help_ = getattr(parameter, "help", None)
            if help_ and parameter.name in _NAMES:
                names = ", ".join(_NAMES[parameter.name]())
                parameter.help = help_.replace("{registered}", names)  # type: ignore[attr-defined]
        if self.epilog:
            self.epilog = self.epilog.replace("{columns}", ", ".join(completion.columns()))
        super().format_help(ctx, formatter)


class RegisteredCommand(NamingCommand):
    """A command that also has the options of all strategies."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the command's own options and those of strategies.

        Raises
        ------
        TypeError
            If an option of a strategy has the name of one of the command's own options.
        """
        if _OPTIONS not in ctx.meta:
            if ctx.resilient_parsing:
                # A shell completes a value, for which it need not wait for Optuna.
                return super().get_params(ctx)
            ctx.meta[_OPTIONS] = strategy_options()
        own, added = super().get_params(ctx), ctx.meta[_OPTIONS]
        for name in {parameter.name for parameter in own} & {option.name for option in added}:
            raise TypeError(f"a strategy's option needs another name than {name!r}")
        return [*own, *added]

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """Complete the names of options, with those of strategies."""
        ctx.meta[_OPTIONS] = strategy_options()
        return super().shell_complete(ctx, incomplete)
