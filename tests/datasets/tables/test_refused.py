"""Files that are no table, or a damaged one: one sentence, with the line and the way out."""

import gzip
import io
import tracemalloc
import zipfile

import pandas as pd
import pytest
from written_tables import HEADER, ROWS, load, table

from actsearch.datasets import files
from actsearch.datasets.tables import text
from actsearch.errors import DataError, UsageError

PLAIN = table()
LINE = "-1.5,10,b"


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("-1.5,tall,b", "line 5, column 'height': expected a finite number, .* got 'tall': mend"),
        ("inf,10,b", "line 5, column 'width': .* got 'inf'"),
        ("1e39,10,b", r"line 5, column 'width': .* got '1e\+39'"),
        ("-1.5,10", "line 5: expected 3 cells, as in the header, got 2: mend the line"),
        ("-1.5,10,b,c", "line 5: expected 3 cells, as in the header, got 4: mend the line"),
        ('-1.5,"10"0,b', "line 5: expected cells separated by commas, .* malformed line"),
        ("-1.5,1\0,b", "line 5: expected text .* got a zero byte"),
    ],
)
def test_a_fault_is_located(tmp_path, new, message):
    assert PLAIN.splitlines()[4] == LINE
    with pytest.raises(DataError, match=f"data.csv, {message}"):
        load(tmp_path, PLAIN.replace(LINE, new))


def test_all_faults_are_told_together(tmp_path):
    lines = PLAIN.splitlines()
    lines[3:5] = ["1,2", "tall,3,b"]
    lines[10] = 'x,"1"1,b'
    lines[20:22] = ["1,wide,a", "2,wide,b"]
    with pytest.raises(DataError) as caught:
        load(tmp_path, "# comment\n" + "\n\n".join(lines))
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'data.csv'} has 5 faults: line 8: expected 3 cells")
    for each in (
        "; line 22: ",
        "line 10, column 'width': expected a finite number",
        "line 42, column 'height': ",
        "got 'wide' (and 1 more like it)",
        "mend the line; mend its quotes; mend the cell, or leave out the line or the column",
    ):
        assert each in message


def archive(**members):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text_ in members.items():
            file.writestr(name, text_)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("data.csv", b"", "expected a line of column names and samples, got an empty file"),
        ("data.csv", b"\n\n# nothing\n", "got an empty file"),
        ("data.csv", b"a,label\n", "expected samples with features, got 0 rows of 1 features"),
        ("data.csv", b"label\n" + b"a\nb\n" * 8, "got 16 rows of 0 features"),
        ("data.csv", table([("x", k) for _, _, k in ROWS], ("a", "y")).encode(), "tells samples"),
        ("data.csv.gz", gzip.compress(PLAIN.encode())[:-9], "expected a whole gzip file"),
        ("data.zip", PLAIN.encode()[:0] + b"PK\3\4 and no more", "expected a zip archive, got a"),
        ("data.zip", archive(a=PLAIN, b=PLAIN), "an archive with one table, got a, b: unpack it"),
        ("data.zip", archive(), "an archive with one table, got an empty one"),
        ("data.parquet", b"PAR1 and no more", "expected a Parquet file, got a damaged"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path, name, content, message):
    with pytest.raises(DataError, match=message):
        load(tmp_path, content, name)


@pytest.mark.parametrize(
    ("given", "parameter", "message"),
    [
        ({"encoding": "utf-9"}, "encoding", "an encoding that Python knows, .* got 'utf-9'"),
        ({"encoding": "hex"}, "encoding", "an encoding that Python knows"),
        ({"drop": ["depth"]}, "drop", "a column named 'depth', found none among width, height"),
        ({"features": ["depth"]}, "features", "a column named 'depth', found none"),
        ({"features": ["label"]}, "features", "column 'label' holds the labels"),
        ({"drop": ["label"]}, "drop", "column 'label' holds the labels"),
    ],
)
def test_what_is_said_wrong_on_the_reading_is_named(tmp_path, given, parameter, message):
    with pytest.raises(UsageError, match=message) as caught:
        load(tmp_path, PLAIN, **given)
    assert caught.value.parameter == parameter


def test_another_encoding_than_that_named_is_refused(tmp_path):
    content = PLAIN.replace("a\n", "süß\n").encode("latin-1")
    with pytest.raises(DataError, match=r"text in utf-8-sig, got the byte 0xfc in line 2") as e:
        load(tmp_path, content, encoding="utf-8")
    assert e.value.parameter == "encoding"


def test_utf_16_without_its_mark_has_a_name_of_its_own(tmp_path):
    content = PLAIN.encode("utf-16-le")
    with pytest.raises(DataError, match="expected text in utf-16, got the byte"):
        load(tmp_path, content, encoding="utf-16")
    assert load(tmp_path, content, encoding="utf-16-le").table.notes == ()


def test_a_line_without_an_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(text, "_LONGEST_LINE", 1000)
    with pytest.raises(DataError, match="lines of less than 1,000 characters, got a longer one"):
        load(tmp_path, "a,label\n" + "0" * 5000)


def test_a_table_that_is_too_wide_is_refused(tmp_path):
    with pytest.raises(DataError, match="line 1: expected at most 100,000 columns, got 300,001"):
        load(tmp_path, "," * 300_000 + "\n")


@pytest.mark.parametrize("name", ["data.csv.gz", "data.zip"])
def test_what_unpacks_to_more_than_fits_is_refused_while_it_is_read(tmp_path, monkeypatch, name):
    monkeypatch.setattr(files, "most_bytes", lambda: 100_000)
    zeros = b"0" * 50_000_000
    content = gzip.compress(zeros) if name.endswith("gz") else archive(a=zeros)
    tracemalloc.start()
    with pytest.raises(DataError, match=r"expected at most 0\.0 GB of data, decompressed"):
        load(tmp_path, content, name)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def parquet(frame):
    content = io.BytesIO()
    frame.to_parquet(content)
    return content.getvalue()


def test_parquet_that_unpacks_to_more_than_fits_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "most_bytes", lambda: 1_000_000)
    content = parquet(pd.DataFrame({"a": [0] * 200_000, "label": [1] * 200_000}))
    assert len(content) < 50_000
    with pytest.raises(DataError, match=r"expected at most 0\.0 GB of data, decompressed"):
        load(tmp_path, content, "data.parquet")


def test_parquet_with_other_values_or_options_is_refused(tmp_path):
    content = parquet(pd.DataFrame({"a": [[1, 2], [3, 4]], "label": [0, 1]}))
    with pytest.raises(DataError, match="column 'a': expected one value in each cell, got list<"):
        load(tmp_path, content, "data.parquet")
    with pytest.raises(UsageError, match="Parquet says itself how it is read"):
        load(tmp_path, content, "data.parquet", encoding="latin-1")


def test_without_pyarrow_a_sentence_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"pip install 'actsearch\[parquet\]'"):
        load(tmp_path, b"", "data.parquet")


def test_a_header_alone_has_names(tmp_path):
    with pytest.raises(DataError, match="got 0 rows of 2 features"):
        load(tmp_path, table([], HEADER))
