"""The tables for other programs: every row, in a form that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import hashlib
import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.county.exports import ExportError, check_format, county_exports, neutral
from pipeline.county.frames import county_frames
from pipeline.county.workbook import county_workbook
from pipeline.model import County, Value
from tests.county.county_builder import sample_county

DEVIATION_SHEETS = ("偏差-报送", "偏差-漏项", "偏差-时限", "偏差-填报", "偏差-责任")


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.fixture(scope="module")
def exported() -> dict[str, bytes]:
    return dict(county_exports(sample_county(), "csv"))


def test_there_are_two_tables_as_excel_wants_them(exported: dict[str, bytes]) -> None:
    assert list(exported) == ["汇总台账.csv", "偏差清单.csv"]
    for data in exported.values():
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.endswith(b"\r\n")


def test_every_line_of_the_sheets_is_there(exported: dict[str, bytes]) -> None:
    frames = county_frames(sample_county())
    merged, deviations = (rows(data) for data in exported.values())
    assert len(merged) == len(frames["汇总台账"])
    assert list(merged[0]) == list(frames["汇总台账"].columns)
    assert [r["工作举措"] for r in merged] == [neutral(t) for t in frames["汇总台账"]["工作举措"]]
    assert [r["序号"] for r in deviations] == [str(n) for n in range(1, len(deviations) + 1)]
    for sheet in DEVIATION_SHEETS:
        mine = [r["说明"] for r in deviations if r["所在表"] == sheet]
        assert mine == [neutral(t) for t in frames[sheet]["说明"]]


def test_numbers_and_dates_are_plain(exported: dict[str, bytes]) -> None:
    for row in rows(exported["偏差清单.csv"]):
        assert row["持续天数"].isdigit()
        assert row["首次发现"][:5] == "2022-"


def _with_measure(text: str) -> County:
    county = sample_county()
    at = next(n for n, r in enumerate(county.reports) if r.submission and r.submission.ledger)
    report = county.reports[at]
    assert report.submission is not None
    assert report.submission.ledger is not None
    ledger = report.submission.ledger
    entry = replace(ledger.entries[0], measure=Value(text, "C4"))
    changed = replace(
        report, submission=replace(report.submission, ledger=replace(ledger, entries=(entry, *ledger.entries[1:])))
    )
    return replace(county, reports=(*county.reports[:at], changed, *county.reports[at + 1 :]))


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x","点")',
        "+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        " =1",
        "＝1+1",
        "－2",
        "＠SUM(1)",
        "　=1",
        "\u00a0=1",
    ],
)
def test_what_looks_like_a_formula_is_neutralised(text: str) -> None:
    table = rows(county_exports(_with_measure(text), "csv")["汇总台账.csv"])
    assert table[0]["工作举措"] == f"'{text}"


@pytest.mark.parametrize("text", ["按季度公开", "1-3月", "（一）开展", "5=5", "'=1", "—", '含\n换行，“引号"与逗号'])
def test_other_text_stays_as_it_is(text: str) -> None:
    table = rows(county_exports(_with_measure(text), "csv")["汇总台账.csv"])
    assert table[0]["工作举措"] == text


@given(st.text(max_size=20))
def test_no_neutral_text_starts_a_formula(text: str) -> None:
    shown = neutral(text)
    assert shown in (text, f"'{text}")
    assert not shown.strip().startswith(tuple("=+-@＝＋－＠"))


def test_the_order_of_the_county_does_not_matter(exported: dict[str, bytes]) -> None:
    county = sample_county()
    turned = replace(county, reports=county.reports[::-1], tracked=county.tracked[::-1], strays=county.strays[::-1])
    assert county_exports(turned, "csv") == exported


def test_without_pyarrow_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.county.exports.find_spec", lambda _: None)
    with pytest.raises(ExportError, match="请先安装：pip install"):
        check_format("parquet")
    with pytest.raises(ExportError):
        county_exports(sample_county(), "parquet")


def test_parquet_holds_the_same_rows_with_their_types() -> None:
    import pandas as pd

    exports = county_exports(sample_county(), "parquet")
    assert list(exports) == ["汇总台账.parquet", "偏差清单.parquet"]
    merged = pd.read_parquet(io.BytesIO(exports["汇总台账.parquet"]))
    sheet = county_frames(sample_county())["汇总台账"]
    assert merged["工作举措"].tolist() == sheet["工作举措"].tolist()
    assert merged["来源行"].tolist() == sheet["来源行"].tolist()
    assert {type(v).__name__ for v in merged["最近时限"].dropna()} == {"date"}
    assert pd.api.types.is_integer_dtype(merged["序号"])
    assert pd.api.types.is_float_dtype(merged["对应把握"])
    deviations = pd.read_parquet(io.BytesIO(exports["偏差清单.parquet"]))
    assert len(deviations) == sum(len(county_frames(sample_county())[sheet]) for sheet in DEVIATION_SHEETS)
    assert {type(v).__name__ for v in deviations["首次发现"]} == {"date"}


def test_parquet_keeps_text_that_csv_must_neutralise() -> None:
    import pandas as pd

    merged = pd.read_parquet(io.BytesIO(county_exports(_with_measure("=1+1"), "parquet")["汇总台账.parquet"]))
    assert merged["工作举措"][0] == "=1+1"


def test_the_workbook_does_not_depend_on_pyarrow() -> None:
    """Pandas keeps text in another way where pyarrow is there; users may have it or not."""
    code = (
        "import sys, hashlib; sys.modules['pyarrow'] = None;"
        "from tests.county.county_builder import sample_county;"
        "from pipeline.county.workbook import county_workbook;"
        "print(hashlib.sha256(county_workbook(sample_county())).hexdigest())"
    )
    project = Path(__file__).parents[2]
    ran = subprocess.run([sys.executable, "-c", code], cwd=project, check=True, capture_output=True, text=True)
    assert ran.stdout.strip() == hashlib.sha256(county_workbook(sample_county())).hexdigest()
