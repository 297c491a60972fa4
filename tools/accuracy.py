"""``make accuracy``: how well whole ledgers are understood, from workbook to deviations, against labels."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from pipeline.flow.examine import Examination, Examiner
from pipeline.model import Arrival, Submission
from tools.forms import form_workbook
from tools.labels import DATA, LabelledLedger, labelled_ledgers

RULES = Path(__file__).resolve().parent.parent / "rules" / "yiyuan-2022"
BLANKS = {"F02": "measure", "F03": "time_limit", "F04": "leader", "F05": "section"}


@dataclass
class Score:
    """Counts of one question: right, wrongly said, wrongly not said."""

    right: int = 0
    false: int = 0
    lost: int = 0

    def add(self, said: Iterable[object], true: Iterable[object]) -> None:
        """Compare what was said with what is true."""
        said, true = set(said), set(true)
        self.right += len(said & true)
        self.false += len(said - true)
        self.lost += len(true - said)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        said_or_true = 2 * self.right + self.false + self.lost
        return 2 * self.right / said_or_true if said_or_true else 1.0

    def __str__(self) -> str:
        precision = self.right / (self.right + self.false) if self.right + self.false else 1.0
        recall = self.right / (self.right + self.lost) if self.right + self.lost else 1.0
        counts = f"{self.right} right, {self.false} false, {self.lost} lost"
        return f"P {precision:.3f}  R {recall:.3f}  F1 {self.f1:.3f}  ({counts})"


def submission_of(examiner: Examiner, ledger: LabelledLedger, folder: Path = DATA) -> Submission:
    """Write a labelled ledger as a workbook and examine it as if it had been handed in."""
    data = form_workbook(folder / f"{ledger.name}.json")
    arrival = Arrival(ledger.file_name, sha256(data).hexdigest(), len(data), datetime(2022, 5, 19, 9))
    (submission,) = examiner(Examination(arrival, data, date(2022, 5, 20)))
    return submission


def score(ledger: LabelledLedger, submission: Submission, scores: dict[str, Score]) -> list[str]:
    """Add one ledger to the scores; give a line for each thing that was judged otherwise than labelled."""
    assert submission.ledger is not None
    entries = submission.ledger.entries
    scores["unit"].add([submission.unit], [ledger.unit])
    scores["entries read"].add(
        enumerate((e.measure.text, e.time_limit.text, e.leader.text, e.section.text) for e in entries),
        enumerate((e.measure, e.time_limit, e.leader, e.section) for e in ledger.entries),
    )
    covered = {o for o in submission.covered if o.startswith("A")} - ledger.maybe
    scores["obligations covered"].add(covered, ledger.covers)
    scores["obligations missing"].add(submission.missing, ledger.missing)
    by_entry: list[tuple[int, str]] = []
    labelled: list[tuple[int, str]] = []
    for number, (match, entry) in enumerate(zip(submission.matches, ledger.entries, strict=False)):
        by_entry += [(number, m.obligation) for m in match.certain if m.obligation[0] == "A"]
        by_entry = [(n, o) for n, o in by_entry if n != number or o not in entry.maybe]
        labelled += [(number, o) for o in entry.covers]
    scores["entry to obligation"].add(by_entry, labelled)
    scored = [o for o in ledger.time if o in submission.covered and o not in ledger.time_skip]
    said = {(d.obligation, d.code) for d in submission.deviations if d.code[0] == "T" and d.obligation in scored}
    true = {(o, code) for o in scored for code in ledger.time[o]}
    scores["time-limit codes"].add(said, true)
    blank_said = {(d.code, d.cell) for d in submission.deviations if d.code in BLANKS}
    blank_true = {
        (code, read.value(_field(name)).cell)
        for code, name in BLANKS.items()
        for read, entry in zip(entries, ledger.entries, strict=False)
        if not getattr(entry, name).strip()
    }
    scores["blank cells"].add(blank_said, blank_true)
    return [
        f"{ledger.name}: {what} {sorted(map(str, found))}"
        for what, found in {
            "covered, not labelled": covered - ledger.covers,
            "labelled, not covered": ledger.covers - covered,
            "missing, not labelled": set(submission.missing) - ledger.missing,
            "labelled missing, not said": ledger.missing - set(submission.missing),
            "time code, not labelled": said - true,
            "time code labelled, not said": true - said,
            "blank, not labelled": blank_said - blank_true,
            "blank labelled, not said": blank_true - blank_said,
        }.items()
        if found
    ]


def _field(name: str) -> object:
    from pipeline.model import Field

    return Field(name)


def main() -> None:
    """Print the scores; ``--detail`` prints every disagreement as well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--detail", action="store_true")
    parser.add_argument("--data", type=Path, default=DATA, help="a folder with ledgers*/*.json")
    arguments = parser.parse_args()
    examiner = Examiner(RULES).prepare()
    scores: dict[str, Score] = defaultdict(Score)
    ledgers = labelled_ledgers(arguments.data)
    for ledger in ledgers:
        lines = score(ledger, submission_of(examiner, ledger, arguments.data), scores)
        if arguments.detail:
            print("\n".join(lines))
    print(f"{len(ledgers)} labelled ledgers, from workbook to deviations (the stored model has learned from them):")
    for name, found in scores.items():
        print(f"  {name:22}{found}")


if __name__ == "__main__":
    main()
