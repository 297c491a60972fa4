"""The board as people use it: pages of units and leaders, found and folded, on a phone, by everybody."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest

from pipeline.county.board.addresses import leader_file, unit_file
from pipeline.county.board.page import Board
from pipeline.county.board.papers import ReceiptOnRecord, UnitPapers, VersionOnRecord, VersionState
from pipeline.county.facts import CountyFacts
from pipeline.county.to_decide import to_decide
from pipeline.judging.checks.version_words import ToldChange
from pipeline.model import County, Severity, UnitStatus
from tests.county.chromium import Showing, dump, evaluate_all
from tests.county.county_builder import sample_county

UNIT = "县水利局"
CAME = datetime(2022, 5, 18, 11, 50)
FOLDER = f"回执/{UNIT}"
PAPERS = UnitPapers(
    versions=(
        VersionOnRecord(
            2,
            VersionState.IN_FORCE,
            CAME,
            "张三13812345678台账.xlsx",
            "本单位文件夹",
            "台账内容与第1版相比：新增举措1条，未改动31条。",
            (ToldChange("新增", "第9行", "公开供水企业名录", "落实附件1第26项。"),),
            7,
        ),
        VersionOnRecord(1, VersionState.REPLACED, CAME, "台账.xlsx", "本单位文件夹"),
    ),
    more_versions=3,
    receipts=(
        ReceiptOnRecord(2, CAME, "因核定结果变化", f"{FOLDER}/二.html", f"{FOLDER}/二.xlsx"),
        ReceiptOnRecord(1, CAME, "", f"{FOLDER}/13812345678.html", ""),
    ),
    letters=(f"{FOLDER}/{UNIT}催办函_2022-05-17.docx",),
)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    board = Board(CountyFacts(sample_county()), {UNIT: f"../{FOLDER}/二.html"}, papers={UNIT: PAPERS})
    return {"index.html": board.first_page(), **dict(board.other_pages())}


@pytest.fixture(scope="module")
def unit(pages: dict[str, str]) -> str:
    return pages[unit_file(UNIT)]


def test_every_unit_and_every_leader_has_a_page_and_every_link_between_them_leads_somewhere(
    pages: dict[str, str],
) -> None:
    facts = CountyFacts(sample_county())
    leaders = {leader_file(unit, name) for unit, name in facts.progress.by_leader if name}
    assert set(pages) == {"index.html", *leaders, *(unit_file(r.unit) for r in facts.reports)}
    for name, page in pages.items():
        for address in re.findall(r'href="([^"#]+)[^"]*"', page):
            target = unquote(address)
            if name == "index.html" and target.startswith("../"):
                continue
            if name != "index.html":
                if not target.startswith("../") or target.startswith("../../"):
                    assert target == "data:," or "回执" in target
                    continue
                target = target.removeprefix("../")
            assert target in pages or target == "data:,", (name, target)


def test_a_units_page_says_its_obligations_measures_states_versions_and_papers(unit: str) -> None:
    facts = CountyFacts(sample_county())
    lines = [line for line in facts.lines.all if line.unit == UNIT]
    assert f"工作举措（{len(lines)}条）" in unit
    assert all(f"第{line.entry.row}行" in unit for line in lines)
    coverage = next(c for c in facts.coverage if c.unit == UNIT)
    assert f"涉及任务（{len(coverage.marks)}项）" in unit
    current = [c for c in facts.current if c.unit == UNIT]
    assert unit.count('<span class="mark ') == len(current)
    assert "第2版" in unit
    assert "<strong>新增</strong>　第9行“公开供水企业名录”：落实附件1第26项。" in unit
    assert "其余7条未逐一列出" in unit
    assert "更早的3版未列出" in unit
    assert f'href="../../{quote(FOLDER)}/{quote("二.xlsx")}"' in unit
    assert f"{UNIT}催办函_2022-05-17.docx</a>" in unit


def test_no_personal_number_stands_on_any_page_or_in_any_address(pages: dict[str, str]) -> None:
    for page in pages.values():
        assert "13812345678" not in unquote(page)
    assert "张三138****5678台账.xlsx" in pages[unit_file(UNIT)]


def test_what_a_unit_writes_is_text_and_nothing_else() -> None:
    county = sample_county()
    (report,) = (r for r in county.reports if r.unit == UNIT)
    assert report.submission
    assert report.submission.ledger
    evil = '<script>alert(1)</script>" onfocus="x'
    entries = tuple(
        replace(e, measure=replace(e.measure, text=evil), leader=replace(e.leader, text=evil))
        for e in report.submission.ledger.entries
    )
    sent = replace(report.submission, ledger=replace(report.submission.ledger, entries=entries))
    others = tuple(replace(r, submission=sent) if r.unit == UNIT else r for r in county.reports)
    board = Board(CountyFacts(replace(county, reports=others)))
    for page in (board.first_page(), *(page for _, page in board.other_pages())):
        assert page.count("<script") == 1
        assert 'onfocus="' not in page


def test_what_changes_by_the_day_alone_changes_no_units_page(pages: dict[str, str]) -> None:
    """Deviations of the clock apart: a night on which nothing has happened."""
    county = replace(sample_county(), as_of=date(2022, 5, 24), generated_at=datetime(2022, 5, 24, 2, 30))
    board = Board(CountyFacts(county), {UNIT: f"../{FOLDER}/二.html"}, papers={UNIT: PAPERS})
    assert board.first_page() != pages["index.html"]
    anew = dict(board.other_pages())
    assert anew == {name: page for name, page in pages.items() if name != "index.html"}


def test_a_units_name_that_no_file_may_bear_gets_one_that_it_may() -> None:
    assert unit_file("县水利局") == "单位/县水利局.html"
    assert re.fullmatch(r"单位/a_b-[a-p]{12}\.html", unit_file("a/b"))
    assert unit_file("a/b") != unit_file("a:b")
    assert "王" not in leader_file(UNIT, "王海燕")


def _with_few_measures() -> County:
    """Give the sample county with no other unit, whose ledger has five measures: two of them wrong, one overdue."""
    county = sample_county()
    (report,) = (r for r in county.reports if r.unit == UNIT)
    sent = report.submission
    assert sent is not None
    assert sent.ledger is not None
    kept = [at for at, entry in enumerate(sent.ledger.entries) if entry.row in (4, 6, 7, 25, 30)]
    ledger = replace(sent.ledger, entries=tuple(sent.ledger.entries[at] for at in kept))
    matches, clauses = tuple(sent.matches[at] for at in kept), tuple(sent.clauses[at] for at in kept)
    sent = replace(sent, ledger=ledger, matches=matches, clauses=clauses)
    tracked = tuple(t for t in county.tracked if t.unit == UNIT)
    return replace(county, reports=(replace(report, submission=sent),), tracked=tracked)


AXE = """
const r = await axe.run(document, {resultTypes: ['violations', 'incomplete']});
const brief = v => ({id: v.id, impact: v.impact, nodes: v.nodes.map(n => n.html)});
return {checked: r.passes.length, violations: r.violations.map(brief),
        inner: innerWidth, needed: document.documentElement.scrollWidth,
        tall: [...document.querySelectorAll('.units tr[data-find]')].map(row => {
          const line = row.querySelector('.state').getBoundingClientRect();
          return [row.querySelector('a').textContent, row.getBoundingClientRect().height, line.height];
        })};
"""
WIDTHS = (1280, 360)
KINDS = ("index", "unit", "leader")


@pytest.fixture(scope="module")
def looked_at(pages: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int], Any]:
    """Look at a page of each kind at each width, in one run; a few measures of each state are enough for that."""
    axe = resources.files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    small = Board(CountyFacts(_with_few_measures()), papers={UNIT: PAPERS})
    short = dict(small.other_pages())
    leader = next(page for name, page in short.items() if name.startswith("分管领导/") and "逾期未完成" in page)
    texts = dict(zip(KINDS, (pages["index.html"], short[unit_file(UNIT)], leader), strict=True))
    cases = [(kind, width) for kind in KINDS for width in WIDTHS]
    showings = [
        Showing(texts[kind].replace("</head>", f"<script>{axe}</script></head>"), AXE, width) for kind, width in cases
    ]
    return dict(zip(cases, evaluate_all(showings, tmp_path_factory.mktemp("axe")), strict=True))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_and_nothing_overflows(
    looked_at: dict[tuple[str, int], Any], kind: str, width: int
) -> None:
    found = looked_at[kind, width]
    assert found["checked"] > 20
    assert found["violations"] == []
    assert found["inner"] == width
    assert found["needed"] <= width


def test_a_unit_takes_two_lines_on_a_phone_and_its_state_one(looked_at: dict[tuple[str, int], Any]) -> None:
    rows = looked_at["index", 360]["tall"]
    assert len(rows) == len(sample_county().reports)
    for name, height, state in rows:
        assert height < 62, name
        assert state < 26, name


FIND = """
const shown = () => [...document.querySelectorAll('#units-table tr[data-find]')].filter(r => r.offsetParent)
  .map(r => (r.querySelector('th .wide') || r.querySelector('th a')).textContent);
const form = document.querySelector('form[data-for=units-table]'), box = form.elements.q;
const said = () => form.querySelector('.shown').textContent;
const type = text => { box.value = text; box.dispatchEvent(new Event('input', {bubbles: true})); };
const press = name => form.querySelector(`[data-filter=${name}]`).click();
const steps = {};
steps.all = shown();
for (const name of ['absent', 'late', 'errors', 'decide']) { press(name); steps[name] = shown(); press(name); }
steps.again = shown();
type('姜楠'); steps.spaced = shown();
type('水利'); steps.typed = shown(); steps.said = said();
press('absent'); steps.both = shown(); steps.none = said(); press('absent'); type('');
document.querySelector('tbody[data-group] .toggle').click(); steps.folded = shown();
steps.expanded = document.querySelector('tbody[data-group] .toggle').getAttribute('aria-expanded');
type('水利'); steps.found = shown(); type('');
form.querySelector('[data-fold=closed]').click(); steps.closed = shown();
form.querySelector('[data-fold=open]').click(); steps.opened = shown();
return steps;
"""
FOLD = """
const form = document.querySelector('form[data-for=measures]');
const all = [...document.querySelectorAll('#measures details')];
const seen = () => all.filter(d => d.offsetParent).length, open = () => all.filter(d => d.open).length;
const steps = {seen: seen()};
form.querySelector('[data-fold=open]').click(); steps.opened = open();
form.querySelector('[data-fold=closed]').click(); steps.closed = open();
form.querySelector('[data-filter=errors]').click(); steps.errors = seen();
form.elements.q.value = '没有这样的话'; form.elements.q.dispatchEvent(new Event('input'));
steps.none = seen(); steps.said = form.querySelector('.shown').textContent;
return steps;
"""


def test_units_are_found_filtered_and_folded(pages: dict[str, str], unit: str, tmp_path: Path) -> None:
    found, folded = evaluate_all([Showing(pages["index.html"], FIND), Showing(unit, FOLD, 390)], tmp_path)
    facts = CountyFacts(sample_county())
    names = [r.unit for r in facts.reports]
    assert sorted(found["all"]) == sorted(names)
    absent = {r.unit for r in facts.reports if r.status in (UnitStatus.MISSING, UnitStatus.UNREADABLE)}
    assert set(found["absent"]) == absent
    assert set(found["late"]) == {r.unit for r in facts.reports if r.status is UnitStatus.LATE}
    errors = {c.unit for c in facts.current if c.deviation.severity is Severity.ERROR and c.unit}
    assert set(found["errors"]) == errors
    assert set(found["decide"]) == {one.unit for one in to_decide(facts)}
    assert found["again"] == found["all"] == found["opened"]
    spaced = {line.unit for line in facts.lines.all if line.entry.leader.text.split() == ["姜", "楠"]}
    assert set(found["spaced"]) == spaced != set()
    assert found["typed"] == found["found"] == [UNIT]
    assert found["said"] == f"显示1家单位，共{len(names)}家单位。"
    assert found["both"] == []
    assert found["none"].startswith("没有符合条件")
    assert 0 < len(found["folded"]) < len(names)
    assert found["expanded"] == "false"
    assert found["closed"] == []
    lines = [line for line in facts.lines.all if line.unit == UNIT]
    wrong = {c.line.number for c in facts.current if c.unit == UNIT and c.line and c.deviation.severity == "error"}
    assert folded == {
        "seen": len(lines),
        "opened": len(lines),
        "closed": 0,
        "errors": len(wrong),
        "none": 0,
        "said": "没有符合条件的内容，请更换搜索词或者取消筛选。",
    }


def test_its_policy_lets_its_own_script_run_from_a_folder_and_without_it_all_is_there(
    pages: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text(pages["index.html"], encoding="utf-8")
    assert pages["index.html"].count('data-noun="家单位" hidden>') == 1
    shown = dump(tmp_path / "index.html", tmp_path)
    assert 'data-noun="家单位" hidden' not in shown
    assert 'class="toggle"' in shown
    assert 'class="toggle"' not in pages["index.html"].split("<script>")[0]
