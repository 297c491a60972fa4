"""``taizhang rules compare`` and ``rules adopt``: two plans side by side, and the change from one to the next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.problems import listed

if TYPE_CHECKING:
    from pipeline.flow.again.adopting import Change
    from pipeline.plan.comparison import Comparison

_MOST_SHOWN = 10
"""Units whose changes are printed; the workbook has all."""
_DIR = click.option(
    "--dir",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="工作文件夹，默认为当前所在的工作文件夹。",
)


@click.command(help="对照两套方案：哪些任务未变、文字调整、拆分、合并、新增、取消，各单位有哪些变动，写成工作簿。")
@click.argument("before", metavar="原方案")
@click.argument("now", metavar="新方案")
@click.option("-o", "target", type=click.Path(dir_okay=False, path_type=Path), help="工作簿写到哪里。")
def compare(before: str, now: str, target: Path | None) -> int:
    """Compare two rules folders (paths or names)."""
    from pipeline.county.comparison_book import comparison_workbook
    from pipeline.flow.again.adopting import compare as compare_folders
    from pipeline.settings.places import rules_folder
    from pipeline.store.archive import write_durably

    comparison = compare_folders(rules_folder(before), rules_folder(now))
    plan = comparison.now
    book = target or Path(f"{plan.year}年{plan.county}政务公开工作方案变动对照.xlsx")
    book.parent.mkdir(parents=True, exist_ok=True)
    write_durably(book, comparison_workbook(comparison))
    click.echo("\n".join(_told(comparison)))
    click.echo(f"对照表：{book}")
    return 0


@click.command(
    help="启用新方案：检查、对照、封存上年汇总表、换发模板、沿用表述，一次办完；--back 恢复为上一方案。"
    "已收台账和核定意见均保留在原方案之下。"
)
@click.argument("new_rules", metavar="[新方案文件夹或编号]", required=False)
@click.option("--back", is_flag=True, help="撤回最近一次启用，恢复为上一方案。")
@_DIR
def adopt(new_rules: str | None, back: bool, folder: Path | None) -> int:
    """Put a plan into force; exit code 2 where it cannot be used."""
    from pipeline.settings.places import working_folder
    from pipeline.wiring import working_lock

    if bool(new_rules) is back:
        raise click.UsageError("请写明要启用的新方案，或用 --back 恢复为上一方案（两者只能选一）。")
    root = working_folder(folder)
    with working_lock(root):
        return _go_back(root) if back else _adopt(root, new_rules or "")


def _adopt(root: Path, name: str) -> int:
    from pipeline.flow.again.adopting import close_year, hand_over, put_in_place
    from pipeline.flow.night.county import consolidate
    from pipeline.plan.rules_check import verify_rules
    from pipeline.settings.naming import name_plan
    from pipeline.settings.places import rules_folder
    from pipeline.settings.reading import read_settings
    from pipeline.wiring import open_installation

    rules, before = rules_folder(name, root), read_settings(root).rules
    place = root / "rules" / rules.resolve().name
    if rules.resolve() == before.resolve():
        raise click.UsageError(f"{rules.name} 已是现行方案。")
    if place.exists() and place.resolve() != rules.resolve():
        raise click.UsageError(f"{place} 已有同名的方案数据。请将新方案的文件夹改名后再启用。")
    fatal = [problem for problem in verify_rules(rules) if problem.fatal]
    if fatal:
        click.echo("\n".join(listed(fatal)), err=True)
        click.echo(f"方案数据有误，未启用：{rules}", err=True)
        return 2
    # The plan before stays in force by name until all is prepared: an interrupted run changes nothing.
    name_plan(root, before.name)
    installation = open_installation(root)
    try:
        change = close_year(installation, rules)
        put_in_place(rules, place)
        book = hand_over(installation, change, place)
    finally:
        installation.rest()
        installation.register.close()
    name_plan(root, place.name)
    installation = open_installation(root)
    try:
        published = consolidate(installation)
    finally:
        installation.rest()
        installation.register.close()
    click.echo("\n".join(_adopted(change, root, book, published.newest or published.dated)))
    return 0


def _go_back(root: Path) -> int:
    from pipeline.flow.again.adopting import adopted, go_back
    from pipeline.flow.night.county import consolidate
    from pipeline.settings.naming import name_plan
    from pipeline.settings.reading import read_settings
    from pipeline.wiring import open_installation

    installation = open_installation(root)
    try:
        plans = adopted(installation)
        if plans is None or read_settings(root).rules.name != plans[1]:
            raise click.UsageError("没有可以撤回的启用：现行方案不是由 taizhang rules adopt 启用的。")
        before, now = plans
        if not (root / "rules" / before / "plan.toml").is_file():
            raise click.UsageError(f"上一方案的数据 rules/{before} 已不存在，不能恢复。请从备份中放回后重试。")
        go_back(installation, before, now)
    finally:
        installation.rest()
        installation.register.close()
    name_plan(root, before)
    installation = open_installation(root)
    try:
        published = consolidate(installation)
    finally:
        installation.rest()
        installation.register.close()
    click.echo(f"已恢复为上一方案：{before}。{now} 之下收到的台账和核定意见仍保留，再次启用时继续有效。")
    click.echo(f"全县汇总表：{published.newest or published.dated}")
    return 0


def _told(comparison: Comparison) -> Iterator[str]:
    from pipeline.county.comparison_book import summary

    yield f"{comparison.before.title} → {comparison.now.title}"
    yield f"任务：{summary(comparison)}"
    changed = [unit for unit in comparison.by_unit if unit.gained or unit.lost or unit.altered]
    yield f"有变动的单位：{len(changed)}个"
    for unit in changed[:_MOST_SHOWN]:
        yield (
            f"  {unit.unit}：新承担{len(unit.gained)}项，不再承担{len(unit.lost)}项，"
            f"有变动{len(unit.altered)}项，未变动{len(unit.kept)}项"
        )
    if len(changed) > _MOST_SHOWN:
        yield f"  ……（另有{len(changed) - _MOST_SHOWN}个单位，见对照表）"


def _adopted(change: Change, root: Path, book: Path, newest: Path) -> Iterator[str]:
    from pipeline.flow.again.adopting import TEMPLATES
    from pipeline.judging.checks.wording import day

    now = change.comparison.now
    yield from _told(change.comparison)
    yield ""
    yield f"现行方案：{now.title}（{now.id}）"
    yield f"报送截止：{day(now.ledgers_due)}；应报单位{len(now.expected_units)}个，均尚未报送"
    yield f"上年汇总表已封存：{change.closed}"
    if change.still_open is not None:
        yield f"  {change.still_open} 正被他人打开，未能移走，关闭后请删除。"
    yield f"模板已换发：{root / 'outbox' / TEMPLATES}（上年模板移入“历史”）"
    ended = sum(ending.outcome.startswith("终止") for ending in change.endings)
    yield f"上年核定意见：沿用{len(change.carried)}条，终止{ended}条；上年台账的表述沿用{len(change.wordings)}条"
    yield (
        f"上年未整改、未完成事项：{len(change.left)}条，见汇总表“回头看”"
        if change.left
        else "没有上年未整改、未完成事项"
    )
    yield f"变动对照（供向各单位布置）：{book}"
    yield f"全县汇总表：{newest}"
    yield "如需恢复为上一方案：taizhang rules adopt --back"
