"""What the sealed test part says, if it was opened."""

from collections.abc import Iterator

from actsearch.final_test import openings
from actsearch.final_test.report import Report, interval_in_words, summary
from actsearch.report.blocks import Block, Paragraph, Points, Table
from actsearch.report.stored import Stored
from actsearch.wording import title, value_in_words

# Rows of the table of classes.
_MOST_CLASSES = 20


def tested(stored: Stored) -> Iterator[Block]:
    """Show the final test."""
    found = stored.tested
    if not stored.openings:
        yield Paragraph("The test part is still sealed: nothing here has used it.")
        return
    if found is None:
        yield Paragraph(f"{openings.in_words(stored.openings)}; its trainings are not complete")
        return
    yield Paragraph(summary(found), strong=True)
    yield Points(tuple(_remarks(stored, found)))
    for metric in found.metrics:
        yield _estimates(found, metric)
    yield from _classes(stored, found)


def _remarks(stored: Stored, found: Report) -> Iterator[str]:
    yield openings.in_words(stored.openings)
    of_each = " of each" if len(found.candidates) > 1 else ""
    yield f"{found.seeds} trainings{of_each}, tested on {found.n_samples:,} samples"
    for each in found.candidates:
        if each.n_diverged:
            yield f"{each.n_diverged} trainings of {each.name} diverged, and count as they ended"
    yield found.method


def _estimates(found: Report, metric: str) -> Table:
    shown = [(each.name, each.estimate(metric), "") for each in found.candidates]
    if (gain := found.difference(metric)) is not None:
        shown.append(("difference", gain, "+"))
    rows = (
        (
            name,
            value_in_words(metric, value.mean, sign),
            interval_in_words(value, metric, " to "),
            value_in_words(metric, value.seed_error),
            value_in_words(metric, value.sample_error),
        )
        for name, value, sign in shown
    )
    columns = ("candidate", title(metric), "95 % interval", "± by seeds", "± by samples")
    return Table(f"Test: {title(metric)}", columns, tuple(rows), frozenset({"candidate"}))


def _classes(stored: Stored, found: Report) -> Iterator[Table]:
    """Yield the accuracy on each class, or on the worst ones of the answer; none in regression."""
    answer = found.candidates[0]
    shares = [each.class_accuracies for each in found.candidates]
    count = len(shares[0])
    if not count:
        return
    names = stored.classes or tuple(map(str, range(count)))
    samples = answer.confusion_matrix.sum(axis=1) // found.seeds
    order, heading = list(range(count)), "Test: accuracy of each class"
    if count > _MOST_CLASSES:
        order.sort(key=lambda place: _or_more(shares[0][place]))
        order = order[:_MOST_CLASSES]
        heading = f"Test: the {_MOST_CLASSES} worst of {count} classes"
    rows = tuple(
        (
            names[place],
            f"{samples[place]:,}",
            *("" if (share := each[place]) is None else f"{100 * share:.2f}" for each in shares),
        )
        for place in order
    )
    titles = ("answer %", "baseline %")[-len(shares) :]
    yield Table(heading, ("class", "samples", *titles), rows, frozenset({"class"}))


def _or_more(share: float | None) -> float:
    return 2.0 if share is None else share
