"""Workers train candidates: processes on this machine or on many, behind one small interface."""

from actsearch.workers.base import Check, Job, ManagedWorkers, Result, Task, Workers
from actsearch.workers.start import check_dask, start

__all__ = ["Check", "Job", "ManagedWorkers", "Result", "Task", "Workers", "check_dask", "start"]
