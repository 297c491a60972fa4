"""``make accuracy``: measures understanding on the labelled ledgers and writes docs/accuracy.md."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

# Training is all matrix products; let it use the machine, which the program itself leaves alone.
os.environ.setdefault("OPENBLAS_NUM_THREADS", str(os.cpu_count() or 1))

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from matcher_training.evaluation import Figures, claims, figures, leave_one_out, leave_writer_out  # noqa: E402
from matcher_training.labelled import LabelledLedger  # noqa: E402
from matcher_training.new_plans import NewPlans  # noqa: E402
from matcher_training.training import Recipe, Trainer, labelled_ledgers  # noqa: E402
from matcher_training.unseen_plans import read_unseen_plan  # noqa: E402

from pipeline.flow.examine import Examiner  # noqa: E402
from pipeline.judging.matching.grams import Floats  # noqa: E402
from pipeline.judging.matching.knowledge import BRIEF_BARS  # noqa: E402
from pipeline.plan.matcher_model import read_all_concepts, read_concepts, read_knowledge  # noqa: E402
from pipeline.plan.plans import read_plan  # noqa: E402
from tools import accuracy, limit_accuracy  # noqa: E402
from tools.labels import labelled_ledgers as labelled_files  # noqa: E402
from tools.substance_training.report import lines as substance_lines  # noqa: E402

PAGE = ROOT / "docs" / "accuracy.md"
Judged = Sequence[tuple[LabelledLedger, Floats]]

PLANS = ROOT / "tests" / "data" / "plans"
UNPREPARED = "## A plan that nobody prepared"
SEEN = "## What is taken for what"

_TABLE = (
    "| evaluation | covered P / R / F1 (95 %) | missing P / R / F1 (95 %) | entries P / R / F1 | own tasks taken | "
    "right / wrong / asked | recall easy / medium / hard |",
    "| --- | --- | --- | --- | --- | --- | --- |",
)


def main() -> None:
    """Measure, print and write the page. Takes some minutes; ``--unprepared`` measures that section alone anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--unprepared", action="store_true", help="measure only what nobody prepared")
    arguments = parser.parse_args()
    trainer = Trainer(
        read_plan(accuracy.RULES, with_phrasings=True),
        labelled_ledgers(ROOT),
        read_concepts(accuracy.RULES),
        Recipe(composed=20),
    )
    lines = []
    for line in _unprepared(trainer) if arguments.unprepared else _page(trainer):
        print(line, flush=True)
        lines.append(line)
    text = "\n".join(lines)
    if arguments.unprepared:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(UNPREPARED)
        text = f"{before}{text}\n{SEEN}{rest.partition(SEEN)[2].rstrip()}"
    PAGE.write_text(f"{text}\n", encoding="utf-8")


def _page(trainer: Trainer) -> Iterator[str]:
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
        "stored one, to save time. Intervals: F1 over ledgers drawn again and again. Asked: entries with a doubtful "
        "match; right and wrong: of the others.",
        "",
        *_TABLE,
    )
    ledgers = trainer.ledgers
    unseen = leave_writer_out(trainer, ledgers)
    yield _row("leave one writer out", figures(trainer, unseen))
    for writer in sorted({ledger.writer for ledger in ledgers}):
        yield _row(f"… `{writer}`", figures(trainer, [u for u in unseen if u[0].writer == writer]))
    left_out = leave_one_out(trainer, ledgers)
    yield _row("leave one ledger out", figures(trainer, left_out))
    for writer in sorted({ledger.writer for ledger in ledgers}):
        yield _row(f"… `{writer}`", figures(trainer, [u for u in left_out if u[0].writer == writer]))
    yield ""
    yield from _unprepared(trainer)
    yield from (SEEN, "", *_confusion(trainer, left_out))
    yield ""
    yield from substance_lines(trainer.plan)


def _unprepared(trainer: Trainer) -> Iterator[str]:
    yield from (
        UNPREPARED,
        "",
        "What an import makes: one printed text for each obligation and the general knowledge. Above, ledgers of the "
        "prepared plan as if it were another: neither the writer nor the group of obligations judged was learned "
        "from (topics from every second wording, as `make train` fits the weighers with). "
        "*Unrelated*: the topics know no wording of the obligation asked for, nor of the one that is meant. "
        "*Neighbour*: each requirement in other words (1: two sober rewordings, 2: two of any kind, 3: only one), "
        "as a county words what others ask for too; their topics are known. *Very short*: three to five rows cut out "
        "of each ledger, which have weighers and bars of their own. Below, plans made up by others with "
        "ledgers by three hands (`tests/data/plans`), judged by the stored knowledge; `x` was looked at while "
        "building, `y` was not.",
        "",
        *_TABLE,
    )
    new_plans = NewPlans(trainer, read_all_concepts(accuracy.RULES))
    for name, found in new_plans.unseen().items():
        yield _row(name, figures(trainer, found))
    for name, found in new_plans.unseen(brief=True).items():
        yield _row(f"{name}, very short", figures(trainer, found, BRIEF_BARS))
    knowledge, concepts = read_knowledge(), read_all_concepts(accuracy.RULES)
    for folder in sorted(truth.parent for truth in PLANS.glob("*/truth.csv")):
        unseen = read_unseen_plan(folder, trainer.plan)
        model = unseen.model(concepts, knowledge)
        yield _row(f"plan `{folder.name}`", unseen.figures(model))
        yield _row(f"plan `{folder.name}`, very short", unseen.brief().figures(model))
    yield ""


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
    covered, missing = (
        f"{t.precision:.3f} / {t.recall:.3f} / **{t.f1:.3f}** ({low:.2f}-{high:.2f})"
        for t, (low, high) in ((f.covered, f.between(0)), (f.missing, f.between(1)))
    )
    entries = f"{f.entries.precision:.3f} / {f.entries.recall:.3f} / **{f.entries.f1:.3f}**"
    recall = " / ".join(f"{f.recall_of[k].recall:.3f}" for k in ("easy", "medium", "hard") if k in f.recall_of)
    ways = " / ".join(f"{n / f.count:.3f}" for n in (f.right, f.wrong, f.asked))
    return f"| {name} | {covered} | {missing} | {entries} | {f.own_taken / max(1, f.own):.3f} | {ways} | {recall} |"


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
