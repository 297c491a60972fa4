"""The night's work, and the service that watches the inbox by day and does the night's work at its time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from pipeline.flow.county import Published, consolidate
from pipeline.flow.installation import Installation
from pipeline.flow.receive import Processed, process
from pipeline.intake import Watcher
from pipeline.model import Submission


@dataclass(frozen=True, slots=True)
class Night:
    """What a night did: what the last pass over the inbox took in, and the county workbook."""

    processed: Processed
    published: Published


def nightly(installation: Installation) -> Night:
    """Do everything that the night does, once: a last pass over the inbox, then the consolidation."""
    installation.archive.sweep()
    processed = process(installation)
    return Night(processed, consolidate(installation))


@dataclass
class Service:
    """Watches the inbox, answers files as they come, does the night's work at ``nightly_at``; stops when told.

    ``say`` gets one Chinese line for each event.
    """

    installation: Installation
    rescan_seconds: float
    settle_seconds: float
    nightly_at: time
    poll: bool
    say: Callable[[str], None]

    def __post_init__(self) -> None:
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._night_done: datetime | None = None

    def stop(self, *_: object) -> None:
        """Ask the service to end after what it is doing; usable as a signal handler."""
        self._stop.set()
        self._wake.set()

    def run(self) -> None:
        """Serve until stopped."""
        watcher = Watcher(self.installation.inbox_folder, self._wake, poll=self.poll)
        self._night_done = self._last_night(self.installation.clock())
        self.say(f"开始值守：{self.installation.inbox_folder}（每晚{self.nightly_at:%H:%M}汇总）")
        try:
            while not self._stop.is_set():
                if not watcher.ensure():
                    self.say(f"收件夹暂时无法监听，改为定时检查：{self.installation.inbox_folder}")
                waiting = self._pass()
                self._night_if_due()
                # A file that waits is looked at again as soon as it can have settled; a hint comes earlier still.
                pause = min(self.rescan_seconds, max(self.settle_seconds, 0.2)) if waiting else self.rescan_seconds
                self._wake.wait(pause)
                self._wake.clear()
        finally:
            watcher.stop()
            self.say("值守已停止。")

    def _pass(self) -> bool:
        try:
            processed = process(self.installation, self._say_submission)
        except OSError as fault:
            self.say(f"本次检查未完成（{fault.strerror or fault}：{fault.filename or ''}），稍后自动重试。")
            return False
        return bool(processed.waiting)

    def _say_submission(self, submission: Submission) -> None:
        who = submission.unit or "单位待确认"
        self.say(f"已处理：{submission.arrival.file_name}（{who}，{submission.verdict.label}）")

    def _night_if_due(self) -> None:
        now = self.installation.clock()
        last = self._last_night(now)
        if self._night_done is not None and self._night_done >= last:
            return
        try:
            night = nightly(self.installation)
        except OSError as fault:
            self.say(f"汇总未完成（{fault.strerror or fault}：{fault.filename or ''}），稍后自动重试。")
            return
        self._night_done = last
        self.say(f"汇总完成：{night.published.newest or night.published.dated}")

    def _last_night(self, now: datetime) -> datetime:
        tonight = datetime.combine(now.date(), self.nightly_at, tzinfo=now.tzinfo)
        return tonight if tonight <= now else tonight - timedelta(days=1)
