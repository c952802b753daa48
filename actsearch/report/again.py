"""How to repeat a study: the commands, and the same in Python."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from actsearch import metrics, search_space, strategies
from actsearch.datasets import ARRAYS, Reading
from actsearch.errors import ActsearchError
from actsearch.report.activation import found_candidate
from actsearch.report.blocks import Block, Code, Paragraph
from actsearch.report.program import program
from actsearch.report.stored import Stored
from actsearch.search_space import Changes, SearchSpace
from actsearch.strategies import Phase
from actsearch.study import defaults

# Changes of a shipped space that ``run`` has an option for.
_OPTIONS = {
    "epochs": "--epochs",
    "steps": "--steps",
    "batch_size": "--batch-size",
    "learning_rate_init": "--lr",
    "hidden_layer_sizes": "--hidden",
    "activations": "--activations",
}
_LABELS = ("name", "description")
_WIDTH = 90


def again(stored: Stored) -> Iterator[Block]:
    """Show the commands that make the study again, and the same in Python."""
    study = stored.study
    phases = study.attributes.phases(study.specification, len(study.trials), study.name)
    ends = [each.first_trial for each in phases[1:]]
    ends.append(max(study.attributes.trials, len(study.trials)))
    parts = list(zip(phases, ends, strict=True))
    if not study.specification.dataset.source.startswith(ARRAYS):
        space = _shipped(stored)
        if space is None:
            yield Paragraph(
                f"The search space {stored.space.name} is no shipped one: the first command needs "
                "its file. The program in Python below has all of it."
            )
            space = ["--space", f"{stored.space.name}.toml"]
        commands = (_typed(words) for words in _commands(stored, parts, space))
        yield Code("console", "\n".join(commands))
    yield Paragraph("The same from Python, in an empty folder:")
    yield Code("python", program(study, parts))


def use(stored: Stored) -> Iterator[Block]:
    """Show how the answer is used in a program; nothing if there is none."""
    if found_candidate(stored.study) is None:
        return
    name = stored.study.name
    yield Code(
        "python",
        "import actsearch\n\n"
        f"study = actsearch.load_study({name!r})\n"
        "print(study.answer.candidate)\n"
        "# A pipeline of scikit-learn, trained on all but the sealed part.\n"
        "model = study.best_estimator()\n"
        "# model.json, weights.npz, and programs for other libraries.\n"
        f"study.export({f'{name}-model'!r})\n",
    )


def _typed(words: Sequence[str]) -> str:
    """Write a command as it is typed, with a line break between options where it is long."""
    lines = [""]
    for word in words:
        quoted = shlex.quote(word)
        if word.startswith("--") and len(lines[-1]) + len(quoted) > _WIDTH // 2:
            lines.append("   ")
        lines[-1] += f" {quoted}" if lines[-1] else quoted
    return " \\\n".join(lines)


def _commands(
    stored: Stored, parts: Sequence[tuple[Phase, int]], space: Sequence[str]
) -> Iterator[list[str]]:
    study, known = stored.study, stored.study.specification
    frozen, name, budget = known.dataset, study.name, study.attributes.budget
    (first, trials), *later = parts
    is_usual = known.metric == metrics.default(metrics.task_of(known.metric))
    words = {
        "--dataset": frozen.source,
        "--label": frozen.label,
        "--task": frozen.task,
        "--test-size": frozen.test_size,
        "--metric": None if known.costs or is_usual else known.metric,
        "--objectives": ",".join(known.objectives) if known.costs else None,
        "--splits": known.splits,
        "--pruner": known.pruner,
        "--lookahead": None if known.lookahead == defaults.LOOKAHEAD else known.lookahead,
        "--target": budget.target_accuracy,
        "--patience": budget.patience,
        "--seed": known.seed,
        "--study": name,
    }
    run = ["actsearch", "run", *_words(words), *_reading(frozen.reading), *space]
    yield [*run, *_proposing(first), "--trials", str(trials), "--no-confirm"]
    for phase, total in later:
        yield ["actsearch", "resume", name, *_proposing(phase), "--trials", str(total)]
    if (found := study.confirmation) is not None:
        top, seeds = str(len(found.finalists)), str(found.seeds)
        yield ["actsearch", "confirm", name, "--top", top, "--seeds", seeds]
    if stored.tested is not None:
        yield ["actsearch", "test", name]
    yield ["actsearch", "verify", name]


def _words(options: Mapping[str, Any]) -> list[str]:
    given = {name: value for name, value in options.items() if value is not None}
    return [word for name, value in given.items() for word in (name, str(value))]


def _proposing(phase: Phase) -> list[str]:
    own = {f"--{name.replace('_', '-')}": value for name, value in phase.chosen.items()}
    return ["--strategy", phase.strategy, *_words(own)]


def _reading(reading: Reading | None) -> list[str]:
    if reading is None:
        return []
    words: dict[str, str | None] = {
        "--encoding": reading.encoding,
        "--features": _listed(reading.features or []),
        "--drop": _listed(reading.drop),
        "--rare-classes": reading.rare_classes,
    }
    if reading.image_size is not None:
        words["--image-size"] = "x".join(map(str, reading.image_size))
    flags = {"--no-header": reading.header is False, "--colour": reading.colour}
    return [*_words(words), *(flag for flag, given in flags.items() if given)]


def _listed(names: Sequence[str]) -> str | None:
    """Write names with commas between them; one that has a comma or a quote stands in quotes."""
    quoted = (
        '"' + name.replace('"', '""') + '"' if set(name) & {",", '"'} else name for name in names
    )
    return ",".join(quoted) or None


def _shipped(stored: Stored) -> list[str] | None:
    """Return the options that make the study's space of a shipped one; None if none do."""
    space, known = stored.space, stored.study.specification
    if space.name not in search_space.names():
        return None
    shipped = search_space.load(space.name)
    for changes in _changes(space):
        if _is_made(space, shipped, changes, known.strategy, known.splits):
            given = {
                _OPTIONS[name]: ",".join(map(str, value)) if isinstance(value, tuple) else value
                for name, value in changes.items()
            }
            return ["--space", space.name, *_words(given)]
    return None


def _changes(space: SearchSpace) -> Iterator[dict[str, Any]]:
    """Yield what may have been changed in a space: nothing, each alone, and then all."""
    document = space.document
    settings = {name: getattr(document.training, name, None) for name in _OPTIONS}
    settings["hidden_layer_sizes"] = document.network.hidden_layer_sizes
    fixed: dict[str, Any] = {
        name: value for name, value in settings.items() if isinstance(value, int | float | tuple)
    }
    yield {}
    yield from ({name: value} for name, value in fixed.items())
    yield fixed
    chosen: dict[str, Any] = {"activations": tuple(document.activations)}
    yield chosen
    yield from ({name: value} | chosen for name, value in fixed.items())
    yield fixed | chosen


def _is_made(
    wanted: SearchSpace,
    shipped: SearchSpace,
    changes: Mapping[str, Any],
    strategy: str,
    splits: int,
) -> bool:
    try:
        space = Changes(**changes).applied_to(shipped)
        made = strategies.get(strategy).prepared(space, splits=splits)
    except ActsearchError:
        return False
    mine, theirs = (
        {name: value for name, value in each.to_dict().items() if name not in _LABELS}
        for each in (made, wanted)
    )
    return mine == theirs
