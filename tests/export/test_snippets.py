"""The programs of other libraries predict what the model predicts."""

import runpy

import pytest
from export.conftest import DIGITS, agree

from actsearch.errors import UsageError
from actsearch.export.snippets import snippets


def run(model, folder, name):
    model.save(folder)
    (folder / name).write_text(snippets(model)[name])
    return runpy.run_path(str(folder / name))


def check(model, program):
    agree(program["predict_proba"](DIGITS.X), model.predict_proba(DIGITS.X))
    assert (program["predict"](DIGITS.X) == model.predict(DIGITS.X)).all()


def test_numpy(mixed, tmp_path):
    check(mixed, run(mixed, tmp_path, "model_numpy.py"))


@pytest.mark.extra
@pytest.mark.parametrize("library", ["torch", "jax", "keras"])
@pytest.mark.filterwarnings("ignore")  # of the libraries
def test_other_libraries(library, mixed, tmp_path, imported, monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    if library == "keras":
        imported("jax")
    imported(library)
    check(mixed, run(mixed, tmp_path, f"model_{library}.py"))


def test_scikit_learn_trains_the_same_candidate(mixed, tmp_path):
    pipeline = run(mixed, tmp_path, "model_sklearn.py")["classifier"]()
    network = pipeline[-1]
    network.fit(mixed.prepared(DIGITS.X), DIGITS.y)
    # The very weights of the model: a search and the classifier train alike.
    for ours, theirs in zip(mixed.network.weights, network.coefs_, strict=True):
        assert (ours == theirs).all()
    assert pipeline.fit(DIGITS.X, DIGITS.y).predict(DIGITS.X).shape == DIGITS.y.shape


def test_formulas_have_a_line_for_each_activation(mixed):
    first, second, third = snippets(mixed)["activation.tex"].splitlines()
    assert first.startswith(r"f_{1}(x) = \max\left(0, x\right) + \mathrm{slope\_of\_unit}")
    assert second.startswith("f_{2}(x) = ")
    assert r"\sigma" in third


def test_an_activation_without_a_form_is_named(mixed, monkeypatch):
    from actsearch.activations.expressions import forms

    def unknown(found, argument, given):
        return forms.CatalogueCall("notch", argument, tuple(given))

    monkeypatch.setattr(forms, "_applied", unknown)
    with pytest.raises(UsageError, match="'notch' has no form that other libraries can compute"):
        snippets(mixed)
