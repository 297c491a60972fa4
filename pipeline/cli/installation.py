"""``taizhang init`` and ``taizhang demo``: making a working folder, and showing the whole on real-looking ledgers."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import click

from pipeline.settings.places import SHIPPED


@click.command(help="建立工作文件夹（收件夹、发件夹、方案、模板、设置）。已有的文件不会改动。")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="文件夹")
def init(folder: Path) -> int:
    """Make a working folder; what is there already is left as it is."""
    from pipeline.settings import SETTINGS_FILE

    known = (folder / SETTINGS_FILE).exists()
    make_working_folder(folder)
    done = "已是工作文件夹，缺少的文件已补齐，已有的文件未作改动" if known else "工作文件夹已建立"
    click.echo(f"{done}：{folder.resolve()}")
    click.echo(
        "各单位的台账放入 inbox/（也可放入以单位名称命名的子文件夹），然后运行：taizhang process 或 taizhang serve"
    )
    return 0


def make_working_folder(folder: Path) -> None:
    """Make the folders of the contract, with the plan, the template and commented settings.

    Each part stands whole or not at all, and the settings, by which a working folder is known, come last: one that
    could not be finished is no working folder, and the next call goes on with it. Raises ``SettingsError``.
    """
    try:
        _make_parts(folder)
    except OSError as fault:
        from pipeline.settings import SettingsError

        raise SettingsError(
            f"工作文件夹 {folder} 未能建立（{fault.strerror or fault}）。"
            "请检查磁盘空间和写入权限后，再次运行同一命令。"
        ) from fault


def _make_parts(folder: Path) -> None:
    from pipeline.settings import SETTINGS_FILE
    from pipeline.settings.described import default_settings_text
    from pipeline.settings.reading import read_settings
    from pipeline.store.archive import write_durably

    places = read_settings(folder)  # a folder that is completed may have them elsewhere
    for made in (places.inbox / "核定", *(places.outbox / name for name in ("回执", "汇总/历史", "模板"))):
        made.mkdir(parents=True, exist_ok=True)
    folder.mkdir(exist_ok=True)
    # The originals of all units lie there: nothing for the machine's other users.
    (folder / "data").mkdir(mode=0o750, exist_ok=True)
    for name in ("rules", "templates"):
        if not (folder / name).exists():
            unfinished = folder / f".{name}.unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            shutil.copytree(SHIPPED / name, unfinished)
            unfinished.rename(folder / name)
    settings = folder / SETTINGS_FILE
    if not settings.exists():
        write_durably(settings, default_settings_text().encode("utf-8"))


@click.command(help="用仿真台账演示全过程，并指出汇总表所在位置。")
@click.argument(
    "folder", type=click.Path(file_okay=False, path_type=Path), default="demo", metavar="[文件夹]", required=False
)
@click.option("--plan", "name", default="", help="用哪个方案演示：不写即用随附的方案，也可写另一虚构县的方案编号。")
def demo(folder: Path, name: str) -> int:
    """Fill a working folder with ledgers of a plan's departments and run the whole pipeline on it."""
    from pipeline.cli.progress import shown
    from pipeline.flow.day.receive import process
    from pipeline.flow.night.county import consolidate
    from pipeline.settings import SETTINGS_FILE
    from pipeline.wiring import open_installation, working_lock
    from taizhang_demo.inbox import demo_files, demo_plans, left_out

    if name and name not in demo_plans():
        known = "、".join(demo_plans())
        raise click.BadParameter(f"没有“{name}”的演示。可选：{known}；不写即用随附的方案。", param_hint="--plan")
    if folder.exists():
        if (folder / "data").exists() and not (folder / ".taizhang-demo").exists():
            raise click.UsageError(f"{folder} 是正式的工作文件夹，不能用于演示。请另选一个文件夹。")
        if any(folder.iterdir()) and not (folder / ".taizhang-demo").exists():
            raise click.UsageError(f"{folder} 不是空文件夹，不能用于演示。请另选一个文件夹。")
        shutil.rmtree(folder)
    make_working_folder(folder)
    (folder / ".taizhang-demo").touch()
    (folder / SETTINGS_FILE).write_text("settle_seconds = 0\n", encoding="utf-8")
    if name:
        _bring_the_plan(name, folder)
    moments: list[datetime] = []
    with working_lock(folder):
        installation = open_installation(folder, clock=lambda: moments[-1])
        try:
            files = demo_files(installation.plan, name)
            for number, file in enumerate(shown(files, len(files), "正在演示")):
                moments.append(file.received_at)
                file.write(installation.inbox_folder)
                for submission in process(installation).submissions:
                    unit = submission.unit or "单位待确认"
                    click.echo(f"{submission.arrival.file_name}：{unit}，{submission.verdict.label}")
                if number + 1 == len(files) or files[number + 1].received_at.date() > file.received_at.date():
                    # Each day ends with its night, so that the workbook shows what has changed since the one before.
                    published = consolidate(installation)
        finally:
            installation.register.close()
    click.echo("")
    if left := left_out(name):
        click.echo(f"本机未安装演示组件，已略去：{'、'.join(left)}（安装：pip install 'taizhang[demo]'）")
    click.echo(f"各单位回执：{(folder / 'outbox' / '回执').resolve()}")
    click.echo(f"全县汇总表：{(published.newest or published.dated).resolve()}")
    if published.board is not None:
        click.echo(f"看板：{published.board.resolve()}")
    return 0


def _bring_the_plan(name: str, folder: Path) -> None:
    """Put the demo's own plan into the working folder, in the place of the one that ships."""
    from importlib.resources import as_file

    from taizhang_demo.ledger_texts import home

    shutil.rmtree(folder / "rules")
    with as_file(home(name) / "rules") as rules:
        shutil.copytree(rules, folder / "rules" / name)
