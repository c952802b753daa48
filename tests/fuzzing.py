"""Inputs that nobody would write, and a check of how every command answers them.

The inputs are the same in every run of the tests; ``ACTSEARCH_FUZZ=50`` tries fifty times as many.
"""

import io
import os
import random
import re
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any

import pytest

from actsearch import cli

TIMES = int(os.environ.get("ACTSEARCH_FUZZ", "1"))
LONGEST_MESSAGE = 2100
LONGEST_SECONDS = 30
CONTROL = re.compile("\r(?!\n)|[\0-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\ud800-\udfff]")

NUMBERS = ("0", "-1", "1e999", "-1e-999", "nan", "inf", "2147483648", "1" + "0" * 400)
NUMBERS += ("9" * 5000, "0x" + "f" * 6000, "1e308", "5e-324", "0.1", "1_000", "٣")
TEXTS = (
    "\x1b[31m",
    "[/red]",
    "[bold]",
    ":smile:",
    "\u202e",
    "\x85",
    "\r\n",
    "x\nerror: forged",
    "\n",
    "\0",
    "é",
    "{}",
)
TEXTS += ("x" * 5000, "../..", "~nobody/x", "true", "null", '"', "'", "-", "=", ",", "\ud800")
BRACKETS = ("[" * 3000, "{" * 3000, "{a=" * 500, "[" * 500, '{"a":' * 3000, "[]", "{}")


# How many inputs were tried, the longest time of one, and the most memory of this process.
done = {"inputs": 0, "seconds": 0.0, "megabytes": 0.0}


def random_of(*key: object) -> random.Random:
    """Return a random generator that depends on the key only."""
    return random.Random(repr(key))


def token(chance: random.Random) -> str:
    return chance.choice(chance.choice((NUMBERS, TEXTS, BRACKETS)))


def mutate_bytes(content: bytes, chance: random.Random) -> bytes:
    """Flip, cut, repeat or insert bytes, one to three times."""
    for _ in range(chance.randint(1, 3)):
        start = chance.randint(0, len(content))
        end = min(len(content), start + chance.choice((1, 2, 10, 100)))
        piece = content[start:end]
        match chance.randrange(6):
            case 0:
                piece = bytes(byte ^ (1 << chance.randrange(8)) for byte in piece[:1]) + piece[1:]
            case 1:
                piece = b""
            case 2:
                piece *= chance.choice((2, 50))
            case 3:
                piece += chance.randbytes(chance.choice((1, 8)))
            case 4:
                piece = token(chance).encode(errors="surrogatepass") + piece
            case _:
                end = len(content)
        content = content[:start] + piece + content[end:]
    return content


def mutate_text(content: str, chance: random.Random) -> bytes:
    """Replace a word or a number by something else, or mutate the bytes."""
    words = list(re.finditer(r"[\w.+-]+|\[[^]]*\]|\{[^}]*\}|\"[^\"]*\"", content))
    if chance.random() < 0.3 or not words:
        return mutate_bytes(content.encode(), chance)
    word = chance.choice(words)
    content = content[: word.start()] + token(chance) + content[word.end() :]
    return content.encode(errors="surrogatepass")


def mutate_json(value: Any, chance: random.Random) -> Any:
    """Replace a part of a JSON value by something else."""
    if isinstance(value, dict | list) and value and chance.random() < 0.8:
        keys = list(value) if isinstance(value, dict) else range(len(value))
        key = chance.choice(keys)
        copy = value.copy()
        if chance.random() < 0.15:
            del copy[key]
        elif isinstance(copy, dict) and chance.random() < 0.1:
            copy[chance.choice(TEXTS)] = copy.pop(key)
        else:
            copy[key] = mutate_json(value[key], chance)
        return copy
    others = (None, True, -1, 0, 1.5, 10**30, 1e308, float("nan"), float("inf"), [], {}, [[]])
    others += ({"a": 1}, [1, "a"], chance.choice(TEXTS[:-1]))
    return chance.choice(others)


@contextmanager
def _limited() -> Iterator[None]:
    """End what takes too much of the processor, and note how long it took."""

    def end(*_: object) -> None:
        raise AssertionError(f"takes more than {LONGEST_SECONDS} s of the processor")

    before, started = signal.signal(signal.SIGPROF, end), time.process_time()
    signal.setitimer(signal.ITIMER_PROF, LONGEST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        done["inputs"] += 1
        done["seconds"] = max(done["seconds"], time.process_time() - started)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        done["megabytes"] = max(done["megabytes"], memory)


def run(*words: str) -> tuple[int, str, str]:
    """Run the console script in this process."""
    out, err = io.StringIO(), io.StringIO()
    with _limited(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["actsearch", *words])
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
            cli.run_as_process()
    return int(ended.value.code or 0), out.getvalue(), err.getvalue()


def check(*words: str, what: object = None) -> int:
    """Run a command and check its answer: a known exit code, and a readable, short message."""
    code, out, err = run(*words)
    asked = f"{words!r:.500}, {what!r:.300}: exit code {code}, {err[:1000]!r}"
    assert code in (0, 1, 2, 3, 4, 5), asked
    assert "mistake in actsearch" not in err, asked
    assert "Traceback" not in err, asked
    assert len(err) <= LONGEST_MESSAGE, asked
    assert re.search("^error: forged", err, re.MULTILINE) is None, asked
    assert code == 0 or err or "failed" in out or "problem" in out, asked
    found = CONTROL.search(out + err)
    assert found is None, f"{found!r} in the answer to {asked}"
    return code


def every(test: Callable[..., None], times: int, *key: object) -> None:
    """Call a test many times with different random inputs; report all failures together."""
    failures = []
    for number in range(times * TIMES):
        try:
            test(random_of(*key, number))
        except AssertionError as error:
            failures.append(f"{number}: {str(error).splitlines()[0][:1500]}")
    shown = "\n".join(failures[:10])
    assert not failures, f"{len(failures)} of {times * TIMES} inputs failed:\n{shown}"
