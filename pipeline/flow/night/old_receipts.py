"""Receipts that have lain long enough go where the county wishes it; what they said stays on record."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from pipeline.flow.installation import Installation
from pipeline.store.receipts import Receipts


def clear_old_receipts(installation: Installation) -> int:
    """Delete units' receipts that are older than the set days; give the number of files.

    The newest receipt of each unit stays, and those of the ledger in force. Those of files of unknown senders wait
    for an officer, and stay.
    """
    if not installation.keep_receipt_days:
        return 0
    receipts = Receipts(installation.register)
    newest = dict(receipts.newest_stems())
    counting = (standing.in_force for standing in installation.book().now().units.values())
    kept = {newest.get(held.ledger) for held in counting if held is not None}
    issued = [one for one in receipts.all_written(installation.clock()) if one.unit]
    kept |= {one.stem for one in {one.unit: one for one in issued}.values()}  # the last of each unit is its newest
    before = installation.clock() - timedelta(days=installation.keep_receipt_days)
    cleared = 0
    for one in issued:
        if one.mark.issued_at >= before or one.stem in kept:
            continue
        for ending in ("xlsx", "html"):
            with suppress(OSError):  # held open, or gone: the next night comes
                (installation.receipt_folder(one.unit) / f"{one.stem}.{ending}").unlink()
                cleared += 1
    return cleared
