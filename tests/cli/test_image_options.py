"""``--image-size`` and ``--colour``."""

import json

import numpy as np
import pytest

from actsearch.cli import reading_options
from actsearch.errors import UsageError


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("32", [32, 32]),
        ("32x24", [32, 24]),
        (" 8X9 ", [8, 9]),
        ("4×5", [4, 5]),
        ("1024", [1024] * 2),
    ],
)
def test_a_size_is_read(text, size):
    assert reading_options.reading(*[None] * 4, no_header=False, image_size=text).image_size == size


@pytest.mark.parametrize("text", ["", "x", "0", "32x", "1x2x3", "-4", "1025", "9" * 5000, "3.5"])
def test_what_is_no_size_is_refused(text):
    with pytest.raises(UsageError, match="--image-size: expected a size of 1 to 1,024 pixels"):
        reading_options.reading(*[None] * 4, no_header=False, image_size=text)


def test_a_study_keeps_how_images_are_read_and_data_shows_it(actsearch, tmp_path):
    Image = pytest.importorskip("PIL.Image")
    for name, shade in (("dark", 20), ("light", 230)):
        (tmp_path / "pictures" / name).mkdir(parents=True)
        for number in range(12):
            pixels = np.full((5, 6 + number, 3), shade + number, np.uint8)
            Image.fromarray(pixels).save(tmp_path / "pictures" / name / f"{number}.png")
    how = ("--image-size", "4x3", "--colour")
    answer = actsearch("data", "pictures", *how)
    assert "36, divided by 255" in answer.out
    assert "note: images of 12 sizes are read as 4 x 3 pixels, in colour" in answer.err
    run = ("run", "--dataset", "pictures", "--study", "seen", "--trials", 1, "--steps", 20)
    assert actsearch(*run, *how, "--splits", 1, "--no-confirm", "--hidden", 4).code == 0
    stored = json.loads((tmp_path / "runs" / "seen" / "specification.json").read_text())
    reading = stored["specification"]["dataset"]["reading"]
    assert (reading["image_size"], reading["colour"]) == ([4, 3], True)
    assert actsearch("resume", "seen", "--more", 1, "--no-confirm").code == 0
    refused = actsearch(*run, "--splits", 1, "--no-confirm", "--hidden", 4)
    assert refused.code == 4
    refused = actsearch("data", "iris", "--colour")
    assert (refused.code, "leave that out (--colour)" in refused.err) == (2, True)
