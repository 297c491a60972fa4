"""Sample workbooks to measure on: the demo's ledgers in the forms that every script opens, no two the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from taizhang_demo import forms
from taizhang_demo.ledger_texts import DemoLedger, load_ledger

LEDGERS = Path(forms.__file__).parent / "ledgers"
FORMS: tuple[Callable[[DemoLedger], bytes], ...] = (
    forms.merged,
    forms.filled_down,
    forms.renamed_columns,
    forms.reordered_with_extra_columns,
    forms.with_section_lines,
    forms.with_signature_lines,
    forms.with_real_dates,
)


def write_workbooks(folder: Path, count: int) -> list[Path]:
    """Write ``count`` workbooks and give their paths. No two hold the same bytes."""
    folder.mkdir(parents=True)
    names = sorted(path.stem for path in LEDGERS.glob("*.json"))
    paths = []
    for number in range(count):
        ledger = load_ledger(names[number % len(names)])
        first, *others = ledger.lines
        ledger = replace(ledger, lines=(replace(first, measure=f"{first.measure}（第{number + 1}稿）"), *others))
        path = folder / f"{number + 1:03d}-{ledger.unit}.xlsx"
        path.write_bytes(FORMS[number % len(FORMS)](ledger))
        paths.append(path)
    return paths
