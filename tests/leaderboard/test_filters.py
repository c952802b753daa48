import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actsearch.errors import UsageError
from actsearch.leaderboard import Row, parse
from actsearch.leaderboard.filters import MAX_DEPTH

ROW = Row(
    study="digits",
    trial=3,
    state="complete",
    activation="leaky_relu | tanh",
    val_accuracy=0.9762,
    epochs=10,
    params={"slope": 0.1, "hidden_layer_sizes": "16x16", "layer1.beta": 2.0, "nesterov": True},
)


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ("val_accuracy == 0.9762", True),
        ("val_accuracy == 97.62%", True),
        ("val_accuracy>97% and(epochs<=10)", True),
        ("val_accuracy < .97 or epochs != 1e1", False),
        ("activation == 'leaky_relu | tanh'", True),
        ('activation == "leaky_relu"', False),
        ("activation ~ RELU", True),
        ("not activation ~ tanh", False),
        ("NOT (state == failed OR state == diverged)", True),
        ("state == failed or state == complete and epochs == 9", False),
        ("(state == complete or state == failed) and epochs == 10", True),
        ("params.slope < 20%", True),
        ("params.layer1.beta == 2", True),
        ("params.hidden_layer_sizes == 16x16", True),
        ("params.nesterov == true", True),
        ("params ~ nesterov", True),
        ("val_accuracy < 150%", True),
        ("val_accuracy > -1.", True),
        ("params.slope == high", False),
        ("params.slope != high", True),
        ("study != and_more", True),
        ("trial ~ 3", True),
        ("\n epochs\t== +10 \n", True),
    ],
)
def test_a_condition_is_told_of_a_row(expression, holds):
    assert parse(expression)(ROW) is holds


@pytest.mark.parametrize("sign", ["==", "!=", "<", "<=", ">", ">=", "~"])
@pytest.mark.parametrize("column", ["val_loss", "params.beta"])
def test_a_comparison_with_what_is_missing_is_false(column, sign):
    assert parse(f"{column} {sign} 1")(ROW) is False


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("", "the filter ends at position 1, where a column, 'not' or '(' was expected"),
        ("epochs", "the filter ends at position 7, where one of == != <= >= < > ~ was expected"),
        ("epochs = 3", "the filter has '=' at position 8, where one of == != <= >= < > ~"),
        ("epochs == ", "the filter ends at position 11, where a number, a word or a text in"),
        ("state == and", "the filter has 'and' at position 10, where a number, a word or a text"),
        ("state == 'open", 'the filter has "\'" at position 10'),
        ("epochs == ten", "compares epochs with 'ten' at position 11, where a number was expected"),
        ("epochs == '10'", "where a number was expected"),
        ("val_accuracy > 97", "at position 16, where a fraction was expected; write 97% or 0.97"),
        ("1 < epochs < 3", "at position 1: unknown column '1'"),
        ("epochs > 1 < 3", "has '<' at position 12, where 'and', 'or' or the end was expected"),
        ("(epochs > 1", "ends at position 12, where 'and', 'or' or ')' was expected"),
        ("epochs > 1)", "has ')' at position 11, where 'and', 'or' or the end was expected"),
        ("epochs > 1 and", "ends at position 15, where a column, 'not' or '(' was expected"),
        ("state == failed and epoch > 1", "at position 21: unknown column 'epoch': did you mean"),
        ("__import__('os')", "unknown column '__import__'"),
    ],
)
def test_an_error_tells_the_position_and_what_was_expected(expression, message):
    with pytest.raises(UsageError) as caught:
        parse(expression)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("opening", ["(", "not ", "not ("])
def test_nesting_without_end_is_refused(opening):
    with pytest.raises(UsageError, match=f"nested more than {MAX_DEPTH} deep"):
        parse(opening * 100_000 + "epochs > 1")


def test_nesting_within_reason_is_read():
    depth = MAX_DEPTH - 1
    assert parse("(" * depth + "epochs > 1" + ")" * depth)(ROW) is True


def test_a_long_condition_is_not_a_deep_one():
    assert parse(" and ".join(["epochs > 1 or epochs < 1"] * 10_000))(ROW) is True


@pytest.mark.parametrize(
    "text", ["'\"" * 100_000, " " * 1_000_000, "epochs > " + "9" * 500_000 + "x"]
)
def test_a_text_of_any_length_is_refused_in_linear_time(text):
    # In quadratic time this test would take minutes.
    with pytest.raises(UsageError, match="was expected"):
        parse(text)


@given(st.text() | st.text("()'\"=!<>~%. notadr1epochs\\"))
def test_any_text_is_read_or_refused(expression):
    try:
        condition = parse(expression)
    except UsageError:
        return
    assert condition(ROW) in (True, False)


# The reference: conditions as nested tuples, which are evaluated and written by other code.
SIGNS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
VALUES = {"val_accuracy": ROW.val_accuracy, "epochs": 10, "seconds": None, "params.slope": 0.1}
numbers = st.sampled_from([0.9762, 0.1]) | st.floats(max_value=1.0, allow_infinity=False)
comparisons = st.tuples(
    st.sampled_from(sorted(VALUES)), st.sampled_from(sorted(SIGNS)), numbers
) | st.tuples(st.just("epochs"), st.sampled_from(sorted(SIGNS)), st.integers(9, 11))
conditions = st.recursive(
    comparisons,
    lambda inner: (
        st.tuples(st.just("not"), inner)
        | st.tuples(st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=4))
    ),
    max_leaves=20,
)


def holds(condition):
    match condition:
        case ("not", inner):
            return not holds(inner)
        case ("and", inner):
            return min(holds(each) for each in inner)
        case ("or", inner):
            return max(holds(each) for each in inner)
        case (column, sign, number):
            return VALUES[column] is not None and SIGNS[sign](VALUES[column], number)


def write(condition, above=""):
    match condition:
        case ("not", inner):
            return f"not {write(inner, 'not')}"
        case ("and" | "or" as word, inner):
            text = f" {word} ".join(write(each, word) for each in inner)
            # Only where precedence needs them, so that precedence is tested too.
            return f"({text})" if above == "not" or (above, word) == ("and", "or") else text
        case (column, sign, number):
            return f"{column} {sign} {number!r}"


@given(conditions)
def test_a_condition_means_what_a_reference_evaluation_says(condition):
    assert parse(write(condition))(ROW) is bool(holds(condition))
