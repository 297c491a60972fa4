"""Official plans as Word documents, written as raw XML so that every way of building a table can be tried."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from tests.programs import converted, program

PROJECT = Path(__file__).resolve().parents[2]
RULES = PROJECT / "rules" / "yiyuan-2022"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEAD = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document xmlns:w="{_W}"><w:body>'
_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"""
_RELS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="word/document.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>"""

WIDTHS = (600, 1100, 1500, 5000, 2200, 2200)
HEADER = ("序号", "工作任务", "工作要求", "责任单位", "时限要求")
ITEM_HEADER = ("部门", "牵头公开内容", "要求")
FORM_HEADER = ("序号", "工作任务", "工作举措", "时限要求", "单位分管领导", "责任科室")


@dataclass(frozen=True)
class C:
    """A cell: its text (lines are paragraphs), how many columns it spans, what it is merged with."""

    text: str = ""
    span: int = 1
    merge: str = ""
    auto: bool = False


def paragraph(text: str, properties: str = "") -> str:
    runs = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\v"))
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r>{runs}</w:r></w:p>"


def table(rows: Sequence[Sequence[C]], widths: Sequence[int] = WIDTHS) -> str:
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(map(_row, rows))}</w:tbl>"


def _row(cells: Sequence[C]) -> str:
    return f"<w:tr>{''.join(map(_cell, cells))}</w:tr>"


def _cell(cell: C) -> str:
    merge = f'<w:vMerge w:val="{cell.merge}"/>' if cell.merge == "restart" else "<w:vMerge/>" if cell.merge else ""
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' if cell.auto else ""
    lines = "".join(paragraph(line, number) for line in cell.text.split("\n"))
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{cell.span}"/>{merge}</w:tcPr>{lines}</w:tc>'


def document(*blocks: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("[Content_Types].xml", _TYPES)
        container.writestr("_rels/.rels", _RELS)
        container.writestr("word/document.xml", _HEAD + "".join(blocks) + "</w:body></w:document>")
    return out.getvalue()


def rows_of(name: str, folder: Path = RULES) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def header(names: Sequence[str] = HEADER) -> list[C]:
    return [C(name, 2 if name == "工作任务" and names == HEADER else 1) for name in names]


def task_rows(tasks: Sequence[dict[str, str]], *, page: int = 0, numbers: str = "typed") -> list[list[C]]:
    """Rows as the plan of the project prints them: categories merged over their rows; a header on every page.

    ``page`` is how many tasks stand on one page (0: one long table); numbers are typed, auto or none.
    """
    rows: list[list[C]] = [header()]
    for i, task in enumerate(tasks):
        top = page and i % page == 0
        if top and i:
            rows.append(header())
        before = tasks[i - 1] if i and not top else None
        no = C(task["no"]) if numbers == "typed" else C(auto=numbers == "auto")
        cells = [no]
        same = before is not None and before["category"] == task["category"]
        category = "\n".join(_pairs(task["category"]))
        if task["task"]:
            cells.append(C("" if same else category, 1, "continue" if same else "restart"))
            again = same and before is not None and before["task"] == task["task"]
            cells.append(C("" if again else task["task"], 1, "continue" if again else "restart"))
        else:
            cells.append(C("" if same else category, 2, "continue" if same else "restart"))
        cells.append(C(task["requirement"]))
        for column, flag in (("responsible_units", "units_inherited"), ("deadline", "deadline_inherited")):
            inherited = task.get(flag) == "1"
            text = task[column].replace("、", "\n") if column == "responsible_units" else task[column]
            if "（" in text:
                text = task[column]
            # At the top of a page the print leaves blank what is merged with the page before.
            merge = "" if top and inherited else "continue" if inherited else "restart"
            cells.append(C("" if inherited else text, 1, merge))
        rows.append(cells)
    return rows


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(0, len(text), 2)]


def item_rows(items: Sequence[dict[str, str]]) -> list[list[C]]:
    rows = [header(ITEM_HEADER)]
    for i, item in enumerate(items):
        same = i > 0 and items[i - 1]["department"] == item["department"]
        rows.append(
            [
                C("" if same else item["department"], 1, "continue" if same else "restart"),
                C(item["content"]),
                C(item["requirement"]),
            ]
        )
    return rows


ITEM_WIDTHS = (2000, 3000, 7000)


def form() -> str:
    return table(
        [header(FORM_HEADER), [C("1"), C("甲"), C("督促公开。"), C("4月底"), C(), C("科室")], [C("2"), *[C()] * 5]],
        (600, 2000, 4000, 3000, 1500, 1500),
    )


def body() -> list[str]:
    """The paragraphs of the plan before its annexes."""
    text = (PROJECT / "tests" / "data" / "plan-2022.txt").read_text(encoding="utf-8")
    return text[: text.index(" 附件1\n")].replace("[bookmark: _GoBack]", "").splitlines()


def rewritten(data: bytes, form: str = "docx:MS Word 2007 XML") -> bytes:
    """Let LibreOffice Writer save a document again; the test is skipped where there is none (never in CI)."""
    program("lowriter")
    return converted(data, form, source=".docx")


def official(**how: object) -> bytes:
    """The plan of the project as a document."""
    return document(
        *map(paragraph, body()),
        paragraph("附件1"),
        paragraph("2022年沂源县政务公开重点工作任务分解表"),
        table(task_rows(rows_of("annex1.csv"), **how)),  # type: ignore[arg-type]
        paragraph("附件2"),
        paragraph("县直部门牵头全县重点公开工作清单"),
        table(item_rows(rows_of("annex2.csv")), ITEM_WIDTHS),
        paragraph("附件3"),
        paragraph("沂源县XX局政务公开工作任务台账（示例）"),
        form(),
        table([[C("抄送：县委各部门，县人大常委会办公室")], [C("沂源县人民政府办公室")]], (12000,)),
    )


def print_of_project() -> bytes:
    """The plan of the project from the extracted text of the print: its line breaks, its pages, blanks for merges."""
    text = (PROJECT / "tests" / "data" / "plan-2022.txt").read_text(encoding="utf-8")
    first, second, third = (text.index(f" 附件{n}\n") for n in (1, 2, 3))
    rows: list[list[C]] = []
    expected = 1
    for piece in text[first:second].replace("—13—", "").split("\t")[1:]:
        cell = C("\n".join(line for line in piece.strip().split("\n") if line))
        if cell.text == "序号":
            # The extraction lost the blank cells at the end of a page.
            rows[-1:] = [[*row, *[C()] * (len(WIDTHS) - len(row))] for row in rows[-1:] if row]
            rows.append([])
        elif cell.text == str(expected):
            rows.append([])
            expected += 1
        rows[-1].append(cell)
    tables = "".join(table([[*_spanned(row)]]) for row in rows)
    items = [C("\n".join(piece.strip().split())) for piece in text[second:third].split("\t")[1:]]
    item_table = table([items[i : i + 3] for i in range(0, len(items), 3)], ITEM_WIDTHS)
    return document(
        *map(paragraph, body()),
        paragraph("附件1"),
        tables,
        paragraph("附件2"),
        item_table,
        paragraph("附件3"),
        form(),
    )


def _spanned(row: list[C]) -> list[C]:
    """Let the one cell of tasks reach over both columns, in a row that has but five cells."""
    return row if len(row) == len(WIDTHS) else [row[0], C(row[1].text, 2), *row[2:]]
