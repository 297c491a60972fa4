"""What looks like a formula or a command in a ledger stays text in everything that we write."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
import xlsxwriter

from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.flow.night.county import consolidate
from tests.flow.conftest import Clock, clock, drop, installation, root  # noqa: F401 (fixtures)

EVIL = (
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "+1+1",
    "-1+1",
    '=HYPERLINK("http://evil.example/x","按此")',
    "<script>alert(1)</script>",
)


def hostile() -> bytes:
    """A ledger with a row for each text, written as a text."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = workbook.add_worksheet("台账")
    sheet.write_string(0, 0, "县水利局政务公开工作任务台账")
    sheet.write_row(2, 0, ("序号", "工作任务", "工作举措", "时限要求", "单位分管领导", "责任科室"))
    for row, text in enumerate(EVIL, 3):
        sheet.write_number(row, 0, row - 2)
        for at, said in enumerate((text, "对政策文件制作解读材料", "长期坚持", "张三", "办公室"), 1):
            sheet.write_string(row, at, said)
    workbook.close()
    return out.getvalue()


def test_in_every_output(installation: Installation) -> None:  # noqa: F811
    drop(installation, "台账.xlsx", hostile())
    for text in EVIL:
        drop(installation, f"{re.sub('[/]', '_', text)}.xlsx", b"broken")
    process(installation)
    consolidate(installation)
    written = [p for p in installation.outbox.rglob("*") if p.is_file()]
    assert any(p.suffix == ".html" for p in written)
    carriers = Counter[str]()
    for path in written:
        if path.suffix == ".xlsx":
            carriers.update(_look_into(path))
        elif path.suffix == ".html":
            page = path.read_text(encoding="utf-8")
            assert "<script>alert" not in page
            assert not re.search(r"""(?:href|src)=["'](?!data:)(?:\w+:|//)""", page), "a link to elsewhere"
    assert all(carriers[text] >= 2 for text in EVIL), "they reach the receipt and the county workbook"


def _look_into(path: Path) -> set[str]:
    data = path.read_bytes()
    found: set[str] = set()
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        for row in sheet.iter_rows():
            for cell in row:
                held = [text for text in EVIL if isinstance(cell.value, str) and text in cell.value]
                if held:
                    found.update(held)
                    # Our own formulas have no text of others in them.
                    assert cell.data_type != "f", f"{path.name} {sheet.title} {cell.coordinate}"
                    assert cell.hyperlink is None or not (cell.hyperlink.target or "").startswith("http")
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        for name in container.namelist():
            if name.endswith(".rels") and not name.startswith("taizhang/"):
                content = container.read(name).decode()
                assert not re.search(r'Target="(?:https?|file):', content), name
            if name.endswith("sheet1.xml"):
                assert "evil.example" not in "".join(re.findall(r"<f[ >].*?</f>", container.read(name).decode()))
    return found
