"""One installation, put together: folders, register, archive, inbox, limits, clock. Built by wiring."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from pipeline.county.letters.writing import LetterTemplates
from pipeline.flow.at_hand import RulesStamp, stamp_of
from pipeline.flow.book import Book
from pipeline.flow.desk import Desk, Done, Job, NoModel, Preparing
from pipeline.flow.examine import Examiner
from pipeline.guard.child import Limits
from pipeline.guard.guard import Guard
from pipeline.guard.inbox import Inbox
from pipeline.guard.origin import is_server_ready
from pipeline.mail.post import Post
from pipeline.model import Decision, Plan, mark_replaced
from pipeline.store.archive import Archive
from pipeline.store.register import Register

Item = TypeVar("Item")
Result = TypeVar("Result")

RECEIPTS = "回执"
SUMMARIES = "汇总"
HISTORY = "历史"
BOARD = "看板"
UNKNOWN_SENDER = "单位待确认"


class RulesSlipError(OSError):
    """The rules were changed and hold a slip. Nobody is judged by half a plan: the work waits, as for a full disk."""

    def __init__(self, slip: Exception) -> None:
        super().__init__(errno.EINVAL, f"方案数据修改后有误，改正之前暂停收取和汇总。{' '.join(str(slip).split())}")


class NoChildrenError(OSError):
    """The children that open files do not come up: the work waits, as for a full disk."""

    def __init__(self, ending: str) -> None:
        said = (
            f"读取文件的子程序未能启动（{ending}），暂停收取和汇总。请检查内存是否充足，以及设置中 guard 一节的上限。"
        )
        super().__init__(errno.EAGAIN, said)


@dataclass(frozen=True, slots=True)
class FolderRights:
    """With what rights units' folders are made: ``mode`` (None: the system's own), each unit's group by its name.

    ``center`` is the group for what belongs to no unit; "" leaves a group as it is.
    """

    mode: int | None = None
    groups: Mapping[str, str] = field(default_factory=dict)
    center: str = ""


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
    letter_templates: LetterTemplates
    limits: Limits
    workers: int
    keep_daily_copies: int
    clock: Callable[[], datetime]
    keep_backups: int = 30
    keep_backup_days: int = 90
    keep_receipt_days: int = 0
    """After how many days receipts go out of the outbox; 0: never."""
    post: Post | None = None
    """Mailbox and mail server; None where no mail is set up."""
    trusts_names: bool = False
    """Whether what a file says of its sender is as good as proof ([trust] source = "named")."""
    officers: tuple[str, ...] = ()
    """Who may decide; any name where none is listed."""
    rights: FolderRights = field(default_factory=FolderRights)
    recovered: bool = field(default=False, init=False)
    """Whether what a killed program left behind has been cleared away."""
    _desk: tuple[Examiner, Guard[Job, Done]] | None = field(default=None, init=False, repr=False)
    _rules_seen: RulesStamp | None = field(default=None, init=False, repr=False)
    _book: tuple[str, Book] | None = field(default=None, init=False, repr=False)

    @property
    def plan(self) -> Plan:
        """The plan in force."""
        kept = self.__dict__.get("_examiner")
        return (kept if isinstance(kept, Examiner) else self.examiner(())).plan

    def decisions(self) -> tuple[Decision, ...]:
        """Give every decision under the plan in force, oldest first."""
        return self.register.decisions(self.plan.id)

    def book(self) -> Book:
        """Give the standings of all units under the plan in force."""
        plan = self.plan.id
        if self._book is None or self._book[0] != plan:
            self._book = plan, Book(self.register, plan)
        return self._book[1]

    def examiner(self, decisions: tuple[Decision, ...]) -> Examiner:
        """Give an examiner that knows these decisions; the last one is kept while they and the rules stay the same.

        Whoever adds a unit's address while the service runs need not start it anew. Raises ``RulesSlipError`` where
        the rules were changed and hold a slip.
        """
        decisions = mark_replaced(decisions)
        kept, rules = self.__dict__.get("_examiner"), stamp_of(self.rules)
        changed = isinstance(kept, Examiner) and self._rules_seen not in (None, rules)
        if not isinstance(kept, Examiner) or kept.decisions != decisions or changed:
            read = kept._plan if isinstance(kept, Examiner) and not changed else None
            kept = Examiner(self.rules, decisions, self.post.trusted if self.post else frozenset(), rules, read)
            if changed:
                _prepare_anew(kept)
                self.register.note(self.clock(), "rules_reread", kept.plan.id, kept.plan.fingerprint)
            self.__dict__["_examiner"] = kept
        self._rules_seen = rules
        return kept

    def guard(self, work: Callable[[Item], Result]) -> Guard[Item, Result]:
        """Make a guard whose children do this work. The caller closes it."""
        return Guard(work, self.limits, self.workers)

    @contextmanager
    def desk_of(self, examiner: Examiner) -> Iterator[Guard[Job, Done]]:
        """Give the desk for a while where it works by this examiner, else one that does."""
        if self._desk is not None and self._desk[0] is examiner:
            yield self._desk[1]
        else:
            with self.guard(_desk_for(examiner)) as desk:
                yield desk

    def desk(self) -> Guard[Job, Done]:
        """Give the guard whose children do all the jobs, under the decisions in force.

        It is kept, warm, from pass to pass, until there are other decisions. No file is to be judged for what keeps
        children from working at all: raises ``ModelError`` where there is no model to match with, ``NoChildrenError``
        where they do not come up.
        """
        examiner = self.examiner(self.decisions())
        if self._desk is None or self._desk[0] is not examiner:
            guard = self.guard(_desk_for(examiner))
            if is_server_ready():
                try:
                    self._await(guard)
                except BaseException:
                    guard.close()
                    raise
            # The guard before may be at work still; it ends when nobody uses it any more.
            self._desk = examiner, guard
        return self._desk[1]

    def _await(self, guard: Guard[Job, Done]) -> None:
        """Wait until the first child has loaded all that it needs."""
        preparing = guard.begin(Preparing())
        _ = self.plan  # we need it, too, and have nothing else to do until then
        prepared = guard.finish(preparing)
        if prepared.ending:
            raise NoChildrenError(f"{prepared.ending} {prepared.detail}".strip())
        if isinstance(prepared.result, NoModel):
            from pipeline.plan.matcher_model import ModelError  # which brings numpy along

            raise ModelError(prepared.result.file, prepared.result.what)

    @property
    def guard_at_work(self) -> Guard[Job, Done] | None:
        """The desk as it is now, None while it rests."""
        return self._desk[1] if self._desk is not None else None

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


def _desk_for(examiner: Examiner) -> Desk:
    desk = Desk(examiner)
    return desk if is_server_ready() else desk.prepare()  # what is forked from here has it then


def _prepare_anew(examiner: Examiner) -> None:
    from pipeline.plan.matcher_model import ModelError
    from pipeline.plan.rules_files import RulesError

    try:
        examiner.prepare()
    except (RulesError, ModelError) as slip:
        raise RulesSlipError(slip) from slip
