"""``taizhang check``: what the pipeline would say of a file, without recording anything."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.console import speak_utf8
from pipeline.cli.units import unit_named
from pipeline.model import Severity, Submission, Verdict
from pipeline.model.io_faults import io_fault

if TYPE_CHECKING:
    from pipeline.flow.examine import Examiner


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
@click.option("--unit", default="", help="指定报送单位（文件中看不出单位时使用）。")
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
    sources = [_source(path) for path in files]
    submissions: list[Submission] = []
    written: set[Path] = set()
    for source, found in zip(
        sources, shown(_examined(examiner, sources, day, unit), len(sources), "正在校验"), strict=True
    ):
        submissions.extend(found)
        if folder is not None:
            _annotate(folder, source, found, examiner, written)
    _print(form, examiner, day, submissions, explain)
    if folder is not None:
        click.echo(f"回执已写入：{folder}", err=True)
    return exit_code(submissions)


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
        return _Source(path, b"", f"文件打不开：{io_fault(fault)}。")


def _examined(
    examiner: Examiner, sources: Sequence[_Source], day: date, unit: str
) -> Iterator[tuple[Submission, ...]]:
    from pipeline.flow.examine import Examination
    from pipeline.flow.outcome import failed_reading, no_such_file
    from pipeline.guard.guard import Guard
    from pipeline.model import Arrival

    # The ledger counts as received on the day as of which it is checked: 本月底 is counted from it.
    now = datetime.combine(day, datetime.now().time()).astimezone()
    examinations = [
        Examination(Arrival(s.path.name, hashlib.sha256(s.data).hexdigest(), len(s.data), now), s.data, day, unit)
        for s in sources
    ]
    readable = [e for e, s in zip(examinations, sources, strict=True) if not s.unreadable]
    with Guard(examiner) as guard:
        outcomes = guard.map(readable)
        for source, examination in zip(sources, examinations, strict=True):
            if source.unreadable:
                yield no_such_file(examiner, examination, source.unreadable)
                continue
            outcome = next(outcomes)
            yield outcome.result if outcome.result is not None else failed_reading(examiner, outcome)


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


def _print(form: str, examiner: Examiner, day: date, submissions: Sequence[Submission], explain: bool) -> None:
    if form == "json":
        speak_utf8()
        from pipeline.cli.check_json import document

        explanations = [_explanations(examiner, s) for s in submissions] if explain else None
        # A lone surrogate from an undecodable file name cannot be printed; it is shown as its escape.
        text = json.dumps(document(examiner.plan, day, submissions, explanations), ensure_ascii=False)
        click.echo(text.encode("utf-8", "backslashreplace").decode("utf-8"))
        return
    if form == "html":
        speak_utf8()
        from pipeline.receipts.page import receipt_page

        for submission in submissions:
            click.echo(receipt_page(submission, examiner.receipt_plan, None))
        return
    from pipeline.receipts.page import receipt_text

    for number, submission in enumerate(submissions):
        if number:
            click.echo("")
        click.echo(receipt_text(submission, examiner.plan).rstrip())
        if explain and submission.ledger is not None:
            click.echo("对应关系说明：")
            for entry, explanation in zip(
                submission.ledger.entries, _explanations(examiner, submission), strict=True
            ):
                click.echo(f"  {entry.sheet}第{entry.row}行：{explanation}")


def _explanations(examiner: Examiner, submission: Submission) -> tuple[str, ...]:
    if submission.ledger is None:
        return ()
    return tuple(examiner.matcher.explain(match) for match in submission.matches)
