"""How the difference of two versions of a ledger is said: in one sentence, and line by line with the rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pipeline.judging.checks.personal_numbers import mask_personal
from pipeline.judging.checks.wording import excerpt
from pipeline.model import MISSING_SHEET, ChangedRow, Difference, Field, Plan, VersionRow

ADDED: Final = "新增"
DROPPED: Final = "删去"
CHANGED: Final = "修改"
_QUOTED: Final = 36
_BEFORE_IT: Final = 8
"""How many characters are quoted before the first that differs, where the texts begin alike."""


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One measure that was added, dropped or changed: where it stands, how it begins, and what is other than before.

    ``place`` names the row in the newer version (in the older one for what was dropped); ``said`` is "" where
    there is nothing to add.
    """

    kind: str
    place: str
    measure: str
    said: str

    @property
    def line(self) -> str:
        """All of it in one line, after its kind."""
        return f"{self.place}“{self.measure}”" + (f"：{self.said}" if self.said else "")


def difference_sentence(difference: Difference, before: int) -> str:
    """Say in a sentence what has changed since a version; ``before`` is its number."""
    head = f"台账内容与第{before}版相比："
    if difference.is_empty:
        return f"{head}各条举措未作改动（序号、备注等不计）。"
    parts = [
        f"{kind}举措{len(rows)}条"
        for kind, rows in ((ADDED, difference.added), (DROPPED, difference.dropped), (CHANGED, difference.changed))
        if rows
    ]
    moved, people = difference.count(Field.TIME_LIMIT), difference.count(Field.LEADER, Field.SECTION)
    among = [f"时限变动{moved}条"] if moved else []
    among += [f"分管领导或责任科室变动{people}条"] if people else []
    named = f"（其中{'、'.join(among)}）" if among else ""
    return f"{head}{'，'.join(parts)}{named}，未改动{difference.same}条。"


def told_changes(difference: Difference, plan: Plan) -> tuple[ToldChange, ...]:
    """List what has changed: first measures whose limits moved, then the other changes, what was added, what dropped.

    Texts are quoted in part, and end with an ellipsis where they are; personal numbers are masked.
    """
    changed = sorted(difference.changed, key=lambda c: Field.TIME_LIMIT not in c.fields)
    several = len({row.entry.sheet for row in (*difference.added, *(c.after for c in changed))}) > 1
    several_before = len({row.entry.sheet for row in difference.dropped}) > 1
    return (
        *(ToldChange(CHANGED, _place(c.after, several), _measure(c.after), f"{_said(c, plan)}。") for c in changed),
        *(ToldChange(ADDED, _place(r, several), _measure(r), _serving(r, plan)) for r in difference.added),
        *(
            ToldChange(DROPPED, f"原{_place(r, several_before)}", _measure(r), _serving(r, plan))
            for r in difference.dropped
        ),
    )


def _place(row: VersionRow, several: bool) -> str:
    at = f"第{row.entry.row}行"
    return f"“{row.entry.sheet}”{at}" if several or row.entry.sheet.startswith(MISSING_SHEET) else at


def _measure(row: VersionRow) -> str:
    entry = row.entry
    return excerpt(mask_personal(entry.measure.text.strip() or entry.task.text), _QUOTED)


def _serving(row: VersionRow, plan: Plan) -> str:
    places = [plan.place_of(o) for o in (o.id for o in plan.obligations) if o in row.obligations]
    return f"落实{'、'.join(places)}。" if places else ""


def _said(changed: ChangedRow, plan: Plan) -> str:
    return "；".join(_moved(changed, field, plan.form.heading(field)) for field in changed.fields)


def _moved(changed: ChangedRow, field: Field, heading: str) -> str:
    old, new = _contrasted(*(mask_personal(r.entry.value(field).text) for r in (changed.before, changed.after)))
    days = changed.days_moved if field is Field.TIME_LIMIT else None
    put_off = f"（{'推迟' if days > 0 else '提前'}{abs(days)}天）" if days else ""
    return f"{heading}由{old}改为{new}{put_off}"


def _contrasted(old: str, new: str) -> tuple[str, str]:
    """Quote two texts so that where they differ can be seen: from shortly before, if they begin alike for long."""
    old, new = (" ".join(text.split()) for text in (old, new))
    alike = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    start = alike - _BEFORE_IT if max(len(old), len(new)) > _QUOTED and alike > _BEFORE_IT else 0
    lead = "…" if start else ""
    quoted = [f"“{lead}{excerpt(text[start:], _QUOTED)}”" if text else "空白" for text in (old, new)]
    return quoted[0], quoted[1]
