"""The demo inbox: which file arrives when, as inbox.toml says."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.model import Plan
from taizhang_demo.faults import duty_roster, encrypted, truncated
from taizhang_demo.forms import FORMS, on_the_issued_template
from taizhang_demo.ledger_texts import home, load_ledger

_BEIJING = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class DemoFile:
    """One file of the demo inbox.

    ``path`` is relative to the inbox, with "/" between folder and name. ``unit`` is the unit that sent it, None where
    nothing in or about the file says so. ``form`` names the function that wrote it. ``received_at`` is the (aware)
    time of its arrival; those of the late file lie after the due date of the plan.
    """

    path: str
    unit: str | None
    form: str
    received_at: datetime
    data: bytes = field(repr=False)

    def write(self, folder: Path) -> Path:
        """Write the file into an inbox, dated with its time of arrival; give its path."""
        target = folder / self.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(self.data)
        os.utime(target, (self.received_at.timestamp(),) * 2)
        return target


def demo_plans() -> tuple[str, ...]:
    """Name the plans beside the prepared one that the demo can be shown on."""
    folders = (home() / "plans").iterdir()
    return tuple(sorted(folder.name for folder in folders if (folder / "inbox.toml").is_file()))


def demo_files(plan: Plan, name: str = "") -> tuple[DemoFile, ...]:
    """Make the files of the demo, in the order of their arrival: all that can be written on this machine.

    ``name`` is one of ``demo_plans``, "" for the prepared plan.
    """
    made = (_make(entry, plan, name) for entry in _manifest(name) if _can_be_written(entry["path"]))
    return tuple(sorted(made, key=lambda f: (f.received_at, f.path)))


def left_out(name: str = "") -> tuple[str, ...]:
    """Name the files that this machine cannot write for want of the extra ``demo``."""
    return tuple(entry["path"] for entry in _manifest(name) if not _can_be_written(entry["path"]))


def _manifest(name: str) -> list[dict[str, Any]]:
    text = (home(name) / "inbox.toml").read_text(encoding="utf-8")
    entries: list[dict[str, Any]] = tomllib.loads(text)["files"]
    return entries


def _can_be_written(path: str) -> bool:
    return not path.endswith((".xls", ".et")) or find_spec("xlwt") is not None


def write_demo_inbox(folder: Path, plan: Plan) -> tuple[DemoFile, ...]:
    """Write all files of the demo into an inbox; give them in the order of their arrival."""
    made = demo_files(plan)
    for file in made:
        file.write(folder)
    return made


def _make(entry: Mapping[str, Any], plan: Plan, name: str) -> DemoFile:
    form = entry["form"]
    ledger = load_ledger(entry["ledger"], name) if "ledger" in entry else None
    unit = entry.get("unit", ledger.unit if ledger else "")
    if ledger is None:
        data = {"duty_roster": duty_roster}[form]()
    elif form == "on_the_issued_template":
        from pipeline.form.template.template import ledger_template

        data = on_the_issued_template(ledger, ledger_template(plan, plan.unit_by_name[unit]))
    else:
        data = {**FORMS, "encrypted": encrypted, "truncated": truncated}[form](ledger)
    return DemoFile(entry["path"], unit or None, form, entry["received_at"].replace(tzinfo=_BEIJING), data)
