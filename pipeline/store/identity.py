"""Whether the register in its place is the one that belongs to this folder: never silently new or emptied."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from pipeline.store.archive import write_durably
from pipeline.store.arrivals import ArrivalState
from pipeline.store.backup import backups_in
from pipeline.store.facts import IDENTITY
from pipeline.store.register import Register

MARK: Final = "register.json"
"""In the program's own folder: which register belongs there."""


class StrangeRegisterError(Exception):
    """The register is not the one that belongs to this folder, or has been emptied. Chinese text."""


def ensure_ours(register: Register, data: Path, *, was_there: bool, remember: bool = True) -> None:
    """Raise ``StrangeRegisterError`` where the register is not the folder's; remember which it is at the first time.

    ``was_there``: its file lay there before it was opened. Without ``remember`` nothing is written.
    """
    mark, identity = data / MARK, register.fact(IDENTITY) or ""
    known = _marked(mark)
    originals = _has_originals(data / "archive")
    if known is not None and known != identity:
        what = (
            "登记库已不存在或已被清空"
            if not register.arrivals_in(*ArrivalState)
            else "登记库不是本文件夹原来的那一个"
        )
        raise StrangeRegisterError(_advice(what, data))
    if known is None and originals and (not was_there or not register.arrivals_in(*ArrivalState)):
        raise StrangeRegisterError(_advice("原件库中有已收的台账，而登记库是空的", data))
    if known is not None and originals and not register.arrivals_in(*ArrivalState) and register.words() != "0|0|0":
        raise StrangeRegisterError(_advice("登记库中的来件记录已被清空", data))
    if known is None and remember:
        write_durably(mark, json.dumps({"identity": identity}).encode("ascii"))


def is_expected(data: Path) -> bool:
    """Say whether a register should lie there: one has, or originals do."""
    return (data / MARK).exists() or _has_originals(data / "archive")


def _advice(what: str, data: Path) -> str:
    backups = backups_in(data / "backup")
    if backups:
        newest = f"最新的备份是 {backups[-1]}，请运行 taizhang restore-backup {backups[-1].parent} 恢复"
    else:
        newest = "没有找到备份"
    return (
        f"{what}，已停止工作，未作任何改动。{newest}；"
        f"确需重新开始的，请先把 {data} 整个移到别处保存，再运行 taizhang init。"
    )


def _marked(mark: Path) -> str | None:
    try:
        return str(json.loads(mark.read_text(encoding="ascii"))["identity"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _has_originals(archive: Path) -> bool:
    return any(archive.glob("??/*.bin"))
