"""``taizhang backup`` and ``restore-backup``: a copy that proves itself, and its way back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from pipeline.cli.service import folder_option


@click.command(help="备份登记库：复制、校验、压缩后存入文件夹。原件库 data/archive 请另行复制。")
@click.argument("target", type=click.Path(file_okay=False, path_type=Path), metavar="文件夹")
@folder_option
def backup(target: Path, folder: Path | None) -> int:
    """Copy the register, and prove the copy."""
    from pipeline.settings.places import working_folder
    from pipeline.settings.reading import read_settings
    from pipeline.store.backup import BackupError, back_up, database_file
    from pipeline.wiring import open_register

    settings = read_settings(working_folder(folder))
    register = open_register(settings)
    try:
        database = database_file(register)
        if database is None:
            raise click.UsageError("登记库不是 SQLite，请按该数据库的办法备份。")
        made = back_up(
            database, target, datetime.now(settings.zone), settings.keep_backups, settings.keep_backup_days
        )
    except BackupError as unsound:
        raise click.ClickException(str(unsound)) from unsound
    finally:
        register.close()
    click.echo(f"已备份并校验：{made.resolve()}")
    return 0


@click.command(name="restore-backup", help="用备份恢复登记库：先校验备份，说明会缺少什么，原登记库移到一旁保存。")
@click.argument("source", type=click.Path(exists=True, path_type=Path), metavar="文件夹或备份文件")
@click.option("--yes", is_flag=True, help="已知悉并确认，不再询问。")
@folder_option
def restore_backup(source: Path, yes: bool, folder: Path | None) -> int:
    """Put a backup in the register's place; say loudly what is newer than it."""
    from pipeline.settings.places import working_folder
    from pipeline.settings.reading import read_settings
    from pipeline.store.backup import BackupError, backups_in, is_sound, made_at, put_back
    from pipeline.wiring import working_lock

    root = working_folder(folder)
    settings = read_settings(root)
    if settings.database:
        raise click.UsageError("登记库不是 SQLite，请按该数据库的办法恢复。")
    chosen = source
    if source.is_dir():
        sound = [path for path in backups_in(source) if is_sound(path)]
        if not sound:
            raise click.UsageError(f"{source} 中没有可用的备份。")
        chosen = sound[-1]
    now = datetime.now(settings.zone)
    database = settings.data / "register.sqlite3"
    with working_lock(root):
        for line in _newer_than(settings.data, made_at(chosen, now)):
            click.echo(line, err=True)
        if not yes and not click.confirm(f"将用 {chosen.name} 替换登记库，是否继续？"):
            raise click.Abort
        aside = settings.data / f"register-{now:%Y%m%d-%H%M%S}-替换下来的"
        try:
            moved = put_back(chosen, database, aside)
        except BackupError as refused:
            raise click.UsageError(str(refused)) from refused
    click.echo(f"已恢复：{chosen}")
    if moved is not None:
        click.echo(f"原登记库保存在：{moved}")
    click.echo("请运行 taizhang doctor 查看原件库中有而登记库中没有的台账，并运行 taizhang retake 重新收取。")
    return 0


def _newer_than(data: Path, moment: datetime) -> list[str]:
    """Say which originals came after a backup was made: the register will not know them."""
    newer = [
        path
        for path in (data / "archive").glob("??/*.bin")
        if datetime.fromtimestamp(path.stat().st_mtime, moment.tzinfo) > moment
    ]
    said = [f"备份时间：{moment:%Y-%m-%d %H:%M:%S}。此后的登记、核定、撤回等记录将不在其中。"]
    if newer:
        said.append(f"请注意：有{len(newer)}份来件是此后收到的，原件仍在原件库，恢复后可重新收取。")
    return said
