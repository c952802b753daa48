"""The classifier keeps scikit-learn's contract, and supports any activation in any layer."""

import pickle
import warnings

import numpy as np
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score, train_test_split
from sklearn.neural_network import MLPClassifier as SklearnMLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import estimator_checks_generator

from actsearch import activations
from actsearch.nn.estimator import MLPClassifier

X, Y = load_iris(return_X_y=True)
X = StandardScaler().fit_transform(X)


def quick(**params) -> MLPClassifier:
    return MLPClassifier(
        **{
            "hidden_layer_sizes": (16,),
            "learning_rate_init": 0.05,
            "max_iter": 500,
            "random_state": 0,
            **params,
        }
    )


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("estimator", "check"),
    [
        *estimator_checks_generator(MLPClassifier()),
        *estimator_checks_generator(
            MLPClassifier(activation="swish", activation_params={"beta": {"learned": "unit"}})
        ),
    ],
    ids=lambda value: value.func.__name__ if hasattr(value, "func") else "",
)
def test_scikit_learns_own_checks(estimator, check):
    check(estimator)


def test_parameters_default_to_what_they_do_in_scikit_learn():
    ours, theirs = MLPClassifier().get_params(), SklearnMLPClassifier().get_params()
    shared = ours.keys() & theirs.keys()
    assert ours.keys() - shared == {
        *("activation_params", "learned_step_factor", "max_steps", "warmup"),
        "weight_init",
    }
    assert theirs.keys() - shared == {"power_t", "max_fun"}
    assert {name: ours[name] for name in shared} == {name: theirs[name] for name in shared}


def test_works_in_pipeline_cross_validation_and_grid_search():
    pipeline = make_pipeline(StandardScaler(), quick())
    assert cross_val_score(pipeline, X, Y, cv=3).mean() > 0.9
    grid = {
        "mlpclassifier__activation": ["relu", "tanh"],
        "mlpclassifier__learning_rate_init": [0.02, 0.05],
    }
    search = GridSearchCV(pipeline, grid, cv=3).fit(X, Y)
    assert search.best_score_ > 0.9


def test_takes_parameters_of_an_activation_and_a_list_per_layer():
    model = quick(activation="leaky_relu", activation_params={"slope": 0.1}).fit(X, Y)
    assert [str(a) for a in model._network.activations] == ["leaky_relu(slope=0.1)"]
    model = quick(
        hidden_layer_sizes=(8, 8, 8),
        activation=["tanh", "leaky_relu", activations.get("swish", beta=2.0)],
        activation_params=[None, {"slope": 0.2}, None],
    ).fit(X, Y)
    assert [str(a) for a in model._network.activations] == [
        "tanh(gain=1.0)",
        "leaky_relu(slope=0.2)",
        "swish(beta=2.0)",
    ]
    assert model.score(X, Y) > 0.9
    assert clone(model).get_params()["activation_params"] == [None, {"slope": 0.2}, None]


@pytest.mark.parametrize("solver", ["adam", "sgd"])
@pytest.mark.parametrize("weight_init", ["glorot", "he", "variance"])
def test_every_solver_and_initialisation_learns(solver, weight_init):
    assert quick(solver=solver, weight_init=weight_init).fit(X, Y).score(X, Y) > 0.9


def test_early_stopping_keeps_the_weights_that_were_best_on_the_part_set_aside():
    model = quick(early_stopping=True, n_iter_no_change=5, learning_rate_init=0.5).fit(X, Y)
    assert len(model.validation_scores_) == model.n_iter_ == len(model.loss_curve_) < 500
    _, X_aside, _, y_aside = train_test_split(X, Y, test_size=0.1, random_state=0)
    assert model.validation_scores_[-1] < max(model.validation_scores_)
    assert model.score(X_aside, y_aside) == max(model.validation_scores_)
    assert model.best_validation_score_ == max(model.validation_scores_)
    assert model.best_loss_ is None


def test_training_ends_where_the_loss_no_longer_improves():
    model = quick(n_iter_no_change=3, tol=0.05).fit(X, Y)
    curve = model.loss_curve_
    assert model.loss_ == curve[-1]
    assert model.best_loss_ == min(curve)
    assert model.validation_scores_ is model.best_validation_score_ is None
    best = [min(curve[: epoch + 1]) for epoch in range(len(curve))]
    enough = [e == 0 or curve[e] <= best[e - 1] - 0.05 for e in range(len(curve))]
    assert enough[-4:] == [False] * 4
    assert all(any(enough[e : e + 4]) for e in range(len(curve) - 4))


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize(
    "labels",
    [
        [0, 1, 2] * 4,
        [0] * 11 + [1],
        [0, 1, 2] * 9 + [3, 4, 4],
        ["a"] * 4 + ["b"] * 5,
        [1] * 9,
    ],
    ids=["twelve", "a_class_of_one", "a_class_of_one_of_five", "one_aside_of_two", "one_aside"],
)
def test_too_little_for_early_stopping_is_answered_as_by_scikit_learn(labels):
    answers = []
    for classifier in (MLPClassifier, SklearnMLPClassifier):
        try:
            classifier(early_stopping=True, random_state=0, max_iter=2).fit(
                X[: len(labels)], labels
            )
            answers.append("taken")
        except ValueError as error:
            # Compared up to our way out, or up to the name of the class, which is not theirs.
            answers.append(str(error).split(":")[0].split(".")[0].lower())
    assert answers[0] == answers[1]


def test_the_end_of_training_at_max_iter_is_a_warning():
    with pytest.warns(ConvergenceWarning, match="max_iter=3") as warned:
        quick(max_iter=3).fit(X, Y)
    assert [warning.filename for warning in warned] == [__file__]
    # Without a criterion to stop, there is no warning.
    assert quick(max_iter=3, n_iter_no_change=np.inf).fit(X, Y).n_iter_ == 3


def test_a_single_number_is_a_single_layer():
    model = quick(hidden_layer_sizes=7).fit(X, Y)
    assert [weights.shape for weights in model.coefs_] == [(4, 7), (7, 3)]
    assert model.n_layers_ == 3


@pytest.mark.parametrize("kind", [sparse.csr_matrix, sparse.csc_matrix, sparse.csr_array])
def test_sparse_samples_give_the_model_of_dense_ones(kind):
    rounded = np.where(np.abs(X) < 0.7, 0, X)
    ours, reference = quick().fit(kind(rounded), Y), quick().fit(rounded, Y)
    np.testing.assert_array_equal(
        ours.predict_proba(kind(rounded)), reference.predict_proba(rounded)
    )
    first, second = (quick().partial_fit(samples, Y) for samples in (kind(rounded), rounded))
    np.testing.assert_array_equal(first.predict_proba(X), second.predict_proba(X))


def endless(**params) -> MLPClassifier:
    return quick(n_iter_no_change=np.inf, **params)


def test_a_warm_start_goes_on_from_the_weights_that_are_there():
    model = endless(max_iter=20, warm_start=True).fit(X, Y)
    first = model.coefs_[0].copy()
    model.set_params(max_iter=1, learning_rate_init=1e-9).fit(X, Y)
    np.testing.assert_allclose(model.coefs_[0], first, atol=1e-6)
    assert model.n_iter_ == 1
    assert len(model.loss_curve_) == 21
    assert model.loss_curve_[20] < model.loss_curve_[10]
    cold = model.set_params(warm_start=False).fit(X, Y)
    assert len(cold.loss_curve_) == 1
    assert np.abs(cold.coefs_[0] - first).max() > 0.1


def test_a_warm_start_keeps_classes_and_network():
    model = endless(max_iter=1, warm_start=True).fit(X, Y)
    with pytest.raises(
        ValueError, match="warm_start can only be used where y has the same classes"
    ):
        model.fit(X[:100], Y[:100])
    for change in ({"hidden_layer_sizes": (3,)}, {"activation": "tanh"}):
        with pytest.raises(ValueError, match="warm_start keeps the network"):
            clone(model).fit(X, Y).set_params(**change).fit(X, Y)


def test_a_warm_start_with_early_stopping_loses_nothing_that_was_better():
    model = quick(early_stopping=True, warm_start=True, n_iter_no_change=20).fit(X, Y)
    best, weights = model.best_validation_score_, model.coefs_[0].copy()
    model.set_params(learning_rate_init=10.0, n_iter_no_change=1).fit(X, Y)
    assert model.best_validation_score_ == best
    np.testing.assert_array_equal(model.coefs_[0], weights)


def test_verbose_prints_a_line_for_each_epoch(capsys):
    model = endless(max_iter=2, verbose=True).fit(X, Y)
    losses = [f"Iteration {e}, loss = {loss:.8f}" for e, loss in enumerate(model.loss_curve_, 1)]
    assert capsys.readouterr().out.splitlines() == losses
    endless(max_iter=1, verbose=True, early_stopping=True).fit(X, Y)
    assert "validation score = " in capsys.readouterr().out
    endless(max_iter=1).fit(X, Y)
    assert capsys.readouterr().out == ""


def test_sample_weights_count_like_repetitions():
    counts = np.random.default_rng(0).integers(0, 4, len(X))
    still = {"batch_size": 1000, "shuffle": False, "max_iter": 20, "alpha": 0.5}
    weighted = endless(**still).fit(X, Y, sample_weight=counts)
    repeated = endless(**still).fit(np.repeat(X, counts, axis=0), np.repeat(Y, counts))
    np.testing.assert_allclose(weighted.loss_curve_, repeated.loss_curve_)
    np.testing.assert_allclose(weighted.coefs_[0], repeated.coefs_[0], atol=1e-9)
    once = endless(**still).partial_fit(X, Y, sample_weight=counts)
    assert once.loss_ == weighted.loss_curve_[0]


def test_sample_weights_count_in_the_part_set_aside_too():
    weights = np.where(Y == 0, 1e-9, 1.0)
    model = endless(max_iter=3, early_stopping=True).fit(X, Y, sample_weight=weights)
    _, X_aside, _, y_aside = train_test_split(X, Y, test_size=0.1, random_state=0)
    score = model.score(X_aside, y_aside, sample_weight=np.where(y_aside == 0, 1e-9, 1.0))
    assert score == pytest.approx(max(model.validation_scores_))
    assert score != pytest.approx(model.score(X_aside, y_aside))


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (np.zeros(150), "not be zero for all"),
        (-np.ones(150), "must be 0 or more"),
        (np.ones(149), "one number for each of 150 samples"),
        (np.ones((150, 1)), "one number for each of 150 samples"),
        (np.full(150, np.nan), "sample_weight contains NaN"),
    ],
)
def test_weights_that_cannot_be_used_are_refused(weights, message):
    with pytest.raises(ValueError, match=message):
        quick().fit(X, Y, sample_weight=weights)


def test_weights_must_be_left_on_both_sides_of_early_stopping():
    train, _ = train_test_split(np.arange(150), test_size=0.1, random_state=0)
    weights = np.zeros(150)
    weights[train] = 1
    with pytest.raises(ValueError, match="0 for all samples on one side"):
        quick(early_stopping=True).fit(X, Y, sample_weight=weights)


@pytest.mark.parametrize("name", ["power_t", "max_fun"])
def test_parameters_that_only_scikit_learn_has_are_refused(name):
    with pytest.raises(TypeError, match=name):
        MLPClassifier(**{name: 1})
    assert f"``{name}``" in MLPClassifier.__doc__


def test_one_class_per_sample():
    with pytest.raises(ValueError, match="1d array"):
        quick().fit(X, np.eye(3)[Y])


def test_partial_fit_has_no_early_stopping():
    with pytest.raises(ValueError, match="partial_fit does not support early_stopping=True"):
        quick(early_stopping=True).partial_fit(X, Y)


@pytest.mark.parametrize("params", [{"learning_rate": "linear"}, {"warmup": 0.1}])
def test_partial_fit_has_no_schedule(params):
    with pytest.raises(ValueError, match=r"how many steps will follow.*use fit"):
        quick(**params).partial_fit(X, Y)


def test_the_step_size_falls_to_0_within_max_iter():
    model = endless(learning_rate="linear", max_iter=20).fit(X, Y)
    assert model._optimizer.learning_rate == pytest.approx(0.05 / 20)  # one batch an epoch
    again = model.set_params(warm_start=True).fit(X, Y)
    assert again._optimizer.learning_rate == pytest.approx(0.05 / 20)
    assert again.loss_curve_[20] > again.loss_curve_[39]


def test_partial_fit_keeps_what_the_optimizer_has_learned_and_the_order_goes_on():
    whole = endless(max_iter=4).fit(X, Y)
    parts = quick()
    for _ in range(4):
        parts.partial_fit(X, Y)
    assert parts.loss_curve_ == whole.loss_curve_
    assert parts.n_iter_ == 1


def test_partial_fit_takes_batches_of_any_size():
    model = quick(batch_size=20)
    for n in (10, 150, 30):
        model.partial_fit(X[:n], Y[:n], classes=[0, 1, 2])
    assert len(model.loss_curve_) == 3


def test_every_kind_of_random_state_is_accepted():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        first, second = (
            quick(max_iter=1, random_state=np.random.RandomState(1)).fit(X, Y) for _ in range(2)
        )
        np.testing.assert_array_equal(first.coefs_[0], second.coefs_[0])
        free = [quick(max_iter=1, random_state=None).fit(X, Y) for _ in range(2)]
        assert not np.array_equal(free[0].coefs_[0], free[1].coefs_[0])
        large = quick(max_iter=1, random_state=2**40, early_stopping=True).fit(X, Y)
        assert large.n_iter_ == 1
    with pytest.raises(ValueError, match="Seed must be between 0"):
        quick(random_state=-1).fit(X, Y)


def test_without_shuffling_samples_come_as_they_are():
    still = [endless(max_iter=2, shuffle=False, batch_size=10).fit(X, Y) for _ in range(2)]
    mixed = endless(max_iter=2, batch_size=10).fit(X, Y)
    assert still[0].loss_curve_ == still[1].loss_curve_ != mixed.loss_curve_


def test_partial_fit_continues_where_it_was():
    model = quick(max_iter=1)
    for _ in range(60):
        model.partial_fit(X, Y, classes=[0, 1, 2])
    assert len(model.loss_curve_) == 60
    assert model.loss_curve_[-1] < 0.5 * model.loss_curve_[0]
    with pytest.raises(ValueError, match="class 7"):
        model.partial_fit(X[:2], [0, 7])
    with pytest.raises(ValueError, match="differs from that of the first call"):
        model.partial_fit(X, Y, classes=[0, 1])


def test_probabilities_are_probabilities_and_labels_may_be_strings():
    names = np.array(["setosa", "versicolor", "virginica"])[Y]
    model = quick().fit(X, names)
    np.testing.assert_allclose(model.predict_proba(X).sum(axis=1), 1.0)
    np.testing.assert_allclose(np.exp(model.predict_log_proba(X)), model.predict_proba(X))
    assert set(model.predict(X)) <= set(names)


def test_float32_stays_float32():
    model = quick().fit(X.astype(np.float32), Y)
    assert model.predict_proba(X).dtype == np.float32
    assert {weights.dtype for weights in model.coefs_} == {np.dtype(np.float32)}


def test_anything_else_becomes_float64_and_a_trained_model_keeps_its_dtype():
    whole = np.round(X).astype(int)
    assert quick().fit(whole, Y).predict_proba(whole).dtype == np.float64
    for first, then in ((np.float32, np.float64), (np.float64, np.float32)):
        model = quick().partial_fit(X.astype(first), Y).partial_fit(X.astype(then), Y)
        assert model.predict_proba(X.astype(then)).dtype == first


def test_weights_are_views_that_a_user_may_set():
    model = quick().fit(X, Y)
    for weights in model.coefs_:
        weights[:] = 0
    for intercepts in model.intercepts_:
        intercepts[:] = 0
    np.testing.assert_allclose(model.predict_proba(X), 1 / 3)


def test_same_seed_same_model_and_another_process_would_agree():
    first, second = quick().fit(X, Y), pickle.loads(pickle.dumps(quick())).fit(X, Y)
    np.testing.assert_array_equal(first.predict_proba(X), second.predict_proba(X))
    thawed = pickle.loads(pickle.dumps(first))
    np.testing.assert_array_equal(first.predict_proba(X), thawed.predict_proba(X))


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"activation": "rleu"}, "did you mean 'relu'"),
        ({"activation": "relu", "activation_params": {"slope": 1}}, "has no parameter 'slope'"),
        ({"activation": ["relu", "tanh"]}, "activation has 2 entries for 1 hidden layers"),
        ({"solver": "adma"}, "did you mean 'adam'"),
        ({"weight_init": "xavier"}, "unknown weight_init='xavier'"),
        ({"hidden_layer_sizes": (0,)}, "hidden_layer_sizes must be"),
        ({"learning_rate_init": 0}, "learning_rate_init must be above 0"),
        (
            {"learning_rate": "invscaling"},
            "unknown learning_rate='invscaling'.*expected one of constant",
        ),
        ({"learning_rate": "adaptive"}, "unknown learning_rate='adaptive'.*cosine, linear"),
        ({"warmup": 1.0}, "warmup must be in"),
        ({"warmup": -0.1}, "warmup must be in"),
        ({"batch_size": 0}, "batch_size must be"),
        ({"momentum": 1.0}, "momentum must be in"),
        ({"validation_fraction": 1.0}, "validation_fraction must be"),
        ({"validation_fraction": 0}, "validation_fraction must be"),
        ({"solver": "lbfgs"}, "unknown solver='lbfgs'.*expected one of adam, sgd"),
        ({"hidden_layer_sizes": (8.0,)}, "hidden_layer_sizes must be"),
        ({"hidden_layer_sizes": 0}, "hidden_layer_sizes must be"),
        ({"learning_rate_init": "fast"}, "learning_rate_init must be above 0, got 'fast'"),
        ({"learning_rate_init": np.inf}, "learning_rate_init must be"),
        ({"alpha": -1e-9}, "alpha must be 0 or more"),
        ({"batch_size": "all"}, "batch_size must be 'auto', None or 1 or more"),
        ({"batch_size": 2.5}, "batch_size must be"),
        ({"max_iter": 0}, "max_iter must be a whole number"),
        ({"max_iter": 1.5}, "max_iter must be a whole number"),
        ({"n_iter_no_change": 0}, "n_iter_no_change must be 1 or more, or infinity"),
        ({"tol": -1}, "tol must be"),
        ({"verbose": "yes"}, "verbose must be"),
        ({"verbose": -1}, "verbose must be"),
        ({"momentum": -0.1}, "momentum must be in"),
        ({"beta_1": 1}, "beta_1 must be in"),
        ({"beta_1": -0.1}, "beta_1 must be in"),
        ({"beta_2": 1}, "beta_2 must be in"),
        ({"beta_2": -0.5}, "beta_2 must be in"),
        ({"epsilon": 0}, "epsilon must be above 0"),
        ({"shuffle": "no"}, "shuffle must be True or False"),
        ({"warm_start": 1}, "warm_start must be True or False"),
        ({"activation": None}, "activation must be one, or a list"),
        ({"activation": [3]}, "activation must be one, or a list"),
        ({"activation_params": [0.1]}, "activation_params must be one, or a list"),
        (
            {"activation": activations.get("elu"), "activation_params": {"alpha": 2.0}},
            "is given for elu.*which has its own",
        ),
    ],
)
def test_bad_parameters_get_one_sentence(params, message):
    with pytest.raises(ValueError, match=message):
        quick(**params).fit(X, Y)
    with pytest.raises(ValueError, match=message):
        quick(**params).partial_fit(X, Y)


def test_divergence_is_an_error_that_names_the_way_out():
    with np.errstate(all="ignore"), pytest.raises(ValueError, match="lower learning_rate_init"):
        quick(solver="sgd", activation="squared_relu", learning_rate_init=1e6).fit(X, Y)


@pytest.mark.parametrize(
    "params",
    [
        {"alpha": 0},
        {"momentum": 0, "solver": "sgd"},
        {"beta_1": 0, "beta_2": 0},
        {"tol": 0},
        {"batch_size": np.int64(1)},
        {"hidden_layer_sizes": ()},
        {"hidden_layer_sizes": np.array([3, 2])},
        {"verbose": 0},
        {"activation_params": [None]},
    ],
    ids=repr,
)
def test_extreme_parameters_are_accepted(params):
    assert quick(**{"max_iter": 2, "n_iter_no_change": np.inf, **params}).fit(X, Y).n_iter_ == 2


def test_predicting_before_training_is_scikit_learns_error():
    with pytest.raises(NotFittedError):
        quick().predict(X)
