"""The night's work, step by step. What goes wrong in one step is told and keeps no other step from being done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Final, Protocol, TypeVar

from pipeline.flow.day.receive import Processed, process
from pipeline.flow.installation import Installation
from pipeline.flow.mail.outbox import send_due, sweep_outbox
from pipeline.flow.mail.reply import answer_changes, answer_mails
from pipeline.flow.mail.rounds import take_all_mail
from pipeline.flow.night.county import consolidate
from pipeline.flow.night.morning import put_morning_letter
from pipeline.flow.night.old_receipts import clear_old_receipts
from pipeline.flow.night.publish import Published, retry_pending
from pipeline.flow.night.remind import Reminder, morning_of, put_reminders
from pipeline.model.io_faults import told
from pipeline.store.backup import BackupError, back_up, database_file
from pipeline.store.clock import newest_ahead
from pipeline.store.nights import Nights

MOST_TRIES = 3
"""A night whose essential steps fail is done again; after this many tries it is left to the next one."""
_ESSENTIAL = frozenset({"收取来件", "汇总"})
_STEPS: Final = (
    "核对时钟", "收取邮件", "收取来件", "答复邮件", "汇总", "告知变化", "清理", "备份", "催办提醒", "晨报", "发送邮件"
)  # fmt: skip
"""What a night does, in this order."""
_FETCHING = frozenset({"收取邮件", "收取来件"})

Result = TypeVar("Result")


class Told(Protocol):
    """Is told how far a night is, as ``Pace.at`` is."""

    def __call__(self, what: str, done: int = 0, of: int = 0, *, usual: float = 0.0, later: float = 0.0) -> None:
        """Hear it."""


def _untold(what: str, done: int = 0, of: int = 0, *, usual: float = 0.0, later: float = 0.0) -> None:
    """Nobody asked."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a night: its name, what came of it, and what went wrong ("" if nothing). Chinese."""

    name: str
    text: str = ""
    fault: str = ""


@dataclass
class Night:
    """What a night did. ``published`` is None where the consolidation failed."""

    steps: list[Step] = field(default_factory=list)
    processed: Processed | None = None
    published: Published | None = None
    reminders: tuple[Reminder, ...] = ()

    @property
    def faults(self) -> tuple[str, ...]:
        """What went wrong, a line for each step."""
        return tuple(f"{step.name}：{step.fault}" for step in self.steps if step.fault)

    @property
    def has_missed(self) -> bool:
        """Whether ledgers may lie where they could not be fetched: then nobody is to be blamed for them."""
        return any(step.fault and step.name in _FETCHING for step in self.steps)

    @property
    def done(self) -> bool:
        """Whether all that must not be left undone is done."""
        return not any(step.fault and step.name in _ESSENTIAL for step in self.steps)


def nightly(
    installation: Installation,
    *,
    at_once: bool = True,
    nightly_at: time | None = None,
    gives_up: bool = True,
    told: Told = _untold,
) -> Night:
    """Do everything that the night does, once; each step's fault is reported and keeps no other from being done.

    ``at_once`` sends what the night writes now; else it waits in the outbox for the morning, for whoever sends then.
    ``nightly_at`` says which night this counts as (the newest that has begun); without it, that of this moment. A
    night that fails is left to the next one after ``MOST_TRIES``, unless whoever calls never ``gives_up``.
    ``told`` is told which step is done and how far it is.
    """
    nights, begun = Nights(installation.register), installation.clock()
    which = last_night(begun, nightly_at) if nightly_at else begun
    tries = nights.begin(which)
    night = Night()
    usual = nights.step_seconds()
    run = _Runner(installation, night, usual, told)
    before: list[Processed] = []
    run("核对时钟", lambda: (_look_at_clock(installation), None))
    run("收取邮件", lambda: _take(installation, before))
    night.processed = run("收取来件", lambda: _process(installation, before, run.counted))
    run("答复邮件", lambda: (f"{answer_mails(installation)}封", None))
    night.published = run("汇总", lambda: _consolidate(installation))
    run("告知变化", lambda: (f"{answer_changes(installation)}封", None))
    run("清理", lambda: (_clean_up(installation), None))
    run("备份", lambda: (_back_up(installation), None))
    not_before = morning_of(installation, at_once=at_once)
    night.reminders = run("催办提醒", lambda: _remind(installation, night, not_before)) or ()
    run("晨报", lambda: (_letter(installation, night, not_before), None))
    run("发送邮件", lambda: _send(installation))
    nights.end(which, installation.clock(), night.faults, done=night.done or (gives_up and tries >= MOST_TRIES))
    return night


def last_night(now: datetime, nightly_at: time) -> datetime:
    """Give the newest moment, now at the latest, at which a night's work was to begin."""
    tonight = datetime.combine(now.date(), nightly_at, tzinfo=now.tzinfo)
    return tonight if tonight <= now else tonight - timedelta(days=1)


class StepError(Exception):
    """A step could not do all of its work; the text says what, in Chinese."""


class _Runner:
    """Runs steps one after the other, and notes each."""

    def __init__(self, installation: Installation, night: Night, usual: Mapping[str, float], told: Told) -> None:
        self._installation = installation
        self._night = night
        self._usual, self._told = usual, told
        self._step = ""

    def counted(self, done: int, of: int) -> None:
        """Tell how many things of the step under way are done."""
        later = _STEPS[_STEPS.index(self._step) + 1 :] if self._step in _STEPS else ()
        usual = self._usual.get(self._step, 0.0)
        self._told(self._step, done, of, usual=usual, later=sum(self._usual.get(name, 0.0) for name in later))

    def __call__(self, name: str, work: Callable[[], tuple[str, Result]]) -> Result | None:
        self._step = name
        self.counted(0, 0)
        fault, text = "", ""
        result: Result | None = None
        try:
            text, result = work()
        except StepError as said:
            fault = str(said)
        except OSError as away:
            fault = told(away)
        except Exception as broken:
            # A fault of the program in one step must not cost the county its night; the register keeps the traceback.
            fault = f"程序内部出错（{type(broken).__name__}），详情见运行日志"
            self._note("step_broken", name, _traceback(broken))
        self._night.steps.append(Step(name, text, fault))
        self._note("step_failed" if fault else "step_done", name, fault or text)
        return result

    def _note(self, kind: str, subject: str, text: str) -> None:
        try:
            self._installation.register.note(self._installation.clock(), kind, subject, text)
        except OSError:
            # The register itself is away: the step's fault says so, and the log has it.
            return


def _traceback(fault: Exception) -> str:
    import traceback

    return "".join(traceback.format_exception(fault))


def _look_at_clock(installation: Installation) -> str:
    ahead = newest_ahead(installation.register, installation.clock())
    if ahead is not None:
        raise StepError(
            f"登记库中有晚于现在的记录（最晚的为{ahead:%Y-%m-%d %H:%M}），在此之前不计入汇总。"
            "请校准系统时间，再运行 taizhang clock --repair 改正"
        )
    return "无误"


def _take(installation: Installation, examined: list[Processed]) -> tuple[str, None]:
    taken = take_all_mail(installation, examined)
    if taken.fault:
        raise StepError(taken.fault)
    return f"{taken.mails}封，附件{taken.files}个", None


def _process(
    installation: Installation, before: list[Processed], counted: Callable[[int, int], None]
) -> tuple[str, Processed]:
    last = process(installation, told=counted)
    processed = replace(
        last,
        submissions=tuple(s for p in (*before, last) for s in p.submissions),
        faults=tuple(fault for p in (*before, last) for fault in p.faults),
    )
    return f"{len(processed.submissions)}份", processed


def _consolidate(installation: Installation) -> tuple[str, Published]:
    published = consolidate(installation)
    retry_pending(installation)
    return (published.newest or published.dated).name, published


def _clean_up(installation: Installation) -> str:
    swept = installation.archive.sweep() + clear_old_receipts(installation)
    if installation.post is not None:
        swept += sweep_outbox(installation, installation.post)
    return f"{swept}个文件"


def _back_up(installation: Installation) -> str:
    database = database_file(installation.register)
    if database is None:
        return "登记库不是 SQLite，请按该数据库的办法备份"
    folder = installation.root / "data" / "backup"
    try:
        keep, days = installation.keep_backups, installation.keep_backup_days
        return back_up(database, folder, installation.clock(), keep, days).name
    except BackupError as unsound:
        raise StepError(str(unsound)) from unsound


def _remind(
    installation: Installation, night: Night, not_before: datetime | None
) -> tuple[str, tuple[Reminder, ...]]:
    if night.published is None:
        raise StepError("没有汇总结果，今日未催办")
    if night.has_missed:
        raise StepError("收取未完成，已报送的台账可能尚未收到，今日未催办")
    reminders = put_reminders(installation, night.published.county, not_before)
    return f"{sum(bool(r.recipients) for r in reminders)}封", reminders


def _letter(installation: Installation, night: Night, not_before: datetime | None) -> str:
    put = put_morning_letter(installation, night.published, night.reminders, night.faults, not_before)
    return "1封" if put else "无"


def _send(installation: Installation) -> tuple[str, None]:
    sent = send_due(installation)
    if sent.fault:
        raise StepError(f"{sent.fault}，{sent.waiting}封稍后重发")
    return f"{sent.sent}封", None
