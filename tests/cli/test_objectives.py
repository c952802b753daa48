"""``run --objectives`` and what the other commands show of such a study."""

import pytest

SPACE = """
[network]
hidden_layer_sizes = { values = [[2], [16], [64]] }
[training]
epochs = 3
learning_rate_init = 0.01
[activations.relu]
[activations.tanh]
"""


@pytest.fixture
def study(actsearch, tmp_path):
    (tmp_path / "sizes.toml").write_text(SPACE)
    answer = actsearch(
        *("run", "--space", "sizes.toml", "--dataset", "digits", "--splits", 1, "--trials", 6),
        *("--objectives", "accuracy,inference,n_weights", "--strategy", "grid"),
    )
    assert answer.code == 0, answer.err
    assert "on the front (*): no other is as good in score, n_weights and inference" in answer.out
    return actsearch


def test_every_command_knows_the_front(study):
    (one,) = study("studies", "--format", "json").json
    assert one["study"] == "sizes-digits-grid-n_weights-inference-splits1"
    assert one["objectives"] == ["accuracy", "n_weights", "inference"]
    assert "accuracy, n_weights, inference" in study("studies").out
    rows = study("leaderboard", "--format", "json").json
    assert [row["front"] == 1 for row in rows] == sorted(
        (row["front"] == 1 for row in rows), reverse=True
    )
    for row in rows:
        assert row["costs"] == {"n_weights": row["n_weights"], "inference": row["operations"]}
        assert row["inference_error"] > 0
    shown = study("leaderboard", "--filter", "front == 1", "--format", "json").json
    assert shown == [row for row in rows if row["front"] == 1]
    trial = study("trial", one["study"], rows[0]["trial"], "--format", "json").json
    assert (trial["costs"], trial["front"]) == (rows[0]["costs"], 1)
    table = study("leaderboard").out
    assert "front" in table
    assert "* 1" in table
    assert study("verify", one["study"], "--trials", 1).code == 0


def test_it_is_continued_as_it_is(study):
    name = "sizes-digits-grid-n_weights-inference-splits1"
    answer = study("run", "--space", "sizes.toml", "--dataset", "digits", "--study", name)
    assert answer.code == 4
    assert "costs: ['n_weights', 'inference'] -> []" in answer.err
    assert study("resume", name).code == 0


def test_a_dry_run_names_the_costs(actsearch):
    answer = actsearch("run", "--dataset", "digits", "--objectives", "f1_macro,epochs", "--dry-run")
    assert answer.code == 0, answer.err
    facts = dict(line.split(maxsplit=1) for line in answer.out.splitlines())
    assert (facts["metric"], facts["costs"], facts["pruner"]) == ("f1_macro", "epochs", "none")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--objectives", "n_weights"], "none of them is a metric"),
        (["--objectives", "accuracy,weights"], "unknown 'weights'"),
        (["--objectives", "accuracy,epochs", "--pruner", "median"], "leave the pruner out"),
        (["--objectives", "accuracy,epochs", "--metric", "f1"], "the metric is to be 'f1'"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(actsearch, words, said):
    answer = actsearch("run", *words)
    assert answer.code == 2
    assert said in answer.err
    assert answer.err.count("\n") == 1
