"""One installation, put together: folders, register, archive, inbox, limits, clock. Built by wiring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

from pipeline.flow.desk import Desk, Done, Job
from pipeline.flow.examine import Examination, Examiner
from pipeline.flow.post import Post
from pipeline.intake import Guard, Inbox, Limits
from pipeline.model import Decision, Plan, Submission, mark_replaced
from pipeline.store import Archive, Register

RECEIPTS = "回执"
SUMMARIES = "汇总"
HISTORY = "历史"
TEMPLATES = "模板"
BOARD = "看板"
UNKNOWN_SENDER = "单位待确认"


@dataclass
class Installation:
    """Everything that the stages need. ``clock`` gives aware times in the installation's time zone."""

    root: Path
    rules: Path
    outbox: Path
    inbox: Inbox
    inbox_folder: Path
    register: Register
    archive: Archive
    limits: Limits
    workers: int
    keep_daily_copies: int
    clock: Callable[[], datetime]
    keep_backups: int = 30
    post: Post | None = None
    """Mailbox and mail server; None where no mail is set up."""
    recovered: bool = field(default=False, init=False)
    """Whether what a killed program left behind has been cleared away."""
    _desk: tuple[Examiner, Guard[Job, Done]] | None = field(default=None, init=False, repr=False)

    @cached_property
    def plan(self) -> Plan:
        """The plan in force."""
        return self.examiner(self.register.all_decisions()).plan

    def examiner(self, decisions: tuple[Decision, ...]) -> Examiner:
        """Give an examiner that knows these decisions; the last one is kept while they stay the same."""
        decisions = mark_replaced(decisions)
        kept = self.__dict__.get("_examiner")
        if not isinstance(kept, Examiner) or kept.decisions != decisions:
            kept = Examiner(self.rules, decisions, self.post.trusted if self.post else frozenset())
            self.__dict__["_examiner"] = kept
        return kept

    def guard(self, examiner: Examiner) -> Guard[Examination, tuple[Submission, ...]]:
        """Make a guard whose children examine files. The caller closes it."""
        return Guard(examiner, self.limits, self.workers)

    def desk(self) -> Guard[Job, Done]:
        """Give the guard whose children do all the jobs, under the decisions in force.

        It is kept, warm, from pass to pass, until there are other decisions.
        """
        examiner = self.examiner(self.register.all_decisions())
        if self._desk is None or self._desk[0] is not examiner:
            # The guard before may be at work still; it ends when nobody uses it any more.
            self._desk = examiner, Guard(Desk(examiner).prepare(), self.limits, self.workers)
        return self._desk[1]

    def rest(self) -> None:
        """End the children of the desk. They start again when there is work."""
        if self._desk is not None:
            self._desk[1].close()
            self._desk = None

    def receipt_folder(self, unit: str | None) -> Path:
        """Say where a unit's receipts lie; files whose sender is not known have a folder of their own."""
        return self.outbox / RECEIPTS / (unit or UNKNOWN_SENDER)

    @property
    def summary_folder(self) -> Path:
        """Where the county workbook lies."""
        return self.outbox / SUMMARIES

    @property
    def board_folder(self) -> Path:
        """Where the status page lies."""
        return self.outbox / BOARD

    @property
    def pending_folder(self) -> Path:
        """Where published files wait while somebody holds their place open."""
        return self.root / "data" / "pending"
