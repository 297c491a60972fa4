"""What officers say about ledgers and decisions: withdraw, restore, adopt, claim, dismiss, revoke.

Nothing is deleted. Each is recorded here; ``truth.settle`` then judges again and answers. The same word said twice is
one word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.flow.day.decide import KnownWordError, WordError
from pipeline.flow.day.standing import Waiting, standing_at
from pipeline.flow.day.truth import told_as
from pipeline.flow.day.versions import Came, stand, telling
from pipeline.flow.installation import Installation
from pipeline.judging.checks.traits import Trait, has
from pipeline.model import Act, ActKind, WordSource
from pipeline.model.decision import COMMAND_LINE
from pipeline.model.standing import LedgerKey
from pipeline.store.ledgers import KnownLedger
from pipeline.store.repeats import EarlierAnswer

_ID = re.compile(r"(\d{1,9})(?:-(\d{1,3}))?")
_HASH = re.compile(r"[0-9a-f]{8,64}")


def withdraw(
    installation: Installation,
    unit: str,
    version: int | None,
    officer: str,
    reason: str,
    source: WordSource = COMMAND_LINE,
) -> Act:
    """Take a version of a unit out of force (that in force by default); what counted before it counts again."""
    standing = installation.book().now().of(unit)
    held = standing.in_force
    wanted = version if version is not None else held.version if held else None
    if wanted is None:
        raise WordError(f"{unit}目前没有现行台账，无需撤回。")
    if wanted in standing.withdrawn:
        raise KnownWordError(f"{unit}第{wanted}版此前已撤回。")
    key = _ledger_of(installation, unit, wanted)
    return _say(installation, ActKind.WITHDRAWN, unit, wanted, key, officer, reason, source)


def restore(
    installation: Installation,
    unit: str,
    version: int | None,
    officer: str,
    reason: str,
    source: WordSource = COMMAND_LINE,
) -> Act:
    """Put a version of a unit in force again (the one withdrawn last by default), or for the first time."""
    book = installation.book()
    standing = book.now().of(unit)
    wanted = version
    if wanted is None:
        withdrawn = [a for a in book.acts if a.unit == unit and a.kind is ActKind.WITHDRAWN]
        wanted = next((a.version for a in reversed(withdrawn) if a.version in standing.withdrawn), None)
    if wanted is None:
        raise WordError(f"{unit}没有已撤回的版本。需恢复其他版本的，请写明版本号（--version）。")
    if standing.in_force is not None and standing.in_force.version == wanted:
        raise KnownWordError(f"{unit}第{wanted}版即为现行台账。")
    kind = ActKind.ADOPTED if wanted in standing.waiting else ActKind.RESTORED
    key = _ledger_of(installation, unit, wanted)
    return _say(installation, kind, unit, wanted, key, officer, reason, source)


def adopt(
    installation: Installation, key: LedgerKey, officer: str, reason: str, source: WordSource = COMMAND_LINE
) -> Act:
    """Put in force a version that waits, for the unit that it says it is from."""
    ledger = _on_record(installation, key)
    if not ledger.unit:
        raise WordError("该来件的单位不明，请写明单位并选“认领”。")
    if not ledger.version:
        raise WordError("该来件不是台账，不能采用。不需要处理的，请选“作废”。")
    return restore(installation, ledger.unit, ledger.version, officer, reason, source)


def dismiss(
    installation: Installation, key: LedgerKey, officer: str, reason: str, source: WordSource = COMMAND_LINE
) -> Act:
    """Settle a file that waits without taking it over."""
    ledger = _on_record(installation, key)
    standings = installation.book().now()
    waits = ledger.unit and ledger.version in standings.of(ledger.unit).waiting
    if key in standings.settled and not waits:
        raise KnownWordError("该来件此前已处理。")
    if ledger.version and not waits:
        raise WordError(f"该来件是{ledger.unit}第{ledger.version}版台账，不在待确认之列。需停用的，请用“撤回”。")
    return _say(installation, ActKind.DISMISSED, ledger.unit, ledger.version, key, officer, reason, source)


def claim(
    installation: Installation,
    key: LedgerKey,
    unit: str,
    officer: str,
    reason: str,
    source: WordSource = COMMAND_LINE,
) -> Act:
    """Say whose a file is: its ledger is that unit's newest version from now on, and has a receipt of its own."""
    ledger, plan, at = _on_record(installation, key), installation.plan, installation.clock()
    standings = installation.book().now()
    held = standings.of(unit).in_force
    if ledger.unit == unit and ledger.version:
        if held is not None and held.version == ledger.version:
            raise KnownWordError(f"该来件已是{unit}现行台账（第{ledger.version}版）。")
        return restore(installation, unit, ledger.version, officer, reason, source)
    if ledger.unit and ledger.version and ledger.version not in standings.of(ledger.unit).waiting:
        raise WordError(f"该来件是{ledger.unit}第{ledger.version}版台账，不在待确认之列，不能由{unit}认领。")
    (recorded,) = installation.register.contents([ledger])
    act = Act(ActKind.CLAIMED, unit, 0, key, at, 0, officer=officer, reason=reason, source=source)
    if recorded.ledger is None:
        return installation.register.record_act(act, plan.id)
    examiner = installation.examiner(installation.decisions())
    new = examiner.examine_ledger(recorded.ledger, recorded.file, recorded.arrival, at.date(), unit)
    told, offered = stand(installation, new, Came(key, ledger.place, ledger.arrival, known_at=at))
    assert offered is not None
    codes = tuple(d for d in told.deviations if not has(d.code, Trait.WAITS))
    claimed = telling(new, EarlierAnswer(told.version, codes))
    first = standings.of(unit).first_came or ledger.arrival.received_at
    claimed = told_as(installation, claimed, claimed, min(first, ledger.arrival.received_at))
    act = replace(act, version=told.version)
    why = f"因认领为{unit}台账（{officer}）"
    installation.register.record_judgements({key: (claimed, why)}, plan.id, at, acts=(offered, act), answered=(key,))
    installation.register.note(at, ActKind.CLAIMED.value, unit, f"{key[0]}/{key[1]} {officer}")
    return act


def revoke(
    installation: Installation, number: int, officer: str, reason: str, source: WordSource = COMMAND_LINE
) -> str:
    """End a decision; give in Chinese what holds by that."""
    decision = next((d for d in installation.decisions() if d.number == number), None)
    if decision is None:
        raise WordError(f"现行方案下没有编号为{number}的核定意见。编号见“现行核定”表或 taizhang log。")
    if not installation.register.revoke(number, installation.clock(), officer, reason, source):
        raise KnownWordError(f"第{number}号核定意见此前已撤销。")
    return f"{decision.unit}{decision.obligation}“{decision.kind.value}”"


def may_decide(installation: Installation, officer: str) -> str:
    """Say why somebody may not say an officer's word, "" where he may."""
    if not officer.strip():
        return "没有写明经办人。"
    if installation.officers and officer.strip() not in installation.officers:
        listed = "、".join(installation.officers)
        return f"“{officer}”不在设置所列的核定人员中。请由{listed}办理，或修改 [trust] 的 officers。"
    return ""


def find(installation: Installation, wanted: str) -> LedgerKey:
    """Find what an officer calls by its number (12-1), its file's name, or the beginning of its sha256.

    Among several files of one name, those that wait go before the others.
    """
    ledgers = installation.register.ledgers(installation.plan.id)
    waiting = {one.key for one in waiting_now(installation)}
    text = wanted.strip()
    if found := _ID.fullmatch(text):
        arrival, part = int(found[1]), found[2]
        meant = [one for one in ledgers if one.key[0] == arrival and part in (None, str(one.key[1] + 1))]
    elif _HASH.fullmatch(text.lower()):
        meant = [one for one in ledgers if one.arrival.sha256.startswith(text.lower())]
    else:
        name = text.replace("\\", "/").rpartition("/")[2]
        meant = [one for one in ledgers if one.arrival.file_name == name]
    meant = [one for one in meant if one.key in waiting] or meant
    if not meant:
        raise WordError(f"没有找到来件“{wanted}”。编号见“待确认来件”表或 taizhang log。")
    if len(meant) > 1:
        raise WordError(f"“{wanted}”对应{len(meant)}份来件，请写明编号：{_listed(meant)}。")
    return meant[0].key


def waiting_now(installation: Installation) -> tuple[Waiting, ...]:
    """List what waits for an officer."""
    return standing_at(installation, installation.clock()).waiting


def number_of(key: LedgerKey) -> str:
    """Give what officers call a ledger by."""
    return f"{key[0]}-{key[1] + 1}"


def _listed(ledgers: Sequence[KnownLedger]) -> str:
    return "、".join(f"{number_of(one.key)}（{one.arrival.received_at:%m-%d %H:%M}）" for one in ledgers)


def _on_record(installation: Installation, key: LedgerKey) -> KnownLedger:
    for ledger in installation.register.ledgers(installation.plan.id):
        if ledger.key == key:
            return ledger
    raise WordError(f"没有编号为{number_of(key)}的来件。编号见“待确认来件”表或 taizhang log。")


def _ledger_of(installation: Installation, unit: str, version: int) -> LedgerKey:
    ledgers = installation.register.ledgers(installation.plan.id)
    found = [one for one in ledgers if one.unit == unit and one.version == version]
    if not found:
        raise WordError(f"{unit}没有第{version}版台账。")
    return found[-1].key


def _say(
    installation: Installation,
    kind: ActKind,
    unit: str,
    version: int,
    key: LedgerKey,
    officer: str,
    reason: str,
    source: WordSource,
) -> Act:
    act = Act(kind, unit, version, key, installation.clock(), 0, officer=officer, reason=reason, source=source)
    return installation.register.record_act(act, installation.plan.id)
