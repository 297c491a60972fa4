"""The night's work, and the service that watches the inbox by day and does the night's work at its time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from time import monotonic

from pipeline.flow.installation import Installation
from pipeline.flow.night import last_night, nightly
from pipeline.flow.publish import retry_pending
from pipeline.flow.receive import process
from pipeline.flow.rounds import MailRounds
from pipeline.intake import Watcher
from pipeline.model import Submission
from pipeline.model.io_faults import io_fault
from pipeline.store import Nights

_RETRY_SECONDS = 600.0
"""How long to wait before a night that failed is tried again."""


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
    mail_seconds: float = 120.0

    def __post_init__(self) -> None:
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._night_done: datetime | None = None
        self._night_again = 0.0
        self._said: dict[str, str] = {}

    def stop(self, *_: object) -> None:
        """Ask the service to end after what it is doing; usable as a signal handler."""
        self._stop.set()
        self._wake.set()

    def run(self) -> None:
        """Serve until stopped."""
        watcher = Watcher(self.installation.inbox_folder, self._wake, poll=self.poll)
        # A folder that never had a night waits for its first; one that missed some makes up for the newest.
        self._night_done = self._nights_done() or last_night(self.installation.clock(), self.nightly_at)
        mail = MailRounds(self.installation, self.mail_seconds, self._wake, self.say)
        # The children are forked before the watcher's threads run: that is the safe and the quick order.
        self.installation.desk().warm()
        self.say(f"开始值守：{self.installation.inbox_folder}（每晚{self.nightly_at:%H:%M}汇总）")
        mail.start()
        try:
            while not self._stop.is_set():
                watched = watcher.ensure()
                self._say_once(
                    "watch", "" if watched else f"收件夹暂时无法监听，改为定时检查：{self.installation.inbox_folder}"
                )
                waiting = self._pass(mail)
                self._night_if_due()
                # A file that waits is looked at again as soon as it can have settled; a hint comes earlier still.
                pause = min(self.rescan_seconds, max(self.settle_seconds, 0.2)) if waiting else self.rescan_seconds
                self._wake.wait(min(pause, mail.pause))
                self._wake.clear()
        finally:
            watcher.stop()
            mail.stop()
            self.installation.rest()
            self.say("值守已停止。")

    def _pass(self, mail: MailRounds) -> bool:
        """Make one pass; say whether a file waits that may be ready in a moment."""
        try:
            processed = process(self.installation, self._say_submission, remember=False)
            for replaced in retry_pending(self.installation):
                self.say(f"此前未能替换的文件已更新：{replaced}")
            mail.go(self._say_submission, self._stop.is_set)
        except OSError as fault:
            where = f"：{fault.filename}" if fault.filename else ""
            self._say_once("pass", f"本次检查未完成（{io_fault(fault)}{where}），稍后自动重试。")
            return False
        if self._said.get("pass"):
            self.say("检查已恢复正常。")
        self._say_once("pass", "")
        self._say_once("faults", "；".join(processed.faults))
        asking = [f"{w.path.name}：{w.reason}" for w in processed.waiting if not w.soon]
        self._say_once("waiting", "；".join(asking[:20]) + (f"……共 {len(asking)} 个" if len(asking) > 20 else ""))
        return any(w.soon for w in processed.waiting)

    def _say_once(self, about: str, line: str) -> None:
        """Say a line about a matter unless it was the last said about it; "" forgets the matter."""
        if line and self._said.get(about) != line:
            self.say(line)
        self._said[about] = line

    def _say_submission(self, submission: Submission) -> None:
        who = submission.unit or "单位待确认"
        self.say(f"已处理：{submission.arrival.file_name}（{who}，{submission.verdict.label}）")

    def _night_if_due(self) -> None:
        """Do the night's work if a night has begun whose work is not done: tonight's, or one that was missed."""
        last = last_night(self.installation.clock(), self.nightly_at)
        if self._night_done is not None and self._night_done >= last:
            return
        if monotonic() < self._night_again:
            return
        self._night_again = monotonic() + _RETRY_SECONDS
        try:
            night = nightly(self.installation, at_once=False, nightly_at=self.nightly_at)
            self._night_done = self._nights_done()
        except OSError as fault:
            where = f"：{fault.filename}" if fault.filename else ""
            self.say(f"汇总未完成（{io_fault(fault)}{where}），稍后自动重试。")
            return
        if self._night_done is not None and self._night_done >= last:
            self._night_again = 0.0
        for line in night.faults:
            self.say(f"夜间工作未完成：{line}")
        if night.published is not None:
            self.say(f"汇总完成：{night.published.newest or night.published.dated}")
            for remark in night.published.remarks:
                self.say(remark)

    def _nights_done(self) -> datetime | None:
        return Nights(self.installation.register).last_done()
