"""How the service is: a small JSON file, written anew all the time, for ``taizhang status`` and for monitors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from pipeline.guard.watch import Watching
from pipeline.store.archive import write_durably

HEALTH_FILE = "health.json"
_WATCHING = {
    Watching.EVENTS: "系统通知",
    Watching.POLLING: "轮询（网络盘）",
    Watching.NOT: "未能监听，只作定时检查",
}
_ENDINGS = {"timeout": "超时", "memory": "内存超限", "crashed": "崩溃", "fault": "出错"}


class ServiceState(StrEnum):
    """What the service does."""

    SERVING = "serving"
    NIGHT = "night"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class OldestFile:
    """The file that lies longest in the inbox: path below it, since when, and why it is not taken."""

    file: str
    since: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is wrong now, and since when."""

    since: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Queues:
    """How much waits: files in the inbox, arrivals without verdict and without receipt, mails not yet sent."""

    inbox: int = 0
    unexamined: int = 0
    unanswered: int = 0
    mails_to_send: int = 0


@dataclass(frozen=True, slots=True)
class Children:
    """The guard's children: how many may work, how many are alive, and how many files ended badly, by ending."""

    wanted: int
    alive: int
    endings: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Health:
    """How the service was when it wrote this; it writes again by ``next_report_by``, or it hangs or is dead."""

    state: ServiceState
    pid: int
    started_at: datetime
    written_at: datetime
    next_report_by: datetime
    watching: Watching
    last_event: datetime | None
    last_rescan: datetime | None
    queues: Queues
    children: Children
    oldest_waiting: OldestFile | None = None
    errors: tuple[Trouble, ...] = ()
    stale: tuple[str, ...] = ()

    def is_overdue(self, now: datetime) -> bool:
        """Say whether the service should have written again."""
        return self.state is not ServiceState.STOPPED and now > self.next_report_by


def write_health(data: Path, health: Health) -> None:
    """Write the file into the program's own folder; in its old place where the disk has no room for another."""
    path = data / HEALTH_FILE
    text = json.dumps(asdict(health), ensure_ascii=False, indent=1, default=datetime.isoformat)
    content = text.encode("utf-8", "backslashreplace") + b"\n"
    try:
        write_durably(path, content)
    except OSError:
        # A full disk is what the file has to tell of.
        with path.open("r+b") as stream:
            stream.write(content)
            stream.truncate()


def read_health(data: Path) -> Health | None:
    """Read the file; None where the service never wrote one, or one that cannot be read."""
    try:
        values: dict[str, Any] = json.loads((data / HEALTH_FILE).read_text(encoding="utf-8"))
        for name in ("started_at", "written_at", "next_report_by", "last_event", "last_rescan"):
            values[name] = datetime.fromisoformat(values[name]) if values[name] else None
        values["state"] = ServiceState(values["state"])
        values["watching"] = Watching(values["watching"])
        values["queues"] = Queues(**values["queues"])
        values["children"] = Children(**values["children"])
        if oldest := values["oldest_waiting"]:
            values["oldest_waiting"] = OldestFile(**{**oldest, "since": datetime.fromisoformat(oldest["since"])})
        values["errors"] = tuple(Trouble(datetime.fromisoformat(e["since"]), e["text"]) for e in values["errors"])
        values["stale"] = tuple(values["stale"])
        return Health(**values)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def health_lines(health: Health | None, now: datetime) -> Iterator[str]:
    """Say for the terminal how the service is."""
    if health is None:
        yield "值守程序：没有运行记录（未启用 taizhang serve）"
        return
    report = f"最近一次报告{_at(health.written_at, now)}"
    if health.state is ServiceState.STOPPED:
        yield f"值守程序：已停止（{_at(health.written_at, now)}），以下是停止时的情况"
    elif health.is_overdue(now):
        yield f"值守程序：可能已停止或没有响应（{report}，此后没有按时报告），请检查进程和 data/logs/ 中的日志"
    else:
        doing = "正在做夜间汇总" if health.state is ServiceState.NIGHT else "正在值守"
        yield f"值守程序：{doing}（{_at(health.started_at, now)}启动，进程{health.pid}），{report}"
    event, rescan = (_at(at, now) if at else "尚无" for at in (health.last_event, health.last_rescan))
    yield f"收件夹监听：{_WATCHING[health.watching]}；最近一次变动{event}，最近一次全面检查{rescan}"
    queues = health.queues
    yield (
        f"排队：收件夹内{queues.inbox}个，待校验{queues.unexamined}个，待出回执{queues.unanswered}个，"
        f"待发邮件{queues.mails_to_send}封"
    )
    if (oldest := health.oldest_waiting) is not None:
        reason = f"，{oldest.reason}" if oldest.reason else ""
        yield f"等候最久：{oldest.file}（自{_at(oldest.since, now)}{reason}）"
    ended = "，".join(f"{_ENDINGS.get(kind, kind)}{count}次" for kind, count in health.children.endings.items())
    yield f"子进程：应有{health.children.wanted}个，运行中{health.children.alive}个；异常结束{ended or '0次'}"
    for trouble in health.errors:
        yield f"异常：{trouble.text}（自{_at(trouble.since, now)}）"
    for line in health.stale:
        yield f"滞留：{line}"


def _at(moment: datetime, now: datetime) -> str:
    """Print a moment: of another day with its date."""
    return f"{moment:%H:%M:%S}" if moment.date() == now.date() else f"{moment:%Y-%m-%d %H:%M:%S}"
