"""The watcher: events wake the service early. They are a hint only; the rescan is the promise."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver


class Watcher:
    """Sets ``wake`` whenever something in the folder changes. A folder that cannot be watched is only rescanned."""

    def __init__(self, folder: Path, wake: threading.Event, *, poll: bool) -> None:
        self._folder = folder
        self._wake = wake
        self._poll = poll
        self._observer: BaseObserver | None = None

    def ensure(self) -> bool:
        """Start the observer if none is alive (the first time, or after it died); say whether one watches now."""
        if self._observer is not None and self._observer.is_alive() and self._folder.is_dir():
            return True
        self.stop()
        from watchdog.events import FileSystemEventHandler
        from watchdog.observers import Observer
        from watchdog.observers.polling import PollingObserver

        wake = self._wake

        class _Waker(FileSystemEventHandler):
            def on_any_event(self, _: Any) -> None:
                wake.set()

        observer = PollingObserver() if self._poll else Observer()
        observer.daemon = True
        try:
            observer.schedule(_Waker(), str(self._folder), recursive=True)
            observer.start()
        except OSError:
            return False
        self._observer = observer
        return True

    def stop(self) -> None:
        """Stop watching."""
        if self._observer is not None:
            if self._observer.is_alive():
                self._observer.stop()
                self._observer.join(5)
            self._observer = None
