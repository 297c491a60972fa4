"""The service's pulse: it gathers how the service is and writes the health file, again and again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from pipeline.flow.day.receive import Processed
from pipeline.flow.installation import Installation
from pipeline.flow.mail.rounds import MailRounds
from pipeline.flow.service.health import Children, Health, OldestFile, Queues, ServiceState, Trouble, write_health
from pipeline.guard.watch import Watcher
from pipeline.mail.register.outgoing import OutgoingMails, OutgoingState
from pipeline.store.arrivals import ArrivalState
from pipeline.store.database import RegisterError

_EVERY_SECONDS = 5.0
_LEEWAY = timedelta(minutes=5)
"""One file may take its three tries of twenty seconds each, and the machine may be slow."""
_NIGHT = timedelta(hours=1)


class Pulse:
    """Knows what is wrong and since when, and writes it down with all else that tells how the service is."""

    def __init__(self, installation: Installation, watcher: Watcher, mail: MailRounds, rescan_seconds: float) -> None:
        self._installation = installation
        self._watcher = watcher
        self._mail = mail
        self._rescan = timedelta(seconds=rescan_seconds)
        self._started = installation.clock()
        self._last_rescan: datetime | None = None
        self._reasons: dict[Path, str] = {}
        self._stuck: tuple[str, ...] = ()
        self._set_aside = 0
        self._troubles: dict[str, Trouble] = {}
        self._queues = Queues()
        self._beaten = 0.0

    def trouble(self, about: str, text: str) -> bool:
        """Remember what is wrong about a matter, "" for nothing; say whether that is another text than before."""
        before = self._troubles.get(about)
        if not text:
            return self._troubles.pop(about, None) is not None
        if before is not None and before.text == text:
            return False
        self._troubles[about] = Trouble(before.since if before else self._installation.clock(), text)
        return True

    def troubled(self, about: str) -> bool:
        """Say whether something is wrong about a matter."""
        return about in self._troubles

    def passed(self, processed: Processed) -> None:
        """Remember what a pass has left; one that came to its end has looked at everything."""
        self._reasons = {w.path: w.reason for w in processed.waiting}
        self._stuck = tuple(f"{self._below(w.path)}：{w.reason}" for w in processed.waiting if not w.soon)
        if not processed.more:
            self._last_rescan = self._installation.clock()

    def beat(self, state: ServiceState = ServiceState.SERVING) -> None:
        """Write the health file. Where that fails, the file grows old and tells by that."""
        self._beaten = monotonic()
        for about, text in self._mail.faults.items():
            self.trouble(f"mail {about}", text)
        with suppress(OSError):
            write_health(self._installation.root / "data", self._health(state))

    def beat_if_due(self) -> None:
        """Write the health file in the middle of a long pass, now and then."""
        if monotonic() - self._beaten >= _EVERY_SECONDS:
            self.beat()

    def _health(self, state: ServiceState) -> Health:
        now = self._installation.clock()
        set_aside = self._count()
        aside = (f"{set_aside}个来件未能生成回执，已搁置，请与维护人员联系",) if set_aside else ()
        return Health(
            state=state,
            pid=os.getpid(),
            started_at=self._started,
            written_at=now,
            next_report_by=now + (_NIGHT if state is ServiceState.NIGHT else self._rescan * 2 + _LEEWAY),
            watching=self._watcher.state,
            last_event=self._moment(self._watcher.last_event),
            last_rescan=self._last_rescan,
            queues=self._queues,
            oldest_waiting=self._oldest(),
            children=self._children(),
            # What waits for people stands among what is stale.
            errors=tuple(t for about, t in self._troubles.items() if about != "waiting"),
            stale=(*self._stuck, *self._unpublished(), *aside),
        )

    def _count(self) -> int:
        """Count what waits; while the register is away, the numbers stay as they were. Gives what is set aside."""
        register, inbox = self._installation.register, self._installation.inbox.queue.files
        self._queues = replace(self._queues, inbox=inbox)
        with suppress(RegisterError):
            open_arrivals = register.count_open()
            mails = 0
            if self._installation.post is not None:
                mails = len(OutgoingMails(register).in_state(OutgoingState.WAITING))
            self._queues = Queues(
                inbox, open_arrivals[ArrivalState.RECEIVED], open_arrivals[ArrivalState.EXAMINED], mails
            )
            self._set_aside = open_arrivals[ArrivalState.SET_ASIDE]
        return self._set_aside

    def _oldest(self) -> OldestFile | None:
        queue = self._installation.inbox.queue
        since = self._moment(queue.since)
        if queue.oldest is None or since is None:
            return None
        return OldestFile(self._below(queue.oldest), since, self._reasons.get(queue.oldest, ""))

    def _children(self) -> Children:
        guard = self._installation.guard_at_work
        if guard is None:
            return Children(self._installation.workers, 0)
        return Children(guard.workers, len(guard.pids), dict(guard.endings))

    def _unpublished(self) -> Iterator[str]:
        """Name what somebody holds open, so that its new version waits."""
        folder = self._installation.pending_folder
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".")):
            since = self._moment(path.stat().st_mtime)
            yield f"{path.name}：正被他人打开，新版自{since:%Y-%m-%d %H:%M}起等待替换"

    def _below(self, path: Path) -> str:
        return path.relative_to(self._installation.inbox_folder).as_posix()

    def _moment(self, epoch: float | None) -> datetime | None:
        if epoch is None:
            return None
        return datetime.fromtimestamp(epoch, self._installation.clock().tzinfo).replace(microsecond=0)
