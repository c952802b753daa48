"""Count the candidates of a finite search space without listing them."""

from math import prod

from actsearch.search_space.document import Document
from actsearch.search_space.settings import Values, size


def count_networks(document: Document) -> int:
    """Count the networks with their activations.

    Parameters
    ----------
    document : Document
        A search space in which nothing is continuous.
    """
    one_layer = sum(table.count() for table in document.activations.values())
    sizes = document.network.hidden_layer_sizes
    networks = sizes.values if isinstance(sizes, Values) else (sizes,)
    return sum(one_layer ** (len(n) if document.per_layer else 1) for n in networks)


def count_trainings(document: Document) -> int:
    """Count the training settings; momentum counts only if the solver is SGD.

    Parameters
    ----------
    document : Document
        A search space in which nothing is continuous.
    """
    sizes = {name: size(setting) or 0 for name, setting in document.training}
    momentum, solver = sizes.pop("momentum"), document.training.solver
    solvers = solver.values if isinstance(solver, Values) else (solver,)
    sizes["solver"] = sum(momentum if choice == "sgd" else 1 for choice in solvers)
    return prod(sizes.values())
