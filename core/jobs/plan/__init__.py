"""Before a training starts: its devices, its problems, its estimated time, the runs of a sweep."""

from core.jobs.plan.checks import problem
from core.jobs.plan.estimate import cpu_seconds, images_per_epoch
from core.jobs.plan.hardware import Device, devices
from core.jobs.plan.sweeps import SWEPT, Run, sweep

__all__ = [
    "SWEPT",
    "Device",
    "Run",
    "cpu_seconds",
    "devices",
    "images_per_epoch",
    "problem",
    "sweep",
]
