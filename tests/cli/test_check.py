"""``check`` of many files: what a file gave is written as it goes, and held no longer."""

from __future__ import annotations

import gc
import json
from datetime import date
from pathlib import Path

import pytest

from pipeline.cli.check import _Source, check
from pipeline.cli.check_json import Document
from pipeline.flow.examine import Examiner
from pipeline.model import Submission
from pipeline.settings.places import rules_folder
from tests.flow.conftest import sample

FILES = 24
MOST = 8
"""Two children, two files ahead of each, the one that is written and the one that is read: far from all."""


def test_no_more_files_and_submissions_are_held_than_are_at_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    held: list[tuple[int, int]] = []
    written = Document.next

    def counted(document: Document, submission: Submission, explanations: tuple[str, ...] | None = None) -> str:
        alive = [type(one) for one in gc.get_objects() if type(one) in (_Source, Submission)]
        held.append((alive.count(_Source), alive.count(Submission)))
        return written(document, submission, explanations)

    data = sample("ledgers/02-kejiju")
    paths = [tmp_path / f"{number:02}.xlsx" for number in range(FILES)]
    for path in paths[:-1]:
        path.write_bytes(data)
    gc.collect()
    already = sum(type(one) is Submission for one in gc.get_objects())
    monkeypatch.setattr(Document, "next", counted)
    code = check.main(["--format", "json", *map(str, paths)], standalone_mode=False)
    assert code == 3, "the last one is not there"
    document = json.loads(capsys.readouterr().out)
    assert [s["file"] for s in document["submissions"]] == [p.name for p in paths]
    assert len(held) == FILES
    assert max(sources for sources, _ in held) <= MOST
    assert max(submissions for _, submissions in held) - already <= MOST


def test_a_document_of_nothing_is_whole() -> None:

    document = Document(Examiner(rules_folder()).plan, date(2022, 5, 21))
    assert json.loads(document.end()) == {"plan": "yiyuan-2022", "as_of": "2022-05-21", "submissions": []}
