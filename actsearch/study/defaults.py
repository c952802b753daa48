"""What is used where nothing is chosen: the same from Python and on the command line."""

DATASET = "mnist"
# Shipped spaces for images, and for all other data.
IMAGES, TABLES = "mnist", "tabular"
STRATEGY = "bayes"
PRUNER = "quartile"
TRIALS = 30
SEED = 0
# A constant, not the number of cores, so that a search gives the same table on any machine.
LOOKAHEAD = 8
# At most so many trainings at once: trials are asked for one after the other, and hang otherwise.
MOST_AT_ONCE = 10_000
# How many failed trials in a row stop a study.
MAX_FAILURES = 10
# How many trials ``verify`` trains again.
VERIFIED_TRIALS = 3
RUNS = "runs"
# How many of the best candidates are confirmed.
FINALISTS = 1


def fresh_seeds(splits: int) -> int:
    """Return with how many fresh seeds a study is confirmed.

    With one split, 5 seeds of two candidates are about as much as the search has trained, and
    find the usual gain in 99 of 100 studies (``benchmarks/replay/confirming.py``). Where data are
    few, twice the splits are a fifth of the trainings, and more seeds would tell little more.
    """
    return max(5, 2 * splits)
