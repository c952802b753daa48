"""Folders of images: what the pixels are, and one sentence for whatever else is in them."""

import io
import struct
import zlib

import numpy as np
import pytest

from actsearch import datasets
from actsearch.errors import DataError, NotFoundError, UsageError

Image = pytest.importorskip("PIL.Image", reason="needs Pillow: pip install -e '.[images]'")
PIXELS = np.random.default_rng(0).integers(0, 256, (8, 6, 5)).astype(np.uint8)


def save(folder, images, suffix=".png", **options):
    folder.mkdir(parents=True, exist_ok=True)
    for number, image in enumerate(images):
        Image.fromarray(image).save(folder / f"{number}{suffix}", **options)


@pytest.fixture
def animals(tmp_path):
    for name in ("cat", "dog"):
        save(tmp_path / name, PIXELS)
    return tmp_path


def test_grey_images_of_one_size_are_taken_as_they_are(animals):
    (animals / ".hidden").mkdir()
    (animals / "cat" / "notes.txt").write_text("not an image")
    dataset = datasets.load(str(animals))
    assert (dataset.X.dtype, dataset.scaling) == (np.uint8, "pixels")
    assert dataset.classes.tolist() == ["cat", "dog"]
    X_test, y_test = dataset.unseal(dataset.split(0))
    assert (len(dataset.y), len(y_test)) == (12, 4)
    rows = {row.tobytes() for row in PIXELS.reshape(8, 30)}
    assert {row.tobytes() for row in dataset.X} <= rows
    assert {row.tobytes() for row in (X_test * 255).round().astype(np.uint8)} <= rows


@pytest.mark.parametrize("upper", [False, True])
def test_a_test_part_is_sealed_and_a_validation_part_joins_the_training_part(tmp_path, upper):
    for part in ("train", "val", "test"):
        for name in ("cat", "dog"):
            save(tmp_path / (part.upper() if upper else part) / name, PIXELS)
    dataset = datasets.load(str(tmp_path))
    assert dataset.has_own_test
    assert dataset.classes.tolist() == ["cat", "dog"]
    assert (dataset.X.shape, len(dataset.unseal(dataset.split(0))[1])) == ((32, 30), 16)


def pixels_of(tmp_path, image, suffix=".png", **options):
    """Return the first of several equal images as actsearch reads it."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for number in range(8):
            image.save(tmp_path / name / f"{number}{suffix}", **options)
    return datasets.load(str(tmp_path)).X[0]


def test_colours_become_grey(tmp_path):
    image = Image.new("RGB", (4, 4), (255, 0, 0))
    assert set(pixels_of(tmp_path, image).tolist()) == {76}


def test_what_is_transparent_becomes_white(tmp_path):
    image = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
    image.putpixel((1, 0), (0, 0, 0, 255))
    assert pixels_of(tmp_path, image).tolist()[:3] == [255, 0, 255]


def test_a_palette_becomes_grey(tmp_path):
    image = Image.new("P", (4, 4), 1)
    image.putpalette([0, 0, 0, 0, 0, 255])
    assert set(pixels_of(tmp_path, image).tolist()) == {29}


def test_black_and_white_are_the_ends(tmp_path):
    image = Image.new("1", (4, 4), 1)
    image.putpixel((0, 0), 0)
    assert pixels_of(tmp_path, image).tolist()[:2] == [0, 255]


def test_of_16_bits_the_upper_eight_count(tmp_path):
    image = Image.fromarray(np.array([[0, 257, 25700, 65535]], np.uint16))
    assert pixels_of(tmp_path, image).tolist() == [0, 1, 100, 255]


def test_jpeg_and_the_way_a_camera_was_held(tmp_path):
    image = Image.new("L", (16, 8), 0)
    image.paste(255, (0, 0, 8, 8))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    found = pixels_of(tmp_path, image, ".JPG", exif=exif, format="JPEG").reshape(16, 8)
    assert found[:6].min() > 240
    assert found[10:].max() < 15


@pytest.mark.parametrize("sizes", [[(10, 10), (20, 30)], [(100, 100)]])
def test_other_sizes_become_32_by_32(tmp_path, sizes):
    for name in ("a", "b"):
        save(tmp_path / name, [np.full(sizes[n % len(sizes)], 7 + n, np.uint8) for n in range(8)])
    dataset = datasets.load(str(tmp_path))
    assert dataset.X.shape == (12, 32 * 32)
    assert all(len(set(row.tolist())) == 1 for row in dataset.X)


def chunk(kind, content):
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def png(width, height):
    """Return a PNG image that claims a size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(10))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


def gif():
    buffer = io.BytesIO()
    Image.new("L", (6, 5)).save(buffer, "GIF")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "expected a PNG or JPEG image"),
        (b"not an image", "expected a PNG or JPEG image"),
        (gif(), "expected a PNG or JPEG image"),
        (png(5, 6), "expected a PNG or JPEG image"),
        (png(9_000, 9_000), "at most 50,000,000 pixels"),
        (png(30_000, 30_000), "at most 50,000,000 pixels"),
    ],
    ids=["empty", "text", "gif", "truncated", "large", "bomb"],
)
def test_what_is_no_image_is_one_sentence_with_its_name(animals, content, message):
    (animals / "dog" / "3.png").write_bytes(content)
    with pytest.raises(DataError, match=rf"^{animals}/dog/3\.png: .*{message}"):
        datasets.load(str(animals))


def test_neither_links_nor_deeper_folders_are_followed(animals):
    expected = datasets.load(str(animals)).fingerprint
    (animals / "cat" / "itself").symlink_to(animals)
    (animals / "bird").symlink_to(animals / "cat")
    save(animals / "cat" / "kitten", PIXELS)
    (animals / "cat" / "device.png").symlink_to("/dev/zero")
    (animals / "cat" / "nothing.png").symlink_to("nowhere")
    assert datasets.load(str(animals)).fingerprint == expected


def test_too_many_are_refused_before_they_are_read(animals, monkeypatch):
    monkeypatch.setattr("actsearch.datasets.images.most_bytes", lambda: 100)
    monkeypatch.setattr("actsearch.datasets.images._pixels", lambda *_: pytest.fail("it was read"))
    with pytest.raises(DataError, match="take fewer samples"):
        datasets.load(str(animals))


def test_without_pillow_the_way_out_is_said(animals, monkeypatch):
    monkeypatch.setattr("actsearch.datasets.images.find_spec", lambda _: None)
    with pytest.raises(UsageError, match="pip install pillow"):
        datasets.load(str(animals))


def test_a_folder_without_images_is_refused(tmp_path):
    (tmp_path / "cat").mkdir()
    with pytest.raises(NotFoundError, match="a folder of images for each class"):
        datasets.load(str(tmp_path))


def test_one_class_is_refused(tmp_path):
    save(tmp_path / "cat", PIXELS)
    with pytest.raises(DataError, match="expected two classes or more, got only 'cat'"):
        datasets.load(str(tmp_path))


def test_a_size_and_colours_can_be_asked_for(tmp_path):
    for name, shade in (("red", (255, 0, 0)), ("blue", (0, 0, 255))):
        (tmp_path / name).mkdir()
        for number in range(8):
            Image.new("RGB", (6 + number, 5), shade).save(tmp_path / name / f"{number}.png")
    grey = datasets.load(str(tmp_path))
    assert grey.X.shape[1] == 32 * 32
    assert grey.notes == ("images of 8 sizes are read as 32 x 32 pixels, grey",)
    reading = datasets.Reading(image_size=[4, 3], colour=True)
    coloured = datasets.load(str(tmp_path), reading=reading)
    assert coloured.X.shape[1] == 4 * 3 * 3
    assert coloured.notes == ("images of 8 sizes are read as 4 x 3 pixels, in colour",)
    pixels = coloured.X[coloured.y == coloured.classes.tolist().index("red")].reshape(-1, 3)
    assert np.unique(pixels, axis=0).tolist() == [[255, 0, 0]]
    assert grey.fingerprint != coloured.fingerprint
    assert datasets.Reading.model_validate(reading.model_dump(mode="json")) == reading


@pytest.mark.parametrize(
    ("source", "reading", "message"),
    [
        ("digits", {"colour": True}, "said how to read images, but only a folder of images for"),
        ("animals", {"header": False}, "said how to read a table, but only .csv"),
    ],
)
def test_what_is_said_of_something_else_is_refused(animals, source, reading, message):
    place = str(animals) if source == "animals" else source
    with pytest.raises(UsageError, match=message):
        datasets.load(place, reading=datasets.Reading(**reading))
