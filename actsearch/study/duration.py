"""How long a training takes, about."""

from itertools import pairwise

from actsearch.datasets import Dataset
from actsearch.datasets.samples import width
from actsearch.search_space import SearchSpace

# Fitted to default runs on iris, digits and MNIST, whose activations take longer than ReLU, on two
# busy cores of 2 to 3 GHz.
_SECONDS_PER_LAYER, _SECONDS_PER_SAMPLE_AND_WEIGHT = 8e-5, 7.5e-11


def training_seconds(space: SearchSpace, dataset: Dataset) -> float:
    """Estimate roughly how long one training takes; the same on every machine."""
    baseline = space.candidate(space.baseline())
    n_train = len(dataset.y) - dataset.held_out()
    sizes = (width(dataset.X), *baseline.hidden_layer_sizes, max(1, len(dataset.classes)))
    n_weights = sum(fan_in * fan_out for fan_in, fan_out in pairwise(sizes))
    samples = baseline.training.samples_per_step(n_train)
    steps = baseline.training.checkpoint_steps(n_train)[-1]
    per_step = samples * n_weights * _SECONDS_PER_SAMPLE_AND_WEIGHT
    return float(steps * (len(sizes) * _SECONDS_PER_LAYER + per_step))
