"""The pictures of docs/new-plan.md (``python -m tools.new_plan_pictures``): what an officer sees of a new plan.

Needs LibreOffice (soffice) and poppler (pdftoppm).
"""

from __future__ import annotations

import subprocess
import tempfile
from contextlib import chdir
from pathlib import Path

from pipeline.county.comparison_book import comparison_workbook
from pipeline.plan.comparison import compare_plans
from pipeline.plan.matcher_model import read_all_concepts
from pipeline.plan.new_rules import read_official, write_new_rules
from pipeline.plan.official.document import OfficialFile
from pipeline.plan.official.doubts_book import DOUBTS_FILE
from pipeline.plan.plans import read_plan
from tools.changed_plans import ROOT, RULES, changed, strange_requirements

PICTURES = ROOT / "docs" / "pictures"
_RESOLUTION = 80


def main() -> None:
    """Draw the workbook of doubts of an imported plan, and the first two sheets of a comparison."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        document = ROOT / "tests" / "data" / "plans" / "x" / "plan.docx"
        official = read_official(OfficialFile(document.read_bytes(), document.name))
        with chdir(folder):  # the workbook says where its folder lies
            imported = write_new_rules(official, RULES, Path("新方案"), overwrite=False)
        _draw(folder / imported.folder / DOUBTS_FILE, "new-plan-doubts", 1, height=260)
        case = changed(read_plan(RULES, with_phrasings=True), 1, strange_requirements()[:4])
        book = folder / "compared.xlsx"
        book.write_bytes(comparison_workbook(compare_plans(case.before, case.now, read_all_concepts(RULES))))
        _draw(book, "new-plan-overview", 1)
        _draw(book, "new-plan-units", _first_page_of(book, "各单位变动"))


def _draw(book: Path, name: str, page: int, height: int = 0) -> None:
    """Draw a page of a workbook; of ``height`` pixels from its top, the whole of it where that is 0."""
    pages = ["-f", str(page), "-l", str(page), "-singlefile"]
    pages += ["-x", "0", "-y", "0", "-W", "936", "-H", str(height)] if height else []
    subprocess.run(
        ["pdftoppm", "-png", "-r", str(_RESOLUTION), *pages, str(_pdf(book)), str(PICTURES / name)], check=True
    )


def _pdf(book: Path) -> Path:
    printed = book.with_suffix(".pdf")
    if not printed.exists():
        command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(book.parent), str(book)]
        subprocess.run(command, check=True, capture_output=True)
    return printed


def _first_page_of(book: Path, sheet: str) -> int:
    for page in range(1, 400):
        pages = ["-f", str(page), "-l", str(page)]
        found = subprocess.run(
            ["pdftotext", *pages, str(_pdf(book)), "-"], check=True, capture_output=True, text=True
        )
        if sheet in found.stdout.splitlines():
            return page
    raise LookupError(sheet)


if __name__ == "__main__":
    main()
