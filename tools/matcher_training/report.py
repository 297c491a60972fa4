"""The figures of docs/matching.md, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcher_training.evaluation import Figures, figures, leave_one_out, leave_writer_out
from matcher_training.labelled import LabelledLedger
from matcher_training.training import Trainer

_HEAD = (
    "| evaluation | covered P / R / F1 | missing P / R / F1 | entries P / R / F1 | doubtful per entry | "
    "recall easy / medium / hard |"
)


def report(trainer: Trainer, judge: Sequence[LabelledLedger]) -> Iterator[str]:
    """Give the lines of the report as they are reckoned: by writer first, then all ledgers, then each by itself."""
    yield from (_HEAD, "| --- " * 6 + "|")
    unseen = leave_writer_out(trainer, judge)
    yield _line("leave one writer out", figures(trainer, unseen))
    for writer in sorted({known.writer for known in judge}):
        yield _line(f"… of these {writer}", figures(trainer, [u for u in unseen if u[0].writer == writer]))
    left_out = leave_one_out(trainer, judge)
    yield _line("leave one ledger out", figures(trainer, left_out))
    yield ""
    yield from ("| ledger (leave one out) | entries | covered F1 | missing F1 | faults |", "| --- " * 5 + "|")
    for ledger, probability in left_out:
        one = figures(trainer, [(ledger, probability)])
        faults = "; ".join(f.split(": ", 1)[1] for f in one.faults) or "none"
        yield f"| {ledger.name} | {one.count} | {one.covered.f1:.3f} | {one.missing.f1:.3f} | {faults} |"


def _line(name: str, f: Figures) -> str:
    tallies = " | ".join(
        f"{t.precision:.3f} / {t.recall:.3f} / **{t.f1:.3f}**" for t in (f.covered, f.missing, f.entries)
    )
    recall = " / ".join(f"{f.recall_of[k].recall:.3f}" for k in ("easy", "medium", "hard"))
    return f"| {name} | {tallies} | {f.doubtful / f.count:.3f} | {recall} |"
