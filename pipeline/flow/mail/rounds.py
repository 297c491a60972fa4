"""The service's rounds to the mail: fetching at intervals or when the server tells, answering, sending."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

from pipeline.flow.day.receive import Processed, process
from pipeline.flow.installation import Installation
from pipeline.flow.mail.outbox import send_due
from pipeline.flow.mail.reply import answer_changes, answer_mails
from pipeline.flow.mail.taking import MailsTaken, take_mail
from pipeline.mail.fetching.watch import REFUSED_SECONDS, MailWatcher
from pipeline.model import Submission

_AT_ONCE = 40
"""Mails fetched before they are examined and answered, so that the first answers do not wait for a full mailbox."""


def take_all_mail(installation: Installation, examined: list[Processed]) -> MailsTaken:
    """Fetch all that is new in the mailbox; examine in between, so that an archive goes before what came after it.

    What came of that goes to ``examined``; the last mails are left to be examined.
    """
    mails = files = 0
    while True:
        taken = take_mail(installation, _AT_ONCE)
        mails, files = mails + taken.mails, files + taken.files
        if not taken.more or taken.fault:
            return replace(taken, mails=mails, files=files)
        examined.append(process(installation, inbox=False))


class MailRounds:
    """Goes to the mail when it is time. Without mail set up it does nothing.

    ``seconds``: how long to wait between two visits to the mailbox. ``say`` gets a Chinese line for each event.
    """

    def __init__(
        self, installation: Installation, seconds: float, wake: threading.Event, say: Callable[[str], None]
    ) -> None:
        self._installation = installation
        self._seconds = seconds
        self._say = say
        self._next = 0.0
        self._faults = {"in": "", "out": ""}
        post = installation.post
        self._watcher = MailWatcher(post.mailbox, wake) if post is not None and post.mailbox is not None else None

    @property
    def pause(self) -> float:
        """Seconds until the next visit to the mailbox."""
        return max(self._next - time.monotonic(), 0.1) if self._watcher is not None else float("inf")

    @property
    def faults(self) -> dict[str, str]:
        """What keeps mail from coming "in" or going "out" just now, in Chinese; "" where nothing does."""
        words = {"in": "收信未完成", "out": "邮件未能发出"}
        return {about: f"{words[about]}（{fault}）" if fault else "" for about, fault in self._faults.items()}

    def start(self) -> None:
        """Begin to listen for what the server tells."""
        if self._watcher is not None:
            self._watcher.start()

    def stop(self) -> None:
        """Listen no more."""
        if self._watcher is not None:
            self._watcher.stop()

    def go(self, on_arrival: Callable[[Submission], None], stopped: Callable[[], bool]) -> None:
        """Fetch if it is time, then answer and send what is ready. Raises OSError as ``process`` does."""
        if self._installation.post is None:
            return
        told = self._watcher is not None and self._watcher.arrived.is_set()
        if self._watcher is not None and (told or time.monotonic() >= self._next):
            self._watcher.arrived.clear()
            refused = self._fetch(on_arrival, stopped)
            self._next = time.monotonic() + (max(self._seconds, REFUSED_SECONDS) if refused else self._seconds)
        answer_mails(self._installation)
        answer_changes(self._installation)
        sent = send_due(self._installation)
        self._tell("out", sent.fault, f"邮件未能发出（{sent.fault}），稍后自动重发。", "发信已恢复正常。")
        if sent.sent:
            self._say(f"已发出邮件{sent.sent}封。")
        if sent.failed:
            self._say(f"{sent.failed}封邮件被拒收，详见晨报。")

    def _fetch(self, on_arrival: Callable[[Submission], None], stopped: Callable[[], bool]) -> bool:
        """Fetch what there is; say whether the log-in was turned down."""
        while not stopped():
            taken = take_mail(self._installation, _AT_ONCE)
            if taken.mails:
                self._say(f"已收取邮件{taken.mails}封，附件{taken.files}个。")
            self._tell("in", taken.fault, f"收信未完成（{taken.fault}），稍后自动重试。", "收信已恢复正常。")
            if taken.files:
                # Mails are answered in between, however the inbox is and however much lies in it.
                process(self._installation, on_arrival, remember=False, inbox=False)
            answer_mails(self._installation)
            send_due(self._installation)
            if not taken.more:
                return taken.refused
        return False

    def _tell(self, about: str, fault: str, line: str, recovered: str) -> None:
        """Say a fault when it begins and when it is over, not at every round between."""
        if bool(fault) != bool(self._faults[about]):
            self._say(line if fault else recovered)
        self._faults[about] = fault
