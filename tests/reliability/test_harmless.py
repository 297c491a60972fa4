"""What looks like a formula or a command in a ledger stays text in everything that we write."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.flow.night.county import consolidate
from tests.flow.conftest import Clock, clock, drop, installation, root  # noqa: F401 (fixtures)
from tests.reliability.attack_files import STRINGS, changed

EVIL = (
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "+1+1",
    "-1+1",
    '=HYPERLINK("http://evil.example/x","按此")',
    "<script>alert(1)</script>",
)


def hostile(text: str) -> bytes:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return changed(STRINGS, "<t>推进政策解读</t>".encode(), f"<t>{escaped}</t>".encode())


@pytest.mark.parametrize("text", EVIL)
def test_in_every_output(installation: Installation, text: str) -> None:  # noqa: F811
    drop(installation, "台账.xlsx", hostile(text))
    drop(installation, f"{re.sub('[/]', '_', text)}.xlsx", b"broken")
    process(installation)
    consolidate(installation)
    written = [p for p in installation.outbox.rglob("*") if p.is_file()]
    assert any(p.suffix == ".html" for p in written)
    carriers = 0
    for path in written:
        if path.suffix == ".xlsx":
            carriers += _look_into(path, text)
        elif path.suffix == ".html":
            page = path.read_text(encoding="utf-8")
            assert "<script>alert" not in page
            assert not re.search(r"""(?:href|src)=["'](?!data:)(?:\w+:|//)""", page), "a link to elsewhere"
    assert carriers >= 2, "the text must have reached the receipt and the county workbook"


def _look_into(path: Path, text: str) -> bool:
    data = path.read_bytes()
    found = False
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and text in cell.value:
                    found = True
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
