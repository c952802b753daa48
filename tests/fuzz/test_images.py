"""IDX files and images that are damaged, or made to cause damage: loaded without a command."""

import gzip
import io
import struct
import zlib

import numpy as np
import pytest
from fuzzing import every, mutate_bytes

from actsearch import datasets
from actsearch.errors import ActsearchError

CODES = (0x08, 0x09, 0x0B, 0x0C, 0x0D, 0x0E, 0x00, 0x0F)


def load(path, **how):
    """Load data; whatever is wrong with them is one short sentence."""
    said = "one sentence"
    try:
        datasets.load(str(path), reading=datasets.Reading(**how))
    except ActsearchError as error:
        said = str(error)
    assert 10 < len(said) < 1000
    assert len(said.splitlines()) == 1


def idx(chance):
    """Return an IDX file: images in any type, often with a header that lies."""
    code = chance.choice(CODES) if chance.random() < 0.3 else 0x08
    sizes = [20, 2, 2]
    if chance.random() < 0.4:
        sizes[chance.randrange(3)] = chance.choice([0, 1, 255, 2**16, 2**31, 2**32 - 1])
    n_axes = chance.choice([0, 1, 2, 4, 200]) if chance.random() < 0.2 else 3
    return struct.pack(">4B3I", 0, 0, code, n_axes, *sizes) + bytes(80)


def test_mutated_idx_files_of_all_types(tmp_path):
    labels = struct.pack(">4BI", 0, 0, 8, 1, 20) + bytes([0, 1] * 10)

    def try_one(chance):
        for name, content in (("images-idx3", idx(chance)), ("labels-idx1", labels)):
            if chance.random() < 0.4:
                content = mutate_bytes(content, chance)
            if chance.random() < 0.3:
                content = gzip.compress(content)
                content = mutate_bytes(content, chance) if chance.random() < 0.5 else content
            (tmp_path / f"train-{name}-ubyte").write_bytes(content)
        load(tmp_path)

    every(try_one, 100, "idx types")


def with_right_sums(png):
    """Return a PNG whose checksums fit, so that what was changed reaches the decoder."""
    parts, place = [png[:8]], 8
    while place + 12 <= len(png):
        length = struct.unpack(">I", png[place : place + 4])[0]
        body = png[place + 4 : place + 8 + length]
        parts.append(png[place : place + 4] + body + struct.pack(">I", zlib.crc32(body)))
        place += 12 + length
    return b"".join(parts)


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_mutated_images(tmp_path, form):
    Image = pytest.importorskip("PIL.Image")
    pixels = np.random.default_rng(0).integers(0, 256, (9, 7, 4)).astype(np.uint8)
    contents = []
    for mode in ("RGB", "L", "RGBA", "P", "1", "I;16")[: 6 if form == "PNG" else 2]:
        image = Image.fromarray(pixels, "RGBA").convert("L" if mode == "I;16" else mode)
        file = io.BytesIO()
        (image.convert("I;16") if mode == "I;16" else image).save(file, form)
        contents.append(file.getvalue())
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for number in range(9):
            (tmp_path / name / f"{number}.png").write_bytes(contents[number % len(contents)])

    def try_one(chance):
        changed = mutate_bytes(chance.choice(contents), chance)
        if form == "PNG" and chance.random() < 0.7:
            changed = with_right_sums(changed)
        (tmp_path / "a" / "0.png").write_bytes(changed)
        size = [chance.randrange(1, 9), 4] if chance.random() < 0.5 else None
        load(tmp_path, image_size=size, colour=chance.random() < 0.5)

    every(try_one, 100, form)
