"""Accidents of a worker: most are to be passed as ``Task(..., stop=die)``."""

import os
import signal
import time
from collections.abc import Sequence


def die(accuracies: Sequence[float]) -> bool:
    os.kill(os.getpid(), signal.SIGKILL)
    return False


def hang(accuracies: Sequence[float]) -> bool:
    while True:
        time.sleep(60)


def exhaust_memory(accuracies: Sequence[float]) -> bool:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))
    hoard = [bytearray(2**28) for _ in range(64)]
    return bool(hoard)


class AllowedGrowth:
    """A job that tells how many bytes loky lets a worker grow by before it replaces it."""

    timeout = None

    def run(self, _splits: Sequence[object]) -> int:
        from loky import process_executor

        return process_executor._MAX_MEMORY_LEAK_SIZE
