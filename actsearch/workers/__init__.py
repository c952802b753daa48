"""Who trains: processes on this machine, or on many, behind one small interface."""

from actsearch.workers.base import Task, Workers

__all__ = ["Task", "Workers"]
