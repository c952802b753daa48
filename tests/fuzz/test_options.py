"""Strange words on the command line."""

import pytest
from fuzzing import check, every, run, token

VALUES = {
    "run": (
        *("--strategy", "--space", "--dataset", "--label", "--trials", "--seed", "--study"),
        *("--epochs", "--pruner", "--lookahead", "--workers", "--generations", "--timeout"),
        *("--target", "--patience", "--max-failures", "--trial-timeout", "--population"),
        *("--tournament-size", "--crossover", "--mutation", "--elitism", "--runs-dir"),
    ),
    "leaderboard": ("--top", "--sort", "--filter", "--columns", "--group-by", "--storage"),
    "trial": ("--storage", "--format"),
    "studies": ("--runs-dir", "--format"),
    "resume": ("--trials", "--more", "--strategy", "--storage", "--population", "--timeout"),
}
USUAL = {
    "run": ("--dataset", "tiny.npz", "--space", "depth", "--dry-run"),
    "leaderboard": ("cheap",),
    "trial": ("cheap", "0"),
    "studies": (),
    "resume": ("cheap", "--trials", "1"),
}
SENSIBLE = ("1", "0.5", "genetic", "grid", "rank", "activation", "relu", "val_accuracy > 0.5")
SENSIBLE += ("activation ~ relu", "params.gain", "sqlite:///", "sqlite:///x.db", "postgresql://")
SENSIBLE += ("mysql://u:p@h/d", "a://h:x/", "~", "~nobody", "/dev/null", "1h", "none", "csv")


@pytest.mark.parametrize("command", VALUES)
def test_odd_words(command, fresh):
    fresh()

    def try_one(chance):
        words = [command, *USUAL[command]]
        for _ in range(chance.randint(1, 2)):
            value = chance.choice(SENSIBLE) if chance.random() < 0.5 else token(chance)
            # No operating system passes a zero byte.
            words += [chance.choice(VALUES[command]), value.replace("\0", "")]
        if chance.random() < 0.1:
            words.append(token(chance).replace("\0", ""))
        check(*words)

    every(try_one, 15, "options", command)


def test_a_wrong_option_is_one_safe_sentence():
    code, _, err = run("run", "--\x1b[31mred")
    assert code == 2
    assert err == "error: No such option: --\\x1b[31mred; see 'actsearch run --help'\n"


def test_markup_in_a_name_is_shown_as_it_is():
    code, _, err = run("spaces", "[red]")
    assert code == 3
    assert "no search space '[red]'" in err


def test_a_long_word_is_not_repeated_whole():
    code, _, err = run("spaces", "x" * 100_000)
    assert code == 3
    assert len(err) < 500
