"""Test each use of undocumented parts of loky alone, to show what a new version breaks."""

import subprocess
import sys

import pytest

FOLDER_OF_A_KILLED_PROCESS = """
import os, signal, sys
from pathlib import Path
from actsearch.workers import loky_internals

for name in ("kept", "removed"):
    folder = Path(sys.argv[1], name)
    folder.mkdir()
    loky_internals.remove_after_kill(folder)
loky_internals.forget(Path(sys.argv[1], "kept"))
os.kill(os.getpid(), signal.SIGKILL)
"""

TRACKERS = """
import os
from pathlib import Path
from actsearch.workers import loky_internals

loky_internals.ensure_trackers()
tasks = Path(f"/proc/{os.getpid()}/task").glob("*/children")
for child in (child for task in tasks for child in task.read_text().split()):
    command = ""
    while not command:  # between fork and exec
        command = Path(f"/proc/{child}/cmdline").read_text().replace(chr(0), " ")
    print(command)
"""

SEMAPHORES = """
import loky
from actsearch.workers import loky_internals

before = loky_internals.semaphores()
with loky.ProcessPoolExecutor(1):
    print(len(before), len(loky_internals.semaphores()))
"""


def output(script: str, *words: str) -> subprocess.CompletedProcess[str]:
    # The tracker keeps standard error open, so the output is complete only when it has ended.
    return subprocess.run(
        [sys.executable, "-c", script, *words], capture_output=True, text=True, timeout=60
    )


def test_the_tracker_removes_a_folder_after_its_process_is_killed(tmp_path):
    answer = output(FOLDER_OF_A_KILLED_PROCESS, str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["kept"], (
        "loky.backend.resource_tracker.register(..., 'folder') has changed: samples of a run that "
        f"was killed stay in the temporary folder until the next run; {answer.stderr}"
    )


@pytest.mark.parametrize("module", ["loky.backend.resource_tracker", "multiprocessing"])
def test_both_trackers_run_before_signals_are_blocked(module):
    answer = output(TRACKERS)
    assert f"from {module}" in answer.stdout, (
        f"ensure_running() of the tracker of {module} has changed: a tracker that starts while "
        f"Ctrl-C is blocked may unblock it; {answer.stderr}"
    )


def test_semaphores_are_found_by_their_names():
    before, after = map(int, output(SEMAPHORES).stdout.split())
    assert before == 0
    assert after > 0, (
        "loky names its semaphores otherwise than /dev/shm/sem.loky-<process>-*, or makes none: "
        "those of a run that was killed with its tracker would stay there"
    )
