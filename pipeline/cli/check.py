"""``taizhang check``: what the pipeline would say of a file, without recording anything."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Protocol

import click

from pipeline.cli.console import speak_utf8
from pipeline.cli.units import unit_named
from pipeline.model import Severity, Submission, Verdict
from pipeline.model.io_faults import io_fault

if TYPE_CHECKING:
    from pipeline.flow.examine import Examination, Examiner
    from pipeline.guard.guard import Slot


@dataclass(frozen=True, slots=True)
class _Source:
    path: Path
    data: bytes
    unreadable: str = ""


@click.command(help="校验台账文件，只给结果，不作记录。可一次写多个文件。")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="文件…")
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", help="输出形式。")
@click.option(
    "--annotate", "folder", type=click.Path(file_okay=False, path_type=Path), help="把标注好的回执写入该文件夹。"
)
@click.option("--unit", default="", help="指定报送单位（文件中没有写明单位时使用）。")
@click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), help="按哪一天校验，默认为今天。")
@click.option("--explain", is_flag=True, help="逐条说明为什么这样对应。")
@click.option("--rules", default="", help="方案数据所在文件夹或方案编号。")
def check(
    files: tuple[Path, ...],
    form: str,
    folder: Path | None,
    unit: str,
    as_of: datetime | None,
    explain: bool,
    rules: str,
) -> int:
    """Check the files in the order given; several ledgers in one file give several submissions."""
    from pipeline.cli.progress import shown
    from pipeline.flow.examine import Examiner
    from pipeline.settings.places import rules_folder

    examiner = Examiner(rules_folder(rules)).prepare()
    unit = unit_named(examiner.plan, unit).name if unit else ""
    if form == "html" and len(files) > 1:
        raise click.UsageError("网页形式一次只输出一个文件；多个文件请用 --annotate 写入文件夹。")
    day = as_of.date() if as_of else date.today()
    code = 0
    written: set[Path] = set()
    say = _PRINTERS[form](examiner, day, explain)
    for source, found in shown(_examined(examiner, files, day, unit), len(files), "正在校验"):
        code = max(code, exit_code(found))
        for submission in found:
            say.submission(submission)
        if folder is not None:
            _annotate(folder, source, found, examiner, written)
    say.end()
    if folder is not None:
        click.echo(f"回执已写入：{folder}", err=True)
    return code


def exit_code(submissions: Sequence[Submission]) -> int:
    """Give the contract's exit code: 3 an input could not be read, 1 error deviations, else 0."""
    if any(s.verdict is Verdict.UNREADABLE for s in submissions):
        return 3
    return int(any(s.count(Severity.ERROR) for s in submissions))


def _source(path: Path) -> _Source:
    try:
        return _Source(path, path.read_bytes())
    except FileNotFoundError:
        return _Source(path, b"", "文件不存在。")
    except IsADirectoryError:
        return _Source(path, b"", "这是文件夹，不是文件。")
    except OSError as fault:
        return _Source(path, b"", f"文件无法打开：{io_fault(fault)}。")


def _examined(
    examiner: Examiner, paths: Sequence[Path], day: date, unit: str
) -> Iterator[tuple[_Source, tuple[Submission, ...]]]:
    """Give each file with what was found in it, in order; no more files are held than the children need ahead."""
    from pipeline.flow.examine import Examination
    from pipeline.flow.outcome import failed_reading, no_such_file
    from pipeline.guard.guard import Guard
    from pipeline.model import Arrival

    # The ledger counts as received on the day as of which it is checked: 本月底 is counted from it.
    now = datetime.combine(day, datetime.now().time()).astimezone()
    begun: deque[tuple[_Source, Examination, Slot[Examination, tuple[Submission, ...]] | None]] = deque()
    with Guard(examiner) as guard:

        def next_found() -> tuple[_Source, tuple[Submission, ...]]:
            source, examination, slot = begun.popleft()
            if slot is None:
                return source, no_such_file(examiner, examination, source.unreadable)
            outcome = guard.finish(slot)
            return source, outcome.result if outcome.result is not None else failed_reading(examiner, outcome)

        for path in paths:
            s = _source(path)
            arrival = Arrival(path.name, hashlib.sha256(s.data).hexdigest(), len(s.data), now)
            examination = Examination(arrival, s.data, day, unit)
            begun.append((s, examination, None if s.unreadable else guard.begin(examination)))
            if len(begun) >= guard.ahead:
                yield next_found()
        while begun:
            yield next_found()


def _annotate(
    folder: Path, source: _Source, found: Sequence[Submission], examiner: Examiner, written: set[Path]
) -> None:
    """Write the receipts of one file. Files of one name (台账.xlsx of several folders) get a folder each."""
    from pipeline.flow.day.answer import receipt_stem, safe_name, write_receipt

    for submission in found:
        name = receipt_stem(submission)
        homes = (
            folder,
            folder / safe_name(source.path.resolve().parent.name),
            folder / submission.arrival.sha256[:8],
        )
        home = next((h for h in homes if h / name not in written), homes[-1])
        written.add(home / name)
        write_receipt(home, source.data, submission, examiner.receipt_plan, None)


class _Printer(Protocol):
    def submission(self, submission: Submission) -> None:
        """Print what was found in one ledger."""

    def end(self) -> None:
        """Print what comes after the last."""


class _Json:
    """Writes the document as it goes: what a file gave is written and held no longer."""

    def __init__(self, examiner: Examiner, day: date, explain: bool) -> None:
        from pipeline.cli.check_json import Document

        speak_utf8()
        self._examiner, self._explain = examiner, explain
        self._document = Document(examiner.plan, day)

    def submission(self, submission: Submission) -> None:
        _write(self._document.next(submission, _explanations(self._examiner, submission) if self._explain else None))

    def end(self) -> None:
        click.echo(self._document.end())


class _Page:
    def __init__(self, examiner: Examiner, _day: date, _explain: bool) -> None:
        speak_utf8()
        self._plan = examiner.receipt_plan

    def submission(self, submission: Submission) -> None:
        from pipeline.receipts.page import receipt_page

        click.echo(receipt_page(submission, self._plan, None))

    def end(self) -> None:
        """The page has its end."""


class _Text:
    def __init__(self, examiner: Examiner, _day: date, explain: bool) -> None:
        self._examiner, self._explain = examiner, explain
        self._later = False

    def submission(self, submission: Submission) -> None:
        from pipeline.receipts.page import receipt_text

        if self._later:
            click.echo("")
        self._later = True
        click.echo(receipt_text(submission, self._examiner.plan).rstrip())
        if self._explain and submission.ledger is not None:
            click.echo("对应关系说明：")
            explanations = _explanations(self._examiner, submission)
            for entry, explanation in zip(submission.ledger.entries, explanations, strict=True):
                click.echo(f"  {entry.sheet}第{entry.row}行：{explanation}")

    def end(self) -> None:
        """Nothing follows the last file."""


_PRINTERS: Final[Mapping[str, Callable[[Examiner, date, bool], _Printer]]] = MappingProxyType(
    {"json": _Json, "html": _Page, "text": _Text}
)


def _write(text: str) -> None:
    # A lone surrogate from an undecodable file name cannot be printed; it is shown as its escape.
    click.echo(text.encode("utf-8", "backslashreplace").decode("utf-8"), nl=False)


def _explanations(examiner: Examiner, submission: Submission) -> tuple[str, ...]:
    if submission.ledger is None:
        return ()
    return tuple(examiner.matcher.explain(match) for match in submission.matches)
