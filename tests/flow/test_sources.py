"""The originals beside the county workbook: the archive's bytes, safe ones only, while a workbook leads there."""

from __future__ import annotations

import io
import os
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest

from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.flow.night.county import consolidate
from tests.flow.conftest import Clock, drop, sample

NAME = re.compile(r"县水利局_第(\d)版_(.+)_([0-9a-f]{8})\.(xlsx|xls|ods)")


def copies(installation: Installation) -> dict[str, bytes]:
    folder = installation.summary_folder / "来源"
    return {p.name: p.read_bytes() for p in sorted(folder.glob("*"))} if folder.exists() else {}


def targets(book: Path) -> set[Path]:
    """The files to which a county workbook leads."""
    opened = openpyxl.load_workbook(book)
    links = [c.hyperlink for sheet in opened for row in sheet.iter_rows() for c in row if c.hyperlink]
    return {(book.parent / unquote(link.target)).resolve() for link in links if link.target}


def put_right(data: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for row in book.active.iter_rows():
        for cell in row:
            if cell.value == "2023年3月底前":
                cell.value = "2022年11月底前"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_macros(data: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as parts:
        parts.writestr("xl/vbaProject.bin", b"macro")
    return out.getvalue()


def test_copies_have_the_archives_bytes_and_a_name_that_opens(installation: Installation) -> None:
    data = sample("ledgers/01-shuiliju")
    drop(installation, "县水利局/台账#1（终）.et", data)
    process(installation)
    published = consolidate(installation)
    ((name, bytes_),) = copies(installation).items()
    assert bytes_ == data
    found = NAME.fullmatch(name)
    assert found is not None
    assert found.groups()[:2] == ("1", "台账_1（终）")
    assert found[4] == "xlsx", "what it is, not what it was called"
    path = installation.summary_folder / "来源" / name
    assert not path.stat().st_mode & 0o222
    assert path.resolve() in targets(published.dated)
    assert published.newest is not None
    assert path.resolve() in targets(published.newest)
    assert (
        path.stat().st_ino
        != installation.archive.path_of(published.county.submissions[0].arrival.sha256).stat().st_ino
    )


def test_what_acts_is_left_out_of_the_copy_and_what_holds_no_ledger_leads_to_its_receipt(
    installation: Installation,
) -> None:
    drop(installation, "县水利局/台账.xlsm", with_macros(sample("ledgers/01-shuiliju")))
    drop(installation, "县科技局/台账.xlsx", b"broken")
    process(installation)
    published = consolidate(installation)
    ((name, copied),) = copies(installation).items()
    assert "已去除宏、链接等" in name
    assert "vbaProject" not in "".join(zipfile.ZipFile(io.BytesIO(copied)).namelist())
    led = targets(published.dated)
    assert (installation.summary_folder / "来源" / name).resolve() in led
    (page,) = installation.receipt_folder("县科技局").glob("*.html")
    assert page.resolve() in led
    changed = (installation.summary_folder / "来源" / name).stat().st_mtime_ns
    consolidate(installation)
    assert (installation.summary_folder / "来源" / name).stat().st_mtime_ns == changed, "it was there as it should be"


def test_a_copy_that_cannot_be_made_leads_to_the_receipt(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(installation, "县水利局/台账.xlsm", with_macros(sample("ledgers/01-shuiliju")))
    process(installation)
    monkeypatch.setattr("pipeline.flow.night.sources._without_what_acts", lambda *_: None)
    published = consolidate(installation)
    assert copies(installation) == {}
    (page,) = installation.receipt_folder("县水利局").glob("*.html")
    assert page.resolve() in targets(published.dated)


def test_a_file_of_nobody_can_be_opened_too(installation: Installation) -> None:
    book = openpyxl.load_workbook(io.BytesIO(sample("ledgers/01-shuiliju")))
    book.active["A1"] = "政务公开工作任务台账"
    data = io.BytesIO()
    book.save(data)
    drop(installation, "台账.xlsx", data.getvalue())
    (submission,) = process(installation).submissions
    assert submission.unit is None
    consolidate(installation)
    (name,) = copies(installation)
    assert name.startswith("单位待确认_台账_")


def test_an_older_copy_stays_while_an_older_workbook_leads_to_it(installation: Installation, clock: Clock) -> None:
    installation.keep_daily_copies = 2
    drop(installation, "县水利局/台账.xlsx", sample("ledgers/01-shuiliju"))
    process(installation)
    first = consolidate(installation).dated
    clock.turn(20)
    drop(installation, "县水利局/台账.xlsx", put_right(sample("ledgers/01-shuiliju")))
    process(installation)
    consolidate(installation)
    assert [name[5:8] for name in copies(installation)] == ["第1版", "第2版"]
    assert all(path.exists() for path in targets(first))
    clock.turn(21)
    consolidate(installation)
    assert not first.exists()
    assert [name[5:8] for name in copies(installation)] == ["第2版"]


def test_a_rebuilt_night_has_its_originals_back(installation: Installation, clock: Clock) -> None:
    drop(installation, "县水利局/台账.xlsx", sample("ledgers/01-shuiliju"))
    process(installation)
    consolidate(installation)
    clock.turn(20)
    drop(installation, "县水利局/台账.xlsx", put_right(sample("ledgers/01-shuiliju")))
    process(installation)
    consolidate(installation)
    for path in (installation.summary_folder / "来源").iterdir():
        path.unlink()
    again = consolidate(installation, date(2022, 5, 19))
    assert [name[5:8] for name in copies(installation)] == ["第1版"]
    assert all(path.exists() for path in targets(again.dated))


def test_an_altered_copy_is_put_right_and_the_archive_never_touched(installation: Installation) -> None:
    data = sample("ledgers/01-shuiliju")
    drop(installation, "县水利局/台账.xlsx", data)
    process(installation)
    published = consolidate(installation)
    (name,) = copies(installation)
    path = installation.summary_folder / "来源" / name
    path.chmod(0o644)
    path.write_bytes(b"altered")
    assert installation.archive.read(published.county.submissions[0].arrival.sha256) == data
    consolidate(installation)
    assert copies(installation) == {name: data}


def test_an_altered_copy_that_is_held_open_leads_nobody_astray(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(installation, "县水利局/台账.xlsx", sample("ledgers/01-shuiliju"))
    process(installation)
    consolidate(installation)
    (name,) = copies(installation)
    path = installation.summary_folder / "来源" / name
    path.chmod(0o644)
    path.write_bytes(b"altered")
    real = os.replace

    def replace(source: Any, target: Any) -> None:
        if Path(target) == path:
            raise PermissionError(13, "in use", str(target))
        real(source, target)

    monkeypatch.setattr("os.replace", replace)
    published = consolidate(installation)
    assert published.newest is not None
    assert path.resolve() not in targets(published.newest)


def test_a_lost_original_leads_to_its_receipt_and_is_told(installation: Installation) -> None:
    drop(installation, "县水利局/台账.xlsx", sample("ledgers/01-shuiliju"))
    (submission,) = process(installation).submissions
    installation.archive.path_of(submission.arrival.sha256).unlink()
    published = consolidate(installation)
    assert copies(installation) == {}
    assert any(path.suffix == ".html" for path in targets(published.dated))
    assert installation.register.last_note("archive_damaged", submission.arrival.sha256)


def test_a_workbook_written_elsewhere_publishes_nothing(installation: Installation, tmp_path: Path) -> None:
    drop(installation, "县水利局/台账.xlsx", sample("ledgers/01-shuiliju"))
    process(installation)
    consolidate(installation, target=tmp_path / "别处.xlsx")
    assert copies(installation) == {}
    assert targets(tmp_path / "别处.xlsx") == set()
