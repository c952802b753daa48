"""CSV files of all usual kinds; mistakes are reported with line and column."""

import gzip
import re

import numpy as np
import pytest

from actsearch import datasets
from actsearch.datasets import tabular
from actsearch.errors import DataError, UsageError

ROWS = [(i, i * 0.5, "ab"[i % 2]) for i in range(20)]
PLAIN = "width,height,label\n" + "".join(f"{w},{h},{c}\n" for w, h, c in ROWS)


def load(tmp_path, text: str | bytes, **options) -> datasets.Dataset:
    content = text.encode() if isinstance(text, str) else text
    (tmp_path / "data.csv").write_bytes(content)
    return datasets.load(str(tmp_path / "data.csv"), **options)


@pytest.fixture
def plain(tmp_path):
    return load(tmp_path, PLAIN)


def test_a_plain_file(plain):
    assert plain.X.shape == (16, 2)
    np.testing.assert_array_equal(plain.X[:, 1], plain.X[:, 0] / 2)
    assert plain.classes.tolist() == ["a", "b"]
    np.testing.assert_array_equal(plain.y, plain.X[:, 0] % 2)
    assert plain.scaling == "standardize"


@pytest.mark.parametrize(
    "variant",
    [
        PLAIN.replace("\n", "\r\n"),
        "\ufeff" + PLAIN,
        re.sub(r"[^,\n]+", r'"\g<0>"', PLAIN),
        PLAIN.replace(",", " , "),
        PLAIN.replace("\n", "\n\n"),
        PLAIN.rstrip("\n"),
    ],
    ids=["CRLF", "byte order mark", "quoted", "spaces", "blank lines", "no last newline"],
)
def test_variants_are_read_as_the_plain_file(tmp_path, plain, variant):
    assert load(tmp_path, variant).fingerprint == plain.fingerprint


def test_gzip(tmp_path, plain):
    path = tmp_path / "data.csv.gz"
    path.write_bytes(gzip.compress(PLAIN.encode()))
    assert datasets.load(str(path)).fingerprint == plain.fingerprint
    path.write_bytes(gzip.compress(PLAIN.encode())[:-9])
    with pytest.raises(DataError, match="expected a whole gzip file"):
        datasets.load(str(path))


@pytest.mark.parametrize("column", ["label", "target", "class", "y"])
def test_usual_names_of_the_label_column(tmp_path, plain, column):
    dataset = load(tmp_path, PLAIN.replace("label", column))
    assert dataset.fingerprint == plain.fingerprint


def test_the_label_column_may_stand_anywhere_and_be_named(tmp_path, plain):
    moved = "kind,width,height\n" + "".join(f"{c},{w},{h}\n" for w, h, c in ROWS)
    assert load(tmp_path, moved, label="kind").fingerprint == plain.fingerprint


@pytest.mark.parametrize(
    ("header", "label", "message"),
    [
        ("a,b,c", None, "found none among a, b, c: name the column of the labels"),
        ("a,y,label", None, "found 2 among a, y, label: name the column"),
        ("a,b,label", "kind", "named 'kind', found none among a, b, label"),
        ("c,c,label", "c", "found 2 among c, c, label"),
        (
            ",".join(f"pixel{i}" for i in range(784)),
            None,
            "pixel59 and 724 others: name",
        ),
    ],
)
def test_an_unclear_label_column_lists_the_columns(tmp_path, header, label, message):
    with pytest.raises(UsageError, match=message):
        load(tmp_path, f"{header}\n1,2,3\n", label=label)


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        (["3", "7"], [3, 7]),
        (["10", "9"], [9, 10]),
        (["1.0", "2.0"], [1, 2]),
        (["1", "x"], ["1", "x"]),
    ],
)
def test_labels_are_integers_if_all_are(tmp_path, classes, expected):
    first, second = classes
    text = PLAIN.replace(",a\n", f",{first}\n").replace(",b\n", f",{second}\n")
    assert load(tmp_path, text).classes.tolist() == expected


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("3,1.5,b", "3,tall,b", "line 5, column 'height': expected a finite number, got 'tall'"),
        ("3,1.5,b", ",1.5,b", "line 5, column 'width': .* got an empty cell"),
        ("3,1.5,b", "nan,1.5,b", "line 5, column 'width': .* got 'nan'"),
        ("3,1.5,b", "3,1e39,b", "line 5, column 'height': .* got '1e39'"),
        ("3,1.5,b", "3,1.5,", "line 5, column 'label': expected a label, got an empty cell"),
        ("3,1.5,b", "3,1.5", "line 5: expected 3 cells, as in the header, got 2"),
        ("3,1.5,b", "3,1.5,b,", "line 5: expected 3 cells, as in the header, got 4"),
        ("3,1.5,b", '3,"1.5"0,b', "line 5: .* malformed line"),
        ("19,9.5,b", '19,9.5,"b', "line 21: .* malformed line"),
    ],
)
def test_a_bad_cell_is_located(tmp_path, old, new, message):
    assert old in PLAIN
    with pytest.raises(DataError, match=f"data.csv, {message}"):
        load(tmp_path, PLAIN.replace(old, new))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "got an empty file"),
        ("a,label\n", "expected samples"),
        ("label\n" + "a\nb\n" * 8, "expected samples with features"),
        (PLAIN.replace(",b\n", ",a\n"), "only 'a': "),
        (re.sub(r"[ab]\n", "0.5\n", PLAIN), "got numbers such as 0.5: .*regression"),
        (PLAIN.encode("utf-16"), "expected text in UTF-8, got the byte 0xff"),
    ],
)
def test_a_file_that_is_no_classification_is_refused(tmp_path, content, message):
    with pytest.raises(DataError, match=rf"data\.csv: .*{message}"):
        load(tmp_path, content)


def test_a_file_that_is_one_endless_line_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(tabular, "_LONGEST_LINE", 1000)
    (tmp_path / "data.csv").write_text("a,label\n" + "0" * 5000)
    with pytest.raises(DataError, match="expected lines of less than 1,000 characters"):
        datasets.load(str(tmp_path / "data.csv"))


def test_more_samples_than_are_gathered_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(tabular, "_BLOCK", 7)
    for rows in (20, 21):
        text = "a,label\n" + "".join(f"{row},{row % 2}\n" for row in range(rows))
        (tmp_path / "data.csv").write_text(text)
        dataset = datasets.load(str(tmp_path / "data.csv"))
        X_test, _ = dataset._sealed()
        assert sorted([*dataset.X[:, 0], *X_test[:, 0]]) == list(range(rows))
