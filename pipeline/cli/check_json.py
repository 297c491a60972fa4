"""The JSON of ``taizhang check``, as the contract has it (schema: docs/check-output.schema.json)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from pipeline.model import Clause, Deviation, Entry, EntryMatch, Match, Plan, Submission


class Document:
    """One document, made piece by piece in the order of the submissions; the pieces together are the whole text."""

    def __init__(self, plan: Plan, as_of: date) -> None:
        head = json.dumps({"plan": plan.id, "as_of": as_of.isoformat()}, ensure_ascii=False)
        self._before = f'{head[:-1]}, "submissions": ['

    def next(self, submission: Submission, explanations: Sequence[str] | None = None) -> str:
        """Give the piece that ends with this submission. ``explanations`` runs parallel to its entries."""
        before, self._before = self._before, ", "
        return before + json.dumps(_submission(submission, explanations), ensure_ascii=False)

    def end(self) -> str:
        """Give the last piece."""
        return ("" if self._before == ", " else self._before) + "]}"


def _submission(submission: Submission, explanations: Sequence[str] | None) -> dict[str, object]:
    entries = submission.ledger.entries if submission.ledger else ()
    return {
        "file": submission.arrival.file_name,
        "sha256": submission.arrival.sha256,
        "verdict": submission.verdict.value,
        "unit": submission.unit,
        "unit_evidence": [
            {"from": e.source, "text": e.text, "unit": e.unit} for e in submission.identification.evidence
        ],
        "entries": [
            _entry(entry, match, clauses, explanations[number] if explanations else None)
            for number, (entry, match, clauses) in enumerate(
                zip(entries, submission.matches, submission.clauses, strict=True)
            )
        ],
        "missing": list(submission.missing),
        "pending": list(submission.pending),
        "deviations": [_deviation(d) for d in submission.deviations],
        "unread": [
            {"sheet": u.sheet, "range": u.range, "text": u.text, "reason": u.reason}
            for u in submission.file.unread_beside(submission.ledger)
        ],
        "reading": _reading(submission),
        "companions": list(submission.arrival.companions),
        "cells": submission.file.cells._asdict(),
    }


def _reading(submission: Submission) -> list[str]:
    """Say what the reader did that the sender may not expect; what was misplaced and read as meant is F14 as well."""
    ledger = submission.ledger
    notes = [n.said for n in (*submission.file.notes, *(ledger.notes if ledger else ()))]
    misplaced = ledger.misplaced if ledger else ()
    return notes + [f"工作表“{m.sheet}”{m.cell}：{m.what}，{m.read}。" for m in misplaced if m.certain]


def _entry(entry: Entry, match: EntryMatch, clauses: Sequence[Clause], explanation: str | None) -> dict[str, object]:
    found: dict[str, object] = {
        "sheet": entry.sheet,
        "row": entry.row,
        "no": entry.no.text,
        "task": entry.task.text,
        "measure": entry.measure.text,
        "time_limit": entry.time_limit.text,
        "leader": entry.leader.text,
        "section": entry.section.text,
        "obligations": [m.obligation for m in match.certain],
        "doubtful": [m.obligation for m in match.doubtful],
        "substance": match.substance.value,
        "confidence": round(match.confidence, 3),
        "clauses": [c.as_json() for c in clauses],
        "matches": [_match(m) for m in (*match.certain, *match.doubtful)],
        "runner_up": _match(match.runner_up) if match.runner_up else None,
    }
    if explanation is not None:
        found["explanation"] = explanation
    return found


def _match(match: Match) -> dict[str, object]:
    return {
        "obligation": match.obligation,
        "score": round(match.score, 3),
        "words": list(match.words),
        "decided": match.decided,
        "lacking": list(match.lacking),
    }


def _deviation(deviation: Deviation) -> dict[str, object]:
    return {
        "code": deviation.code,
        "severity": deviation.severity.value,
        "obligation": deviation.obligation,
        "sheet": deviation.sheet,
        "cell": deviation.cell,
        "message": deviation.message,
        "advice": deviation.advice,
        "suggestion": deviation.suggestion,
    }
