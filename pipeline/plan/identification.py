"""Who sent a ledger: every sign that the file and its way carry, and whether they agree."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import reduce
from typing import Final

from pipeline.model import Evidence, Identification, Ledger, Plan, stamp
from pipeline.plan.unit_names import Mention, UnitNames, unit_names


def identify(
    plan: Plan,
    ledger: Ledger | None,
    *,
    file_name: str,
    folder: str = "",
    sender: str = "",
    option: str = "",
) -> Identification:
    """Say which unit sent a ledger.

    The signs are, in this order: the officer's ``option``, the ``folder`` below inbox/, the template's stamp, the
    title, the 填报单位 line, the file name, the ``sender`` (mail address, or the name shown with it). An option
    settles it; else all signs that speak must allow the same one unit. Where they do not, or where one names a
    body of another place, ``contradictory`` is true and ``unit`` None: it is never guessed. Only the template's
    stamp, which nobody sees, gives way to the others where they agree: a colleague's template was used; the unit that
    it was issued to is then ``template_of``. What stands on a hidden sheet is no sign. All that was seen stands in
    ``evidence``, in the order above; a body that is none of the plan's units has the unit "".
    """
    names = unit_names(plan)
    signs = [
        (source, text, found)
        for source, text, found in _signs(names, ledger, file_name, folder, sender, option)
        if found or (source == "option" and text)
    ]
    evidence = tuple(
        Evidence(source, text, mention.unit) for source, text, found in signs for mention in (found or (_NOBODY,))
    )
    if option.strip():
        units = {m.unit for source, _, found in signs for m in found if source == "option" and m.unit}
        return Identification(next(iter(units)) if len(units) == 1 else None, evidence, contradictory=len(units) > 1)
    told_by = _without_collector(
        [frozenset(m.unit for m in found) for _, _, found in signs], plan.settings.collecting_unit
    )
    told = [units for units in told_by if units]
    if not told:
        return Identification(None, evidence)
    common = reduce(frozenset.intersection, told)
    if len(common) == 1:
        unit = next(iter(common))
        return Identification(unit or None, evidence)
    seen = [units for units, (source, _, _) in zip(told_by, signs, strict=True) if units and source != "template"]
    agreed = reduce(frozenset.intersection, seen) if seen else frozenset()
    if len(seen) < len(told) and len(agreed) == 1 and (unit := next(iter(agreed))):
        issued_to = next(m.unit for source, _, found in signs if source == "template" for m in found)
        return Identification(unit, evidence, template_of=issued_to)
    return Identification(None, evidence, contradictory=True)


_NOBODY: Final = Mention("", "")


def _signs(
    names: UnitNames, ledger: Ledger | None, file_name: str, folder: str, sender: str, option: str
) -> Iterator[tuple[str, str, tuple[Mention, ...]]]:
    """Give each sign: where it comes from, its text, and the units that it names."""
    stem = posixpath.splitext(file_name.replace("\\", "/").rpartition("/")[2])[0]
    stamped = ledger.stamp.get(stamp.UNIT, "") if ledger else ""
    if ledger and ledger.hidden:
        ledger, stamped = None, ""
    title = ledger.title if ledger else ""
    if ledger and not names.find(title) and not ledger.reporting_unit:
        # Where nothing above the table says who it is, the sheet's own name is its title.
        title = ledger.sheet if names.find(ledger.sheet) else title
    yield "option", option.strip(), names.find(option)
    yield "folder", folder, names.find(folder)
    yield "template", stamped, names.find(stamped)
    yield "title", title, names.find(title)
    reporting_unit = ledger.reporting_unit if ledger else ""
    yield "reporting_unit", reporting_unit, names.find(reporting_unit)
    yield "file_name", stem, names.find(stem)
    yield "sender", sender, names.of_sender(sender)


def _without_collector(told: list[frozenset[str]], collector: str) -> list[frozenset[str]]:
    """Leave out the unit that collects where a sign names it beside or instead of the one that reports.

    报县大数据中心 in a file name, or a ledger forwarded from its mailbox, does not say who wrote the ledger.
    """
    if not collector or all(units == {collector} for units in told):
        return told
    return [units - {collector} for units in told]
