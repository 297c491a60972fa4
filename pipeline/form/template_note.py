"""What a ledger is told that stands on a template of another version, another unit or another plan."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Identification, Ledger, Plan, ReadingNote, stamp

_OTHER_TEMPLATE = "other_template"


def with_template_note(plan: Plan, ledger: Ledger, identification: Identification) -> Ledger:
    """Add a notice for the sender where the ledger stands on a template of another version or another plan.

    One that was recorded with a ledger under other rules is not kept.
    """
    ledger = replace(ledger, notes=tuple(n for n in ledger.notes if n.kind != _OTHER_TEMPLATE))
    if identification.template_of:
        text = (
            f"本表是在发给{identification.template_of}的模板上填写的，标题、文件名等写明是{identification.unit}，"
            f"已按{identification.unit}报送受理；如有误，请改正标题和文件名后重新报送。"
        )
        ledger = replace(ledger, notes=(*ledger.notes, ReadingNote(_OTHER_TEMPLATE, text, ledger.sheet)))
    of_plan = ledger.stamp.get(stamp.PLAN, plan.id)
    version = ledger.stamp.get(stamp.TEMPLATE_VERSION, plan.template_version)
    if of_plan != plan.id:
        text = f"本表使用的是另一方案（{of_plan}）的模板，已按《{plan.title}》校验，请改用本方案的模板。"
    elif version != plan.template_version:
        # The versions stand in the order of their issue; one that is not listed is older than all that are.
        issued = list(plan.settings.template_changes)
        later = issued[issued.index(version) + 1 :] if version in issued else issued
        changes = "".join(plan.settings.template_changes[v].rstrip("。") + "。" for v in later)
        text = (
            f"本表使用第{version}版模板，现行模板为第{plan.template_version}版。{changes}"
            "本次照常受理，今后请使用现行模板。"
        )
    else:
        return ledger
    return replace(ledger, notes=(*ledger.notes, ReadingNote(_OTHER_TEMPLATE, text, ledger.sheet)))
