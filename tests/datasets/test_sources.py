"""A source is a name, OpenML or a path, in this order; others are refused with a way out."""

import gzip
import http.client
import os
import sys
import tracemalloc
import urllib.error
import warnings

import numpy as np
import pytest
import sklearn.datasets
from scipy import sparse
from sklearn.datasets._openml import OpenMLError
from sklearn.utils import Bunch

from actsearch import datasets
from actsearch.datasets import archive, files
from actsearch.errors import DataError, NotFoundError, UsageError

# SHA-256 of the data: studies that exist hold it.
DIGITS = "9a470eff38a9"
TOYS = {
    "breast_cancer": ((455, 30), 114, ["benign", "malignant"]),
    "digits": ((1437, 64), 360, list(range(10))),
    "iris": ((120, 4), 30, ["setosa", "versicolor", "virginica"]),
    "wine": ((142, 13), 36, ["class_0", "class_1", "class_2"]),
}


@pytest.mark.parametrize("name", TOYS)
def test_toys(name):
    shape, n_sealed, classes = TOYS[name]
    dataset = datasets.load(name)
    assert dataset.name == name
    assert dataset.X.shape == shape
    assert dataset.unseal(dataset.split(0))[0].shape == (n_sealed, shape[1])
    assert dataset.classes.tolist() == classes
    assert dataset.scaling == "standardize"


@pytest.mark.parametrize("name", TOYS)
def test_samples_of_a_toy_keep_their_labels(name):
    toy = getattr(sklearn.datasets, f"load_{name}")()
    dataset = datasets.load(name)
    samples = np.float32(toy.data).tolist()
    for sample, label in zip(dataset.X[::10], dataset.y[::10], strict=True):
        found = toy.target[samples.index(sample.tolist())]
        assert dataset.classes[label] == toy.target_names[found]


def test_digits_are_what_existing_studies_were_trained_on():
    assert datasets.load("digits").fingerprint.startswith(DIGITS)


def test_a_name_goes_before_a_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "digits").mkdir()
    assert datasets.load("digits").X.shape == (1437, 64)


def test_an_unknown_name_suggests_one():
    with pytest.raises(
        NotFoundError, match="a path that exists, got 'mnits': did you mean 'mnist'"
    ):
        datasets.load("mnits")


def test_home_is_expanded(tmp_path, monkeypatch, mnist_subset):
    monkeypatch.setenv("HOME", str(mnist_subset.parent))
    assert datasets.load("~/mnist_subset.npz").name == "~/mnist_subset.npz"


def test_another_kind_of_file_is_refused(tmp_path):
    path = tmp_path / "images"
    path.write_bytes(b"")
    with pytest.raises(DataError, match="give the folder that it is in"):
        datasets.load(str(path))


def test_an_empty_folder_is_not_found(tmp_path):
    with pytest.raises(
        NotFoundError, match=r"a folder of IDX files or .*, found no such files in it"
    ):
        datasets.load(str(tmp_path))


@pytest.mark.parametrize("source", ["mnist", "openml:iris", "folder", "data.npz"])
def test_a_label_column_is_for_csv_only(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "data.npz").write_bytes(b"")
    with pytest.raises(UsageError, match="leave the column out") as caught:
        datasets.load(source, label="kind")
    assert caught.value.parameter == "label"


@pytest.mark.parametrize("as_matrix", [np.asarray, sparse.csr_matrix])
def test_openml(monkeypatch, as_matrix):
    calls = []

    def fetch(name, **options):
        calls.append((name, options))
        labels = np.array(["setosa", "virginica"] * 10, dtype=object)
        return Bunch(data=as_matrix(np.eye(20)), target=labels)

    monkeypatch.setattr(sklearn.datasets, "fetch_openml", fetch)
    dataset = datasets.load("openml:iris")
    assert calls == [("iris", {"as_frame": False, "parser": "liac-arff"})]
    assert dataset.name == "openml:iris"
    assert dataset.X.shape == (16, 20)
    assert dataset.classes.tolist() == ["setosa", "virginica"]


@pytest.mark.parametrize(
    ("failure", "expected", "message"),
    [
        (urllib.error.URLError("no route to host"), DataError, "no route to host.*the network"),
        (TimeoutError("timed out"), DataError, "timed out.*give the path of a file"),
        (http.client.IncompleteRead(b""), DataError, "IncompleteRead.*the network"),
        (OpenMLError("No active dataset iris found."), NotFoundError, "No active .*openml.org"),
        (ValueError("STRING attributes"), DataError, "STRING attributes.*choose another dataset"),
    ],
)
def test_openml_failing(monkeypatch, failure, expected, message):
    def fetch(name, **options):
        # The warning of scikit-learn, before it tries again.
        warnings.warn("A network error occurred while downloading. Retrying...", stacklevel=1)
        raise failure

    monkeypatch.setattr(sklearn.datasets, "fetch_openml", fetch)
    with pytest.raises(expected, match=f"^openml:iris: .*{message}"):
        datasets.load("openml:iris")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (None, "got none"),
        (np.eye(20)[:, :2], "expected one column of labels, got 2"),
        (np.array(["a", None] * 10, dtype=object), "a label for each sample, got None"),
    ],
)
def test_openml_without_a_class_for_each_sample(monkeypatch, target, message):
    bunch = Bunch(data=np.eye(20), target=target)
    monkeypatch.setattr(sklearn.datasets, "fetch_openml", lambda *_, **__: bunch)
    with pytest.raises(DataError, match=message):
        datasets.load("openml:iris")


def test_a_module_of_its_own_is_a_source(tmp_path, monkeypatch):
    monkeypatch.setattr(datasets.registry, "_SOURCES", dict(datasets.registry._SOURCES))
    monkeypatch.setattr(datasets, "__path__", [*datasets.__path__, str(tmp_path)])
    monkeypatch.delitem(sys.modules, "actsearch.datasets.squares", raising=False)
    (tmp_path / "squares.py").write_text(
        "import numpy as np\n"
        "from actsearch.datasets import Dataset, registry\n"
        "@registry.prefix('squares:', 'SIDE')\n"
        "def load(side):\n"
        "    return Dataset.from_arrays('squares', np.eye(int(side)), [0, 1] * (int(side) // 2))\n"
    )
    assert "squares:SIDE" in datasets.forms()
    assert datasets.load("squares:20").X.shape == (16, 20)
    assert datasets.absolute("squares:20") == "squares:20"


def test_two_sources_of_one_form_are_refused():
    with pytest.raises(ValueError, match=r"two sources of data have the form '\.npz'"):
        datasets.registry.suffix(".npz")(datasets.load)


def test_without_a_home_it_is_a_path_like_any_other(monkeypatch):
    with pytest.raises(NotFoundError, match=r"got '~nobody-of-that-name/data\.npz'"):
        datasets.load("~nobody-of-that-name/data.npz")


@pytest.mark.parametrize("name", ["pipe.csv", "pipe.npz"])
def test_a_pipe_is_refused_and_not_waited_for(tmp_path, name):
    os.mkfifo(tmp_path / name)
    with pytest.raises(DataError, match="a device or a pipe, not a file"):
        datasets.load(str(tmp_path / name))


def test_a_link_to_an_endless_device_is_refused(tmp_path):
    (tmp_path / "train-images-idx3-ubyte").symlink_to("/dev/zero")
    (tmp_path / "train-labels-idx1-ubyte").symlink_to("/dev/zero")
    with pytest.raises(DataError, match="a device or a pipe, not a file"):
        datasets.load(str(tmp_path))


@pytest.mark.parametrize("name", ["data.csv.gz", "data.csv"])
def test_more_data_than_fit_are_refused_while_they_are_read(tmp_path, monkeypatch, name):
    monkeypatch.setattr(files, "most_bytes", lambda: 10_000)
    with (gzip.open if name.endswith(".gz") else open)(tmp_path / name, "wb") as file:
        file.write(b"0" * 50_000_000)
    tracemalloc.start()
    with pytest.raises(DataError, match=r"expected at most 0\.0 GB of data, decompressed"):
        datasets.load(str(tmp_path / name))
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_an_archive_that_claims_too_much_is_refused_before_it_is_read(tmp_path, monkeypatch):
    np.savez_compressed(tmp_path / "data.npz", X=np.zeros((50_000, 20)), y=np.zeros(50_000))
    monkeypatch.setattr(archive, "most_bytes", lambda: 5_000_000)
    monkeypatch.setattr("numpy.lib.format.read_array", lambda *_, **__: pytest.fail("it was read"))
    with pytest.raises(DataError, match="of data, decompressed"):
        datasets.load(str(tmp_path / "data.npz"))
