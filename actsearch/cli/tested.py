"""Show a final test: as tables of at most 80 columns, or whole as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Any

from actsearch.cli.console import output
from actsearch.final_test import openings
from actsearch.final_test.report import interval_in_words, summary
from actsearch.wording import title, value_in_words

if TYPE_CHECKING:
    from rich.table import Table

    from actsearch.final_test.report import Report, TestedCandidate

_WIDTH = 80
# Rows of the table of classes, and of the list of confusions where the matrix does not fit.
_MOST_ROWS = 20
_LONGEST_LABEL = 16


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
    names = [_short(each) for each in classes]
    answer = found.candidates[0]
    console = output()

    def line(text: str = "") -> None:
        console.print(text, soft_wrap=True, markup=False, highlight=False)

    def text(words: str) -> None:
        console.print(words, width=_WIDTH, markup=False, highlight=False)

    line(summary(found))
    line(openings.in_words(found.openings))
    of_each = " of each" if len(found.candidates) > 1 else ""
    line(f"{found.seeds} trainings{of_each} on {n_train:,} samples, tested on {found.n_samples:,}")
    for each in found.candidates:
        if each.n_diverged:
            line(f"{each.n_diverged} trainings of {each.name} diverged, and count as they ended")
    for metric in found.metrics:
        line()
        console.print(_estimates(found, metric))
    line()
    text(found.method)
    if not classes:
        return
    line()
    console.print(_classes(found, names))
    if len(classes) > _MOST_ROWS:
        line(f"the {_MOST_ROWS} worst of {len(classes)} classes; --format json has all")
    line()
    matrix = _matrix(answer, names)
    unlimited = console.options.update(max_width=len(classes) * _WIDTH)
    if console.measure(matrix, options=unlimited).maximum <= _WIDTH:
        text(f"confusion matrix of {answer.name}, all trainings (rows: class, columns: predicted)")
        console.print(matrix)
    else:
        text(f"what {answer.name} confuses, all trainings (--format json has the whole matrix)")
        console.print(_confusions(answer, names))


def _estimates(found: "Report", metric: str) -> "Table":
    table = _table("candidate", title(metric), "interval", "± by seeds", "± by samples")
    rows = [(each.name, each.estimate(metric), "") for each in found.candidates]
    if (gain := found.difference(metric)) is not None:
        rows.append(("difference", gain, "+"))
    for name, value, sign in rows:
        table.add_row(
            name,
            value_in_words(metric, value.mean, sign),
            interval_in_words(value, metric, " to "),
            value_in_words(metric, value.seed_error),
            value_in_words(metric, value.sample_error),
        )
    return table


def _classes(found: "Report", names: Sequence[str]) -> "Table":
    """Tabulate the accuracy on each class; of many classes, the worst ones of the answer."""
    answer = found.candidates[0]
    counts = answer.confusion_matrix.sum(axis=1) // found.seeds
    own = [each.class_accuracies for each in found.candidates]
    order = list(range(len(names)))
    if len(names) > _MOST_ROWS:
        order = sorted(order, key=lambda place: _or_more(own[0][place]))[:_MOST_ROWS]
    titles = ("answer %", "baseline %")[-len(found.candidates) :]
    table = _table("class", "samples", *titles)
    for place in order:
        shares = (each[place] for each in own)
        shown = ("" if share is None else f"{100 * share:.2f}" for share in shares)
        table.add_row(names[place], f"{counts[place]:,}", *shown)
    return table


def _or_more(share: float | None) -> float:
    return 2.0 if share is None else share


def _matrix(answer: "TestedCandidate", names: Sequence[str]) -> "Table":
    table = _table("", *names)
    for name, row in zip(names, answer.confusion_matrix.tolist(), strict=True):
        table.add_row(name, *(str(count) if count else "." for count in row))
    return table


def _confusions(answer: "TestedCandidate", names: Sequence[str]) -> "Table":
    table = _table("class", "taken for", "times", "% of the class")
    for true, predicted, count, share in islice(_wrong(answer), _MOST_ROWS):
        table.add_row(names[true], names[predicted], f"{count:,}", f"{100 * share:.2f}")
    return table


def _wrong(answer: "TestedCandidate") -> Iterator[tuple[int, int, int, float]]:
    """Yield what is confused with what, the most frequent first."""
    matrix = answer.confusion_matrix
    totals = matrix.sum(axis=1)
    for place in matrix.ravel().argsort(kind="stable")[::-1].tolist():
        true, predicted = divmod(place, len(matrix))
        if true != predicted and matrix[true, predicted]:
            count = int(matrix[true, predicted])
            yield true, predicted, count, count / int(totals[true])


def _table(*titles: str) -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column(titles[0], overflow="fold")
    for heading in titles[1:]:
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"
