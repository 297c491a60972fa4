"""What officers' words have changed: told on the page that answers them, as soon as all has been judged again."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from pipeline.flow.installation import Installation
from pipeline.model import Severity, Submission
from pipeline.receipts.decisions_page import Effect, with_effects
from pipeline.store.archive import write_durably
from pipeline.store.facts import UNTOLD
from pipeline.store.receipts import Receipts


def await_effects(installation: Installation, page: Path, since: datetime) -> None:
    """Remember a page that is to say what has changed by the words that it answers, which came at a moment."""
    waiting = _waiting(installation)
    name = page.relative_to(installation.outbox).as_posix()
    waiting.setdefault(name, since.isoformat())
    installation.register.remember(UNTOLD, json.dumps(waiting, ensure_ascii=False))


def tell_effects(installation: Installation) -> None:
    """Write on the pages that wait for it which ledgers have had a new receipt since, for whatever reason.

    What several workbooks of one pass, or other words, have changed stands on the page of each.
    """
    waiting = _waiting(installation)
    if not waiting:
        return
    for name, since in waiting.items():
        page = installation.outbox / name
        if page.exists():
            effects = _effects(installation, datetime.fromisoformat(since))
            write_durably(page, with_effects(page.read_text(encoding="utf-8"), effects).encode("utf-8"))
    installation.register.remember(UNTOLD, "")


def _waiting(installation: Installation) -> dict[str, str]:
    return dict(json.loads(installation.register.fact(UNTOLD) or "{}"))


def _effects(installation: Installation, since: datetime) -> list[Effect]:
    order = {unit.name: at for at, unit in enumerate(installation.plan.units)}
    ledgers = {ledger.key: ledger for ledger in installation.register.ledgers(installation.plan.id)}
    issued = [one for one in Receipts(installation.register).changed(since) if one.ledger in ledgers]
    contents = installation.register.contents([ledgers[one.ledger] for one in issued])
    effects = [
        Effect(one.unit, submission.version, one.mark.number, _verdict(submission), one.mark.reason)
        for one, submission in zip(issued, contents, strict=True)
    ]
    return sorted(effects, key=lambda e: (order.get(e.unit, len(order)), e.receipt))


def _verdict(submission: Submission) -> str:
    counts = "，".join(f"{s.label}{submission.count(s)}" for s in Severity if submission.count(s))
    return f"{submission.verdict.label}（{counts}）" if counts else submission.verdict.label
