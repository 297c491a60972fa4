"""``make accuracy``: measures understanding on the labelled ledgers and writes docs/accuracy.md."""

from __future__ import annotations

import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

# Training is all matrix products; let it use the machine, which the program itself leaves alone.
os.environ.setdefault("OPENBLAS_NUM_THREADS", str(os.cpu_count() or 1))

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from matcher_training.evaluation import Figures, claims, figures, leave_one_out, leave_writer_out  # noqa: E402
from matcher_training.labelled import LabelledLedger  # noqa: E402
from matcher_training.training import Recipe, Trainer, labelled_ledgers  # noqa: E402

from pipeline.flow.examine import Examiner  # noqa: E402
from pipeline.judging.matching.grams import Floats  # noqa: E402
from pipeline.plan.matcher_model import read_concepts  # noqa: E402
from pipeline.plan.plans import read_plan  # noqa: E402
from tools import accuracy, limit_accuracy  # noqa: E402
from tools.labels import labelled_ledgers as labelled_files  # noqa: E402
from tools.substance_training.report import lines as substance_lines  # noqa: E402

PAGE = ROOT / "docs" / "accuracy.md"
Judged = Sequence[tuple[LabelledLedger, Floats]]

_TABLE = (
    "| evaluation | covered P / R / F1 | missing P / R / F1 | entries P / R / F1 | doubtful per entry | "
    "recall easy / medium / hard |",
    "| --- | --- | --- | --- | --- | --- |",
)


def main() -> None:
    """Measure, print and write the page. Takes some minutes."""
    lines: list[str] = []
    for line in _page():
        print(line, flush=True)
        lines.append(line)
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _page() -> Iterator[str]:
    yield from (
        "# Accuracy",
        "",
        "Written by `make accuracy`. The labelled ledgers are invented, seven sets by seven hands "
        "(`tests/data/ledgers*`); labels are what a careful officer concludes. What is labelled arguable counts for "
        "nothing.",
        "",
        "## Whole ledgers, from workbook to deviations",
        "",
        "With the stored model, which has learned from these ledgers: this shows that the chain is whole, not how "
        "well wordings are recognised. One ledger names its unit nowhere and is, rightly, not identified.",
        "",
        *_whole_chain(),
        "",
        "## Time limits by themselves",
        "",
        *_limits(),
        "",
        "## Recognising the obligations of ledgers that were not seen",
        "",
        "Leave one writer out: the model has learned from the other hands only. Leave one ledger out: from all "
        "other ledgers. Both with phrasings and lexicon; the weigher is trained on fewer composed ledgers than the "
        "stored one, to save time.",
        "",
        *_TABLE,
    )
    plan = read_plan(accuracy.RULES, with_phrasings=True)
    ledgers = labelled_ledgers(ROOT)
    trainer = Trainer(plan, ledgers, read_concepts(accuracy.RULES), Recipe(composed=20))
    unseen = leave_writer_out(trainer, ledgers)
    yield _row("leave one writer out", figures(trainer, unseen))
    for writer in sorted({ledger.writer for ledger in ledgers}):
        yield _row(f"… `{writer}`", figures(trainer, [u for u in unseen if u[0].writer == writer]))
    left_out = leave_one_out(trainer, ledgers)
    yield _row("leave one ledger out", figures(trainer, left_out))
    for writer in sorted({ledger.writer for ledger in ledgers}):
        yield _row(f"… `{writer}`", figures(trainer, [u for u in left_out if u[0].writer == writer]))
    plain = Trainer(replace(plan, phrasings=()), ledgers, {}, Recipe(composed=0))
    weigher = trainer.weigher([ledger.name for ledger in ledgers])
    printed = [(ledger, plain.probabilities(weigher, [], ledger.name)) for ledger in ledgers]
    yield _row("the plan's printed texts alone (another county's first year)", figures(plain, printed))
    yield from ("", "## What is taken for what", "", *_confusion(trainer, left_out))
    yield ""
    yield from substance_lines(plan)


def _whole_chain() -> Iterator[str]:
    examiner = Examiner(accuracy.RULES).prepare()
    scores: dict[str, accuracy.Score] = defaultdict(accuracy.Score)
    for ledger in labelled_files():
        accuracy.score(ledger, accuracy.submission_of(examiner, ledger), scores)
    yield from ("| question | precision, recall, F1 |", "| --- | --- |")
    for name, found in scores.items():
        yield f"| {name} | {found} |"


def _limits() -> Iterator[str]:
    yield from (
        "2,000 limits by five writers, each for an obligation of the plan (`tests/data/limits/`), labelled by two "
        "others independently; where they differ the label was settled by the table of time limits. A limit is as "
        "labelled where all its clauses, or all its codes, are. Nothing was fitted to the writers kept for "
        "measuring.",
        "",
        *limit_accuracy.table(),
    )


def _row(name: str, f: Figures) -> str:
    tallies = " | ".join(
        f"{t.precision:.3f} / {t.recall:.3f} / **{t.f1:.3f}**" for t in (f.covered, f.missing, f.entries)
    )
    recall = " / ".join(f"{f.recall_of[k].recall:.3f}" for k in ("easy", "medium", "hard") if k in f.recall_of)
    return f"| {name} | {tallies} | {f.doubtful / f.count:.3f} | {recall} |"


def _confusion(trainer: Trainer, judged: Judged) -> Iterator[str]:
    """List what was said instead of what is true, by how often, for ledgers left out."""
    taken: Counter[tuple[str, str]] = Counter()
    for ledger, probability in judged:
        certain, _ = claims(trainer, ledger, probability)
        for said, true, arguable in zip(certain, ledger.covers, ledger.maybe, strict=True):
            false = sorted(said - true - arguable) or ["—"]
            lost = sorted(true - said) or ["—"]
            if (false, lost) != (["—"], ["—"]):
                taken.update((t, s) for t in lost for s in false)
    yield from (
        "Leave one ledger out, entry by entry; — means none.",
        "",
        "| true | said | times |",
        "| --- | --- | --- |",
    )
    for (true, said), times in sorted(taken.items(), key=lambda item: (-item[1], item[0])):
        yield f"| {true} | {said} | {times} |"


if __name__ == "__main__":
    main()
