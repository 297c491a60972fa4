"""The seal of a county workbook: plan and issue, and a code over both that only this register makes."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import quote, unquote

from pipeline.store.register import Register


@dataclass(frozen=True, slots=True)
class Seal:
    """What a genuine seal says: of which plan a workbook speaks, and which issue it is."""

    plan: str
    issue: str


def seal_of(register: Register, plan: str, issue: str) -> str:
    """Make the seal of an issue of the county workbook. It holds no blank, and is one word to any program."""
    said = f"{quote(plan, safe='')}~{issue}"
    return f"{said}~{_code(register, said)}"


def read_seal(register: Register, text: str) -> Seal | None:
    """Read a seal; None where it is not this installation's."""
    said, _, code = text.strip().rpartition("~")
    plan, _, issue = said.rpartition("~")
    if not said or not hmac.compare_digest(code.encode(), _code(register, said).encode()):
        return None
    return Seal(unquote(plan), issue)


def _code(register: Register, said: str) -> str:
    return hmac.new(register.seal_key, said.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:40]
