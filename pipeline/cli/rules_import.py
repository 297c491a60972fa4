"""``taizhang rules import``: a rules folder from the official .docx of a new plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.model.io_faults import io_fault

if TYPE_CHECKING:
    from pipeline.model import ReadingFailure
    from pipeline.plan.new_rules import Imported
    from pipeline.plan.rules_files import RulesProblem

_UNREADABLE = 3
_LARGEST_MIB = 100
_MOST_SHOWN = 30
"""How many matters of one file are listed: one misread column may break each line."""


@click.command(
    "import",
    help="由政务公开工作方案（.docx、.xlsx、有文字的 .pdf、.txt）生成新的方案数据文件夹，"
    "疑问集中列入“待确认事项.xlsx”，填写后用 --answers 交回。",
)
@click.argument("document", type=click.Path(path_type=Path), metavar="[方案文档]", required=False)
@click.option(
    "-o",
    "target",
    type=click.Path(file_okay=False, path_type=Path),
    help="写到哪个文件夹；默认在当前文件夹下按新年度命名。",
)
@click.option(
    "--from",
    "before",
    default="",
    help="单位名录、统称、设置和常见表述取自哪个方案数据（文件夹或编号），默认为现行方案。",
)
@click.option(
    "--answers",
    type=click.Path(path_type=Path),
    help="填好的“待确认事项.xlsx”。不写方案文档时，写入该表所在的（或 -o 指明的）方案数据文件夹。",
)
@click.option("--overwrite", is_flag=True, help="覆盖已有的方案数据文件夹，其中手工改动一并丢失（默认不覆盖）。")
def import_plan(
    document: Path | None, target: Path | None, before: str, answers: Path | None, overwrite: bool
) -> int:
    """Import a plan; exit code 1 where something must be put right before the folder can be used."""
    from pipeline.plan.new_rules import NotWrittenError, check_target, default_folder, read_official, write_new_rules
    from pipeline.plan.official.document import OfficialFile
    from pipeline.settings.places import rules_folder, would_be_in_force

    if document is None:
        if answers is None:
            raise click.UsageError("请写明方案文档，或用 --answers 写明填好的“待确认事项.xlsx”。")
        return _take(answers, target or answers.resolve().parent)
    source = rules_folder(before)
    try:
        if target is not None:
            check_target(target, source, overwrite=overwrite)
        data = _opened(document)
        official = read_official(OfficialFile(data, document.name))
        if official.failure is not None:
            return _refuse(document, official.failure)
        folder = target or Path(default_folder(official, source))
        if would_be_in_force(folder):
            raise NotWrittenError(
                f"写到 {folder} 会使尚未核对的方案立即启用，未作改动。请用 -o 写到 rules/ 以外，核对后再移入；"
                "或先在 taizhang.toml 中用 plan 写明现行方案。"
            )
        imported = write_new_rules(official, source, folder, overwrite=overwrite, progress=_progress)
    except _NotOpenedError as fault:
        click.echo(f"未能读取：{document}：{fault}", err=True)
        return _UNREADABLE
    except NotWrittenError as fault:
        raise click.UsageError(str(fault)) from fault
    click.echo("\n".join(_report(document, imported)))
    worst = int(any(problem.fatal for problem in imported.problems) or bool(imported.no_model))
    return max(worst, _take(answers, imported.folder)) if answers else worst


def _take(answers: Path, folder: Path) -> int:
    """Put the answers of a workbook into a folder; exit code 1 where one of them could not be taken up."""
    from pipeline.plan.new_rules import NoAnswersError, take_answers

    try:
        answered, stay = take_answers(_opened(answers), answers.name, folder)
    except _NotOpenedError as fault:
        click.echo(f"未能读取：{answers}：{fault}", err=True)
        return _UNREADABLE
    except NoAnswersError as fault:
        raise click.UsageError(str(fault)) from fault
    click.echo(f"已采用答复{len(answered.taken)}项，写入：{folder}")
    for told in answered.left:
        click.echo(f"  {told}")
    musts = sum(doubt.must for doubt in stay)
    click.echo(f"尚未答复{len(stay)}项，其中必答{musts}项。" if stay else "没有尚未答复的事项。")
    click.echo(f"请检查：taizhang rules verify {folder}")
    return int(bool(answered.left))


def _progress(steps: Iterator[None], total: int) -> Iterator[None]:
    from pipeline.cli.progress import shown

    # The line stands where there is no terminal as well, since a log without it looks as if nothing went on.
    click.echo("正在按新方案生成任务对应模型，请稍候……", err=True)
    return shown(steps, total, "正在生成")


class _NotOpenedError(Exception):
    pass


def _opened(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST_MIB << 20:
            raise _NotOpenedError(f"文件超过 {_LARGEST_MIB} MB，超出方案文件的正常大小。请删去其中的图片后另存再试。")
        return path.read_bytes()
    except FileNotFoundError as fault:
        raise _NotOpenedError("文件不存在。请检查路径和文件名后重试。") from fault
    except IsADirectoryError as fault:
        raise _NotOpenedError("这是文件夹，不是文件。请写明方案文档（.docx）的路径。") from fault
    except OSError as fault:
        raise _NotOpenedError(f"文件无法打开（{io_fault(fault)}）。请检查文件是否被占用、有无读取权限。") from fault


def _refuse(path: Path, failure: ReadingFailure) -> int:
    click.echo(f"未能读取：{path}：{failure.message}{failure.advice}", err=True)
    click.echo("没有写入任何文件。", err=True)
    return _UNREADABLE


def _report(document: Path, imported: Imported) -> Iterator[str]:
    from pipeline.plan.plans import PHRASING_FILES

    yield f"已由《{document.name}》生成方案数据：{imported.folder}"
    yield f"单位名录、统称、设置取自：{imported.source}"
    yield ""
    yield "一、读出的内容"
    yield from (f"  {line}" for line in _read(imported))
    # The phrasings were written by the program itself; what the check leaves open of them is nobody's task.
    musts = [p for p in imported.problems if p.fatal and p.file != PHRASING_FILES]
    new = {unit.name for unit in imported.made.new_units}
    # Of the names that were added more is said already than the check says of them.
    rest = [
        p for p in imported.problems if not p.fatal and not any(p.message.startswith(f"“{name}”") for name in new)
    ]
    asked = {doubt.printed for doubt in imported.doubts} | {doubt.key for doubt in imported.doubts}
    rest = [p for p in rest if not any(f"“{text}”" in p.message for text in asked)]
    looks = [*imported.made.notes, *rest]
    must = [doubt for doubt in imported.doubts if doubt.must]
    yield ""
    yield (
        f"二、请答复的{len(imported.doubts)}项（其中必答{len(must)}项）"
        if imported.doubts
        else "二、没有需要答复的事项"
    )
    yield from (f"  {d.kind.value}　{d.printed}（{d.where}）　答复前暂按：{d.taken}" for d in must[:_MOST_SHOWN])
    if musts:
        yield f"  必须补正的{len(musts)}处："
    yield from _listed(musts)
    if imported.no_model:
        yield f"  任务对应模型未能生成，补上以前不能校验台账：{imported.no_model}"
    yield ""
    yield f"三、请核对的{len(looks)}处" if looks else "三、没有特别需要核对之处"
    yield from _listed(looks)
    yield ""
    yield "四、接下来请做"
    yield from (f"  {line}" for line in _next_steps(imported, bool(musts)))


def _read(imported: Imported) -> Iterator[str]:
    from pipeline.judging.checks.wording import day

    head, plan, made = imported.official.head, imported.plan, imported.made
    yield f"名称：{head.title or '未找到'}"
    yield f"文号：{head.document_number or '未找到'}　县：{head.county or '未找到'}　年度：{head.year or '未找到'}"
    due = f"{day(head.ledgers_due)}（原文：{head.due_sentence}）" if head.ledgers_due else "未找到"
    yield f"台账报送截止：{due}"
    lists = imported.official.lists
    yield "　".join(f"{tasks.name}：{'事项' if tasks.led else '任务'}{len(tasks.rows)}项" for tasks in lists)
    above = sum(row.units_inherited + row.deadline_inherited for tasks in lists for row in tasks.rows)
    yield f"承上一行填写的责任单位、时限：{above}处（合并或空白的单元格，在任务表的两个 inherited 栏记为1）"
    yield f"单位：{len(plan.units)}个（其中新增待核实{len(made.new_units)}个）"
    limits = [o for o in plan.obligations if not o.annex.led]
    unread = [o for o in limits if not o.clauses]
    yield f"时限：读懂{len(limits) - len(unread)}项，未读懂{len(unread)}项"
    yield from (f"　{o.id}　{o.time_limit_text or '（空白）'}" for o in unread)
    old = sum(1 for found in made.duties if found.before)
    yield f"正文要求：{len(made.duties)}条（与上一方案相同{old}条，新摘出{len(made.duties) - old}条）"
    carried = made.carried
    yield (
        f"要求文字与上一方案相同（年度数字除外）的任务：{made.unchanged}项，其常见表述{carried.kept}条已按新编号沿用；"
        f"其余{carried.left}条所属任务已变动，未沿用。"
    )
    if carried.renewed:
        yield f"沿用的表述中有{carried.renewed}条写明了年份，已按新年度顺延（文号中的年份不变）。"
    if carried.own:
        yield (
            f"各单位自定任务的表述{carried.own}条已沿用；"
            "其中如有今年列入方案的，请从 teaching/phrasings*.csv、own_tasks.csv 中删去。"
        )


def _listed(matters: Sequence[RulesProblem]) -> Iterator[str]:
    told: dict[str, int] = {}
    for matter in matters:
        told[matter.file] = told.get(matter.file, 0) + 1
        if told[matter.file] <= _MOST_SHOWN:
            yield f"  {matter}"
    for file, count in told.items():
        if count > _MOST_SHOWN:
            yield f"  {file}：另有{count - _MOST_SHOWN}处未列出。"


def _next_steps(imported: Imported, broken: bool) -> Iterator[str]:
    from pipeline.plan.official.doubts_book import DOUBTS_FILE

    folder = imported.folder
    if imported.doubts:
        book = folder / DOUBTS_FILE
        yield f"0. 填写 {book} 中的答复，交回：taizhang rules import --answers {book}（不答复也可启用）。"
    first = "按第二部分补正、按第三部分核对上述文件" if broken else "对照方案原文核对上述文件"
    yield f"1. {first}（可用 Excel、WPS 或记事本，CSV 保存为 UTF-8）。"
    yield f"2. 检查：taizhang rules verify {folder}；查看程序的理解：taizhang rules show {folder}"
    yield f"3. 与现行方案对照：taizhang rules compare {imported.source.name} {folder}"
    yield f"4. 在工作文件夹中试算对已收台账的影响，不改动任何记录：taizhang rules dry-run {folder}"
    yield f"5. 确认后启用：taizhang rules adopt {folder}（恢复上一方案：taizhang rules adopt --back）"
