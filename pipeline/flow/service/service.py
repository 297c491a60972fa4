"""The night's work, and the service that watches the inbox by day and does the night's work at its time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from time import monotonic
from typing import TypeVar

from pipeline.flow.day.receive import Processed, process
from pipeline.flow.installation import Installation
from pipeline.flow.mail.rounds import MailRounds
from pipeline.flow.night.county import publish_changes
from pipeline.flow.night.night import last_night, nightly
from pipeline.flow.night.publish import retry_pending
from pipeline.flow.pace import MINUTE, Pace, ticking
from pipeline.flow.service.health import ServiceState
from pipeline.flow.service.pulse import Pulse
from pipeline.flow.service.times import Times
from pipeline.guard.watch import Watcher, Watching
from pipeline.model import Submission
from pipeline.model.io_faults import told
from pipeline.store.nights import Nights

Result = TypeVar("Result")

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
        self._night_again = 0.0
        self._watcher = Watcher(self.installation.inbox_folder, self._wake, poll=self.poll)
        self._mail = MailRounds(self.installation, self.mail_seconds, self._wake, self.say)
        self._pulse = Pulse(self.installation, self._watcher, self._mail, self.rescan_seconds)

    def stop(self, *_: object) -> None:
        """Ask the service to end after what it is doing; usable as a signal handler."""
        self._stop.set()
        self._wake.set()

    def run(self) -> None:
        """Serve until stopped."""
        # A folder that never had a night waits for its first; one that missed some makes up for the newest.
        self._waits_from = last_night(self.installation.clock(), self.nightly_at)
        # Where children are forked from here, that has to be before the watcher's threads run.
        self._contained("pass", "启动", lambda: self.installation.desk().warm())
        self.say(f"开始值守：{self.installation.inbox_folder}（每晚{self.nightly_at:%H:%M}汇总）")
        self._mail.start()
        times = self._times()
        times.start()
        try:
            while not self._stop.is_set():
                self._watch()
                pause = self._pass()
                self._night_if_due()
                self._pulse.beat()
                self._wake.wait(min(pause, self._mail.pause))
                self._wake.clear()
        finally:
            times.stop()
            self._pulse.beat(ServiceState.STOPPED)
            self._watcher.stop()
            self._mail.stop()
            self.installation.rest()
            self.say("值守已停止。")

    def _times(self) -> Times:
        """Give the times at which the loop must not be late: the night, and the hour at which its mails go out."""
        post, zone = self.installation.post, self.installation.clock().tzinfo
        assert zone is not None
        return Times({self.nightly_at, *([post.morning] if post else [])}, zone, self._wake)

    def _watch(self) -> None:
        for remark in self._watcher.ensure():
            self.say(remark)
        blind = self._watcher.state is Watching.NOT
        self._say_once(
            "watch", f"收件夹暂时无法监听，改为定时检查：{self.installation.inbox_folder}" if blind else ""
        )

    def _pass(self) -> float:
        """Make one pass; give the seconds until the next, unless something happens before."""
        # However much lies there, everything in the inbox is looked at anew after this time, and mail is not kept
        # waiting either.
        until = monotonic() + self.rescan_seconds
        processed = self._contained("pass", "本次检查", lambda: self._look_into_inbox(until))
        self._contained("mail", "本次收发邮件", lambda: self._mail.go(self._say_submission, self._stop.is_set))
        if processed is None:
            return self.rescan_seconds
        self._say_once("faults", "；".join(processed.faults))
        self._pulse.passed(processed)
        asking = [f"{w.path.name}：{w.reason}" for w in processed.waiting if not w.soon]
        self._say_once("waiting", "；".join(asking[:20]) + (f"……共{len(asking)}个" if len(asking) > 20 else ""))
        if processed.more:
            return 0.0
        # A file that waits is looked at again as soon as it can have settled; a hint comes earlier still.
        soon = any(w.soon for w in processed.waiting)
        return min(self.rescan_seconds, max(self.settle_seconds, 0.2)) if soon else self.rescan_seconds

    def _look_into_inbox(self, until: float) -> Processed:
        processed = process(
            self.installation,
            self._say_submission,
            remember=False,
            enough=lambda: self._stop.is_set() or monotonic() >= until,
        )
        for replaced in retry_pending(self.installation):
            self.say(f"此前未能替换的文件已更新：{replaced}")
        if not processed.more and (published := publish_changes(self.installation)) is not None:
            self.say(f"因核定结果变化，汇总表已更新：{published.newest or published.dated}")
        return processed

    def _contained(self, about: str, what: str, work: Callable[[], Result]) -> Result | None:
        """Do some work; where it cannot be done say so, once, and go on with the rest. It is tried again soon."""
        try:
            done = work()
        except OSError as fault:
            self._say_once(about, f"{what}未完成（{told(fault)}），稍后自动重试。")
            return None
        except Exception as broken:
            # Ending over it would not help: who starts us again meets the same, and all else would not be done.
            text = f"{what}未完成（程序内部出错：{type(broken).__name__}，详情见运行日志），稍后自动重试。"
            if self._say_once(about, text):
                logging.getLogger("taizhang").exception(about)
            return None
        if self._pulse.troubled(about):
            self.say(f"{what.removeprefix('本次')}已恢复正常。")
        self._say_once(about, "")
        return done

    def _say_once(self, about: str, line: str) -> bool:
        """Say a line about a matter unless it was the last said about it, and whether so; "" forgets the matter."""
        new = self._pulse.trouble(about, line) and bool(line)
        if new:
            self.say(line)
        return new

    def _say_submission(self, submission: Submission) -> None:
        who = submission.unit or "单位待确认"
        self.say(f"已处理：{submission.arrival.file_name}（{who}，{submission.verdict.label}）")
        self._pulse.beat_if_due()

    def _night_if_due(self) -> None:
        """Do the night's work if a night has begun whose work is not done: tonight's, or one that was missed."""
        if monotonic() < self._night_again:
            return
        try:
            if not self._night_is_due():
                return
            self._night_again = monotonic() + _RETRY_SECONDS
            self._pulse.beat(ServiceState.NIGHT)
            pace = Pace("夜间工作")
            with ticking(lambda: self.say(pace.line()), MINUTE):
                night = nightly(self.installation, at_once=False, nightly_at=self.nightly_at, told=pace.at)
            if not self._night_is_due():
                self._night_again = 0.0
        except OSError as fault:
            self._say_once("night", f"汇总未完成（{told(fault)}），稍后自动重试。")
            return
        self._say_once("night", "；".join(f"夜间工作未完成：{line}" for line in night.faults))
        if night.published is not None:
            self.say(f"汇总完成：{night.published.newest or night.published.dated}")
            for remark in night.published.remarks:
                self.say(remark)

    def _night_is_due(self) -> bool:
        """Ask the register, which alone knows what was done, whatever rang or did not."""
        now = self.installation.clock()
        last = last_night(now, self.nightly_at)
        self._waits_from = min(self._waits_from, last)  # a clock that was ahead at the start must not keep us waiting
        return (Nights(self.installation.register).last_done(now) or self._waits_from) < last
