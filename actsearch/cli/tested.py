"""Show a final test: as tables, or whole as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeAlias

from rich.cells import cell_len

from actsearch.cli.console import output
from actsearch.final_test import openings
from actsearch.final_test.report import interval_in_words, summary
from actsearch.tables import INDISPENSABLE, Title, wrapped
from actsearch.wording import title, value_in_words

if TYPE_CHECKING:
    from actsearch.final_test.report import Report, TestedCandidate

_WIDTH = 80
# Rows of the table of classes, and of the list of confusions where the matrix does not fit.
_MOST_ROWS = 20

_Table: TypeAlias = tuple[list[Title], list[list[str]]]


def as_json(found: "Report", classes: Sequence[str], *, n_train: int) -> dict[str, Any]:
    """Return all of a final test as values that JSON can hold."""
    return {
        "summary": summary(found),
        "metrics": list(found.metrics),
        "seeds": found.seeds,
        "training_samples": n_train,
        "test_samples": found.n_samples,
        "classes": list(classes),
        "candidates": [
            {
                "name": each.name,
                "candidate": str(each.candidate),
                "definition": each.candidate.to_dict(),
                **{
                    metric: {**asdict(each.estimate(metric)), "scores": each.scores(metric)}
                    for metric in found.metrics
                },
                "class_accuracy": dict(zip(classes, each.class_accuracies, strict=True)),
                "confusion_matrix": each.confusion_matrix.tolist(),
                "diverged": each.n_diverged,
            }
            for each in found.candidates
        ],
        "difference": {
            metric: asdict(gain)
            for metric in found.metrics
            if (gain := found.difference(metric)) is not None
        },
        "openings": [each.model_dump(mode="json") for each in found.openings],
        "method": found.method,
    }


def show(found: "Report", classes: Sequence[str], *, n_train: int) -> None:
    """Print a final test."""
    answer = found.candidates[0]
    console = output()
    console.prose(summary(found))
    console.prose(openings.in_words(found.openings))
    of_each = " of each" if len(found.candidates) > 1 else ""
    console.prose(
        f"{found.seeds} trainings{of_each} on {n_train:,} samples, tested on {found.n_samples:,}"
    )
    for each in found.candidates:
        if each.n_diverged:
            console.prose(
                f"{each.n_diverged} trainings of {each.name} diverged, and count as they ended"
            )
    for metric in found.metrics:
        console.print()
        console.table(*_estimates(found, metric))
    console.print()
    width = min(console.room or _WIDTH, _WIDTH)

    def text(words: str) -> None:
        console.prose("\n".join(wrapped(words, width)))

    text(found.method)
    if not classes:
        return
    console.print()
    more = f"the {_MOST_ROWS} worst of {len(classes)} classes; --format json has all"
    console.table(*_classes(found, classes), "" if len(classes) <= _MOST_ROWS else more)
    console.print()
    matrix = [str(count) for row in answer.confusion_matrix.tolist() for count in row]
    names = [cell_len(name) for name in classes]
    needed = max(names) + sum(2 + max(*map(len, matrix), name) for name in names)
    if needed <= width:
        text(f"confusion matrix of {answer.name}, all trainings (rows: class, columns: predicted)")
        console.table(*_matrix(answer, classes))
    else:
        text(f"what {answer.name} confuses, all trainings (--format json has the whole matrix)")
        console.table(*_confusions(answer, classes))


def _estimates(found: "Report", metric: str) -> _Table:
    headings = [
        Title("candidate", "name", INDISPENSABLE),
        Title(title(metric), importance=INDISPENSABLE),
        Title("interval", importance=8),
        Title("± by seeds", importance=2),
        Title("± by samples", importance=2),
    ]
    cells = []
    rows = [(each.name, each.estimate(metric), "") for each in found.candidates]
    if (gain := found.difference(metric)) is not None:
        rows.append(("difference", gain, "+"))
    for name, value, sign in rows:
        cells.append(
            [
                name,
                value_in_words(metric, value.mean, sign, value.chance),
                interval_in_words(value, metric, " to "),
                value_in_words(metric, value.seed_error, chance=value.seed_error),
                value_in_words(metric, value.sample_error, chance=value.sample_error),
            ]
        )
    return headings, cells


def _classes(found: "Report", names: Sequence[str]) -> _Table:
    """Tabulate the accuracy on each class; of many classes, the worst ones of the answer."""
    answer = found.candidates[0]
    counts = answer.confusion_matrix.sum(axis=1) // found.seeds
    own = [each.class_accuracies for each in found.candidates]
    order = list(range(len(names)))
    if len(names) > _MOST_ROWS:
        order = sorted(order, key=lambda place: _or_more(own[0][place]))[:_MOST_ROWS]
    titles = ("answer %", "baseline %")[-len(found.candidates) :]
    headings = [
        Title("class", "name", INDISPENSABLE),
        Title("samples", importance=5),
        *(Title(each, importance=8) for each in titles),
    ]
    cells = []
    for place in order:
        shares = (each[place] for each in own)
        shown = ("" if share is None else f"{100 * share:.2f}" for share in shares)
        cells.append([names[place], f"{counts[place]:,}", *shown])
    return headings, cells


def _or_more(share: float | None) -> float:
    return 2.0 if share is None else share


def _matrix(answer: "TestedCandidate", names: Sequence[str]) -> _Table:
    cells = [
        [name, *(str(count) if count else "." for count in row)]
        for name, row in zip(names, answer.confusion_matrix.tolist(), strict=True)
    ]
    return [Title("", "name"), *map(Title, names)], cells


def _confusions(answer: "TestedCandidate", names: Sequence[str]) -> _Table:
    headings = [
        Title("class", "name", INDISPENSABLE),
        Title("taken for", "name", INDISPENSABLE),
        Title("times", importance=8),
        Title("% of the class", importance=7),
    ]
    wrong = list(_wrong(answer))
    cells = [
        [names[true], names[predicted], f"{count:,}", f"{100 * share:.2f}"]
        for true, predicted, count, share in wrong[:_MOST_ROWS]
    ]
    return headings, cells


def _wrong(answer: "TestedCandidate") -> Iterator[tuple[int, int, int, float]]:
    """Yield what is confused with what, the most frequent first."""
    matrix = answer.confusion_matrix
    totals = matrix.sum(axis=1)
    for place in matrix.ravel().argsort(kind="stable")[::-1].tolist():
        true, predicted = divmod(place, len(matrix))
        if true != predicted and matrix[true, predicted]:
            count = int(matrix[true, predicted])
            yield true, predicted, count, count / int(totals[true])
