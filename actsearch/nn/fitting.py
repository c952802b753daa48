"""Train until nothing improves any more, and keep the best weights, as scikit-learn does."""

import math
from collections.abc import Sequence

import numpy as np

from actsearch.nn.network import Network
from actsearch.nn.patience import Patience
from actsearch.nn.samples import Samples
from actsearch.nn.training import History, Trainer


def train_patiently(
    trainer: Trainer,
    samples: Samples,
    epochs: int,
    order: np.random.Generator | None,
    patience: Patience,
    *,
    max_steps: int | None = None,
    aside: Samples | None = None,
    verbose: bool = False,
) -> tuple[History, list[float]]:
    """Train until patience is over.

    Parameters
    ----------
    trainer : Trainer
        Network and optimizer.
    samples : Samples
        Training samples.
    epochs : int
        Maximum number of epochs.
    order : Generator or None
        Draws the order of the samples in each epoch; None keeps the given order.
    patience : Patience
        Decides when to stop, by the training loss of each epoch or by the score on ``aside``.
    max_steps : int, optional
        Number of gradient steps; counts instead of ``epochs``. The last epoch may end early.
    aside : Samples, optional
        Samples for early stopping; the network ends with the weights that were best on them.
    verbose : bool
        Whether to print a line for each epoch.

    Returns
    -------
    history : History
        Training losses, and whether training diverged.
    scores : list of float
        Score on ``aside`` after each epoch; empty without ``aside``.
    """
    scores: list[float] = []
    best = trainer.network.parameters.copy()

    def watch(network: Network, losses: Sequence[float]) -> bool:
        line = f"Iteration {len(losses)}, loss = {losses[-1]:.8f}"
        if aside is None:
            patience.note(-losses[-1])
        else:
            scores.append(aside.score(network))
            line += f", validation score = {scores[-1]:f}"
            if patience.note(scores[-1]):
                best[:] = network.parameters
        if verbose:
            print(line)  # noqa: T201 - what verbose asks for
        return patience.is_over

    steps = math.ceil(len(samples.X) / min(trainer.batch_size, len(samples.X)))
    total = epochs * steps if max_steps is None else max_steps
    history = trainer.run(
        samples.X,
        samples.targets,
        [*range(steps, total, steps), total],
        order,
        sample_weight=samples.weights,
        after_checkpoint=watch,
    )
    if aside is not None:
        trainer.network.parameters[:] = best
    return history, scores
