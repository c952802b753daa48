"""Training and measuring one candidate."""

from actsearch import activations, datasets
from actsearch.candidate import Candidate
from actsearch.evaluation import evaluate
from actsearch.nn.training import TrainingSettings


def test_a_batch_larger_than_the_data_is_all_of_them():
    split = datasets.load("digits").split(seed=0)
    losses = {
        evaluate(
            Candidate(
                (8,), (activations.get("relu"),), TrainingSettings(epochs=2, batch_size=batch_size)
            ),
            split,
            seed=0,
        )
        .runs[0]
        .train_losses
        # The last is more than any memory holds.
        for batch_size in (len(split.y_train), 10**15)
    }
    assert len(losses) == 1
