"""``taizhang mail``: one round to the mail by hand or by a timer, or a look at what would be sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.children import start_children
from pipeline.cli.service import folder_option, opened

if TYPE_CHECKING:
    from pipeline.flow.installation import Installation
    from pipeline.mail.letters.letters import Letter

_NOT_SET = "没有设置邮件。请在 taizhang.toml 的 [mail.imap] 和 [mail.smtp] 中填写服务器和账号。"


@click.command(help="收取邮件、校验、答复并发出待发邮件一遍（供定时任务调用；值守程序会自动进行）。")
@folder_option
@click.option("--dry-run", is_flag=True, help="只列出将要发出的邮件，不收不发。")
@click.option("--write-texts", is_flag=True, help="把邮件文本复制到工作文件夹的 templates/，供修改。")
def mail(folder: Path | None, dry_run: bool, write_texts: bool) -> int:
    """Make one round to the mail."""
    if write_texts:
        return _write_texts(folder)
    start_children(folder)
    with opened(folder, alone=not dry_run) as installation:
        if installation.post is None:
            raise click.UsageError(_NOT_SET)
        if dry_run:
            for line in _would_be_sent(installation):
                click.echo(line)
            return 0
        return _round(installation)


def _round(installation: Installation) -> int:
    from pipeline.flow.day.receive import process
    from pipeline.flow.mail.outbox import send_due
    from pipeline.flow.mail.reply import answer_mails
    from pipeline.flow.mail.rounds import take_all_mail

    taken = take_all_mail(installation, [])
    click.echo(f"收取邮件{taken.mails}封，附件{taken.files}个。")
    process(installation, inbox=False)
    answers = answer_mails(installation)
    sent = send_due(installation)
    click.echo(f"写好答复{answers}封；发出邮件{sent.sent}封，被拒收{sent.failed}封，待发{sent.waiting}封。")
    for fault in filter(None, (taken.fault, sent.fault)):
        click.echo(f"未完成：{fault}。稍后再次运行即可继续。", err=True)
    return 2 if taken.fault or sent.fault else 0


def _would_be_sent(installation: Installation) -> Iterator[str]:
    """Show the outbox, then what today's night would put into it."""
    from pipeline.flow.night.county import build_county
    from pipeline.flow.night.morning import morning_letter
    from pipeline.flow.night.remind import reminders_of
    from pipeline.mail.register.outgoing import OutgoingMails, OutgoingState

    waiting = OutgoingMails(installation.register).in_state(OutgoingState.WAITING)
    yield f"已写好、待发出的邮件：{len(waiting)}封"
    for out in waiting:
        yield f"  {'、'.join(out.recipients)}　{out.subject}" + (f"（{out.fault}）" if out.fault else "")
    county = build_county(installation, installation.clock().date())
    reminders = reminders_of(installation, county)
    written = [reminder for reminder in reminders if reminder.recipients]
    yield f"今日将发出的催办提醒：{len(written)}封"
    for reminder in written:
        yield from _shown("、".join(reminder.recipients), reminder.letter)
    silent = [reminder.unit for reminder in reminders if not reminder.recipients]
    if silent:
        yield f"今日应催办而没有登记邮箱的单位（{len(silent)}个），不会发出：{'、'.join(silent)}"
    letter = morning_letter(installation, county, None, reminders, ())
    if letter is not None:
        yield "今日将发出的晨报："
        yield from _shown("、".join(letter[0]), letter[1])


def _shown(recipients: str, letter: Letter) -> Iterator[str]:
    yield f"── 收件人：{recipients}"
    yield f"   主题：{letter.subject}"
    yield from (f"   {line}" for line in letter.body.splitlines())
    if letter.fault:
        yield f"   （{letter.fault}）"


def _write_texts(folder: Path | None) -> int:
    from pipeline.mail.letters.letters import copy_texts
    from pipeline.settings.places import working_folder

    target = working_folder(folder) / "templates"
    for path in copy_texts(target):
        click.echo(f"已复制：{path}")
    click.echo(f"修改 {target} 中的 mail-*.txt.j2 即可；删去某个文件，则恢复使用程序自带的文本。")
    return 0
