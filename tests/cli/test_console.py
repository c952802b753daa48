"""Output for a terminal: any data and messages are made safe, and messages are cut in length."""

import io
import json

from rich.table import Table
from rich.text import Text

from actsearch import cli
from actsearch.cli import console
from actsearch.cli.terminal import SafeConsole
from actsearch.errors import UsageError

ODD = "[/red]:smile:\x1b[31m\x9b\x7f\u202e"
SHOWN = r"[/red]:smile:\x1b[31m\x9b\x7f\u202e"


def test_a_table_shows_odd_texts_as_they_are(capsys):
    table = Table(box=None)
    table.add_column("name", no_wrap=True)
    table.add_row(ODD)
    table.add_row(Text("\x1b]0;title"))
    console.output().print(table)
    assert [line.strip() for line in capsys.readouterr().out.splitlines()] == [
        "name",
        SHOWN,
        r"\x1b]0;title",
    ]


def test_colours_of_our_own_stay(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    shown = io.StringIO()
    SafeConsole(file=shown).print(Text(ODD, style="red"))
    assert shown.getvalue() == f"\x1b[31m{SHOWN}\x1b[0m\n"


def test_messages_and_data_are_safe_and_keep_their_line_breaks(capsys):
    console.say(f"one\n{ODD}\ttwo")
    console.write(f"a,b\r\n{ODD},\r2\r\n")
    answer = capsys.readouterr()
    assert answer.err == f"one\n{SHOWN}\\ttwo\n"
    assert answer.out == f"a,b\r\n{SHOWN},\\r2\r\n"


def test_json_stays_json(capsys):
    console.write_json({"name": ODD + "é\n"})
    out = capsys.readouterr().out
    assert out.isascii()
    assert json.loads(out) == {"name": ODD + "é\n"}


def answer_to(error, monkeypatch, capsys):
    def refuse(*_, **__):
        raise error

    monkeypatch.setattr(cli, "app", refuse)
    code = cli.main([])
    return code, capsys.readouterr().err


def test_an_error_is_one_line(monkeypatch, capsys):
    code, err = answer_to(UsageError(f"no {ODD}\nerror: of mine"), monkeypatch, capsys)
    assert (code, err) == (2, f"error: no {SHOWN}\\nerror: of mine\n")


def test_a_long_error_keeps_both_ends(monkeypatch, capsys):
    _, err = answer_to(UsageError(f"no {'x' * 100_000}; take y"), monkeypatch, capsys)
    assert len(err) < 2100
    assert err.startswith("error: no xxx")
    assert err.endswith("xxx; take y\n")


def test_the_parameter_of_a_mistake_is_named_as_an_option(monkeypatch, capsys):
    error = UsageError("name another place", parameter="runs_dir")
    assert answer_to(error, monkeypatch, capsys) == (2, "error: name another place (--runs-dir)\n")
    assert str(error) == "name another place"


def test_too_little_memory_is_a_sentence(monkeypatch, capsys):
    code, err = answer_to(MemoryError(), monkeypatch, capsys)
    assert code == 1
    assert "not enough memory" in err


def test_where_there_is_no_study_the_option_is_named(actsearch):
    answer = actsearch("leaderboard")
    assert answer.code == 3
    assert answer.err == (
        "error: there is no study in 'runs'; begin one, or name another place (--runs-dir)\n"
    )
