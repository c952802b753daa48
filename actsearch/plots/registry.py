"""All pictures of a study: what each shows, how its numbers are found, and how it is drawn.

The command, the report and the documentation go through this one list.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from actsearch.plots.data import (
    causes,
    confirmed,
    curves,
    depth,
    history,
    importances,
    layers,
    learned,
    parameters,
    strategies,
    tested,
)
from actsearch.plots.data.table import PlotData
from actsearch.plots.draw import causes as draw_causes
from actsearch.plots.draw import confirmed as draw_confirmed
from actsearch.plots.draw import curves as draw_curves
from actsearch.plots.draw import depth as draw_depth
from actsearch.plots.draw import history as draw_history
from actsearch.plots.draw import importances as draw_importances
from actsearch.plots.draw import layers as draw_layers
from actsearch.plots.draw import learned as draw_learned
from actsearch.plots.draw import parameters as draw_parameters
from actsearch.plots.draw import shapes as draw_shapes
from actsearch.plots.draw import softmax as draw_softmax
from actsearch.plots.draw import strategies as draw_strategies
from actsearch.plots.draw import tested as draw_tested
from actsearch.plots.kinds import Kind
from actsearch.plots.picture import Picture
from actsearch.plots.source import Source

ACTIVATIONS = Picture(
    "Activation and derivative",
    "Activations f(x) of the pre-activation x, and their derivatives.",
    draw_shapes.draw,
)
SOFTMAX = Picture(
    "Softmax",
    "Probabilities of three classes while the logit of the first moves.",
    draw_softmax.draw,
)


@dataclass(frozen=True)
class StudyPicture(Picture[Any]):
    """A picture of a study, or of several.

    Parameters
    ----------
    find : callable
        Finds the numbers in the studies; it raises a :class:`NothingToPlotError` that says why if
        they have none.
    compares : bool
        Whether it takes several studies.
    """

    find: Callable[[Sequence[Source]], PlotData]
    compares: bool = False


def _of_one(find: Callable[[Source], PlotData]) -> Callable[[Sequence[Source]], PlotData]:
    return lambda sources: find(sources[0])


_PICTURES: dict[Kind, StudyPicture] = {
    Kind.HISTORY: StudyPicture(
        "Score of each trial, and the best so far",
        "What the search found, trial by trial. Trials that were pruned show the score at which "
        "they were stopped.",
        draw_history.draw,
        history.history,
        compares=True,
    ),
    Kind.CONFIRMATION: StudyPicture(
        "The best candidates on fresh seeds, against the baseline",
        "Differences to the baseline on splits and seeds that the search has not used. An interval "
        "that does not reach the line at 0 is a real difference.",
        draw_confirmed.draw,
        _of_one(confirmed.confirmed_differences),
    ),
    Kind.CURVES: StudyPicture(
        "Learning curves of the best trials and the baseline",
        "Validation score and losses at each checkpoint.",
        draw_curves.draw,
        _of_one(curves.learning_curves),
    ),
    Kind.CAUSES: StudyPicture(
        "What happens in the layers",
        "Gradient norms, and shares of saturated and dead units and of values near 0, before the "
        "first step and at each checkpoint. Where the gradient of a layer is a thousandth of the "
        "last one's or less, it does not learn.",
        draw_causes.draw,
        _of_one(causes.layer_causes),
    ),
    Kind.PARAMETERS: StudyPicture(
        "Score against each parameter",
        "Each mark is a trial. Other parameters differ too from trial to trial.",
        draw_parameters.draw,
        _of_one(parameters.effects),
    ),
    Kind.IMPORTANCES: StudyPicture(
        "Importance of each parameter",
        "How much each parameter decides whether a trial is among the best tenth (PED-ANOVA), and "
        "in brackets how many complete trials have drawn it.",
        draw_importances.draw,
        _of_one(importances.importances),
    ),
    Kind.STRATEGIES: StudyPicture(
        "Strategies compared",
        "How soon each strategy found how good a trial, and what its complete trials reached.",
        draw_strategies.draw,
        strategies.strategy_comparison,
        compares=True,
    ),
    Kind.DEPTH: StudyPicture(
        "Best score by depth and activation",
        "The best complete trial of each activation with so many hidden layers.",
        draw_depth.draw,
        _of_one(depth.depth_table),
    ),
    Kind.LAYERS: StudyPicture(
        "Activations of each layer in the best trials",
        "How often an activation stands in a layer, among the best quarter of the trials.",
        draw_layers.draw,
        _of_one(layers.layer_choices),
    ),
    Kind.LEARNED: StudyPicture(
        "Learned parameters over the training",
        "Where gradient descent took parameters that it was let change, in each layer.",
        draw_learned.draw,
        _of_one(learned.learned_paths),
    ),
    Kind.TEST: StudyPicture(
        "Score on the sealed test part",
        "The confirmed answer and the baseline on samples that nothing has chosen by.",
        draw_tested.draw_scores,
        _of_one(tested.scores_on_test_part),
    ),
    Kind.CONFUSION: StudyPicture(
        "Confusion matrix on the sealed test part",
        "What the answer takes for what.",
        draw_tested.draw_confusion,
        _of_one(tested.confusion),
    ),
}


def pictures() -> Mapping[Kind, StudyPicture]:
    """Return all pictures of a study, in the order of a report.

    Examples
    --------
    >>> list(pictures())[0], [str(kind) for kind, each in pictures().items() if each.compares]
    (<Kind.HISTORY: 'history'>, ['history', 'strategies'])
    """
    return MappingProxyType(_PICTURES)
