"""Handing out: the receipts of what was examined, begun ahead, written, and only then closed in the register."""

from __future__ import annotations

import traceback
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.flow.day.answer import BegunReceipt, begin_receipt, finish_receipt
from pipeline.flow.day.decide import speaks_for_officers, take_decisions
from pipeline.flow.installation import Installation
from pipeline.model import Submission
from pipeline.model.io_faults import REFUSED, told
from pipeline.store.arrivals import ArrivalState
from pipeline.store.receipts import Answered, WrittenReceipt

_MOST_REFUSED = 5
_CLOSED_TOGETHER = 8
"""Receipts after which the register is told, all at once: so many are written again after a crash, at most."""


@dataclass(frozen=True, slots=True)
class Examined:
    """Submissions to answer, those of an arrival or of a repeat, by its number; their receipts if these are begun.

    Where not even that was possible, ``receipts`` is what went wrong.
    """

    number: int
    name: str
    found: tuple[Submission, ...]
    is_repeat: bool = False
    receipts: tuple[BegunReceipt, ...] | Exception = ()
    first: int = 0
    """The number of the arrival as it came first; of a repeat, another than ``number``."""

    def answered(self, part: int) -> Answered:
        """Say what the receipt of one of the submissions answers."""
        return Answered((self.first or self.number, part), repeat=self.number if self.is_repeat else 0)


class Closing:
    """What has been answered and is not yet closed in the register. Use it as a context manager."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._moved: list[tuple[int, ArrivalState]] = []
        self._written: list[WrittenReceipt] = []

    def __enter__(self) -> Closing:
        return self

    def __exit__(self, *_: object) -> None:
        self.flush()

    def add(self, examined: Examined, state: ArrivalState, written: Sequence[WrittenReceipt] = ()) -> None:
        """Close an arrival soon, a repeat at once; with it go its receipts that were ``written``."""
        if examined.is_repeat:
            self._installation.register.close_repeat(examined.number, self._installation.clock(), written)
            return
        self._moved.append((examined.number, state))
        self._written.extend(written)
        if len(self._moved) >= _CLOSED_TOGETHER:
            self.flush()

    def flush(self) -> None:
        """Close all that waits for it."""
        moved, self._moved = self._moved, []
        written, self._written = self._written, []
        if moved:
            self._installation.register.move_arrivals(moved, self._installation.clock(), written=written)


def begun(installation: Installation, source: Iterator[Examined]) -> Iterator[Examined]:
    """Have the receipts of a few files made ahead, while the next files are examined."""
    ahead: deque[Examined] = deque()
    try:
        for examined in source:
            ahead.append(replace(examined, receipts=_begin(installation, examined)))
            if len(ahead) > installation.workers:
                yield ahead.popleft()
        while ahead:
            yield ahead.popleft()
    finally:
        for examined in ahead:
            for receipt in examined.receipts if isinstance(examined.receipts, tuple) else ():
                receipt.drop()


def _begin(installation: Installation, examined: Examined) -> tuple[BegunReceipt, ...] | Exception:
    try:
        return tuple(
            begin_receipt(installation, submission, examined.answered(part))
            for part, submission in enumerate(examined.found)
            if not _is_word(installation, submission)
        )
    except Exception as fault:
        return fault  # told when it is this file's turn


def _is_word(installation: Installation, submission: Submission) -> bool:
    """Say whether a file holds officers' words that are taken for theirs: they have an answer of their own."""
    return submission.file.decisions is not None and speaks_for_officers(installation, submission)


def hand_out(installation: Installation, examined: Examined, closing: Closing, refused: int) -> str | None:
    """Answer; give a line for the operator where this receipt could not be written and others may well be.

    A receipt that somebody holds open is tried again at the next pass, one that cannot be made is set aside.
    ``refused`` is how many could not be written in this pass so far.
    """
    try:
        if isinstance(examined.receipts, Exception):
            raise examined.receipts
        written = [
            WrittenReceipt(receipt.answered, finish_receipt(installation, receipt)[0].stem)
            for receipt in examined.receipts
        ]
        for part, submission in enumerate(examined.found):
            if _is_word(installation, submission):
                take_decisions(installation, submission, examined.answered(part))
    except OSError as fault:
        if fault.errno not in REFUSED:
            raise
        if refused + 1 >= _MOST_REFUSED:
            raise  # it is not this one file
        return f"{examined.name} 的回执未能写入（{told(fault)}），稍后自动重试。"
    except Exception:
        text = traceback.format_exc()
        installation.register.note(installation.clock(), "answer_failed", examined.name, text)
        closing.add(examined, ArrivalState.SET_ASIDE)
        return f"{examined.name} 的回执无法生成，已搁置，请与维护人员联系（详见登记库 events 表 answer_failed）。"
    closing.add(examined, ArrivalState.RECEIPTED, written)
    return None
