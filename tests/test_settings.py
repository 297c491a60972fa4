"""The settings: what is wrong is said in Chinese; passwords are read where the program alone may, and never shown."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from sqlalchemy import make_url

from pipeline.cli.checkup import checkup
from pipeline.cli.installation import make_working_folder
from pipeline.cli.service import nightly, status
from pipeline.guard.child import Limits
from pipeline.settings import Settings, SettingsError
from pipeline.settings.described import default_settings_text, settings_by_path
from pipeline.settings.passwords import read_password
from pipeline.settings.reading import read_settings
from pipeline.settings.sections import ImapSettings, Section
from pipeline.wiring import open_installation, open_logbook, open_register
from tests.flow.conftest import root
from tools.reliability.fuzz import LIMITS

__all__ = ["root"]


def test_the_limits_on_one_file_are_the_promised_ones(root: Path) -> None:
    promised = Limits(memory_mib=512, wall_seconds=20.0, cpu_seconds=20)
    assert Limits() == promised
    (root / "taizhang.toml").write_text("settle_seconds = 0\n", encoding="utf-8")
    installation = open_installation(root)
    assert installation.limits == promised
    installation.register.close()
    assert promised == LIMITS, "the trials measure against what is shipped"


def test_a_new_settings_file_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "taizhang.toml").write_text(default_settings_text(), encoding="utf-8")
    assert read_settings(tmp_path) == Settings(root=tmp_path.resolve())


def test_a_new_settings_file_names_every_setting_once_and_each_line_of_it_is_right(tmp_path: Path) -> None:
    def leaves(model: type[Section], above: str = "") -> Iterator[str]:
        for name, field in model.model_fields.items():
            inner = field.annotation
            if isinstance(inner, type) and issubclass(inner, Section):
                yield from leaves(inner, f"{above}{name}.")
            elif name != "root":
                yield above + name

    every = set(leaves(Settings))
    assert every == set(settings_by_path())
    text = re.sub(r"^# (?=[a-z_]+ = )", "", default_settings_text(), flags=re.MULTILINE)
    for path in every:
        value: object = tomllib.loads(text)
        for part in path.split("."):
            assert isinstance(value, dict)
            value = value[part]
    (tmp_path / "taizhang.toml").write_text(text, encoding="utf-8")
    read_settings(tmp_path)


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ('time_zone = "Asia/Beijing"', "time_zone", "Asia/Shanghai"),
        ('nightly_at = "25:00"', "nightly_at", '应填写时间，正确写法如：nightly_at = "01:30"'),
        ("databse = 1", "databse", "没有这项设置，请检查拼写和所在的节；是否应为“database”"),
        ("port = 1", "port", "应写在 [mail.imap] 一节或 [mail.smtp] 一节"),
        ("[guard]\npoll = true", "guard.poll", "应写在文件开头"),
        ("rescan_seconds = 0", "rescan_seconds", "应大于0"),
        ("keep_backups = 0", "keep_backups", "不能小于1"),
        ('keep_backups = "x"', "keep_backups", "应填写数字，不加引号，正确写法如：keep_backups = 30"),
        ('keep_backups = "45"', "keep_backups", "应填写数字，不加引号，正确写法如：keep_backups = 45"),
        ("keep_backups = 4.5", "keep_backups", "应填写整数"),
        ('settle_seconds = "2.5"', "settle_seconds", "正确写法如：settle_seconds = 2.5"),
        ('poll = "True"', "poll", "应填写 true 或 false，不加引号，正确写法如：poll = true"),
        ("poll = 7", "poll", "true 或 false"),
        ("plan = 2022", "plan", "应填写文字"),
        ("[mail.imap]\nport = 70000", "mail.imap.port", "不能大于65535"),
        ('[mail.smtp]\nsecurity = "tls"', "mail.smtp.security", "'ssl', 'starttls' 或 'none'"),
        ('[mail.smtp]\ncenter = "a@b.test"', "mail.smtp.center", 'center = ["center@example.gov.cn"]'),
        ('[mail.smtp]\ncenter = ["张主任"]', "mail.smtp.center.0", "不是邮箱地址"),
        ('[mail.smtp]\naddress = "a b@c.test"', "mail.smtp.address", "不是邮箱地址"),
        ("[reminders]\nbefore_due = [-1]", "reminders.before_due.0", "不能小于0，正确写法如：before_due = [7, 3, 1]"),
        ('[reminders]\nbefore_due = ["9", 2]', "reminders.before_due", "正确写法如：before_due = [9, 2]"),
        ('[folders]\ngroups = ["a"]', "folders.groups", "应填写对照表"),
        ("mail = 3", "mail", "应是一节"),
        ('[mail.imap]\npassword = "hunter2"', "mail.imap.password", "密码不能写在本文件里"),
        ("[mail.imap]\npassword = hunter2", "mail.imap.password", "密码不能写在本文件里"),
        ('[folders]\ninbox = "D:\\台账\\收"', "folders.inbox", "正确写法如：inbox = 'D:\\台账\\收'"),
        ('[folders]\ninbox = "D:\\temp"', "folders.inbox", "正确写法如：inbox = 'D:\\temp'"),
        ('[folders]\ninbox = "\\\\srv\\new"', "folders.inbox", "正确写法如：inbox = '\\\\srv\\new'"),
        ("[folders]\ninbox = D:\\台账  # 收", "folders.inbox", "正确写法如：inbox = 'D:\\台账'"),
        ("nightly_at = 02:30", "nightly_at", '正确写法如：nightly_at = "02:30"'),
        ("plan = “甲县”", "plan", '正确写法如：plan = "甲县"'),
        ("plan = 甲县", "plan", '正确写法如：plan = "甲县"'),
        ("poll = 是", "poll", "正确写法如：poll = true"),
        ("keep_backups = 30份", "keep_backups", "正确写法如：keep_backups = 30"),
        ("keep_backups 30", "keep_backups 30", "缺少等号"),
        ("database = postgresql://u:hunter2@h/x", "database", "书写有误"),
        ("plan = [", "plan", "书写有误"),
        ("[guard\nworkers = 1", "[guard]", "正确写法如：[guard]"),
        ("poll = true\npoll = false", "poll", "写了两次"),
    ],
)
def test_a_wrong_setting_is_named_in_chinese_with_its_line(tmp_path: Path, text: str, where: str, words: str) -> None:
    (tmp_path / "taizhang.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as said:
        read_settings(tmp_path)
    message = str(said.value).partition("有误：")[2]
    heading_is_wrong = where.startswith("[")
    assert message.startswith(f"第{1 if heading_is_wrong else len(text.splitlines())}行，“{where}”")
    assert words in message
    assert "hunter2" not in message
    assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", message), "no English sentence"


def test_every_wrong_setting_is_told_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    lines = [
        'plan = "C:\\new"',
        "# 备注",
        'keep_backups = "60"',
        "poll = 是",
        "",
        "[mail.smtp]",
        "center = [",
        '  "a@b.test",',
        '  "张主任",',
        "]",
        "prot = 25",
        "[reminders]",
        "before_due = [7, -1]",
    ]
    (tmp_path / "taizhang.toml").write_text("\r\n".join(lines), encoding="utf-8")
    with pytest.raises(SettingsError) as said:
        read_settings(tmp_path)
    first, *rest = str(said.value).splitlines()
    assert "共6处" in first
    assert [(int(found[1]), found[2]) for line in rest if (found := re.match(r"  第(\d+)行，“([\w.]+)”", line))] == [
        (1, "plan"),
        (3, "keep_backups"),
        (4, "poll"),
        (9, "mail.smtp.center.1"),
        (11, "mail.smtp.prot"),
        (13, "reminders.before_due.1"),
    ]


def test_what_is_wrong_in_the_environment_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAIZHANG_KEEP_BACKUPS", "45")
    assert read_settings(tmp_path).keep_backups == 45
    monkeypatch.setenv("TAIZHANG_KEEP_BACKUPS", "many")
    with pytest.raises(SettingsError, match="“环境变量 TAIZHANG_KEEP_BACKUPS”应填写整数"):
        read_settings(tmp_path)


def test_inbox_and_outbox_may_lie_elsewhere(tmp_path: Path) -> None:
    elsewhere = tmp_path / "share"
    text = f"[folders]\ninbox = '{elsewhere / 'in'}'\noutbox = '../out'"
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "taizhang.toml").write_text(text, encoding="utf-8")
    make_working_folder(tmp_path / "work")
    assert (elsewhere / "in" / "核定").is_dir()
    assert (tmp_path / "out" / "回执").is_dir()
    assert not (tmp_path / "work" / "inbox").exists()


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
