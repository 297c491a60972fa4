"""A trial of other rules says what would change, and changes nothing."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipeline.cli.changes import dry_run as dry_run_command
from pipeline.flow.again.dry_run import WHOLE_COUNTY, dry_run
from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.flow.night.county import build_county
from pipeline.model import Decision, DecisionKind, Severity
from pipeline.plan.rules_files import RulesError
from tests.flow.conftest import Clock, Story, drop, sample
from tests.flow.test_trust import ledger

Row = dict[str, str]


def other_rules(
    installation: Installation,
    file: str = "",
    edit: Callable[[list[Row]], list[Row]] = lambda rows: rows,
    plan: Callable[[str], str] = lambda text: text,
) -> Path:
    """Copy the rules, and edit one of the tables or plan.toml."""
    folder = installation.root / "rules" / "trial"
    shutil.copytree(installation.rules, folder)
    if file:
        path = folder / file
        rows = list(csv.DictReader(path.open(encoding="utf-8-sig", newline="")))
        names = list(rows[0])
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, names)
            writer.writeheader()
            writer.writerows(edit(rows))
    settings = folder / "plan.toml"
    settings.write_text(plan(settings.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


def earlier_deadline(rows: list[Row]) -> list[Row]:
    return [{**r, "deadline": "2022年3月底前"} if r["no"] == "47" else r for r in rows]


def two_ledgers(installation: Installation, _: Clock) -> None:
    drop(installation, "水利局.xlsx", sample("ledgers/01-shuiliju"))
    drop(installation, "科技局.xlsx", sample("ledgers/02-kejiju"))
    process(installation)


@pytest.fixture
def reported(after: Callable[[Story], Installation]) -> Installation:
    return after(two_ledgers)


def test_the_same_rules_change_nothing(reported: Installation) -> None:
    result = dry_run(reported, other_rules(reported))
    assert result.changes == ()
    assert (result.plan.added, result.plan.removed, result.plan.altered) == ((), (), ())


def test_an_earlier_deadline_shows_at_the_departments_that_miss_it(reported: Installation) -> None:
    rules = other_rules(reported, "annex1.csv", earlier_deadline)
    before = build_county(reported, date(2022, 5, 19))
    result = dry_run(reported, rules)
    assert [(o.id, aspects) for o, aspects in result.plan.altered] == [("A1-47", ("时限",))]
    by_unit = {c.subject: c for c in result.changes}
    assert set(by_unit) <= {"县水利局", "县科技局"}
    assert by_unit
    assert {d.obligation for c in result.changes for d in c.new} == {"A1-47"}
    assert result.new_errors == sum(d.severity is Severity.ERROR for c in result.changes for d in c.new)
    after = build_county(reported, date(2022, 5, 19))
    assert after == before


def test_an_earlier_day_of_reporting_makes_ledgers_late(reported: Installation, clock: Clock) -> None:
    clock.turn(20)
    rules = other_rules(reported, plan=lambda text: text.replace("due = 2022-05-20", "due = 2022-05-18"))
    result = dry_run(reported, rules)
    assert result.plan.ledgers_due == (date(2022, 5, 20), date(2022, 5, 18))
    changed = {c.subject: c for c in result.changes}
    assert [d.code for d in changed["县水利局"].new] == ["S02"]
    assert changed["县水利局"].verdicts[0].startswith("按时报送")
    assert changed["县水利局"].verdicts[1].startswith("逾期报送")
    assert [d.code for d in changed["县司法局"].new] == ["S01"]


def test_an_obligation_that_is_dropped_is_missed_no_longer(reported: Installation) -> None:
    assert "A1-42" in reported.register.versions_of("县水利局")[0].missing
    borne_by_another = {"responsible_units": "县科技局", "units_inherited": "0"}
    rules = other_rules(
        reported,
        "annex1.csv",
        lambda rows: [{**r, **borne_by_another} if r["no"] == "42" else r for r in rows],
    )
    changed = {c.subject: c for c in dry_run(reported, rules).changes}
    assert "A1-42" in changed["县水利局"].no_longer_missing
    assert "C01" in {d.code for d in changed["县水利局"].gone}


def test_a_code_of_another_severity_is_told_as_altered(reported: Installation) -> None:
    head = "[settings.severities]\n"
    rules = other_rules(reported, plan=lambda text: text.replace(head, f'{head}C01 = "notice"\n'))
    changed = {c.subject: c for c in dry_run(reported, rules).changes}
    (pair,) = {(a.severity, b.severity) for a, b in changed["县水利局"].altered}
    assert pair == (Severity.ERROR, Severity.NOTICE)
    assert changed["县水利局"].new_errors == 0


def test_decisions_hold_under_both_rules(reported: Installation) -> None:
    decision = Decision(DecisionKind.WAIVE, "县水利局", "A1-42", "", "试点", "王志强", reported.clock())
    reported.register.record_decision(decision)
    assert dry_run(reported, other_rules(reported)).changes == ()


def test_a_new_unit_and_the_county_itself_are_compared_too(reported: Installation) -> None:
    drop(reported, "县新局台账.xlsx", ledger(9, unit="沂源县新局"))
    drop(reported, "县新局空表.xlsx", ledger(0, unit="沂源县新局"))
    process(reported)
    rules = other_rules(
        reported,
        "units.csv",
        lambda rows: [*rows, _new_unit(rows)],
    )
    result = dry_run(reported, rules)
    assert result.plan.units_added == ("县新局",)
    assert WHOLE_COUNTY not in {c.subject for c in result.changes}
    changed = {c.subject: c.verdicts for c in result.changes}
    # A file of nobody takes its unit's place once the rules know that unit; a trial says what will be.
    assert changed["县新局"][1].startswith("按时报送")


def _new_unit(rows: list[Row]) -> Row:
    like = next(r for r in rows if "县水利局" in r.values())
    return {**like, "name": "县新局", "full_name": "沂源县新局", "aliases": ""}


def test_broken_rules_are_refused(reported: Installation) -> None:
    folder = other_rules(reported)
    (folder / "annex1.csv").unlink()
    with pytest.raises(RulesError):
        dry_run(reported, folder)
    assert dry_run_command.main([str(folder), "--dir", str(reported.root)], standalone_mode=False) == 2


def test_the_command_says_it_department_by_department(
    reported: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = other_rules(reported, "annex1.csv", earlier_deadline)
    arguments = ["trial", "--dir", str(reported.root), "--as-of", "2022-05-19"]
    code = dry_run_command.main(arguments, standalone_mode=False)
    said = capsys.readouterr().out
    assert "变动任务：A1-47 " in said
    assert "试算：yiyuan-2022（" in said
    expected = dry_run(reported, rules)
    assert code == int(expected.new_errors > 0)
    for change in expected.changes:
        assert f"\n{change.subject}" in said
    assert dry_run_command.main([*arguments, "--format", "json"], standalone_mode=False) == code
    document = json.loads(capsys.readouterr().out)
    assert [c["subject"] for c in document["changes"]] == [c.subject for c in expected.changes]
