"""One truth: whatever comes, is said and passes, all that tells of the county tells the same."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from pipeline.cli.installation import make_working_folder
from pipeline.flow.day.receive import process
from pipeline.flow.day.truth import settle
from pipeline.flow.day.words import adopt as put_in_force
from pipeline.flow.day.words import restore, revoke, waiting_now, withdraw
from pipeline.flow.installation import Installation
from pipeline.flow.night.county import build_county, consolidate, publish_changes
from pipeline.flow.night.morning import _figures
from pipeline.flow.night.publish import Published
from pipeline.flow.service.progress import progress_of
from pipeline.model import Decision, DecisionKind, DeviationState, Severity
from pipeline.store.receipts import Receipts
from pipeline.wiring import open_installation
from tests.flow.conftest import Clock, drop
from tests.flow.test_trust import ledger

UNITS = ("县水利局", "县科技局")
OFFICER = "李明"


def rows(path: Path, sheet: str) -> list[dict[str, object]]:
    """Read a table of the county workbook, by its headings."""
    lines = list(openpyxl.load_workbook(path, read_only=True)[sheet].iter_rows(values_only=True))
    head = next(n for n, line in enumerate(lines) if "序号" in line)
    found = (dict(zip(lines[head], line, strict=True)) for line in lines[head + 1 :])
    return [row for row in found if isinstance(row["序号"], int)]


def told_in_receipt(page: str) -> dict[str, int]:
    """Read from a receipt how many deviations of each severity it lists."""
    return {label: int(count) for label, count in re.findall(r">(错误|警告|提示)（(\d+)项）", page)}


def ensure_one_truth(installation: Installation, published: Published) -> None:
    """Hold against each other: register, receipts, every sheet, the page, status, the morning letter."""
    today = installation.clock().date()
    county = build_county(installation, today)
    newest = published.newest
    assert newest is not None
    reporting = {row["单位"]: row for row in rows(newest, "报送情况")}
    totals: Counter[str] = Counter()
    standings = installation.book().now()
    stems = dict(Receipts(installation.register).newest_stems())
    status = list(progress_of(installation, today))
    for report in county.reports:
        row = reporting[report.unit]
        totals.update({label: int(str(row[label])) for label in ("错误", "警告", "提示")})
        held = standings.of(report.unit).in_force
        assert (row["版本"] or None) == (held.version if held else None)
        if report.submission is None or held is None:
            assert row["状态"] == report.status.value
            continue
        recorded = installation.register.versions_of(report.unit)
        (of_record,) = [s for s in recorded if s.version == held.version]
        assert of_record.missing == report.submission.missing
        assert set(of_record.deviations) == set(report.submission.deviations)
        page = installation.receipt_folder(report.unit) / f"{stems[held.ledger]}.html"
        told = told_in_receipt(page.read_text(encoding="utf-8"))
        assert told.get("错误", 0) == row["错误"]
        assert row["漏项"] == len(report.submission.missing)
        line = next(text for text in status if text.strip().startswith(f"{report.unit}："))
        assert f"错误{row['错误']}，警告{row['警告']}，提示{row['提示']}" in line
    families = ("偏差-报送", "偏差-漏项", "偏差-时限", "偏差-填报", "偏差-责任")
    listed = Counter(str(row["等级"]) for sheet in families for row in rows(newest, sheet))
    strays = Counter(d.severity.label for s in county.strays for d in s.deviations)
    assert listed == totals + strays or listed >= totals
    notice = Severity.NOTICE.label
    lives = Counter(str(row["状态"]) for row in rows(newest, "整改销号") if row["等级"] != notice)
    figures = _figures(county)
    assert figures["new"] == lives[DeviationState.NEW.value]
    assert figures["errors"] == listed["错误"]
    said = f"现有偏差：错误{listed['错误']}，警告{listed['警告']}，提示{listed[notice]}"
    assert any(line.startswith(said) for line in status)
    board = (installation.board_folder / "index.html").read_text(encoding="utf-8")
    assert f"新增{lives[DeviationState.NEW.value]}条" in board


class Story(RuleBasedStateMachine):
    """Drops, words and nights in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = Clock()
        make_working_folder(self.folder / "work")
        (self.folder / "work" / "taizhang.toml").write_text(
            "settle_seconds = 0\n[guard]\nworkers = 1\n", encoding="utf-8"
        )
        self.installation = open_installation(self.folder / "work", self.clock)
        self.number = 0

    def teardown(self) -> None:
        self.installation.rest()
        self.installation.register.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @initialize()
    def begin(self) -> None:
        drop(self.installation, f"{UNITS[0]}/一.xlsx", ledger(5, UNITS[0]))
        process(self.installation)
        consolidate(self.installation)

    @rule(unit=st.sampled_from(UNITS), size=st.integers(0, 9), own=st.booleans(), word=st.sampled_from("甲乙"))
    def drops(self, unit: str, size: int, own: bool, word: str) -> None:
        self.number += 1
        name = f"{unit}/{self.number}.xlsx" if own else f"{unit}{self.number}.xlsx"
        drop(self.installation, name, ledger(size, unit, word))
        process(self.installation)

    @rule(unit=st.sampled_from(UNITS), kind=st.sampled_from([DecisionKind.WAIVE, DecisionKind.NIL_RETURN]))
    def decides(self, unit: str, kind: DecisionKind) -> None:
        decision = Decision(
            kind, unit, "A1-33" if kind is DecisionKind.WAIVE else "", "", "试", OFFICER, self.clock()
        )
        self.installation.register.record_decision(decision, self.installation.plan.id, renew=True)
        self.follows()

    @precondition(lambda self: any(d.revoked_at is None for d in self.installation.decisions()))
    @rule()
    def revokes(self) -> None:
        number = next(d.number for d in self.installation.decisions() if d.revoked_at is None)
        revoke(self.installation, number, OFFICER, "误批")
        self.follows()

    @precondition(lambda self: self.held() is not None)
    @rule()
    def withdraws(self) -> None:
        unit = self.held()
        assert unit is not None
        withdraw(self.installation, unit, None, OFFICER, "来函撤回")
        self.follows()

    @precondition(lambda self: self.withdrawn() is not None)
    @rule()
    def restores(self) -> None:
        unit = self.withdrawn()
        assert unit is not None
        restore(self.installation, unit, None, OFFICER, "误撤")
        self.follows()

    @precondition(lambda self: any(w.doubt for w in waiting_now(self.installation)))
    @rule()
    def adopts(self) -> None:
        waiting = next(w for w in waiting_now(self.installation) if w.doubt)
        put_in_force(self.installation, waiting.key, OFFICER, "已核实")
        self.follows()

    @rule()
    def passes_a_night(self) -> None:
        self.clock.now += timedelta(days=1)
        ensure_one_truth(self.installation, consolidate(self.installation))

    def follows(self) -> None:
        settle(self.installation)
        published = publish_changes(self.installation)
        if published is not None:
            ensure_one_truth(self.installation, published)

    def held(self) -> str | None:
        units = self.installation.book().now().units
        return next((unit for unit, standing in sorted(units.items()) if standing.in_force is not None), None)

    def withdrawn(self) -> str | None:
        acts = self.installation.book()
        units = acts.now().units
        gone = {a.unit for a in acts.acts if a.kind.value == "withdrawn" and a.version in units[a.unit].withdrawn}
        return min(gone, default=None)


Story.TestCase.settings = settings(
    max_examples=2,
    stateful_step_count=6,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # a story that fails is told as it is: each step takes a second
    suppress_health_check=list(HealthCheck),
)
TestStory = pytest.mark.timeout(1200)(Story.TestCase)
