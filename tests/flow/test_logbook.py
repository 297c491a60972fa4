"""The log: a line of JSON for each event, whatever the event's words hold, in files that rotate."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.flow.installation import Installation
from pipeline.flow.night.night import nightly
from pipeline.flow.service import logbook as module
from pipeline.flow.service.logbook import LOG_FILE, logbook
from pipeline.wiring import open_logbook
from tests.flow.conftest import drop, sample

ZONE = ZoneInfo("Asia/Shanghai")


def lines(folder: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (folder / LOG_FILE).read_text(encoding="utf-8").split("\n") if line]


@given(said=st.text(st.characters(codec=None, exclude_categories=[])), detail=st.text())
def test_an_event_is_one_line_whatever_it_says(
    said: str, detail: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("log")
    with logbook(folder, ZONE) as log:
        log.info("%s", said, extra={"kind": "test", "subject": "多\n行\r文字\u2028", "detail": detail})
    (line,) = lines(folder)
    assert set(line) - {"detail"} == {"at", "level", "event", "kind", "subject"}
    assert line["at"].endswith("+08:00")


def test_files_rotate_and_the_oldest_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LARGEST", 2_000)
    monkeypatch.setattr(module, "_KEPT", 3)
    with logbook(tmp_path, ZONE) as log:
        for number in range(200):
            log.info("第%d件", number)
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == [LOG_FILE, f"{LOG_FILE}.1", f"{LOG_FILE}.2", f"{LOG_FILE}.3"]
    assert all(path.stat().st_size <= 2_000 for path in tmp_path.iterdir())
    assert lines(tmp_path)[-1]["event"] == "第199件"


def test_what_happens_in_the_register_is_in_the_log(installation: Installation) -> None:
    drop(installation, "县水利局/台账.xlsx", sample("ledgers/01-shuiliju"))
    with open_logbook(installation):
        nightly(installation)
    events = [(line["kind"], line["subject"]) for line in lines(installation.root / "data" / "logs")]
    assert ("received", "台账.xlsx") in events
    for step in ("收取邮件", "收取来件", "答复邮件", "汇总", "清理", "备份", "催办提醒", "晨报", "发送邮件"):
        assert events.count(("step_done", step)) == 1
    assert events[-1][0] == "night_done"
    assert logging.getLogger("taizhang").handlers == [], "closed with the installation"
