"""What is seen in a terminal of 60, 80 and 120 columns: no line is too long, nothing is lost."""

import re
import signal
import subprocess
import sys
from io import StringIO

import pytest
from rich.console import Console
from screens import Session, Terminal

from actsearch.cli import main
from actsearch.cli.pace import Pace
from actsearch.cli.progress import Ended, Status, display
from actsearch.cli.trials_shown import TrialsShown
from actsearch.leaderboard import Row

WIDTHS = [60, 80, 120]
TINY = ("--dataset", "iris", "--steps", "40", "--splits", "2", "--workers", "1", "--no-confirm")


@pytest.fixture
def terminal(monkeypatch, capsys):
    """Let this process write to a terminal; its screen shows what was written since."""

    def start(width):
        for name, text in (("COLUMNS", str(width)), ("FORCE_COLOR", "1"), ("TERM", "xterm")):
            monkeypatch.setenv(name, text)
        capsys.readouterr()

        def screen():
            captured = capsys.readouterr()
            return Terminal(width).feed(captured.err + captured.out)

        return screen

    return start


def trial(number, *, state="complete", **more):
    known = {"activation": "leaky_relu", "params": {"slope": -1.0}, "seconds": 8.0, "epochs": 10}
    score = 0.9 + number / 1000
    return Row(
        **{"study": "s", "trial": number, "state": state, "val_accuracy": score, "score": score}
        | known
        | more
    )


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_ctrl_c_in_a_terminal_stays_readable_and_no_line_is_too_long(tmp_path, columns):
    session = Session(columns, tmp_path, "run", *TINY, "--trials", "900", "--study", "s")
    session.until(lambda screen: "[2/900] trial 1: " in screen.text)
    session.until(lambda screen: re.match(r"\d+/900 .*best [\d.]+ %", screen.shown[-1]) is not None)
    session.press(b"\x03")
    session.until(lambda screen: "press Ctrl-C to stop now" in screen.text)
    assert session.end() == 128 + signal.SIGINT
    screen = session.screen
    assert screen.too_long == []
    assert "[1/900] trial 0: relu " in screen.text
    assert "finishing what runs, for at most 10 s; press Ctrl-C to stop now" in screen.text
    said = r"interrupted with (\d+) of 900 trials stored; to carry on: actsearch resume s$"
    (stored,) = re.findall(said, screen.text)
    assert f"[{stored}/900] trial {int(stored) - 1}: " in screen.text
    # Nothing is left of the line of progress.
    assert not any(re.match(r"\d+/900", line) for line in screen.shown)


def test_a_reader_that_leaves_in_the_middle_ends_a_run_quietly(tmp_path, actsearch):
    process = subprocess.Popen(
        [sys.executable, "-m", "actsearch", "run", *TINY, "--trials", "2000", "--study", "s"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdout.readline().startswith(b"[1/2000] trial 0: relu ")
    process.stdout.close()
    assert process.wait() == 128 + signal.SIGPIPE
    (study,) = actsearch("studies", "--format", "json").json
    assert 1 <= study["finished"] < 2000
    more = actsearch("resume", "s", "--trials", study["finished"] + 1, "--no-confirm")
    assert more.code == 0, more.err


@pytest.fixture
def study(actsearch):
    """Search a space with long names, of layers too, and give the study a long name."""
    words = ("--activations", "leaky_relu,x*sigmoid(beta*x)+0.25*tanh(x)", "--study")
    run = actsearch("run", *TINY, "--trials", 4, *words, "iris-with-a-very-long-name-number-one")
    assert run.code == 0, run.err
    actsearch("run", *TINY, "--trials", 1, "--study", "iris-with-a-very-long-name-number-two")
    return actsearch


def test_no_command_is_too_wide_for_its_terminal(study, terminal):
    name = "iris-with-a-very-long-name-number-one"
    commands = {
        ("studies",): ["iris-with-a-very-", "number-one", "number-two"],
        ("leaderboard", name, "--all"): ["rank", "trial", "activation", "accuracy %"],
        ("trial", name, "1"): [f"trial 1 of {name}: ", "accuracy %", "val loss"],
        ("spaces",): ["sigmoid-gain", "description"],
        ("activations",): ["hard_swish", "alpha 1, [0.1, 3] log"],
        ("data", "iris"): ["samples", "classes"],
        ("resume", name, "--trials", "5", "--no-confirm"): ["[5/5] trial 4: "],
    }
    for words, shown in commands.items():
        for width in WIDTHS:
            screen = terminal(width)
            main(list(words))
            seen = screen()
            assert seen.too_long == [], words
            assert "…" not in seen.text
            for part in shown if words[0] != "resume" or width == WIDTHS[0] else []:
                assert part in seen.text, (words, width)


@pytest.mark.parametrize("width", [30, *WIDTHS])
def test_the_line_of_progress_has_what_matters_and_never_wraps(width, terminal):
    rows = [trial(number, samples=15000) for number in range(99)]
    screen = terminal(width)
    trials = TrialsShown(rows, 200)
    with display(trials.status, quiet=False) as shown:
        for row in (
            trial(99, state="pruned", params={"slope": 0.5, "learned": "probe"}),
            trial(100, activation=" | ".join(["leaky_relu"] * 9), samples=15000),
            trial(101, state="failed", score=None, val_accuracy=None, reason="it is too wide"),
        ):
            shown.show(trials.add(row))
        shown.tell("a message of so many words that a terminal has to break it between two")
        seen = screen()
    assert seen.too_long == []
    assert seen.shown[-1].startswith("102/200 ")
    assert "best 100.00 %" in seen.shown[-1]
    if width > 30:
        assert "1 pruned" in seen.shown[-1]
        assert re.search(r"\d+ (s|min) left$", seen.shown[-1])
        assert any(
            re.match(r"\[101/200\] trial 100: leaky.* 100.00 %", each) for each in seen.shown
        )
    if width == 120:
        assert "best 100.00 % leaky_relu | leaky_" in seen.shown[-1]
    assert "a message of so many words that a terminal has to break it between two" in seen.text


def test_long_names_are_shortened_so_that_both_ends_tell_them_apart():
    line = Ended(
        "trial 1: ", "tanh gain=0.1, learning_rate_init=0.0012", " 97.6 % in 8 s", " 97.6 %"
    )
    assert line.within(60) == "trial 1: tanh gain=0.1, learning_rate_init=0.0012 97.6 %"
    assert len(line.within(40)) == 40
    assert line.within(40).endswith("0.0012 97.6 %")


@pytest.mark.parametrize("width", [1, 5, 12, 17])
def test_a_terminal_without_room_for_a_line_ends_nothing(width):
    status = Status(3, 30, [(3, "1 pruned"), (5, "best 97.63 %"), (1, "after 3 s")], (1, "relu"))
    assert status.line(width).row_count == 1


def test_a_name_makes_room_for_what_matters_more():
    status = Status(3, 9, [(3, "1 pruned"), (5, "best 97 %"), (1, "after 3 s")], (1, "a" * 40))
    for width in (20, 30, 50, 90):
        console = Console(file=StringIO(), width=width)
        console.print(status.line(width))
        (line,) = console.file.getvalue().splitlines()
        assert "3/9" in line
        assert "best 97 %" in line
        assert ("1 pruned" in line) == (width >= 30)
        assert ("aaaa" in line) == (width >= 50)
        assert ("after 3 s" in line) == (width == 90)


def clock():
    """A clock that is turned by hand."""
    now = [0.0]
    return now, lambda: now[0]


def test_the_time_to_go_is_a_range_that_gets_narrower():
    now, read = clock()
    pace = Pace(clock=read)
    assert pace.left() is None
    # Two at a time: after ten seconds twenty seconds were trained.
    now[0] = 10.0
    pace.ended(10.0, 19)
    pace.ended(10.0, 18)
    low, high = pace.left()
    assert low == high == pytest.approx(18 * 10 / 2)
    now[0] = 16.0
    pace.ended(12.0, 17)
    low, high = pace.left()
    assert low < 17 * 32 / 3 / 2 < high
    # Time goes by, and what is overdue still takes as long as one.
    now[0] = 46.0
    assert pace.left()[0] == pytest.approx(low - 30)
    now[0] = 1000.0
    assert 0 < pace.left()[0] < 10


def test_probes_and_repeats_do_not_pass_for_whole_trainings():
    now, read = clock()
    pace = Pace(clock=read)
    now[0] = 10.0
    pace.ended(10.0, 10)
    now[0] = 12.0
    pace.ended(2.0, 9, typical=False)
    assert sum(pace.left()) / 2 == pytest.approx(90)


def test_no_training_begins_after_the_timeout():
    now, read = clock()
    pace = Pace(limit=60.0, clock=read)
    now[0] = 10.0
    pace.ended(10.0, 99)
    assert pace.left() == (50.0, 50.0)
