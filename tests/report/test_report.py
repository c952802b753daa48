"""What a report says, apart from how it is written."""

import pytest
from report.studies import HOSTILE, ODD, confirmation, ordinary, regression, space, stored, trials

from actsearch.report.blocks import Code, Facts, Formula, Paragraph, Picture, Points, Table
from actsearch.report.build import report
from actsearch.trials import Outcome


def texts(section):
    """Return all sentences of a section."""
    found = []
    for block in section.blocks:
        if isinstance(block, Paragraph):
            found.append(block.text)
        elif isinstance(block, Points):
            found += block.texts
    return found


def blocks(section, kind):
    return [each for each in section.blocks if isinstance(each, kind)]


@pytest.fixture(scope="module")
def usual():
    return ordinary()


@pytest.fixture(scope="module")
def page(usual):
    return report(usual, top=5)


def test_it_has_all_that_a_reader_asks_in_this_order(page):
    assert [each.name for each in page.sections] == [
        *("question", "answer", "activation", "leaderboard", "confirmation", "test", "causes"),
        *("plots", "search", "origin", "again", "use"),
    ]


def test_the_answer_is_the_verdict_word_by_word(usual, page):
    first = page.section("answer").blocks[0]
    assert first == Paragraph(usual.board.verdict, strong=True)
    assert "use sigmoid(gain=4.0)" in first.text


def test_the_leaderboard_says_how_many_trials_it_leaves_out(usual, page):
    (table,) = blocks(page.section("leaderboard"), Table)
    assert len(table.rows) == 5
    assert "25 more complete trials are left out" in texts(page.section("leaderboard"))
    assert [row[table.columns.index("trial")] for row in table.rows] == [
        str(row.trial) for row in usual.board.rows[:5]
    ]


def test_the_confirmation_has_the_finalists_and_then_the_baseline(page):
    (table,) = blocks(page.section("confirmation"), Table)
    names = [row[table.columns.index("candidate")] for row in table.rows]
    assert names == ["sigmoid(gain=4.0)", "relu (baseline)"]
    assert table.rows[0][table.columns.index("gain")] == "+10.40"


def test_the_test_part_is_shown_if_it_was_opened(page):
    said = texts(page.section("test"))
    assert any("opened once, on 2026-11-29" in each for each in said)
    shown = [table.columns for table in blocks(page.section("test"), Table)]
    assert shown[-1] == ("class", "samples", "answer %", "baseline %")


def test_the_test_part_is_still_sealed_in_most_studies():
    page = report(ODD["unconfirmed"]())
    assert texts(page.section("test")) == [
        "The test part is still sealed: nothing here has used it."
    ]


def test_the_activation_is_what_the_verdict_recommends(page):
    (formula,) = blocks(page.section("activation"), Formula)
    assert formula == Formula(r"f(x) = \sigma\left(4 \, x\right)", "f(x) = 1/(1 + exp(-4·x))")


def test_its_code_computes_it(page):
    import numpy as np

    (program,) = blocks(page.section("activation"), Code)
    only_numpy = program.text.replace("import torch\n", "")
    found = {}
    exec(only_numpy, found)
    x = np.linspace(-3, 3, 7)
    np.testing.assert_allclose(found["in_numpy"](x), 1 / (1 + np.exp(-4 * x)))


def test_a_baseline_that_nothing_beats_is_the_activation():
    searched = space()
    page = report(stored(trials(searched, 9), confirmation=confirmation(searched, (0.7, 0.9, 0.8))))
    (formula,) = blocks(page.section("activation"), Formula)
    assert formula.plain == "f(x) = max(0, x)"


def test_an_answer_that_is_not_confirmed_says_so():
    said = texts(report(ODD["unconfirmed"]()).section("answer"))
    assert said[0].startswith("recommended: ")
    assert any(each.startswith("not confirmed: ") for each in said)


@pytest.mark.parametrize("name", ["failed", "pruned", "diverged"])
def test_without_a_complete_trial_there_is_no_answer_but_a_list_of_trials(name):
    page = report(ODD[name]())
    assert "no trial was trained to its end" in texts(page.section("answer"))[0]
    (table,) = blocks(page.section("leaderboard"), Table)
    assert {row[table.columns.index("state")] for row in table.rows} == {Outcome(name)}


def test_the_last_reason_of_a_failure_is_said():
    said = texts(report(ODD["failed"]()).section("answer"))
    assert said[0].endswith("the last reason: MemoryError: no memory")


def test_an_interrupted_study_says_how_to_carry_on():
    said = texts(report(ODD["interrupted"]()).section("answer"))
    assert "7 of 30 trials have ended; actsearch resume odd carries on" in said


def test_what_each_layer_searches_is_one_row():
    page = report(ODD["deep"]())
    (table,) = blocks(page.section("search"), Table)
    assert table.rows[0][0] == "activation, in each of 40 layers"
    assert len(table.rows) == 3  # the choice, whether the gain is learned, and the gain


def test_different_layers_have_their_formulas_and_the_rest_is_counted():
    page = report(ODD["deep"]())
    shown = blocks(page.section("activation"), Formula)
    assert 2 <= len(shown) <= 6
    assert any(each.startswith("layers ") for each in texts(page.section("activation")))


def test_of_several_objectives_the_front_is_told():
    said = texts(report(ODD["objectives"]()).section("leaderboard"))
    assert any("on the front" in each for each in said)


def test_what_is_wrong_in_the_layers_is_told_of_the_worst_trials_first(usual, page):
    assert texts(page.section("causes")) == [
        "Something is wrong in the layers of 10 of 30 trials whose layers were measured."
    ]
    ill, layers = blocks(page.section("causes"), Table)
    assert {row[ill.columns.index("diagnosis")] for row in ill.rows} == {
        "75 % of the units of layer 1 are dead; try a leaky slope"
    }
    last = [row.trial for row in usual.board.rows if row.diagnosis][-1]
    assert ill.rows[0][0] == str(last)
    best = usual.board.rows[0].trial
    assert layers.title == f"Layers of the best trial ({best}) at the end of its training"
    assert layers.rows[0][layers.columns.index("dead %")] == "10"
    assert [each.name for each in blocks(page.section("causes"), Picture)] == ["causes"]


def test_a_study_whose_layers_were_not_measured_says_nothing_of_them():
    assert "causes" not in [each.name for each in report(regression()).sections]


def test_what_could_not_be_read_is_told():
    said = texts(report(ODD["hostile"]()).section("answer"))
    assert f"data: {HOSTILE}" in said


def test_pictures_are_drawn_only_when_they_are_written(page):
    shown = [block for section in page.sections for block in blocks(section, Picture)]
    assert "activation" in [each.name for each in shown]
    assert all(callable(each.inline) for each in shown)
    assert len({each.name for each in shown}) == len(shown)


def test_the_data_are_described(page):
    facts = dict(pair for block in blocks(page.section("origin"), Facts) for pair in block.pairs)
    assert facts["classes"] == "no (8), yes (8)"
    assert facts["versions"] == "actsearch 0.1.0, Python 3.11.7, numpy 2.4"
