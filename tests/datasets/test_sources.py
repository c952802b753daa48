"""A source is a name, OpenML or a path, in this order; what it is not is told with a way out."""

import http.client
import urllib.error
import warnings

import numpy as np
import pytest
import sklearn.datasets
from scipy import sparse
from sklearn.datasets._openml import OpenMLError
from sklearn.utils import Bunch

from actsearch import datasets
from actsearch.errors import DataError, NotFoundError, UsageError


def test_digits():
    dataset = datasets.load("digits")
    assert dataset.X.shape == (1437, 64)
    assert dataset.unseal(dataset.split(0))[0].shape == (360, 64)
    assert dataset.scaling == "standardize"


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
    path = tmp_path / "train-images-idx3-ubyte"
    path.write_bytes(b"")
    with pytest.raises(DataError, match="give the folder that it is in"):
        datasets.load(str(path))


def test_an_empty_folder_is_not_found(tmp_path):
    with pytest.raises(NotFoundError, match=r"train-images-idx3-ubyte\.gz, found no such file"):
        datasets.load(str(tmp_path))


@pytest.mark.parametrize("source", ["mnist", "openml:iris", "folder", "data.npz"])
def test_a_label_column_is_for_csv_only(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "data.npz").write_bytes(b"")
    with pytest.raises(UsageError, match="leave --label out"):
        datasets.load(source, label="kind")


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
        # scikit-learn's, before it tries again.
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
