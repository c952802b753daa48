"""NumPy archives: the four arrays, never a pickle, and one sentence for damage."""

import io
import zipfile

import numpy as np
import pytest

from actsearch import datasets
from actsearch.errors import DataError, NotFoundError

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
        ({"X": X, "y": Y, "X_test": X}, "with X_test and y_test or neither, .*got X, X_test, y"),
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


IMAGES = np.random.default_rng(1).integers(0, 256, (30, 4, 4)).astype(np.uint8)
DIGITS = np.tile(np.arange(3), 10)


def loaded(path, *unnamed, **arrays):
    np.savez(path / "data.npz", *unnamed, **arrays)
    return datasets.load(str(path / "data.npz"))


@pytest.mark.parametrize(
    "names",
    [
        ("X", "y", "X_test", "y_test"),
        ("x", "y", "x_test", "y_test"),
        ("x_train", "y_train", "x_test", "y_test"),
        ("X_train", "y_train", "X_test", "y_test"),
        ("train_images", "train_labels", "test_images", "test_labels"),
        ("arr_0", "arr_1", "arr_2", "arr_3"),
    ],
)
def test_the_usual_names_are_understood(tmp_path, names):
    arrays = dict(zip(names, (IMAGES, DIGITS, IMAGES[:6], DIGITS[:6]), strict=True))
    dataset = loaded(tmp_path, **arrays)
    assert (dataset.X.dtype, dataset.scaling, dataset.has_own_test) == (np.uint8, "pixels", True)
    np.testing.assert_array_equal(dataset.X, IMAGES.reshape(30, 16))
    np.testing.assert_array_equal(dataset.y, DIGITS)
    X_test, y_test = dataset.unseal(dataset.split(0))
    np.testing.assert_array_equal(X_test, IMAGES[:6].reshape(6, 16) / np.float32(255))
    np.testing.assert_array_equal(y_test, DIGITS[:6])
    # Whatever the names are, the data are the same.
    assert dataset.fingerprint == loaded(tmp_path, **arrays_of(IMAGES, DIGITS)).fingerprint


def arrays_of(X, y):
    return {"X": X, "y": y, "X_test": X[:6], "y_test": y[:6]}


def test_medmnists_validation_part_joins_the_training_part(tmp_path):
    column = DIGITS[:, None].astype(np.uint8)
    dataset = loaded(
        tmp_path,
        **{"train_images": IMAGES, "train_labels": column},
        **{"val_images": IMAGES[:9], "val_labels": column[:9]},
        **{"test_images": IMAGES[:6], "test_labels": column[:6]},
    )
    np.testing.assert_array_equal(dataset.X, np.concatenate([IMAGES, IMAGES[:9]]).reshape(39, 16))
    np.testing.assert_array_equal(dataset.y, np.concatenate([DIGITS, DIGITS[:9]]))
    assert len(dataset.unseal(dataset.split(0))[1]) == 6


def test_arrays_without_names_are_samples_and_labels(tmp_path):
    found = loaded(tmp_path, IMAGES, DIGITS)
    assert found.fingerprint == loaded(tmp_path, X=IMAGES, y=DIGITS).fingerprint


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.int64, np.uint16, np.float16])
def test_images_of_whole_numbers_from_0_to_255_are_pixels(tmp_path, dtype):
    found = loaded(tmp_path, X=IMAGES.astype(dtype), y=DIGITS)
    assert (found.X.dtype, found.scaling) == (np.uint8, "pixels")
    assert found.fingerprint == loaded(tmp_path, X=IMAGES, y=DIGITS).fingerprint


@pytest.mark.parametrize(
    "images",
    [
        IMAGES / 255,
        IMAGES.astype(float) - 128,
        IMAGES.astype(float) * 2,
        (IMAGES // 16).astype(float),
        IMAGES.reshape(30, 16).astype(float),
    ],
    ids=["0 to 1", "negative", "above 255", "0 to 15", "a table"],
)
def test_other_numbers_are_standardised_as_before(tmp_path, images):
    found = loaded(tmp_path, X=images, y=DIGITS, X_test=images[:6], y_test=DIGITS[:6])
    assert (found.X.dtype, found.scaling) == (np.float32, "standardize")
    np.testing.assert_array_equal(found.X, images.reshape(30, 16).astype(np.float32))


@pytest.mark.parametrize("dtype", [np.float64, np.uint8, np.bool_])
def test_one_hot_rows_are_classes(tmp_path, dtype):
    found = loaded(tmp_path, X=IMAGES, y=np.eye(3, dtype=dtype)[DIGITS])
    assert found.fingerprint == loaded(tmp_path, X=IMAGES, y=DIGITS).fingerprint


@pytest.mark.parametrize("rows", [[[1, 1, 0]], [[0, 0, 0]], [[0.5, 0.5, 0]], [["a", "b"]]])
def test_several_labels_for_a_sample_are_refused(tmp_path, rows):
    with pytest.raises(DataError, match=r"one label for each sample, or one-hot rows.* \(30, [23]"):
        loaded(tmp_path, X=IMAGES, y=np.array(rows * 30))


def test_pairs_of_archives_as_those_of_kmnist(tmp_path):
    for kind, array in (("imgs", IMAGES), ("labels", DIGITS)):
        np.savez_compressed(tmp_path / f"kmnist-train-{kind}.npz", array)
        np.savez_compressed(tmp_path / f"kmnist-test-{kind}.npz", array[:6])
    expected = loaded(tmp_path, **arrays_of(IMAGES, DIGITS)).fingerprint
    assert datasets.load(str(tmp_path)).fingerprint == expected
    for kind, array in (("imgs", IMAGES), ("labels", DIGITS)):
        np.savez_compressed(tmp_path / f"k49-train-{kind}.npz", array)
    with pytest.raises(DataError, match=r"give one file of .*k49-.*kmnist-"):
        datasets.load(str(tmp_path))
    one = datasets.load(str(tmp_path / "kmnist-train-imgs.npz"))
    assert one.fingerprint == expected
    (tmp_path / "kmnist-test-labels.npz").unlink()
    with pytest.raises(NotFoundError, match=r"kmnist-test-labels\.npz, found none"):
        datasets.load(str(tmp_path / "kmnist-train-imgs.npz"))


def test_a_pair_has_one_array_in_each_file(tmp_path):
    np.savez(tmp_path / "train-imgs.npz", IMAGES, IMAGES)
    np.savez(tmp_path / "train-labels.npz", DIGITS)
    with pytest.raises(DataError, match="expected a single array, got arr_0, arr_1"):
        datasets.load(str(tmp_path))


@pytest.mark.parametrize("dtype", ["<f8", "<U0"])
def test_an_array_that_does_not_fit_is_refused_by_its_header(tmp_path, monkeypatch, dtype):
    header = io.BytesIO()
    described = {"descr": dtype, "fortran_order": False, "shape": (10**12,)}
    np.lib.format.write_array_header_1_0(header, described)
    with zipfile.ZipFile(tmp_path / "data.npz", "w") as archive:
        for name in ("X", "y"):
            archive.writestr(f"{name}.npy", header.getvalue() + bytes(100))
    monkeypatch.setattr("numpy.lib.format.read_array", lambda *_, **__: pytest.fail("it was read"))
    with pytest.raises(DataError, match="take fewer samples"):
        datasets.load(str(tmp_path / "data.npz"))
