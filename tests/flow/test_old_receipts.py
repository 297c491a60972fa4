"""Old receipts go where the county wishes it, and only those that nobody needs any more."""

from __future__ import annotations

from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.flow.night.old_receipts import clear_old_receipts
from tests.flow.conftest import Clock, drop
from tests.mail.letters import small_ledger


def lying(installation: Installation, unit: str) -> list[str]:
    return sorted(p.name for p in installation.receipt_folder(unit or None).iterdir())


def test_old_ones_go_and_those_in_force_the_newest_and_the_young_stay(
    installation: Installation, clock: Clock
) -> None:
    versions = []
    for text in ("一稿", "二稿"):
        drop(installation, f"县水利局/{text}.xlsx", small_ledger("县水利局", text))
        process(installation)
        versions.append(lying(installation, "县水利局"))
        clock.turn(clock().day + 1)
    # A newer file that does not count: it could not be read.
    drop(installation, "县水利局/坏.xlsx", b"no workbook")
    drop(installation, "无名.xlsx", b"nobody's")
    process(installation)
    clock.turn(clock().day + 1)
    drop(installation, "县水利局/又坏.xlsx", b"no workbook either")
    process(installation)
    all_of_them, nobodys = lying(installation, "县水利局"), lying(installation, "")
    assert len(all_of_them) == 8
    assert clear_old_receipts(installation) == 0, "unless it is wished, nothing goes"
    installation.keep_receipt_days = 2
    clock.turn(clock().day + 1)
    assert clear_old_receipts(installation) == 2, "the first version's"
    left = lying(installation, "县水利局")
    assert left == [name for name in all_of_them if name not in versions[0]]
    installation.keep_receipt_days = 1
    clock.turn(clock().day + 1)
    assert clear_old_receipts(installation) == 2, "the first of the two that cannot be read"
    assert set(versions[1]) - set(versions[0]) < set(lying(installation, "县水利局")), "what is in force"
    assert lying(installation, "") == nobodys
    assert clear_old_receipts(installation) == 0
    assert len(installation.register.all_submissions()) == 5, "what is on record stays"
