"""Tables in the forms that people have: what is read is asserted, and not only that it is."""

import gzip
import io
import re
import zipfile

import numpy as np
import pandas as pd
import pytest
from written_tables import HEADER, HEIGHT, KIND, ROWS, WIDTH, N, load, table, whole

PLAIN = table()


def zipped(text: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside/data.csv", text)
        archive.writestr("__MACOSX/._data.csv", "beside")
    return content.getvalue()


def parquet(**columns) -> bytes:
    content = io.BytesIO()
    pd.DataFrame(columns).to_parquet(content)
    return content.getvalue()


def comma(rows=ROWS):
    return [(f"{w:.1f}".replace(".", ","), h, k) for w, h, k in rows]


# Each is the same table of numbers: its name, its content and the column of its labels.
SAME = {
    "plain": ("data.csv", PLAIN, None),
    "CRLF": ("data.csv", PLAIN.replace("\n", "\r\n"), None),
    "CR": ("data.csv", PLAIN.replace("\n", "\r"), None),
    "no last newline": ("data.csv", PLAIN.rstrip("\n"), None),
    "suffix in capitals": ("DATA.CSV", PLAIN, None),
    "all quoted": ("data.csv", re.sub(r"[^,\n]+", r'"\g<0>"', PLAIN), None),
    "spaces around cells": ("data.csv", PLAIN.replace(",", " , "), None),
    "blank lines": ("data.csv", "\n" + PLAIN.replace("\n", "\n\n"), None),
    "rows of empty cells": ("data.csv", PLAIN + ",,\n , ,\n", None),
    "a comment above": ("data.csv", "# exported by tool\n# yesterday\n" + PLAIN, None),
    "comments between": ("data.csv", PLAIN.replace("\n", "\n# a, b\n", 3), None),
    "semicolons": ("data.csv", table(separator=";"), None),
    "decimal commas": ("data.csv", table(comma(), separator=";"), None),
    "tabs": ("data.tsv", table(separator="\t"), None),
    "tabs in .csv": ("data.csv", table(separator="\t"), None),
    "vertical bars": ("data.txt", table(separator="|"), None),
    "aligned by spaces": (
        "data.data",
        "".join(f"{w:>10} {h:>8}   {k}\n" for w, h, k in (HEADER, *ROWS)),
        None,
    ),
    "aligned by spaces and a tab": (
        "data.data",
        "".join(f'{w:<10} {h:<8}\t"{k}"\n' for w, h, k in ROWS),
        "last",
    ),
    "no header": ("data.data", table(header=None), "last"),
    "no header, by position": ("data.csv", table(header=None, separator=";"), "3"),
    "a separator at the end": ("data.csv", table(end=",\n"), None),
    "a separator at the end of the header": ("data.csv", PLAIN.replace("\n", ",\n", 1), None),
    "gzip": ("data.csv.gz", gzip.compress(PLAIN.encode()), None),
    "gzip under a plain name": ("data.csv", gzip.compress(PLAIN.encode()), None),
    "no gzip in spite of its name": ("data.csv.gz", PLAIN, None),
    "zip": ("data.zip", zipped(PLAIN), None),
    "zip in .csv.zip": ("data.csv.zip", zipped(PLAIN), None),
    "UTF-8 with mark": ("data.csv", "\ufeff" + PLAIN, None),
    "UTF-16 with mark": ("data.csv", PLAIN.encode("utf-16"), None),
    "UTF-16 without mark": ("data.csv", PLAIN.encode("utf-16-le"), None),
    "UTF-32": ("data.csv", PLAIN.encode("utf-32"), None),
    "index without a name": (
        "data.csv",
        table([(n, *row) for n, row in enumerate(ROWS)], ("", *HEADER)),
        None,
    ),
    "index of pandas, written twice": (
        "data.csv",
        table([(n, *row) for n, row in enumerate(ROWS)], ("Unnamed: 0", *HEADER)),
        None,
    ),
    "names of rows as R writes them": (
        "data.txt",
        table([(f'"{n}"', *row) for n, row in enumerate(ROWS)], HEADER, " "),
        None,
    ),
    "label in capitals": ("data.csv", PLAIN.replace("label", "LABEL"), None),
    "another usual label": ("data.csv", PLAIN.replace("label", "Species"), None),
    "label named in another case": ("data.csv", PLAIN.replace("label", "Kind"), "kind"),
    "label first": ("data.csv", table([(k, w, h) for w, h, k in ROWS], ("y", *HEADER[:2])), None),
    "names that are numbers": ("data.csv", table(ROWS, ("0", "1", "class")), None),
    "the decimals of floats": (
        "data.csv",
        table([(f"{w:e}", f"{h}.0", k) for w, h, k in ROWS]),
        None,
    ),
    "currencies": ("data.csv", table([(w, f"${h}", k) for w, h, k in ROWS]), None),
    "Parquet": ("data.parquet", parquet(width=WIDTH, height=HEIGHT, label=KIND), None),
    "Parquet of bytes": (
        "data.parquet",
        parquet(width=WIDTH, height=HEIGHT, label=[kind.encode() for kind in KIND]),
        None,
    ),
}


@pytest.mark.parametrize("form", SAME)
def test_a_table_of_numbers_is_read_the_same_in_every_form(tmp_path, form):
    name, content, label = SAME[form]
    dataset = load(tmp_path, content, name, label=label)
    X, labels = whole(dataset)
    assert X.dtype == np.float32
    np.testing.assert_array_equal(X, np.column_stack([WIDTH, HEIGHT]).astype(np.float32))
    assert labels == KIND
    assert dataset.classes.dtype.kind == "U"
    assert dataset.table.schema.form == "numbers"
    assert dataset.fingerprint == load(tmp_path, PLAIN).fingerprint


def test_the_fingerprint_is_that_of_studies_that_exist(tmp_path):
    assert load(tmp_path, PLAIN).fingerprint.startswith("163342035e68")


GERMAN = ("größe", "länge", "klasse")
WORDS = {"latin-1": ("süß", "herb"), "shift_jis": ("甲", "乙"), "cp1251": ("да", "нет")}
WORDS |= {"euc_jp": ("甲", "乙"), "gb18030": ("大", "小")}


@pytest.mark.parametrize("word", ["süß", "é", "Île", "São", "Ångström", "naïve", "Köln"])
def test_a_word_of_latin_1_is_enough(tmp_path, word):
    dataset = load(tmp_path, PLAIN.replace("a\n", f"{word}\n").encode("latin-1"))
    assert word in dataset.classes.tolist()


@pytest.mark.parametrize("encoding", ["utf-16", "UTF-8", "utf_8_sig", "latin-1", "cp1252"])
def test_encodings_may_be_named(tmp_path, encoding):
    plain = load(tmp_path, PLAIN)
    assert (
        load(tmp_path, PLAIN.encode(encoding), encoding=encoding).fingerprint == plain.fingerprint
    )


@pytest.mark.parametrize("encoding", WORDS)
@pytest.mark.parametrize("named", [True, False])
def test_encodings_are_guessed_and_said_or_named(tmp_path, encoding, named):
    yes, no = WORDS[encoding]
    rows = [(w, h, yes if k == "a" else no) for w, h, k in ROWS]
    header = {"latin-1": GERMAN, "cp1251": ("длина", "ширина", "класс")}
    text = table(rows, header.get(encoding, ("長さ", "幅", "種類")))
    if encoding == "gb18030":
        text = table(rows, ("長度", "寬度", "類"))
    given = {"encoding": encoding} if named else {}
    dataset = load(tmp_path, text.encode(encoding), label="last", **given)
    assert whole(dataset)[1] == [yes if kind == "a" else no for kind in KIND]
    assert dataset.table.columns[0].name == text.split(",")[0]
    assert any("which is a guess" in note for note in dataset.table.notes) is not named


def column(tmp_path, cells, **given):
    """Load a table with one more column; return the column, and what is said of it."""
    rows = [(w, cell, k) for (w, _, k), cell in zip(ROWS, cells, strict=True)]
    dataset = load(tmp_path, table(rows, ("width", "more", "label"), ";"), **given)
    X, _ = whole(dataset)
    found = X["more"] if isinstance(X, pd.DataFrame) else X[:, 1]
    return found, dataset.table.columns[1]


THOUSANDS = [1000 * (n + 1) + n % 10 for n in range(N)]
KINDS = {
    "booleans": (["True", "False"] * 20, "boolean", [1, 0] * 20),
    "yes and no": (["yes", "No"] * 20, "boolean", [1, 0] * 20),
    "thousands": (
        [f"{n},{n:03}" for n in range(10, 50)],
        "number",
        [n * 1001 for n in range(10, 50)],
    ),
    "percents": ([f"{n}.5%" for n in range(N)], "number", [(n + 0.5) / 100 for n in range(N)]),
    "missing": (["1.5", "", "NA", "?"] * 10, "number", [1.5, np.nan, np.nan, np.nan] * 10),
    "missing among numbers": (["1", "2", "3", "None"] * 10, "number", [1, 2, 3, np.nan] * 10),
    "dates": (
        [f"2024-01-{n % 28 + 1:02}" for n in range(N)],
        "date",
        [19723 + n % 28 for n in range(N)],
    ),
    "times": (["1970-01-02 12:00", "1970-01-01 06:00:00"] * 20, "date", [1.5, 0.25] * 20),
    "German dates": (["31.01.1970", "01.02.1970"] * 20, "date", [30, 31] * 20),
    "American dates": (["1/31/1970", "2/1/1970"] * 20, "date", [30, 31] * 20),
    "categories": (["x", "y", "z", "01"] * 10, "category", ["x", "y", "z", "01"] * 10),
    "None is a category": (["None", "mild"] * 20, "category", ["None", "mild"] * 20),
    "quoted separators": (['"x;y"', "z"] * 20, "category", ["x;y", "z"] * 20),
    "quoted lines": (['"x\ny"', "z"] * 20, "category", ["x\ny", "z"] * 20),
}


@pytest.mark.parametrize("form", KINDS)
def test_cells_of_every_kind(tmp_path, form):
    cells, kind, values = KINDS[form]
    found, said = column(tmp_path, cells)
    assert said.kind == kind
    if kind == "category":
        assert found.dtype == "category"
        assert found.tolist() == values
    else:
        assert found.dtype == (np.float64 if kind == "date" else np.float32)
        np.testing.assert_allclose(np.asarray(found), values, rtol=1e-6)


def test_grouped_decimals_with_a_comma(tmp_path):
    found, said = column(tmp_path, [f"1.{n:03},5" for n in range(N)])
    assert said.kind == "number"
    np.testing.assert_array_equal(found, [1000.5 + n for n in range(N)])


LEFT_OUT = {
    "constant": ["7"] * N,
    "empty": [""] * N,
    "identifier": [f"name {n}" for n in range(N)],
}


@pytest.mark.parametrize("kind", LEFT_OUT)
def test_columns_that_tell_nothing_are_left_out_and_named(tmp_path, kind):
    rows = [(*row[:2], more, row[2]) for row, more in zip(ROWS, LEFT_OUT[kind], strict=True)]
    rows[0] = ("", *rows[0][1:])
    text = table(rows, ("width", "height", "more", "label"))
    dataset = load(tmp_path, text)
    assert dataset.table.schema.names == ("width", "height")
    assert dataset.table.columns[2].done == "left out"
    named = load(
        tmp_path, table(rows, ("width", "height", "more", "label")), features=["more", "1"]
    )
    assert named.table.schema.names == ("width", "more")


def test_numbers_of_rows_are_left_out_of_mixed_tables_only(tmp_path):
    rows = [(n, *row) for n, row in enumerate(ROWS)]
    kept = load(tmp_path, table(rows, ("id", *HEADER)))
    assert kept.table.schema.names == ("id", "width", "height")
    assert "drop it" in kept.table.columns[0].done
    rows[3] = (3, "", *rows[3][2:])
    assert load(tmp_path, table(rows, ("id", *HEADER))).table.schema.names == ("width", "height")


def test_columns_are_dropped_or_named(tmp_path):
    dropped = load(tmp_path, PLAIN, drop=["HEIGHT"])
    assert dropped.X.shape[1] == 1
    assert [column.done for column in dropped.table.columns][1] == "left out, as asked"
    assert load(tmp_path, PLAIN, features=["width"]).fingerprint == dropped.fingerprint


def images(n=100, side=8, brightest=255):
    chance = np.random.default_rng(0)
    X = chance.integers(0, brightest + 1, (n, side * side))
    X[:, 0] = np.arange(n) % (brightest + 1)
    header = ["label", *(f"pixel{number}" for number in range(side * side))]
    return X, table([(n % 2, *row) for n, row in enumerate(X)], header)


def test_pixels_are_pixels_where_that_is_clear(tmp_path):
    X, text = images()
    dataset = load(tmp_path, text)
    assert dataset.X.dtype == np.uint8
    assert dataset.scaling == "pixels"
    np.testing.assert_array_equal(whole(dataset)[0], X[np.argsort(X[:, 0], kind="stable")])
    assert load(tmp_path, images(brightest=16)[1]).X.dtype == np.float32
    assert load(tmp_path, text, drop=["pixel5"]).X.dtype == np.float32


def test_names_that_stand_twice(tmp_path):
    dataset = load(tmp_path, table(header=("a", "a", "label")))
    assert dataset.table.schema.names == ("a", "a.1")


def test_numbers_are_those_that_python_reads(tmp_path):
    chance = np.random.default_rng(0)
    numbers = (chance.normal(size=4000) * 10.0 ** chance.integers(-30, 30, 4000)).tolist()
    rows = [(repr(number), row % 2) for row, number in enumerate(numbers)]
    X, _ = whole(load(tmp_path, table(rows, ("a", "y"))))
    assert X[:, 0].tolist() == np.sort(np.array(numbers, np.float32)).tolist()
