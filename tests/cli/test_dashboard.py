"""``actsearch dashboard``, with optuna-dashboard's real server."""

import json
import signal
import socket
import urllib.request
from importlib.util import find_spec
from unittest import mock

import pytest

needs_dashboard = [
    pytest.mark.extra,
    pytest.mark.skipif(find_spec("optuna_dashboard") is None, reason="needs optuna-dashboard"),
]


@pytest.fixture
def study(actsearch):
    answer = actsearch(
        *("run", "--dataset", "diabetes", "--metric", "rmse", "--steps", 30, "--trials", 3),
        *("--splits", 1, "--hidden", "6,5", "--activations", "relu,x*sigmoid(b*x)", "--study", "s"),
        *("--strategy", "random", "--pruner", "none", "--quiet", "--no-confirm"),
    )
    assert answer.code == 0, answer.err
    return actsearch


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.read().decode()


class TestServer:
    pytestmark = needs_dashboard

    def test_a_study_is_shown_and_ctrl_c_ends_it_quietly(self, study, start, tmp_path):
        database = tmp_path / "runs" / "s" / "study.db"
        before = database.read_bytes()
        board = study("leaderboard", "s", "--format", "json").json
        server = start("dashboard", "s", "--port", 0)
        try:
            address = server.stdout.readline().strip()
            root = address.partition("/dashboard")[0]
            assert "<html" in get(address)
            (summary,) = json.loads(get(f"{root}/api/studies"))["study_summaries"]
            assert (summary["study_name"], summary["directions"]) == ("s", ["minimize"])
            shown = json.loads(get(f"{root}/api/studies/0"))
            assert shown["objective_names"] == ["rmse"]
            assert "changes are not kept" in shown["note"]["body"]
            for row in board:
                trial = shown["trials"][row["trial"]]
                known = {each["key"]: each["value"] for each in trial["user_attrs"]}
                assert known["formula"] == row["formula"]
                assert float(known["dead"]) == row["dead"]
                assert trial["values"] == [row["score"]]
                assert len(trial["intermediate_values"]) == 10
                assert "| layer | dead % |" in trial["note"]["body"]
                assert "f(x) = " in trial["note"]["body"]
        finally:
            server.send_signal(signal.SIGINT)
            out, err = server.communicate(timeout=60)
        assert (server.returncode, out, err) == (0, "", "Ctrl-C ends it\n")
        assert database.read_bytes() == before

    def test_a_port_that_is_taken_is_one_sentence(self, study):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            answer = study("dashboard", "s", "--port", taken.getsockname()[1])
        assert answer.code == 2
        assert "name another --port" in answer.err
        assert "\n" not in answer.err.strip()


def test_without_the_extra_it_says_what_to_install(actsearch):
    with mock.patch("actsearch.cli.dashboard.find_spec", return_value=None):
        answer = actsearch("dashboard", "s")
    assert answer.code == 2
    assert "pip install 'optuna-dashboard" in answer.err
