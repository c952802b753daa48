"""TPE on an encoding of the space: one joint model of all activations.

It uses private classes of Optuna, which is allowed in a benchmark but not in the package.
"""

from functools import lru_cache
from typing import Any, Literal, TypeAlias

import numpy as np
import optuna
from encoding import Encoding
from numpy.typing import NDArray
from optuna.distributions import BaseDistribution, CategoricalDistribution
from optuna.samplers import RandomSampler, TPESampler
from optuna.samplers._tpe.parzen_estimator import _ParzenEstimator
from optuna.study import Study
from optuna.trial import FrozenTrial, TrialState

from actsearch.strategies.seeds import derive_seed

Missing: TypeAlias = Literal["imputed", "integrated"]


class EncodedTPESampler(TPESampler):
    """Draw all genes jointly, from the genes of earlier trials.

    Parameters
    ----------
    encoding : Encoding
        Genes of the space.
    missing : {"imputed", "integrated"}
        How to treat a gene that a trial did not use. ``"imputed"``: it gets a value drawn from the
        prior, always the same. ``"integrated"``: its kernel is the prior itself.
    **options
        Options of :class:`optuna.samplers.TPESampler`.
    """

    def __init__(
        self,
        encoding: Encoding,
        *,
        missing: Missing,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self._encoding = encoding
        self._missing = missing
        if missing == "integrated":
            self._parzen_estimator_cls = _IntegratingEstimator

    def infer_relative_search_space(
        self, study: Study, trial: FrozenTrial
    ) -> dict[str, BaseDistribution]:
        """Return every parameter: Optuna uses those of a joint draw that the trial asks for."""
        del study, trial
        return self._encoding.parameters

    def sample_relative(
        self, study: Study, trial: FrozenTrial, search_space: dict[str, BaseDistribution]
    ) -> dict[str, Any]:
        """Draw every gene."""
        del search_space
        trials = study._get_trials(deepcopy=False, states=(TrialState.COMPLETE,), use_cache=True)
        if len(trials) < self._n_startup_trials:
            return {}
        return self._encoding.decode(self._sample(study, trial, self._encoding.genes))

    def _get_internal_repr(
        self, trials: list[FrozenTrial], search_space: dict[str, BaseDistribution], study: Study
    ) -> dict[str, NDArray[np.float64]]:
        del study
        rows = [self._genes(trial) for trial in trials]
        return {
            gene: np.array(
                [
                    distribution.to_internal_repr(row[gene]) if gene in row else np.nan
                    for row in rows
                ],
                dtype=float,
            )
            for gene, distribution in search_space.items()
        }

    def _genes(self, trial: FrozenTrial) -> dict[str, Any]:
        genes = self._encoding.encode(trial.params)
        if self._missing == "imputed":
            seed = derive_seed(trial.number, repr(sorted(trial.params.items())))
            genes = _draw_from_prior(self._encoding, seed) | genes
        return genes


@lru_cache(maxsize=1000)
def _draw_from_prior(encoding: Encoding, seed: int) -> dict[str, Any]:
    """Draw every gene; cached, because each later trial of the search asks again."""
    prior = RandomSampler(seed=seed)
    study = optuna.create_study()
    trial = study.ask()
    frozen = study._storage.get_trial(trial._trial_id)
    return {
        name: prior.sample_independent(study, frozen, name, distribution)
        for name, distribution in encoding.genes.items()
    }


class _IntegratingEstimator(_ParzenEstimator):
    """The kernel of a missing observation (NaN) is that of the prior."""

    def _calculate_categorical_distributions(
        self,
        observations: NDArray[np.float64],
        param_name: str,
        search_space: CategoricalDistribution,
        parameters: Any,
    ) -> Any:
        missing = np.isnan(observations)
        known = np.where(missing, 0, observations)
        result = super()._calculate_categorical_distributions(
            known, param_name, search_space, parameters
        )
        # The last kernel is that of the prior.
        result.weights[:-1][missing] = 1 / len(search_space.choices)
        return result

    def _calculate_numerical_distributions(
        self, observations: NDArray[np.float64], search_space: Any, parameters: Any
    ) -> Any:
        known = ~np.isnan(observations)
        result = super()._calculate_numerical_distributions(
            observations[known], search_space, parameters
        )
        places = np.append(known, True)
        mu, sigma = np.full((2, len(places)), [[result.mu[-1]], [result.sigma[-1]]])
        mu[places], sigma[places] = result.mu, result.sigma
        return result._replace(mu=mu, sigma=sigma)
