"""Folders of PNG or JPEG images, one folder for each class."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from actsearch.datasets import registry
from actsearch.datasets.dataset import Dataset
from actsearch.datasets.files import most_bytes, reading, too_large
from actsearch.datasets.reading import Reading
from actsearch.errors import ActsearchError, DataError, UsageError, shown
from actsearch.files import open_regular

if TYPE_CHECKING:
    from PIL.Image import Image

_SUFFIXES = (".png", ".jpg", ".jpeg")
# Folders of parts, each with the folders of the classes.
_TRAINING = ("train", "training", "val", "valid", "validation")
_TEST = ("test", "testing")
# Images up to this side are taken as they are if all are equally large.
_LARGEST_SIDE = 64
_SIDE = 32
# More than a photograph has: a small file can be made to claim any number.
_MOST_PIXELS = 50_000_000


def _fits(path: Path) -> bool:
    return path.is_dir() and any(True for _, _, _ in _found(path))


@registry.folder("a folder of images for each class", _fits, images=True)
def load(path: Path, name: str, how: Reading) -> Dataset:
    """Load PNG and JPEG images as pixels of one size, grey by default; each folder is a class.

    Images of one size with sides of at most 64 pixels are taken as they are; all others become 32
    by 32 pixels. What is transparent becomes white. Folders in the folder of a class, and links to
    folders, are not looked into.

    Parameters
    ----------
    path : Path
        Folder with a folder of images for each class, or with the folders ``train`` and ``test``,
        perhaps also ``val``, that have one for each class. ``val`` joins ``train``.
    name : str
        Name of the dataset.
    how : Reading
        Size and colour, where they are not left to the images.

    Raises
    ------
    UsageError
        If Pillow is not installed.
    DataError
        If an image is damaged, has more than 50 million pixels, or there are too many.
    """
    if find_spec("PIL") is None:
        raise UsageError(f"{path}: reading images needs one more package: pip install pillow")
    found = list(_found(path))
    shapes = {_shape(file) for _, _, file in found}
    width, height = how.image_size or _usual_size(shapes)
    channels = 3 if how.colour else 1
    if len(found) * width * height * channels > most_bytes():
        raise too_large(path)
    parts = []
    for is_test in (False, True):
        chosen = [(label, file) for test, label, file in found if test == is_test]
        images = np.empty((len(chosen), height, width, channels), np.uint8)
        for place, (_, file) in enumerate(chosen):
            images[place] = _pixels(file, (width, height), how).reshape(images.shape[1:])
        parts.append((images, np.array([label for label, _ in chosen])))
    development, test = parts
    dataset = Dataset.from_arrays(name, *development, test=test if len(test[0]) else None)
    become = f"{width} x {height} pixels, {'in colour' if how.colour else 'grey'}"
    sizes = "one size" if len(shapes) == 1 else f"{len(shapes)} sizes"
    return replace(dataset, notes=(*dataset.notes, f"images of {sizes} are read as {become}"))


def _usual_size(shapes: set[tuple[int, int]]) -> tuple[int, int]:
    """Return width and height of images if nobody says them."""
    width, height = next(iter(shapes)) if len(shapes) == 1 else (_SIDE, _SIDE)
    return (width, height) if max(width, height) <= _LARGEST_SIDE else (_SIDE, _SIDE)


def _found(path: Path) -> Iterator[tuple[bool, str, Path]]:
    """Yield for each image whether it is of the test part, its class and its file, in order."""
    folders = _folders(path)
    names = {each.name.lower() for each in folders}
    if names & set(_TRAINING[:2]) and names <= {*_TRAINING, *_TEST}:
        for part in folders:
            for folder in _folders(part):
                yield from ((part.name.lower() in _TEST, folder.name, f) for f in _images(folder))
    else:
        for folder in folders:
            yield from ((False, folder.name, file) for file in _images(folder))


def _folders(path: Path) -> list[Path]:
    with reading(path), os.scandir(path) as entries:
        return sorted(
            Path(each.path)
            for each in entries
            if each.is_dir(follow_symlinks=False) and not each.name.startswith((".", "__"))
        )


def _images(folder: Path) -> list[Path]:
    with reading(folder), os.scandir(folder) as entries:
        return sorted(
            Path(each.path)
            for each in entries
            if each.name.lower().endswith(_SUFFIXES)
            and not each.name.startswith(".")
            and each.is_file()
        )


def _shape(file: Path) -> tuple[int, int]:
    with _opened(file) as image:
        return _upright(image)


def _upright(image: "Image") -> tuple[int, int]:
    """Return width and height as the image is shown: a camera stores how it was held."""
    from PIL.ExifTags import Base

    turned = image.getexif().get(Base.Orientation, 1) >= 5
    return (image.height, image.width) if turned else image.size


def _pixels(file: Path, size: tuple[int, int], how: Reading) -> NDArray[np.uint8]:
    with _opened(file) as image:
        return np.asarray(_converted(image, size, "RGB" if how.colour else "L"))


@contextmanager
def _opened(file: Path) -> Iterator["Image"]:
    """Open an image; whatever is wrong with it, also when its pixels are read, is one sentence."""
    from PIL import Image

    with reading(file), open_regular(file) as content:
        try:
            with warnings.catch_warnings():
                # Pillow warns of things that do not matter here, such as damaged remarks.
                warnings.simplefilter("ignore")
                # No more of Pillow's decoders than are needed.
                with Image.open(content, formats=("PNG", "JPEG")) as image:
                    if image.width * image.height > _MOST_PIXELS:
                        raise Image.DecompressionBombError
                    yield image
        except ActsearchError:
            raise
        except Image.DecompressionBombError as error:
            raise DataError(
                f"{file}: expected an image of at most {_MOST_PIXELS:,} pixels, got a larger one: "
                "make it smaller, or remove it"
            ) from error
        # Pillow's decoders raise exceptions without a common base class.
        except Exception as error:
            raise DataError(
                f"{file}: expected a PNG or JPEG image, got a damaged or another kind of file "
                f"({shown(str(error))}): repair or remove it"
            ) from error


def _converted(image: "Image", size: tuple[int, int], mode: str) -> "Image":
    from PIL import Image, ImageOps

    if image.mode.startswith(("I", "F")):
        # 16 bits for each pixel; Pillow would cut off what is above 255.
        image = Image.fromarray((np.asarray(image) / 257).round().astype(np.uint8))
    image = ImageOps.exif_transpose(image)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    image = image.convert(mode)
    return image if image.size == size else image.resize(size, Image.Resampling.BILINEAR)
