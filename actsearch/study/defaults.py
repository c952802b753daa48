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
# How many failed trials in a row stop a study.
MAX_FAILURES = 10
# How many trials ``verify`` trains again.
VERIFIED_TRIALS = 3
RUNS = "runs"
# What ``confirm`` trains: how many of the best candidates, on how many fresh seeds.
FINALISTS = 1
FRESH_SEEDS = 10
