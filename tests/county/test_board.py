"""The status page: what it says, that it says nothing personal, and that everybody can read it."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.county.board.charts import bar_chart, line_chart
from pipeline.county.board.page import status_page
from pipeline.county.figures import county_figures
from pipeline.judging.checks.personal_numbers import mask_personal
from pipeline.model import County
from tests.county.chromium import evaluate
from tests.county.county_builder import sample_county, unreadable

LINKS = {"县水利局": "../回执/县水利局/20220516-回执.html"}


@pytest.fixture(scope="module")
def page() -> str:
    return status_page(sample_county(), LINKS, workbook="../汇总/汇总.xlsx")


def first_night() -> County:
    return replace(sample_county(), history=())


def with_stray(file_name: str) -> tuple[County, str]:
    stray = unreadable(file_name, None, "S03", datetime(2022, 5, 19, 10, 12))
    return replace(sample_county(), strays=(stray,)), stray.arrival.sha256


def test_the_same_county_gives_the_same_page_in_whatever_order(page: str) -> None:
    county = sample_county()
    turned = replace(
        county,
        reports=county.reports[::-1],
        strays=county.strays[::-1],
        tracked=county.tracked[::-1],
        decisions=county.decisions[::-1],
    )
    assert status_page(turned, LINKS, workbook="../汇总/汇总.xlsx") == page


def test_it_says_the_figures_of_the_county(page: str) -> None:
    figures = county_figures(sample_county())
    assert f"应报送台账{figures.expected}家，已报送{figures.reported}家" in page
    assert f"覆盖率{figures.coverage_rate:.1%}" in page
    assert "与5月22日汇总相比" in page
    for unit in (r.unit for r in sample_county().reports):
        assert f'<a href="{quote(f"单位/{unit}.html")}">' in page
    for family in figures.families:
        assert f'<th scope="row">{family.name}偏差</th><td>{family.errors}</td>' in page


def test_a_unit_leads_to_its_receipt_and_only_where_there_is_one(page: str) -> None:
    assert page.count('回执<span class="unseen">：') == 1
    assert f'<a href="{LINKS["县水利局"]}">回执' in page


def test_it_is_marked_internal_until_an_approval_is_recorded(page: str) -> None:
    assert '<p class="secret">内部资料　未经批准不得公开</p>' in page
    assert '@top-right { content: "内部资料　未经批准不得公开"' in page
    approved = status_page(sample_county(), approval='县政府"2022"第5次</style>')
    assert "内部资料" not in approved
    assert "</style>" not in approved.split("</style>")[0]
    assert '"2022"' not in approved
    assert approved.count("</style>") == 1


def test_it_asks_for_nothing_and_runs_nothing_but_its_own_script(page: str) -> None:
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.S)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'" in page
    assert "fetch" not in script
    assert "XMLHttp" not in script
    assert page.count("<script") == 1
    assert "@import" not in page
    assert not re.search(r"https?:", page)
    addresses = [unquote(a) for a in re.findall(r'(?:href|src)="([^"]*)"', page)]
    assert all(a.startswith(("#", "../", "data:,", "单位/", "分管领导/")) for a in addresses)
    assert set(re.findall(r"url\(([^)]*)\)", page)) == {"#hatch"}


def test_names_from_outside_are_escaped() -> None:
    county, _ = with_stray('<img src=x onerror=alert(1)>"台账.xlsx')
    shown = status_page(county)
    assert "<img" not in shown
    assert "&lt;img" in shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("张三13812345678.xlsx", "张三138****5678.xlsx"),
        ("张三 138 1234 5678", "张三 138******5678"),
        ("+86-13812345678", "+86-138****5678"),
        ("１３８１２３４５６７８", "１３８****５６７８"),
        ("370323199001011234", "370***********1234"),
        ("37032319900101123X台账", "370***********123X台账"),
    ],
)
def test_personal_numbers_are_masked(written: str, shown: str) -> None:
    assert mask_personal(written) == shown
    county, sha256 = with_stray(f"{written}.xlsx")
    page = status_page(county, {sha256: f"../{quote(f'回执/单位待确认/{written}.html')}"})
    assert written not in unquote(page)
    assert shown in page


@pytest.mark.parametrize("text", ["2022-05-20 台账", "0533-3228368", "源政办字〔2022〕2号", "A1-47", "12345678901"])
def test_other_numbers_stay(text: str) -> None:
    assert mask_personal(text) == text


@given(st.text(alphabet="0123456789１３Xx- 张+", max_size=40))
def test_masking_leaves_nothing_to_mask(text: str) -> None:
    assert mask_personal(mask_personal(text)) == mask_personal(text)


def test_the_first_night_has_no_trend() -> None:
    shown = status_page(first_night())
    assert "本次为首次汇总" in shown
    assert "<polyline" not in shown


@given(st.dictionaries(st.text("县局市", min_size=1, max_size=9), st.tuples(*[st.integers(0, 9999)] * 3), max_size=8))
def test_bars_stay_within_the_picture_and_keep_their_proportions(rows: dict[str, tuple[int, int, int]]) -> None:
    chart = bar_chart("图", ("一", "二", "三"), rows)
    for bar, values in zip(chart.bars, rows.values(), strict=True):
        assert bar.end <= 330
        assert len(bar.segments) == sum(v > 0 for v in values)
        assert all(s.x >= chart.left for s in bar.segments)


@given(st.lists(st.tuples(*[st.integers(0, 100_000)] * 3), min_size=2, max_size=10))
def test_lines_stay_within_the_picture_and_their_names_apart(nights: list[tuple[int, int, int]]) -> None:
    days = [f"5月{at}日" for at in range(len(nights))]
    series = {name: [n[at] for n in nights] for at, name in enumerate("一二三")}
    chart = line_chart("图", days, series)
    assert chart.days[-1][1] == days[-1]
    for line in chart.lines:
        assert all(0 <= y <= 190 and 0 <= x <= 360 for x, y in line.points)
    names = sorted(line.label_y for line in chart.lines)
    assert all(b - a >= 14.8 for a, b in pairwise(names))


def test_every_text_in_a_chart_stays_inside_it(page: str, tmp_path: Path) -> None:
    script = """
    return [...document.querySelectorAll('svg[role=img]')].flatMap(svg => {
      const box = svg.getBoundingClientRect();
      return [...svg.querySelectorAll('text')].filter(text => {
        const t = text.getBoundingClientRect();
        return t.left < box.left - 1 || t.right > box.right + 1 || t.top < box.top - 1 || t.bottom > box.bottom + 1;
      }).map(text => text.textContent);
    });
    """
    assert evaluate(page, script, tmp_path) == []
