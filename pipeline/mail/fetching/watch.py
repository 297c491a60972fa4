"""The mailbox's own watcher: where the server can (IDLE), new mail wakes the service at once. A hint only."""

from __future__ import annotations

import threading
from contextlib import suppress

from pipeline.mail.fetching.mailbox import Mailbox, MailboxAccess, MailboxError

_IDLE_SECONDS = 15.0
_LONGEST_PAUSE = 300.0
REFUSED_SECONDS = 1800.0
"""How long to stay away after a log-in was turned down: providers lock accounts that are knocked at too often."""


class MailWatcher:
    """Sets ``arrived`` and ``wake`` when the server tells of new mail; reconnects by itself, ever more slowly."""

    def __init__(self, access: MailboxAccess, wake: threading.Event) -> None:
        self._access = access
        self._wake = wake
        self._stop = threading.Event()
        self.arrived = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="mail-watcher", daemon=True)

    def start(self) -> None:
        """Begin to watch, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Stop watching. The thread is a daemon: a server that does not answer holds nobody up."""
        self._stop.set()
        with suppress(RuntimeError):
            self._thread.join(0.5)

    def _watch(self) -> None:
        pause = 5.0
        while not self._stop.is_set():
            try:
                with Mailbox(self._access) as mailbox:
                    if not mailbox.can_idle:
                        return
                    pause = 5.0
                    # What came while nobody was connected is not told of by IDLE.
                    self._tell()
                    while not self._stop.is_set():
                        if mailbox.wait(_IDLE_SECONDS):
                            self._tell()
            except MailboxError as fault:
                # The polling of the service meets the same fault and reports it.
                self._stop.wait(REFUSED_SECONDS if fault.refused else pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    def _tell(self) -> None:
        self.arrived.set()
        self._wake.set()
