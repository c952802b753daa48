"""Data files that are damaged, or made to cause damage."""

import gzip
import io
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from fuzzing import check, every, mutate_bytes, mutate_text, token

X = np.arange(60.0).reshape(20, 3)
Y = np.array(["no", "yes"] * 10)
CSV = "a,b,label\n" + "".join(f"{i},{i / 2},{'no' if i % 2 else 'yes'}\n" for i in range(20))


def try_file(name, content, *more):
    Path(name).write_bytes(content)
    return check(
        "run", "--space", "depth", "--dry-run", "--dataset", f"./{name}", *more, what=content[:200]
    )


def test_mutated_csv():
    def try_one(chance):
        label = ("--label", token(chance).replace("\0", "")) if chance.random() < 0.3 else ()
        try_file("data.csv", mutate_text(CSV, chance), *label)

    every(try_one, 30, "csv")


MIXED = "when;size;flag;kind;label\n" + "".join(
    f"2024-01-{i + 1:02};{i},5;{'yes' if i % 3 else 'no'};{'' if i % 5 else 'x'};{i % 2}\n"
    for i in range(24)
)


def test_mutated_tables_of_other_forms():
    def try_one(chance):
        text = mutate_text(MIXED, chance)
        name, content = chance.choice(
            [
                ("data.data", text),
                ("data.csv", text.decode(errors="replace").encode("utf-16")),
                ("data.zip", mutate_bytes(archive({"a": text}, zipfile.ZIP_DEFLATED), chance)),
            ]
        )
        Path(name).write_bytes(content)
        said = chance.choice(["--label", "--drop", "--features", "--encoding"])
        more = (said, token(chance).replace("\0", "")) if chance.random() < 0.4 else ()
        check("data", f"./{name}", *more, what=content[:200])

    every(try_one, 20, "tables")


def test_mutated_gzip():
    def try_one(chance):
        if chance.random() < 0.5:
            content = mutate_bytes(gzip.compress(CSV.encode()), chance)
        else:
            content = gzip.compress(mutate_text(CSV, chance))
        try_file("data.csv.gz", content)

    every(try_one, 20, "gzip")


def member(array):
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def archive(members, method):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, content in members.items():
            file.writestr(f"{name}.npy", content)
    return buffer.getvalue()


METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


def test_mutated_archives():
    def try_one(chance):
        members = {"X": member(X), "y": member(Y)}
        if chance.random() < 0.6:
            name = chance.choice(list(members))
            content = members[name]
            # The header of an array, with shape and type, is text.
            header, values = content[10:128].decode("latin1"), content[128:]
            changed = mutate_text(header.strip(), chance)
            length = struct.pack("<H", len(changed) % 2**16)
            members[name] = content[:8] + length + changed + values
            if chance.random() < 0.3:
                members[name] = mutate_bytes(content, chance)
        content = archive(members, chance.choice(METHODS))
        if chance.random() < 0.5:
            content = mutate_bytes(content, chance)
        try_file("data.npz", content)

    every(try_one, 60, "npz")


@pytest.mark.parametrize("method", METHODS[1:])
def test_every_flipped_bit_of_a_member_is_a_sentence(method):
    content = archive({"X": member(X), "y": member(Y)}, method)

    def try_one(chance):
        position = chance.randrange(len(content))
        flipped = content[position] ^ (1 << chance.randrange(8))
        try_file("data.npz", content[:position] + bytes([flipped]) + content[position + 1 :])

    every(try_one, 20, "flip", method)


def test_an_encrypted_archive_is_a_sentence():
    content = bytearray(archive({"X": member(X), "y": member(Y)}, zipfile.ZIP_STORED))
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        position = content.find(signature)
        while position >= 0:
            content[position + offset] |= 1
            position = content.find(signature, position + 4)
    assert try_file("data.npz", bytes(content)) == 1


def test_mutated_idx(place):
    folder = place / "folder"
    folder.mkdir()
    images = struct.pack(">4B3I", 0, 0, 8, 3, 20, 2, 2) + bytes(80)
    labels = struct.pack(">4BI", 0, 0, 8, 1, 20) + bytes([0, 1] * 10)

    def try_one(chance):
        for name, content in (("images-idx3", images), ("labels-idx1", labels)):
            changed = mutate_bytes(content, chance) if chance.random() < 0.7 else content
            (folder / f"train-{name}-ubyte").write_bytes(changed)
        check("run", "--space", "depth", "--dry-run", "--dataset", "./folder")

    every(try_one, 20, "idx")
