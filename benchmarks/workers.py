"""Measure how many more trials per minute two workers do than one, and what the machine allows.

Run: ``python benchmarks/workers.py [--trials 60] [--rounds 1]``, on two free cores. It runs a study
with one worker, a study with two, and two studies with one worker each at the same time. The last
two share only the machine, so they show what its second core is worth: memory, cache and clock are
shared, perhaps also with other users. The last number printed compares two workers with that. The
three take turns of a few seconds, so that a machine that becomes slower slows all of them.
"""

import argparse
import shlex
import sys
import tempfile

from ratios import race

# Seconds of a turn, chosen so that all end at about the same time.
TURNS = {"one": 6.0, "two": 3.0, "beside": 6.0}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=1)
    arguments = parser.parse_args()
    for _ in range(arguments.rounds):
        with tempfile.TemporaryDirectory() as folder:
            words = ["-m", "actsearch", "run", "--quiet", "--runs-dir", folder]
            run = [sys.executable, *words, "--trials", str(arguments.trials)]
            one = [*run, "--workers", "1"]
            left, right = (shlex.join([*one, "--study", name]) for name in ("left", "right"))
            ended = race(
                {
                    "one": [*one, "--study", "one"],
                    "two": [*run, "--workers", "2", "--study", "two"],
                    "beside": ["sh", "-c", f"{left} & {right} & wait"],
                },
                TURNS,
            )
        alone, together, beside = (ended[name][0] for name in TURNS)
        print(
            f"one worker {alone:.1f} s, two {together:.1f} s: {alone / together:.2f} times the "
            f"trials a minute; two studies at once {beside:.1f} s: {2 * alone / beside:.2f} times; "
            f"two workers do {beside / together / 2:.1%} of that",
            flush=True,
        )


if __name__ == "__main__":
    main()
