"""From the bytes of one file to its submissions: read, identify, match, check. The stages in order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from pipeline.flow.equipment import Equipment
from pipeline.judging.checks.traits import Trait, has
from pipeline.model import (
    Arrival,
    CellCount,
    Channel,
    Decision,
    Deviation,
    Entry,
    EntryMatch,
    Field,
    FileRead,
    Identification,
    Ledger,
    Severity,
    Submission,
    Substance,
    Unit,
    Verdict,
)

if TYPE_CHECKING:
    from pipeline.judging.checks.runner import CheckRun
    from pipeline.judging.substance.beside import Ask

_WHOLE_FILE_VERDICTS = {
    Trait.UNIDENTIFIED: Verdict.UNIDENTIFIED,
    Trait.UNREADABLE: Verdict.UNREADABLE,
}


@dataclass(frozen=True, slots=True)
class Examination:
    """One file to examine. ``unit`` is what an officer says about who sent it ("" where nobody said)."""

    arrival: Arrival
    data: bytes
    as_of: date
    unit: str = ""


class Examiner(Equipment):
    """Examines files against one plan and the decisions in force. Its work runs inside the guard's children."""

    def __call__(self, examination: Examination) -> tuple[Submission, ...]:
        """Read one file and examine each ledger in it; a file without one gives one submission all the same.

        Of an archive that a person checks by hand each ledger is examined; the inbox unpacks its own.
        """
        from pipeline.form.files import read_file

        if examination.arrival.channel is Channel.COMMAND and (packed := self._packed(examination)) is not None:
            return packed
        file = read_file(examination.data, examination.arrival.file_name, self.plan.form)
        return self.examine_file(file, examination.arrival, examination.as_of, examination.unit)

    def _packed(self, examination: Examination) -> tuple[Submission, ...] | None:
        """Examine the ledgers of an archive; None where the bytes are no archive, or one that cannot be opened."""
        from pipeline.flow.packed import arrivals_of
        from pipeline.form.files import read_file
        from pipeline.office.archives import unpack
        from pipeline.office.failures import UnreadableError

        arrival = examination.arrival
        try:
            members = unpack(examination.data)
        except UnreadableError as refused:
            if not refused.reason.startswith("archive"):
                return None  # a broken container: what it is, its reading says
            file = FileRead(arrival.file_name, arrival.sha256, failure=refused.failure)
            return self.examine_file(file, arrival, examination.as_of, examination.unit)
        if members is None:
            return None
        found: list[Submission] = []
        for member, data in arrivals_of(self.plan, arrival, members):
            file = read_file(data, member.file_name, self.plan.form)
            member = replace(member, sha256=file.sha256)
            found += self.examine_file(file, member, examination.as_of, examination.unit)
        return tuple(found)

    def examine_file(self, file: FileRead, arrival: Arrival, as_of: date, unit: str = "") -> tuple[Submission, ...]:
        """Examine what was read from a file."""
        if not file.ledgers:
            return (self._without_ledger(file, arrival, as_of, unit),)
        from pipeline.form.joining import one_per_unit

        several = len(file.ledgers) > 1
        units = [self.identify(one, arrival, unit).unit if several else None for one in file.ledgers]
        each = one_per_unit(list(zip(file.ledgers, units, strict=True)), self.plan.year)
        file = replace(
            file,
            ledgers=each.ledgers,
            unread=(*file.unread, *each.unread),
            cells=CellCount(*(a + b for a, b in zip(file.cells, each.cells_left, strict=True))),
        )
        return tuple(self.examine_ledger(ledger, file, arrival, as_of, unit) for ledger in file.ledgers)

    def examine_ledger(
        self,
        ledger: Ledger,
        file: FileRead,
        arrival: Arrival,
        as_of: date,
        unit: str = "",
        known: Identification | None = None,
    ) -> Submission:
        """Identify, match and check one ledger. The same ledger, plan and decisions give the same submission.

        One that is ``known`` to be a unit's needs no signs any more.
        """
        from pipeline.form.template_note import with_template_note
        from pipeline.judging.checks.ledger_case import LedgerCase
        from pipeline.judging.checks.runner import check_ledger
        from pipeline.judging.substance.exchanged import as_meant
        from pipeline.judging.substance.meant import with_meant
        from pipeline.judging.substance.own_word import without_others_tasks

        identification = known or self.identify(ledger, arrival, unit)
        ledger = self._with_true_refusals(as_meant(self.plan, ledger, self.substance))
        ledger = with_template_note(self.plan, ledger, identification)
        sender = self._unit(identification)
        ledger, matches = self._matched(ledger, sender, arrival.received_at.date())
        matches = self.substance.weigh(ledger, matches)
        matches = with_meant(self.plan, ledger, matches, lambda tasks: self.matcher.match(tasks, sender))
        matches = without_others_tasks(self.plan, sender, ledger, matches)
        matches = self._without_excused(matches, sender, as_of)
        struck = self._struck(ledger, sender)
        case = LedgerCase(
            self.plan, sender, ledger, matches, as_of, arrival.received_at.date(), self.decisions, struck
        )
        run = self._check_arrival(file, identification, ledger) + check_ledger(case)
        return Submission(
            arrival=arrival,
            file=file,
            identification=identification,
            verdict=_verdict(run.deviations, Verdict.PENDING if case.pending else Verdict.ACCEPTED),
            ledger=ledger,
            matches=matches,
            clauses=tuple(limit.clauses for limit in case.limits),
            missing=tuple(obligation.id for obligation in case.missing),
            pending=tuple(obligation.id for obligation in case.pending),
            deviations=run.deviations,
            faults=_faults(run),
            in_force=self._in_force(sender, as_of),
        )

    def _with_true_refusals(self, ledger: Ledger) -> Ledger:
        """Leave a measure blank that was read from beside it, where it is no refusal in the judge's eyes."""
        from pipeline.form.refusal_elsewhere import given_back, taken_over

        read = list(taken_over(ledger))
        if not read:
            return ledger
        asked = replace(ledger, entries=tuple(ledger.entries[i] for i in read))
        weighed = self.substance.weigh(asked, [EntryMatch()] * len(read))
        wrong = [i for i, m in zip(read, weighed, strict=True) if m.substance is not Substance.REFUSAL]
        return given_back(ledger, wrong) if wrong else ledger

    def _matched(self, ledger: Ledger, sender: Unit | None, day: date) -> tuple[Ledger, tuple[EntryMatch, ...]]:
        """Match a ledger's entries, after measures that stand beside the tasks of others have been put back."""
        from pipeline.judging.substance.beside import beside_their_tasks

        plan = self.plan
        matches = self.matcher.match(ledger, sender)
        headings = plan.form.heading(Field.TASK), plan.form.heading(Field.MEASURE)
        asking = self._asking(sender)
        put_back = beside_their_tasks(plan, ledger, matches, asking, headings, plan.standpoint(day))
        if put_back.entries == ledger.entries:
            return put_back, matches
        return put_back, self.matcher.match(put_back, sender)

    def _asking(self, sender: Unit | None) -> Ask:
        """Give what matches a part of a ledger, for nobody to read."""
        return lambda part: self.matcher.match(part, sender, explained=False)

    def _struck(self, ledger: Ledger, sender: Unit | None) -> dict[str, Entry]:
        """Say which obligations the rows would fulfil that are struck out."""
        if not ledger.struck:
            return {}
        matches = self._asking(sender)(replace(ledger, entries=ledger.struck))
        return {m.obligation: e for e, match in zip(ledger.struck, matches, strict=True) for m in match.certain}

    def examine_again(self, recorded: Submission, as_of: date) -> Submission:
        """Match and check a recorded ledger under these rules and decisions; what only its arrival told stays.

        Whose it is stays as well, where these rules know that unit.
        """
        kept = tuple(d for d in recorded.deviations if has(d.code, Trait.REPEAT))
        known = recorded.identification if self._unit(recorded.identification) is not None else None
        if recorded.ledger is None:
            (anew,) = self.examine_file(recorded.file, recorded.arrival, as_of)
        else:
            anew = self.examine_ledger(recorded.ledger, recorded.file, recorded.arrival, as_of, known=known)
        return replace(anew, deviations=(*kept, *anew.deviations), version=recorded.version)

    def _without_ledger(self, file: FileRead, arrival: Arrival, as_of: date, unit: str) -> Submission:
        identification = self.identify(None, arrival, unit)
        run = self._check_arrival(file, identification, None)
        not_a_ledger = file.failure is not None and file.failure.kind == "not_a_ledger"
        return Submission(
            arrival=arrival,
            file=file,
            identification=identification,
            verdict=Verdict.NOT_A_LEDGER if not_a_ledger else Verdict.UNREADABLE,
            deviations=run.deviations,
            faults=_faults(run),
            in_force=self._in_force(self._unit(identification), as_of),
        )

    def _without_excused(
        self, matches: tuple[EntryMatch, ...], unit: Unit | None, as_of: date
    ) -> tuple[EntryMatch, ...]:
        """Drop doubts about what the unit has been excused from: nobody has to decide them any more."""
        from pipeline.judging.checks.ledger_case import excused

        own = [d for d in self.decisions if unit is not None and d.unit == unit.name]
        free = excused(self.plan, own, as_of)
        if not free:
            return matches
        return tuple(
            replace(match, doubtful=tuple(m for m in match.doubtful if m.obligation not in free)) for match in matches
        )

    def _in_force(self, unit: Unit | None, as_of: date) -> tuple[Decision, ...]:
        """Give what officers decided for a unit and holds on a day; a clerk's own machine knows of none."""
        own = (d for d in self.decisions if unit is not None and d.unit == unit.name)
        return tuple(d for d in own if (d.kind.is_record or d.upholds) and d.in_force(as_of))

    def identify(self, ledger: Ledger | None, arrival: Arrival, unit: str = "") -> Identification:
        """Say who sent a file or a ledger in it, under this plan; ``unit`` is what an officer says."""
        from pipeline.plan.identification import identify

        found = identify(
            self.plan,
            ledger,
            file_name=arrival.file_name,
            folder=arrival.folder,
            sender=arrival.sender,
            option=unit,
        )
        if arrival.channel is Channel.MAIL and not unit and not self.knows(arrival.sender):
            # Anybody can write any unit's name into a mail: it counts once the center has put the address on record.
            return replace(found, unit=None, stranger=arrival.sender or "（无发件地址）")
        return found

    def knows(self, sender: str) -> bool:
        """Say whether a mail address belongs to a unit of the roster or is trusted otherwise."""
        address = sender.casefold()
        return address in self.trusted_senders or any(
            address == known.casefold() for u in self.plan.units for known in u.emails
        )

    def _unit(self, identification: Identification) -> Unit | None:
        return self.plan.unit_by_name.get(identification.unit or "")

    def _check_arrival(self, file: FileRead, identification: Identification, ledger: Ledger | None) -> CheckRun:
        from pipeline.judging.checks.arrival_case import ArrivalCase
        from pipeline.judging.checks.runner import check_arrival

        return check_arrival(ArrivalCase(self.plan, file, identification, ledger))


def _faults(run: CheckRun) -> tuple[str, ...]:
    return tuple(f"{fault.code}: {fault.message}\n{fault.detail}" for fault in run.faults)


def _verdict(deviations: tuple[Deviation, ...], otherwise: Verdict) -> Verdict:
    for deviation in deviations:
        for trait, verdict in _WHOLE_FILE_VERDICTS.items():
            if has(deviation.code, trait):
                return verdict
    if any(d.severity is Severity.ERROR for d in deviations):
        return Verdict.RETURNED
    return otherwise
