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
        (folder / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return str(folder)


@pytest.mark.parametrize(
    "rename",
    [
        lambda name: name,
        lambda name: f"{name}.gz",
        lambda name: name.replace("-idx", ".idx"),
        lambda name: f"emnist-letters-{name.replace('t10k', 'test')}.gz",
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
    with pytest.raises(DataError, match=r"emnist-digits-.*folder of its own"):
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
        gzip.decompress,
    ],
    ids=["truncated", "overwritten", "already decompressed"],
)
def test_damaged_gzip_is_a_data_error(tmp_path, arrays_by_name, damage):
    folder = write(tmp_path, {f"{name}.gz": array for name, array in arrays_by_name.items()})
    path = tmp_path / "train-images-idx3-ubyte.gz"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(DataError, match=f"{path}: expected a whole gzip file"):
        datasets.load(folder)
