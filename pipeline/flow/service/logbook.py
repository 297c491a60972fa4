"""The log: one line of JSON for each event, in files that rotate. Nothing secret and no personal number gets in."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, tzinfo
from logging.handlers import RotatingFileHandler
from pathlib import Path

from pipeline.judging.checks.personal_numbers import mask_personal

LOG_FILE = "taizhang.log"
_LARGEST = 5 << 20
_KEPT = 10
_FIELDS = ("kind", "subject", "detail")
_SHORTEST_SECRET = 4


@contextmanager
def logbook(folder: Path, zone: tzinfo, secrets: Sequence[str] = ()) -> Iterator[logging.Logger]:
    """Write what the program logs into ``folder`` while the context lasts; ``secrets`` are blotted out of every line.

    Each line is a JSON object: ``at`` (ISO 8601), ``level``, ``event`` (what happened), and for an event of the
    register ``kind``, ``subject`` and ``detail``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(folder / LOG_FILE, maxBytes=_LARGEST, backupCount=_KEPT, encoding="utf-8")
    handler.setFormatter(_Lines(zone, secrets))
    logger = logging.getLogger("taizhang")
    before = (logger.level, logger.propagate)
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        yield logger
    finally:
        logger.removeHandler(handler)
        logger.level, logger.propagate = before
        handler.close()


class _Lines(logging.Formatter):
    def __init__(self, zone: tzinfo, secrets: Sequence[str]) -> None:
        super().__init__()
        self._zone = zone
        # A very short word is no password, and blotting it out would make the log unreadable.
        self._secrets = [s for s in secrets if len(s) >= _SHORTEST_SECRET]

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "at": datetime.fromtimestamp(record.created, self._zone).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": self._clean(record.getMessage()),
        }
        for field in _FIELDS:
            value = getattr(record, field, "")
            if value:
                said[field] = self._clean(str(value))
        if record.exc_info:
            said["fault"] = self._clean(self.formatException(record.exc_info))
        return json.dumps(said, ensure_ascii=False)

    def _clean(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "******")
        return mask_personal(text).encode("utf-8", "backslashreplace").decode("utf-8")
