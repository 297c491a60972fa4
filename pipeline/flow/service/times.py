"""The times of the day at which the service has something to do: they ring, and its one loop does the work."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import time, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler


class Times:
    """Sets ``wake`` every day at ``times``, as the clocks of ``zone`` show them. A hint only, as the watcher's are.

    Whether there is anything to do then is for the register to say: what was missed is made up for all the same.
    """

    def __init__(self, times: Iterable[time], zone: tzinfo, wake: threading.Event) -> None:
        self._times = frozenset(times)
        self._zone = zone
        self._wake = wake
        self._scheduler: BackgroundScheduler | None = None

    def start(self) -> None:
        """Begin to ring, from one thread that does nothing else."""
        from apscheduler.executors.debug import DebugExecutor
        from apscheduler.schedulers.background import BackgroundScheduler
        from apscheduler.triggers.cron import CronTrigger

        # "Debug" is for running jobs in the scheduler's own thread: there is no pool of threads beside the children.
        scheduler = BackgroundScheduler(timezone=self._zone, executors={"default": DebugExecutor()}, daemon=True)
        for at in self._times:
            trigger = CronTrigger(hour=at.hour, minute=at.minute, second=at.second, timezone=self._zone)
            # However late it is, after a sleep or a clock that was set: it rings, and once only.
            scheduler.add_job(self._wake.set, trigger, misfire_grace_time=None, coalesce=True)
        scheduler.start()
        self._scheduler = scheduler

    def stop(self) -> None:
        """Ring no more."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None
