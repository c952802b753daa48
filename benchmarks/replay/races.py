"""How many trainings does a race of five finalists save, and is the best one lost? Replayed.

Run: ``python benchmarks/replay/races.py [--searches 36] [--finalists 5] [--seeds 10]``. A search of
30 trials sees the real trainings of one seed, as in ``protocols.py``. Its best candidates then race
on other seeds, with the rule of ``actsearch confirm``. The best one is that with the best mean of
all the other seeds. The share is that of the trainings of a full confirmation, the baseline's too.
"""

import argparse
from typing import NamedTuple

import numpy as np
from confirming import OVERLAPS, finalists
from protocols import learning_world

from actsearch.confirmation.race import seeds_due

SEARCHES = (("bayes 18", "quartile"), ("spread", "none"))
TRIALS = 30


class Outcome(NamedTuple):
    """What a race did: the share of trainings that it saved, and whether it lost the best."""

    saved: float
    lost: bool


def race(
    strategy: str, pruner: str, number: int, count: int, seeds: int, overlap: float
) -> Outcome | None:
    """Search and let the best candidates race; None if there are too few."""
    best, others, _ = finalists(strategy, pruner, TRIALS, number)
    best = best[:count]
    if len(best) < 2:
        return None
    own = learning_world()
    scores = [[own.train(params, int(s)).readings[-1] for s in others] for params in best]
    due = seeds_due(
        {place: each[:seeds] for place, each in enumerate(scores)}, seeds=seeds, overlap=overlap
    )
    saved = sum(seeds - n for n in due.values()) / (seeds * (1 + len(best)))
    return Outcome(saved, due[int(np.argmax(np.mean(scores, axis=1)))] < seeds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--searches", type=int, default=36)
    parser.add_argument("--finalists", type=int, default=5)
    parser.add_argument("--seeds", type=int, default=10)
    arguments = parser.parse_args()
    for strategy, pruner in SEARCHES:
        for overlap in OVERLAPS:
            found = [
                race(strategy, pruner, each, arguments.finalists, arguments.seeds, overlap)
                for each in range(arguments.searches)
            ]
            races = [each for each in found if each is not None]
            saved, lost = np.mean([each.saved for each in races]), sum(x.lost for x in races)
            print(
                f"{strategy}, {pruner}, overlap {overlap:g}: {100 * saved:.0f} % of the trainings "
                f"saved, the best lost in {lost} of {len(races)} races"
            )


if __name__ == "__main__":
    main()
