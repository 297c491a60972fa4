"""The settings: what is wrong is said in Chinese; passwords are read where the program alone may, and never shown."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from sqlalchemy import make_url

from pipeline.cli.checkup import checkup
from pipeline.cli.service import nightly, status
from pipeline.guard.child import Limits
from pipeline.settings import (
    GuardLimits,
    ImapSettings,
    Settings,
    SettingsError,
    default_settings_text,
    read_password,
    read_settings,
)
from pipeline.wiring import open_installation, open_logbook, open_register
from tests.flow.conftest import root
from tools.reliability.fuzz import LIMITS

__all__ = ["root"]


def test_the_limits_on_one_file_are_the_promised_ones(root: Path) -> None:
    promised = Limits(memory_mib=512, wall_seconds=20.0, cpu_seconds=20)
    assert Limits() == promised
    installation = open_installation(root)
    assert installation.limits == promised
    installation.register.close()
    assert promised == LIMITS, "the trials measure against what is shipped"


def test_the_settings_as_written_out_are_the_defaults() -> None:
    written = tomllib.loads(re.sub(r"^# (?=[a-z_]+ = )", "", default_settings_text(), flags=re.MULTILINE))
    # What names servers and mailboxes can only be an example.
    fixed = {name: value for name, value in written.items() if not isinstance(value, dict)}
    assert fixed == {name: Settings(root=Path()).model_dump(mode="json")[name] for name in fixed}
    guard = GuardLimits().model_dump()
    assert written["guard"] == {name: guard[name] for name in written["guard"]}


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ('time_zone = "Asia/Beijing"', "time_zone", "Asia/Shanghai"),
        ('nightly_at = "25:00"', "nightly_at", "应填写时间"),
        ("databse = 1", "databse", "没有这项设置"),
        ("rescan_seconds = 0", "rescan_seconds", "应大于0"),
        ("keep_backups = 0", "keep_backups", "不能小于1"),
        ('keep_backups = "x"', "keep_backups", "应填写整数"),
        ('settle_seconds = "x"', "settle_seconds", "应填写数字"),
        ('poll = "x"', "poll", "true 或 false"),
        ("plan = 2022", "plan", "应填写文字"),
        ("[mail.imap]\nport = 70000", "mail.imap.port", "不能大于65535"),
        ('[mail.smtp]\nsecurity = "tls"', "mail.smtp.security", "'ssl', 'starttls' 或 'none'"),
        ('[mail.smtp]\ncenter = "a@b.test"', "mail.smtp.center", "应填写列表"),
        ('[mail.smtp]\ncenter = ["张主任"]', "mail.smtp.center.0", "不是邮箱地址"),
        ('[mail.smtp]\naddress = "a b@c.test"', "mail.smtp.address", "不是邮箱地址"),
        ("[reminders]\nbefore_due = [-1]", "reminders.before_due.0", "不能小于0"),
        ("mail = 3", "mail", "应是一节"),
        ('[mail.imap]\npassword = "hunter2"', "mail.imap.password", "密码不能写在本文件里"),
    ],
)
def test_a_wrong_setting_is_named_in_chinese(tmp_path: Path, text: str, where: str, words: str) -> None:
    (tmp_path / "taizhang.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as said:
        read_settings(tmp_path)
    message = str(said.value).partition("有误：")[2]
    assert f"“{where}”" in message
    assert words in message
    assert "hunter2" not in message
    assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", message), "no English sentence"


def with_mail(root: Path) -> None:
    lines = ["settle_seconds = 0", "[mail.imap]", 'host = "127.0.0.1"', "port = 1", 'user = "a@b.test"']
    (root / "taizhang.toml").write_text("\n".join([*lines, 'password_file = "secret"']), encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights otherwise")
@pytest.mark.parametrize("mode", [0o604, 0o640, 0o660, 0o777])
def test_a_password_that_others_may_read_is_not_used(root: Path, mode: int) -> None:
    account = ImapSettings(password_file="secret")
    (root / "secret").write_text("hush-hush\n", encoding="utf-8")
    (root / "secret").chmod(mode)
    with pytest.raises(SettingsError, match="chmod 600"):
        read_password(root, account, "imap")
    (root / "secret").chmod(0o600)
    assert read_password(root, account, "imap") == "hush-hush"


def test_where_a_password_comes_from(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment, then what systemd hands over (which root owns, and groups may read), then the folder."""
    account = ImapSettings(password_file="secret")
    (root / "secret").write_text("of the folder", encoding="utf-8")
    (root / "secret").chmod(0o600)
    assert read_password(root, account, "imap") == "of the folder"
    handed_over = tmp_path / "credentials"
    handed_over.mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(handed_over))
    assert read_password(root, account, "imap") == "of the folder"
    (handed_over / "secret").write_text("of systemd", encoding="utf-8")
    (handed_over / "secret").chmod(0o440)
    assert read_password(root, account, "imap") == "of systemd"
    monkeypatch.setenv("TAIZHANG_IMAP_PASSWORD", "of the environment")
    assert read_password(root, account, "imap") == "of the environment"


def test_without_its_password_only_the_mail_is_not_done(root: Path) -> None:
    """An administrator without the right to read it can look; a night without it is told of, and is a night."""
    with_mail(root)
    looked = CliRunner().invoke(status, ["--dir", str(root)], standalone_mode=False)
    assert looked.return_value == 0
    done = CliRunner().invoke(nightly, ["--dir", str(root)], standalone_mode=False)
    assert done.return_value == 2
    assert re.search(r"未完成：收取邮件：密码文件 \S+secret 不存在", done.output)
    assert "汇总表：" in done.output
    (finding,) = [f for f in checkup(root) if f.state == "bad"]
    assert finding.name == "邮箱账号（imap）"
    assert "不存在" in finding.text


def test_the_password_of_the_database_is_shown_nowhere(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installation = open_installation(root)
    try:
        register = installation.register
        monkeypatch.setattr(register, "_engine", SimpleNamespace(url=make_url("postgresql://u:topsecret@db.test/x")))
        assert register.place == "postgresql://u:***@db.test/x"
        with open_logbook(installation) as log:
            log.info("no answer from postgresql://u:topsecret@db.test/x")
    finally:
        monkeypatch.undo()
        installation.register.close()
    assert "topsecret" not in (root / "data" / "logs" / "taizhang.log").read_text(encoding="utf-8")
    (root / "taizhang.toml").write_text('database = "nosuchkind://u:topsecret@db.test/x"', encoding="utf-8")
    assert not any("topsecret" in f"{f}" for f in checkup(root, online=False))


def test_an_address_of_the_register_that_is_none(root: Path) -> None:
    with pytest.raises(SettingsError, match="地址格式"):
        open_register(Settings(root=root, database="rubbish"))


@pytest.mark.parametrize("absent", ["psycopg", None], ids=["the driver", "the library below it"])
def test_the_driver_of_the_database_is_asked_for_by_its_name(
    root: Path, monkeypatch: pytest.MonkeyPatch, absent: str | None
) -> None:
    def open_nothing(_: str) -> None:
        raise ImportError("no such thing", name=absent)

    monkeypatch.setattr("pipeline.store.register.Register", open_nothing)
    with pytest.raises(SettingsError, match=r"pip install 'psycopg\[binary\]'"):
        open_register(Settings(root=root, database="postgresql+psycopg://u:p@db.test/x"))


def test_a_damaged_register_is_told_with_the_way_back(root: Path) -> None:
    (root / "data" / "register.sqlite3").write_bytes(os.urandom(20_000))
    with pytest.raises(SettingsError, match=r"已损坏.*backup"):
        open_installation(root)


def test_no_password_gets_into_the_log(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_mail(root)
    monkeypatch.setenv("TAIZHANG_IMAP_PASSWORD", "hush-hush")
    installation = open_installation(root)
    try:
        assert "hush-hush" not in repr(installation.post)
        with open_logbook(installation) as log:
            log.info("they said hush-hush")
            try:
                raise ValueError("hush-hush 37032319900101123X")
            except ValueError:
                log.exception("a fault")
    finally:
        installation.register.close()
    text = (root / "data" / "logs" / "taizhang.log").read_text(encoding="utf-8")
    assert text.count("******") >= 2
    assert "hush-hush" not in text
    assert "37032319900101123X" not in text
