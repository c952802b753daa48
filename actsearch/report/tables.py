"""The leaderboard, and what fresh seeds say of the finalists."""

from collections.abc import Iterator, Sequence

from actsearch.leaderboard import Column, Row, default_columns, pick, select
from actsearch.metrics import DEFAULT, task_of, turned
from actsearch.report.blocks import Block, Paragraph, Points, Table
from actsearch.report.stored import Stored
from actsearch.tables import LEFT
from actsearch.wording import (
    interval_in_words,
    score_in_words,
    title,
    value_in_words,
)


def leaderboard(stored: Stored, top: int) -> Iterator[Block]:
    """Show the best trials; if none is complete, what became of the others."""
    board = stored.board
    rows = select(board.rows)
    if rows:
        heading = "The best trials" if len(rows) > top else "All complete trials"
        yield of_columns(heading, rows[:top], default_columns(rows[:top]))
    elif board.rows:
        rows = list(board.rows)
        yield of_columns(
            "Trials", rows[:top], pick("trial,state,strategy,activation,params,reason")
        )
    left_out = len(rows) - top
    lines = [f"{left_out:,} more complete trials are left out"] if left_out > 0 else []
    # What is recommended is said above.
    said = () if board.recommendation is None else board.recommendation.lines()
    lines += [
        line
        for line in board.footer().splitlines()
        if line not in said and not line.startswith(("recommended:", "not confirmed:"))
    ]
    yield Points(tuple(lines))


def of_columns(heading: str, rows: Sequence[Row], columns: Sequence[Column]) -> Table:
    """Return a table of rows of the leaderboard."""
    return Table(
        heading,
        tuple(column.title for column in columns),
        tuple(tuple(column.text(row) for column in columns) for row in rows),
        frozenset(column.title for column in columns if column.kind in LEFT),
    )


def confirmation(stored: Stored) -> Iterator[Block]:
    """Show the finalists and the baseline on fresh seeds."""
    found = stored.study.confirmation
    if found is None:
        yield Paragraph("Nothing was confirmed on fresh seeds yet.")
        return
    metric = found.metric
    score = title(metric) if task_of(metric) == "regression" or metric == DEFAULT else "score"
    columns = ("rank", "trial", "candidate", score, "SD", "seeds", "gain", "95 % interval", "p")
    rows = [
        (
            *(str(each.comparison.rank), str(each.trial), each.name),
            score_in_words(metric, each.comparison.mean),
            value_in_words(metric, each.comparison.sd),
            str(each.comparison.n),
            value_in_words(metric, turned(metric, each.comparison.difference), "+"),
            interval_in_words(metric, each.comparison.interval, " to "),
            f"{each.comparison.p:.2g}",
        )
        for each in found.finalists
    ]
    trial = "" if found.baseline_trial is None else str(found.baseline_trial)
    rows.append(
        (
            *("", trial, f"{found.baseline_name} (baseline)"),
            score_in_words(metric, found.baseline_mean),
            value_in_words(metric, found.baseline_sd),
            *(str(found.seeds), "", "", ""),
        )
    )
    heading = f"Means over {found.seeds} fresh seeds"
    yield Table(heading, columns, tuple(rows), frozenset({"candidate"}))
    yield Points(tuple(found.lines(stored.study.name)))
