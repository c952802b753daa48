"""Labels as people have them, and classes with few samples."""

import numpy as np
import pandas as pd
import pytest
from written_tables import ROWS, N, load, table, whole

from actsearch.datasets.tables import labels
from actsearch.errors import DataError, UsageError


def labelled(cells):
    return table([(*row[:2], cell) for row, cell in zip(ROWS, cells, strict=True)])


@pytest.mark.parametrize(
    ("cells", "classes"),
    [
        (["3", "7"], [3, 7]),
        (["10", "9"], [9, 10]),
        (["1.0", "2.0"], [1, 2]),
        (["1e1", "2"], [2, 10]),
        (["-1", "+1"], [-1, 1]),
        (["1", "x"], ["1", "x"]),
        (["01", "1"], ["01", "1"]),
        (["01", "02"], ["01", "02"]),
        (["1.0", "1"], ["1", "1.0"]),
        (["9" * 20, "9" * 19 + "8"], ["9" * 19 + "8", "9" * 20]),
        (["True", "False"], ["False", "True"]),
        ([" a", "b "], ["a", "b"]),
        (["None", "mild"], ["None", "mild"]),
        (["<=50K", "'1'"], ["'1'", "<=50K"]),
    ],
)
def test_labels_are_whole_numbers_if_that_loses_nothing(tmp_path, cells, classes):
    dataset = load(tmp_path, labelled(cells * 20))
    assert dataset.classes.tolist() == classes
    assert len(set(map(str, whole(dataset)[1]))) == 2


@pytest.mark.parametrize(
    ("column", "values"),
    [
        (pd.Series([True, False]), [True, False]),
        (pd.Series([1.0, np.nan, 2.0]), [1, 2]),
        (pd.Series([b"a", b"b", None]), ["a", "b"]),
        (pd.Series(["a", None], dtype="category"), ["a"]),
    ],
)
def test_labels_of_parquet(column, values):
    assert labels.of_column(column)[0].tolist() == values


def test_rows_without_a_label_are_left_out_and_counted(tmp_path):
    dataset = load(tmp_path, labelled(["a", "b", "", "NA", "?"] * 8))
    assert len(whole(dataset)[1]) == 16
    assert dataset.table.notes == ("24 rows without a label left out",)


def test_one_hot_columns_are_labels(tmp_path):
    rows = [(*row[:2], n % 3 == 0, int(n % 3 == 1), n % 3 // 2) for n, row in enumerate(ROWS)]
    rows[-1] = (*ROWS[-1][:2], 0, 0, 0)
    dataset = load(tmp_path, table(rows, ("a", "b", "x", "y z", "w")), label="x,y z,w")
    assert whole(dataset)[1] == [("x", "y z", "w")[n % 3] for n in range(N - 1)]
    assert dataset.table.notes == ("1 row without a label left out",)
    assert dataset.table.label == "x, y z, w"


@pytest.mark.parametrize(
    ("row", "message"), [((1, 1), "row 1 has more than one 1"), ((2, 0), "column 'x' has '2'")]
)
def test_columns_that_are_not_one_hot_are_refused(tmp_path, row, message):
    rows = [(0.5, *row), *((n, n % 2, 1 - n % 2) for n in range(40))]
    with pytest.raises(DataError, match=f"one-hot columns .* but {message}: name other"):
        load(tmp_path, table(rows, ("a", "x", "y")), label="x,y")


RARE = ["a", "b"] * 16 + ["c"] * 3 + ["d"] + ["a"] * 4
NAMED = "3 of class 'c', 1 of class 'd'"


def test_rare_classes_are_refused_all_at_once(tmp_path):
    with pytest.raises(DataError, match=f"at least 8 samples of each class.*got {NAMED}: add") as e:
        load(tmp_path, labelled(RARE))
    assert e.value.parameter == "rare_classes"


def test_rare_classes_are_dropped_or_merged(tmp_path):
    dropped = load(tmp_path, labelled(RARE), rare_classes="drop")
    assert whole(dropped)[1] == [each for each in RARE if each in "ab"]
    assert dropped.table.notes == (f"rows of rare classes left out: {NAMED}",)
    merged = load(tmp_path, labelled(["c", "d"] * 4 + RARE[8:]), rare_classes="merge")
    assert merged.classes.tolist() == ["a", "b", "other"]


def test_rare_classes_are_kept_in_training_and_never_split(tmp_path):
    dataset = load(tmp_path, labelled(RARE), rare_classes="keep")
    assert dataset.table.notes == (f"kept in training and never validated or tested: {NAMED}",)
    assert dataset.classes.tolist() == ["a", "b", "c", "d"]
    assert set(dataset._sealed()[1]) == {0, 1}
    assert len(dataset.with_test_size(0.5).y) == 18 + 4
    for split in [dataset.split(0), *dataset.splits(5, 0)]:
        assert np.bincount(split.y_train)[2:].tolist() == [3, 1]
        assert set(split.y_validation) == {0, 1}
    assert dataset.held_out() == len(dataset.split(0).y_validation)


def test_a_class_with_a_single_sample_is_kept_unasked(tmp_path):
    dataset = load(tmp_path, labelled(["a", "b"] * 19 + ["c", "a"]))
    assert dataset.never_split == (2,)
    assert "never validated or tested: 1 of class 'c'" in dataset.table.notes[0]


@pytest.mark.parametrize(
    ("cells", "parameter", "message"),
    [
        (["a"] * N, None, "expected two classes or more, got only 'a'"),
        (
            [0.5, 1.5] * 20,
            "task regression",
            "numbers such as 0.5: this looks like a",
        ),
        (
            range(N),
            "task regression",
            "40 different numbers in 40 rows: this looks",
        ),
        (
            [f"n{n}" for n in range(N)],
            "label",
            "rows each or more, got 40 different texts in 40 rows, such as 'n0'",
        ),
        ([""] * N, "label", "expected labels in column label, got only empty cells"),
    ],
)
def test_a_column_that_holds_no_classes_is_refused(tmp_path, cells, parameter, message):
    with pytest.raises(DataError, match=message) as caught:
        load(tmp_path, labelled(list(cells)))
    assert caught.value.parameter == parameter


@pytest.mark.parametrize(
    ("header", "label", "message"),
    [
        ("a,b,c", None, "found none among a, b, c: name the column of the labels; the last is 'c'"),
        ("a,y,label", None, "found 2 among a, y, label: name the column"),
        ("a,Y,Label", None, "found 2 among a, Y, Label: name the column"),
        ("a,b,label", "kind", "a column named 'kind', found none among a, b, label: the last is"),
        ("a,kinds,label", "kind", "did you mean 'kinds'?"),
        ("a,b,label", "7", "a column named '7', found none"),
        ("c,c,label", "c", "found 2 among c, c, label: give its position"),
        ("A,a,label", "á", "found none among A, a, label"),
        (",".join(f"pixel{i}" for i in range(784)), None, "pixel59 and 724 others: name"),
    ],
)
def test_an_unclear_label_column_lists_the_columns(tmp_path, header, label, message):
    with pytest.raises(UsageError, match=message) as caught:
        load(tmp_path, f"{header}\n{'1,' * header.count(',')}3\n", label=label)
    assert caught.value.parameter == "label"


@pytest.mark.parametrize("label", ["c", "C", "3", "-1", "last", " c "])
def test_a_column_is_found_by_name_in_any_case_or_position(tmp_path, label):
    dataset = load(tmp_path, table(header=("a", "b", "c")), label=label)
    assert dataset.table.label == "c"


def test_a_value_of_the_first_sample_is_no_column(tmp_path):
    with pytest.raises(UsageError, match="a column named 'a', found none among 1, 2, 3"):
        load(tmp_path, table(header=None), label="a")
