"""NumPy archives: the four arrays, never a pickle, and one sentence for damage."""

import io

import numpy as np
import pytest

from actsearch import datasets
from actsearch.errors import DataError

X = np.random.default_rng(0).normal(size=(20, 3))
Y = np.array(["no", "yes"] * 10)


class Bomb:
    """Unpickling this would run code."""

    def __reduce__(self):
        return (pytest.fail, ("a pickle was loaded",))


def test_without_a_test_part_a_fifth_is_sealed(tmp_path):
    np.savez(tmp_path / "data.npz", X=X, y=Y)
    dataset = datasets.load(str(tmp_path / "data.npz"))
    assert dataset.X.shape == (16, 3)
    assert dataset.X.dtype == np.float32
    assert dataset.scaling == "standardize"
    assert dataset.classes.tolist() == ["no", "yes"]
    assert dataset.unseal(dataset.split(0))[0].shape == (4, 3)


def test_with_a_test_part_that_is_sealed(tmp_path):
    path = tmp_path / "data.npz"
    np.savez_compressed(path, X=X, y=Y, X_test=X[:5] + 1, y_test=Y[:5])
    dataset = datasets.load(str(path))
    np.testing.assert_array_equal(dataset.X, X.astype(np.float32))
    split = dataset.split(0)
    X_test, y_test = dataset.unseal(split)
    np.testing.assert_allclose(X_test, split.preparation((X[:5] + 1).astype(np.float32)))
    assert y_test.tolist() == [0, 1, 0, 1, 0]


def test_uint8_images_are_pixels_and_are_flattened(tmp_path):
    np.savez(tmp_path / "data.npz", X=np.full((20, 2, 3), 51, np.uint8), y=Y)
    dataset = datasets.load(str(tmp_path / "data.npz"))
    assert dataset.scaling == "pixels"
    np.testing.assert_array_equal(dataset.split(0).X_train, np.full((13, 6), np.float32(0.2)))


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"X": X}, "got X: save it"),
        ({"data": X, "y": Y}, "got data, y: save it"),
        ({"X": X, "y": Y, "X_test": X}, "with X_test and y_test or neither, got X, X_test, y"),
        ({"X": X, "y": np.array([Bomb()] * 20)}, "pickled objects, which could run code"),
        ({"X": X * np.nan, "y": Y}, "got nan"),
        ({"X": X, "y": Y[:9]}, "got shapes"),
    ],
)
def test_wrong_arrays_are_refused(tmp_path, arrays, message):
    path = tmp_path / "data.npz"
    np.savez(path, **arrays)
    with pytest.raises(DataError, match=f"^{path}: .*{message}"):
        datasets.load(str(path))


def saved(save) -> bytes:
    buffer = io.BytesIO()
    save(buffer)
    return buffer.getvalue()


ARCHIVE = saved(lambda buffer: np.savez(buffer, X=X, y=Y))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not an archive",
        ARCHIVE[: len(ARCHIVE) // 2],
        ARCHIVE[:200] + bytes([ARCHIVE[200] ^ 1]) + ARCHIVE[201:],
        saved(lambda buffer: np.save(buffer, X)),
        saved(lambda buffer: np.save(buffer, np.array([Bomb()]))),
    ],
    ids=["empty", "text", "truncated", "flipped bit", "single array", "pickle"],
)
def test_other_files_are_refused(tmp_path, content):
    path = tmp_path / "data.npz"
    path.write_bytes(content)
    with pytest.raises(DataError, match=f"^{path}: expected"):
        datasets.load(str(path))
