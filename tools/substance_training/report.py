"""The part of ``make accuracy`` that tells acts from words alone and from refusals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model import Plan, Substance
from pipeline.plan.substance_model import read_substance_model
from tools.substance_training.evaluation import Told, leave_writer_out, tell
from tools.substance_training.fitting import fit
from tools.substance_training.material import Material

_FOLDS = 4


def lines(plan: Plan) -> Iterator[str]:
    """Give the lines of the report. Takes some minutes."""
    material = Material(plan)
    yield from (
        "## Acts, words alone, refusals",
        "",
        "Measures by five writers who did not see one another's (`tests/data/substance`), each judged by a model "
        "that has seen none of that writer's; the obligation is taken as known. Right: hollow measures get F12, or "
        "F09 where they are the plan's own words (copied); refusals get F13; real ones neither; unclear ones go to "
        "an officer.",
        "",
        "| writer | hollow P / R | refusal P / R | of hollow: copied, unclear, lost | of refusals: unclear, lost "
        "| of real: F12, F13, unclear |",
        "| --- | --- | --- | --- | --- | --- |",
    )
    every: list[Told] = []
    for writer, told in leave_writer_out(material):
        every += told
        yield _row(writer, told)
    yield _row("all", every)
    yield ""
    yield from _held_out(material)
    yield from _false_alarms(material)


def _held_out(material: Material) -> Iterator[str]:
    yield from (
        "Six further writers, of whom the shipped model has learned nothing (`tests/data/substance/held_out`): "
        "`first` was looked at while the model was made, `second` is for measuring alone.",
        "",
        "| set | hollow P / R | refusal P / R | of hollow: copied, unclear, lost | of refusals: unclear, lost "
        "| of real: F12, F13, unclear |",
        "| --- | --- | --- | --- | --- | --- |",
    )
    model = read_substance_model()
    for name in ("first", "second"):
        yield _row(name, tell(model, material.held_out(name)))
    yield ""


def _row(name: str, told: Sequence[Told]) -> str:
    def count(kind: str, *said: Substance) -> int:
        return sum(t.sample.kind == kind and t.said in said for t in told)

    real, unclear, copied = Substance.REAL, Substance.UNCLEAR, Substance.COPIED
    cells = [name]
    for kind, right in (("hollow", (Substance.HOLLOW, copied)), ("refusal", (Substance.REFUSAL,))):
        found = count(kind, *right)
        said = sum(t.said is right[0] for t in told) + count(kind, *right[1:])
        cells.append(f"{found / max(said, 1):.3f} / {found / max(sum(t.sample.kind == kind for t in told), 1):.3f}")
    cells.append(f"{count('hollow', copied)}, {count('hollow', unclear)}, {count('hollow', real)}")
    cells.append(f"{count('refusal', unclear)}, {count('refusal', real, copied)}")
    cells.append(f"{count('real', Substance.HOLLOW)}, {count('real', Substance.REFUSAL)}, {count('real', unclear)}")
    return f"| {' | '.join(cells)} |"


def _false_alarms(material: Material) -> Iterator[str]:
    """Judge every fourth of the phrasings' and ledgers' files by a model that has learned from the other files."""
    origins = sorted({s.writer for s in material.real})
    told: list[Told] = []
    for fold in range(_FOLDS):
        unseen = set(origins[fold::_FOLDS])
        learnt = [s for s in material.learnt() if s.writer not in unseen]
        model = fit(learnt, material.grammar.bodies, material.lexicon, "")
        told += tell(model, [s for s in material.real if s.writer in unseen])
    yield from (
        "Real measures of which a model has seen not seen the file; here every alarm is false.",
        "",
        "| measures | number | F12 | F13 | unclear | copied (F09) |",
        "| --- | --- | --- | --- | --- | --- |",
    )
    for name, of_ledgers in (("labelled ledgers", True), ("phrasings and own tasks", False)):
        mine = [t for t in told if t.sample.writer.startswith("ledgers") is of_ledgers]
        said = (Substance.HOLLOW, Substance.REFUSAL, Substance.UNCLEAR, Substance.COPIED)
        counts = " | ".join(str(sum(t.said is s for t in mine)) for s in said)
        yield f"| {name} | {len(mine)} | {counts} |"
