"""Train a model on all samples that are not sealed."""

from actsearch.confirming.confirm import fresh_seed
from actsearch.datasets import Dataset
from actsearch.errors import UsageError
from actsearch.export.answer import Answer
from actsearch.models import Model
from actsearch.models.document import Origin
from actsearch.running import environment
from actsearch.study.snapshot import Snapshot
from actsearch.training import train


def trained(study: Snapshot, dataset: Dataset, chosen: Answer, seed: int | None = None) -> Model:
    """Train a candidate on the training and the validation part together.

    Parameters
    ----------
    study : Snapshot
        The study that it comes from.
    dataset : Dataset
        Its data; the sealed part is not read.
    chosen : Answer
        What to train.
    seed : int, optional
        Seed of the training; by default the first one of the study's confirmation, with which the
        final test trains too.

    Raises
    ------
    UsageError
        If training diverges.
    """
    if seed is None:
        seed = fresh_seed(study.specification.seed, 0)
    network = train(chosen.candidate, dataset.whole(), seed)
    if network.history.divergence:
        raise UsageError(
            f"training diverged: {network.history.divergence}; take another seed, or candidate"
        )
    return Model(
        candidate=chosen.candidate,
        trained=network,
        schema=None if dataset.table is None else dataset.table.schema,
        label=study.specification.dataset.label if dataset.table is None else dataset.table.label,
        origin=Origin(
            study=study.name,
            answer=chosen.words,
            dataset=dataset.name,
            fingerprint=dataset.fingerprint,
            n_samples=len(dataset.y),
            seed=seed,
            environment=environment.capture(),
        ),
    )
