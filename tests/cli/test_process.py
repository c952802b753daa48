"""The command as a process: pipes, terminals, and errors of the system or of actsearch."""

import errno
import os
import signal
import subprocess
import sys

import pytest

from actsearch import cli


def run(*words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "actsearch", *words],
        capture_output=True,
        env=os.environ | environment,
        check=False,
    )


def test_a_formula_is_shown_even_where_there_are_no_greek_letters():
    answer = run("activations", "swish", PYTHONIOENCODING="ascii")
    assert answer.returncode == 0
    assert b"formula" in answer.stdout
    assert answer.stderr == b""


@pytest.mark.parametrize("words", [["activations"], ["activations", "--format", "json"], ["-h"]])
def test_a_reader_that_leaves_early_gets_no_traceback(words):
    # A pipe whose reader has ended.
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.run(
        [sys.executable, "-m", "actsearch", *words],
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert process.stderr == b""
    # Typer writes the help itself, and ends as it likes.
    assert process.returncode == (1 if words == ["-h"] else 128 + signal.SIGPIPE)


@pytest.mark.parametrize("closed", ["2>&-", "2>&- <&- >&-", "2>&7"])
def test_messages_that_nobody_reads_change_no_exit_code(closed):
    reading, writing = os.pipe()
    os.close(reading)
    command = f"exec 7>&{writing}; {sys.executable} -m actsearch spaces nowhere {closed}"
    answer = subprocess.run(["bash", "-c", command], pass_fds=[writing], check=False)
    os.close(writing)
    assert answer.returncode == 3


def test_a_message_to_the_reader_of_the_data_who_has_left_ends_the_command_quietly():
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "actsearch", "spaces", "nowhere"]
    answer = subprocess.run(command, stdout=writing, stderr=writing, check=False)
    os.close(writing)
    assert answer.returncode == 128 + signal.SIGPIPE


def test_a_choice_that_there_is_not_is_named_without_the_jargon_of_libraries(capsys):
    assert cli.main(["leaderboard", "--format", "jsn"]) == 2
    assert "Invalid value for '--format': 'jsn' is not one of 'table', " in capsys.readouterr().err


def test_our_own_mistakes_are_one_sentence_and_the_traceback_can_be_had(capsys, monkeypatch):
    def mistaken():
        raise RuntimeError("on purpose")

    monkeypatch.setattr(cli, "main", mistaken)
    with pytest.raises(SystemExit) as ended:
        cli.run_as_process()
    assert ended.value.code == 1
    assert "error: RuntimeError: on purpose (" in capsys.readouterr().err
    monkeypatch.setenv("ACTSEARCH_TRACEBACK", "1")
    with pytest.raises(RuntimeError):
        cli.run_as_process()


@pytest.mark.parametrize("module", ["typer.models", "optuna.distributions", "deap.tools"])
def test_ctrl_c_while_modules_are_imported_is_one_sentence(module, tmp_path):
    # Python tells on standard error what it has imported.
    command = [sys.executable, "-X", "importtime", "-m", "actsearch", "run", "--dataset", "digits"]
    with subprocess.Popen(
        [*command, "--runs-dir", tmp_path],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while not (line := process.stderr.readline()).rstrip().endswith(f" {module}"):
            assert line, f"{module} was not imported"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    messages = [line for line in err.splitlines() if not line.startswith("import time:")]
    assert [message.split()[0].rstrip(";") for message in messages] == ["interrupted"], messages
    assert process.returncode == 130
    assert out == ""


def test_ctrl_c_in_a_callback_of_an_import_is_not_lost():
    # An exception in the callback of a weak reference is printed and forgotten.
    code = """
import os, signal, sys, weakref
from actsearch import __main__, cli

class Thing: pass

class Finder:
    def find_spec(self, name, path, target=None):
        thing = Thing()
        reference = weakref.ref(thing, lambda _: os.kill(os.getpid(), signal.SIGINT))
        del thing

def command():
    sys.meta_path.insert(0, Finder())
    import not_there

cli.run_as_process = command
__main__.run()
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert ended.returncode == 130
    assert ended.stderr == b"interrupted while modules were imported; what is stored is safe\n"


def interrupted(*_, **__):
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    "place",
    [
        "typer.main.get_command",  # before Typer begins
        "typer.core.TyperGroup.parse_args",  # while it reads the options
        "actsearch.search_space.names",  # in the command
    ],
)
def test_ctrl_c_in_a_command_is_one_sentence(place, actsearch, monkeypatch):
    monkeypatch.setattr(place, interrupted)
    answer = actsearch("spaces")
    assert answer.code == 130
    assert answer.out == ""
    assert answer.err == "interrupted; what is stored is safe, and the same command continues\n"


@pytest.mark.parametrize(
    ("code", "message"),
    [(errno.EACCES, "make it yours to read and write"), (errno.EIO, "check the path and the disk")],
)
def test_what_the_system_refuses_is_said_with_the_way_out(code, message, actsearch, monkeypatch):
    def refused(*_):
        raise OSError(code, os.strerror(code), "somewhere")

    monkeypatch.setattr("actsearch.search_space.names", refused)
    answer = actsearch("spaces")
    assert answer.code == 1
    assert (
        answer.err == f"error: {os.strerror(code)}: 'somewhere'; {message}, or name another place\n"
    )
