"""Genuine ledgers saved by several programs: none may be refused, and all must read as they were written.

``python -m tools.reliability.genuine [--report]``; needs LibreOffice.
"""

from __future__ import annotations

import argparse
import io
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.flow.desk import Done, Job
from pipeline.guard.guard import Guard
from pipeline.model import Field
from pipeline.plan.plans import read_plan
from pipeline.settings.places import SHIPPED
from taizhang_demo.inbox import demo_files
from tools.forms import form_workbook
from tools.labels import DATA
from tools.reliability.fuzz import examination, guard
from tools.reliability.report import write_section

WPS_SHELL = DATA / "wps" / "saved-by-wps.xlsx"
_OFFICE_FORMATS = ("xlsx", "xls", "ods")
_IN_WPS_SHELL = "WPS"
WHAT_WAS_READ = (
    "Labelled and demo ledgers, as several programs save them, through the guard's children. No WPS runs here: its "
    "row is the cells of the labelled ledgers put into the other parts of one single file that WPS saved."
)
_BROKEN_ON_PURPOSE = frozenset({"duty_roster", "encrypted", "truncated"})
_SHEET, _STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
_Texts = list[list[tuple[str, ...]]]


def saved_by_wps(data: bytes) -> bytes:
    """Put the cells of a workbook into one that WPS saved, whose other parts stay as WPS wrote them."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        sheet, strings = container.read(_SHEET), container.read(_STRINGS)
    # The shell has other styles; merged areas and cells are what counts.
    cells = re.sub(rb' s="\d+"', b"", b"".join(re.findall(rb"<sheetData>.*</sheetData>", sheet, re.DOTALL)))
    merges = b"".join(re.findall(rb"<mergeCells.*</mergeCells>", sheet, re.DOTALL))
    out = io.BytesIO()
    with zipfile.ZipFile(WPS_SHELL) as shell, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for info in shell.infolist():
            content = shell.read(info)
            if info.filename == _SHEET:
                content = re.sub(rb"<sheetData>.*</sheetData>", lambda _: cells + merges, content, flags=re.DOTALL)
            elif info.filename == _STRINGS:
                content = strings
            container.writestr(info, content)
    return out.getvalue()


def saved_by_openpyxl(data: bytes) -> bytes:
    """Load and save a workbook with openpyxl."""
    import openpyxl

    out = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(data)).save(out)
    return out.getvalue()


def saved_by_libreoffice(books: Mapping[str, bytes], ending: str) -> dict[str, bytes]:
    """Let LibreOffice save workbooks, all in one go."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office is not None, "LibreOffice is not installed"
    with tempfile.TemporaryDirectory() as folder:
        sources = []
        for number, data in enumerate(books.values()):
            sources.append(Path(folder) / f"{number}.xlsx")
            sources[-1].write_bytes(data)
        target = Path(folder) / "saved"
        command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", ending]
        subprocess.run([*command, "--outdir", str(target), *map(str, sources)], check=True, capture_output=True)
        return {name: (target / f"{number}.{ending}").read_bytes() for number, name in enumerate(books)}


def genuine_books() -> dict[str, bytes]:
    """Give the labelled ledgers in the plain form, and the demo's in the physical forms of real life."""
    books = {f"{p.parent.name}/{p.stem}": form_workbook(p) for p in sorted(DATA.glob("ledgers*/*.json"))}
    for file in demo_files(read_plan(SHIPPED / "rules" / "yiyuan-2022")):
        if file.form not in _BROKEN_ON_PURPOSE and b"xl/workbook.xml" in file.data:
            books[f"demo/{file.path}"] = file.data
    return books


def savings(books: Mapping[str, bytes]) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Give the same books as each program saves them."""
    plain = {name: data for name, data in books.items() if not name.startswith("demo/")}
    yield "openpyxl", {name: saved_by_openpyxl(data) for name, data in books.items()}
    yield _IN_WPS_SHELL, {name: saved_by_wps(data) for name, data in plain.items()}
    for ending in _OFFICE_FORMATS:
        yield f"LibreOffice ({ending})", saved_by_libreoffice(books, ending)


def read_books(guarded: Guard[Job, Done], books: Mapping[str, bytes]) -> dict[str, _Texts | None]:
    """Read each book; None where it was refused."""
    found: dict[str, _Texts | None] = {}
    for name, outcome in zip(books, guarded.map(examination(data) for data in books.values()), strict=True):
        found[name] = None
        if isinstance(outcome.result, tuple) and all(s.ledger is not None for s in outcome.result):
            ledgers = [s.ledger for s in outcome.result if s.ledger is not None]
            found[name] = [[tuple(e.value(f).text for f in Field) for e in ledger.entries] for ledger in ledgers]
    return found


def figures_of(counts: Mapping[str, int], refused: int, otherwise: int) -> dict[str, object]:
    """Give the figures of a trial; what no program saved as a whole is told apart from what one did."""
    saved = {program: count for program, count in counts.items() if program != _IN_WPS_SHELL}
    return {
        "genuine ledgers": sum(counts.values()),
        "saved by a program": ", ".join(f"{program} {count}" for program, count in saved.items()),
        "cells put into one shell that WPS saved": counts.get(_IN_WPS_SHELL, 0),
        "refused": refused,
        "read otherwise than as first written": otherwise,
    }


def main() -> int:
    """Read all, say what differs, and with --report write the figures into docs/reliability.md."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--report", action="store_true")
    options = parser.parse_args()
    books = genuine_books()
    refused: list[str] = []
    other: list[str] = []
    counts: Counter[str] = Counter()
    with guard() as guarded:
        wanted = read_books(guarded, books)
        refused += [f"{name} as made" for name, texts in wanted.items() if texts is None]
        counts["xlsxwriter"] = len(books)
        for program, saved in savings(books):
            counts[program] = len(saved)
            for name, texts in read_books(guarded, saved).items():
                if texts is None:
                    refused.append(f"{name} saved by {program}")
                elif texts != wanted[name]:
                    other.append(f"{name} saved by {program}")
    for line in refused:
        print(f"refused: {line}")
    for line in other:
        print(f"read otherwise: {line}")
    figures = figures_of(counts, len(refused), len(other))
    print(figures)
    if options.report:
        write_section("genuine", WHAT_WAS_READ, figures)
    return bool(refused or other)


if __name__ == "__main__":
    sys.exit(main())
