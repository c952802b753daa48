"""The IDX parser accepts exactly what the format allows; folders may use all usual names."""

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from actsearch import datasets
from actsearch.datasets import idx
from actsearch.errors import DataError, NotFoundError

CODES = {"u1": 0x08, "i1": 0x09, "i2": 0x0B, "i4": 0x0C, "f4": 0x0D, "f8": 0x0E}
DTYPES = st.sampled_from(sorted(CODES))
SHAPES = array_shapes(min_dims=1, max_dims=8, max_side=4)


def encode(array: np.ndarray) -> bytes:
    code = CODES[array.dtype.str[1:]]
    header = struct.pack(f">BBBB{array.ndim}I", 0, 0, code, array.ndim, *array.shape)
    return header + array.astype(array.dtype.newbyteorder(">")).tobytes()


@given(DTYPES.flatmap(lambda dtype: arrays(dtype, SHAPES)))
def test_what_is_encoded_is_parsed(array):
    parsed = idx.parse(encode(array), "file")
    assert parsed.dtype == array.dtype
    np.testing.assert_array_equal(parsed, array)


@given(arrays("u1", array_shapes(min_dims=1, max_dims=3, max_side=4)), st.data())
def test_truncation_at_any_byte_is_a_data_error(array, data):
    content = encode(array)
    end = data.draw(st.integers(0, len(content) - 1))
    with pytest.raises(DataError, match=r"^some file: expected"):
        idx.parse(content[:end], "some file")


def test_extra_bytes_are_a_data_error():
    with pytest.raises(DataError, match=r"expected 11 bytes .* got 12"):
        idx.parse(encode(np.zeros(3, "u1")) + b"\0", "file")


@settings(max_examples=500)
@given(st.binary(max_size=64) | st.binary(max_size=64).map(lambda tail: b"\0\0\x08" + tail))
def test_noise_is_an_array_or_a_data_error(content):
    try:
        parsed = idx.parse(content, "file")
    except DataError:
        return
    assert encode(parsed) == content


@pytest.mark.parametrize(
    "header",
    [
        struct.pack(">BBBB8I", 0, 0, 0x0E, 8, *[2**32 - 1] * 8),
        struct.pack(">BBBB3I", 0, 0, 0x08, 3, 0, 2**32 - 1, 2**32 - 1),
    ],
)
def test_enormous_dimensions_are_refused_without_allocating(header):
    with pytest.raises(DataError, match="4294967295"):
        idx.parse(header, "file")


@pytest.fixture
def arrays_by_name():
    random = np.random.default_rng(0)
    labels = np.tile(np.arange(3, dtype="u1"), 10)
    return {
        "train-images-idx3-ubyte": random.integers(0, 256, (30, 4, 4)).astype("u1"),
        "train-labels-idx1-ubyte": labels,
        "t10k-images-idx3-ubyte": random.integers(0, 256, (6, 4, 4)).astype("u1"),
        "t10k-labels-idx1-ubyte": labels[:6],
    }


def write(folder: Path, arrays_by_name: dict[str, np.ndarray]) -> str:
    for name, array in arrays_by_name.items():
        content = encode(array)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return str(folder)


@pytest.mark.parametrize(
    "rename",
    [
        lambda name: name,
        lambda name: f"{name}.gz",
        lambda name: name.replace("-idx", ".idx"),
        lambda name: name.removesuffix("-ubyte").replace("-idx", ".idx"),
        lambda name: f"emnist-letters-{name.replace('t10k', 'test')}.gz",
        lambda name: f"qmnist-{name.replace('t10k', 'test')}.gz",
        lambda name: f"MNIST/raw/{name}",
        lambda name: f"raw/{name}",
        lambda name: f"{name}/{name}",
    ],
)
def test_every_naming_of_the_files_gives_the_same_dataset(tmp_path, arrays_by_name, rename):
    renamed = {rename(name): array for name, array in arrays_by_name.items()}
    dataset = datasets.load(write(tmp_path, renamed))
    images = arrays_by_name["train-images-idx3-ubyte"]
    np.testing.assert_array_equal(dataset.X, images.reshape(30, 16))
    np.testing.assert_array_equal(dataset.y, arrays_by_name["train-labels-idx1-ubyte"])
    assert dataset.scaling == "pixels"
    X_test, y_test = dataset.unseal(dataset.split(0))
    test_images = arrays_by_name["t10k-images-idx3-ubyte"].reshape(6, 16)
    np.testing.assert_array_equal(X_test, test_images.astype("f4") / np.float32(255))
    np.testing.assert_array_equal(y_test, [0, 1, 2, 0, 1, 2])


def test_without_test_files_a_fifth_is_sealed(tmp_path, arrays_by_name):
    training = {name: array for name, array in arrays_by_name.items() if "train" in name}
    dataset = datasets.load(write(tmp_path, training))
    assert dataset.X.shape == (24, 16)
    assert dataset.unseal(dataset.split(0))[0].shape == (6, 16)


def test_a_decompressed_file_goes_before_its_archive(tmp_path, arrays_by_name):
    (tmp_path / "train-images-idx3-ubyte.gz").write_bytes(b"left over")
    assert datasets.load(write(tmp_path, arrays_by_name)).X.shape == (30, 16)


@pytest.mark.parametrize("name", ["train-images-idx3-ubyte", "t10k-labels-idx1-ubyte"])
def test_a_missing_file_is_named(tmp_path, arrays_by_name, name):
    del arrays_by_name[name]
    with pytest.raises(NotFoundError, match=name):
        datasets.load(write(tmp_path, arrays_by_name))


def test_several_datasets_in_one_folder_are_refused(tmp_path, arrays_by_name):
    write(tmp_path, {f"emnist-digits-{name}": array for name, array in arrays_by_name.items()})
    with pytest.raises(DataError, match=r"give one file of .*emnist-digits-"):
        datasets.load(write(tmp_path, arrays_by_name))


@pytest.mark.parametrize(
    ("name", "stand_in", "message"),
    [
        ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "is it the labels file"),
        ("train-labels-idx1-ubyte", "train-images-idx3-ubyte", "is it the images file"),
        ("train-labels-idx1-ubyte", "t10k-labels-idx1-ubyte", "expected 30 labels.*got 6"),
    ],
)
def test_mislabelled_files_are_refused(tmp_path, arrays_by_name, name, stand_in, message):
    arrays_by_name[name] = arrays_by_name[stand_in]
    with pytest.raises(DataError, match=f"{name}: .*{message}"):
        datasets.load(write(tmp_path, arrays_by_name))


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda content: content[:20] + b"\xff" * 8 + content[28:],
    ],
    ids=["truncated", "overwritten"],
)
def test_damaged_gzip_is_a_data_error(tmp_path, arrays_by_name, damage):
    folder = write(tmp_path, {f"{name}.gz": array for name, array in arrays_by_name.items()})
    path = tmp_path / "train-images-idx3-ubyte.gz"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(DataError, match=f"{path}: expected a whole gzip file"):
        datasets.load(folder)


@pytest.mark.parametrize("choice", ["emnist-letters", "emnist-letters-test-labels-idx1-ubyte"])
def test_one_of_several_datasets_is_chosen_by_the_beginning_of_its_name(
    tmp_path, arrays_by_name, choice
):
    digits = {f"emnist-digits-{name}": array for name, array in arrays_by_name.items()}
    letters = {
        f"emnist-letters-{name.replace('t10k', 'test')}": array + ("labels" in name)
        for name, array in arrays_by_name.items()
    }
    dataset = datasets.load(str(Path(write(tmp_path, digits | letters)) / choice))
    # Letters are counted from 1.
    assert dataset.classes.tolist() == [1, 2, 3]
    assert dataset.X.shape == (30, 16)
    assert datasets.absolute(str(tmp_path / choice)) == str(tmp_path / choice)


@pytest.mark.parametrize("name", ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"])
def test_what_is_compressed_is_seen_from_the_content_and_not_from_the_name(
    tmp_path, arrays_by_name, name
):
    expected = datasets.load(write(tmp_path, arrays_by_name))
    content = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(gzip.compress(content))
    assert datasets.load(str(tmp_path)).fingerprint == expected.fingerprint
    (tmp_path / name).unlink()
    (tmp_path / f"{name}.gz").write_bytes(content)
    assert datasets.load(str(tmp_path)).fingerprint == expected.fingerprint


@pytest.mark.parametrize("dtype", ["f4", "f8", "i2", "i4"])
def test_images_of_whole_numbers_from_0_to_255_are_pixels(tmp_path, arrays_by_name, dtype):
    expected = datasets.load(write(tmp_path, arrays_by_name))
    for name in ("train-images-idx3-ubyte", "t10k-images-idx3-ubyte"):
        arrays_by_name[name] = arrays_by_name[name].astype(dtype)
    found = datasets.load(write(tmp_path, arrays_by_name))
    assert (found.X.dtype, found.scaling) == (np.uint8, "pixels")
    assert found.fingerprint == expected.fingerprint


def test_images_between_0_and_1_are_standardised(tmp_path, arrays_by_name):
    for name in ("train-images-idx3-ubyte", "t10k-images-idx3-ubyte"):
        arrays_by_name[name] = (arrays_by_name[name] / 255).astype("f4")
    dataset = datasets.load(write(tmp_path, arrays_by_name))
    assert (dataset.X.dtype, dataset.scaling) == (np.float32, "standardize")
    expected = arrays_by_name["train-images-idx3-ubyte"].reshape(30, 16)
    np.testing.assert_array_equal(dataset.X, expected)


@pytest.mark.parametrize(
    "labels",
    [
        np.tile(np.arange(3, dtype="f4"), 10),
        np.tile(np.arange(3, dtype="i4"), 10),
        np.stack([np.tile(np.arange(3), 10), *[np.arange(30)] * 7], axis=1).astype("i4"),
        np.tile(np.arange(3, dtype="u1"), 10)[:, None],
    ],
    ids=["floats", "wide", "QMNIST's eight columns", "a column"],
)
def test_labels_of_every_width_are_whole_numbers(tmp_path, arrays_by_name, labels):
    arrays_by_name["train-labels-idx1-ubyte"] = labels
    dataset = datasets.load(write(tmp_path, arrays_by_name))
    assert dataset.classes.dtype == np.int64
    np.testing.assert_array_equal(dataset.y, np.tile(np.arange(3), 10))


def test_a_file_goes_before_a_folder_of_its_name(tmp_path, arrays_by_name):
    for name in arrays_by_name:
        (tmp_path / name).mkdir()
    renamed = {name.replace("-idx", ".idx"): array for name, array in arrays_by_name.items()}
    assert datasets.load(write(tmp_path, renamed)).X.shape == (30, 16)


def test_a_file_is_read_no_further_than_its_header_says(tmp_path, arrays_by_name, monkeypatch):
    monkeypatch.setattr("actsearch.datasets.files.most_bytes", lambda: 2 * 10**6)
    monkeypatch.setattr("actsearch.datasets.idx.most_bytes", lambda: 2 * 10**6)
    write(tmp_path, arrays_by_name)
    path = tmp_path / "train-images-idx3-ubyte"
    honest = path.read_bytes()
    # It would go on for longer than may be read.
    path.write_bytes(gzip.compress(honest + bytes(5 * 10**6)))
    with pytest.raises(DataError, match=r"expected 496 bytes .* got 497"):
        datasets.load(str(tmp_path))
    path.write_bytes(struct.pack(">BBBB3I", 0, 0, 8, 3, 10**6, 28, 28) + bytes(100))
    with pytest.raises(DataError, match="take fewer samples"):
        datasets.load(str(tmp_path))
