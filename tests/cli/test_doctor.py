"""``taizhang doctor`` finds what is amiss, says what to do, and changes nothing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from pipeline.cli.checkup import Finding, checkup
from pipeline.cli.installation import make_working_folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    make_working_folder(tmp_path / "work")
    return tmp_path / "work"


def found(root: Path, name: str) -> Finding:
    return next(f for f in checkup(root, online=False) if f.name == name)


def test_a_fresh_installation_is_sound_and_left_alone(root: Path) -> None:
    before = sorted(str(p) for p in root.rglob("*"))
    findings = checkup(root)
    assert [f for f in findings if f.state == "bad"] == []
    assert sorted(str(p) for p in root.rglob("*")) == before


def test_whatever_is_amiss_comes_with_what_to_do(root: Path) -> None:
    shutil.rmtree(root / "inbox")
    finding = found(root, "收件夹")
    assert finding.state == "bad"
    assert "taizhang init" in finding.advice


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights otherwise")
def test_a_folder_that_may_not_be_written(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    if os.geteuid() == 0:  # who may write everywhere
        monkeypatch.setattr("tempfile.TemporaryFile", refused)
    (root / "outbox").chmod(0o500)
    finding = found(root, "发件夹")
    assert finding.state == "bad"
    assert "读写权限" in finding.advice


def test_settings_that_cannot_be_read(root: Path) -> None:
    (root / "taizhang.toml").write_text("plan = [", encoding="utf-8")
    (finding,) = checkup(root)
    assert finding.state == "bad"


def test_a_network_share(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.guard.watch.file_system", lambda *_: "cifs")
    assert "自动改用轮询" in found(root, "收件夹所在磁盘").text
    assert found(root, "数据文件夹所在磁盘").state == "bad"


def test_a_damaged_register(root: Path) -> None:
    (root / "data" / "register.sqlite3").write_bytes(b"SQLite format 3\x00" + b"junk" * 2000)
    assert any(f.state == "bad" for f in checkup(root, online=False))


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights otherwise")
def test_a_password_that_others_may_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "taizhang.toml").write_text(
        '[mail.imap]\nhost = "mail.test"\nuser = "a@mail.test"\npassword_file = "secret"\n', encoding="utf-8"
    )
    (root / "secret").write_text("hush-hush", encoding="utf-8")
    (root / "secret").chmod(0o644)
    finding = found(root, "邮箱账号（imap）")
    assert finding.state == "bad"
    assert "chmod 600" in finding.text
    (root / "secret").chmod(0o600)
    assert not any(f.name == "邮箱账号（imap）" for f in checkup(root, online=False))
    monkeypatch.setenv("TAIZHANG_IMAP_PASSWORD", "x")
    (root / "secret").unlink()
    assert not any(f.name == "邮箱账号（imap）" for f in checkup(root, online=False))


def test_a_night_whose_mails_would_go_out_in_the_night(root: Path) -> None:
    (root / "taizhang.toml").write_text(
        'nightly_at = "22:30"\n[mail.smtp]\nhost = "mail.test"\naddress = "a@b.test"\n', encoding="utf-8"
    )
    finding = found(root, "夜间时间")
    assert finding.state == "warning"
    assert "22:30" in finding.text
    (root / "taizhang.toml").write_text('nightly_at = "22:30"\n', encoding="utf-8")
    assert not any(f.name == "夜间时间" for f in checkup(root, online=False))


@pytest.mark.skipif(os.name == "nt", reason="Windows asks its own service")
@pytest.mark.parametrize(("answer", "adrift"), [("no", True), ("yes", False)])
def test_a_clock_without_a_time_server(
    answer: str, adrift: bool, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "timedatectl"
    program.write_text(f"#!/bin/sh\necho {answer}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert any(f.name == "时间同步" for f in checkup(root, online=False)) is adrift


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights otherwise")
def test_another_account_than_the_services_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not any(f.name == "检查所用的账户" for f in checkup(root, online=False))
    monkeypatch.setattr("os.geteuid", lambda: 1)  # daemon, on every system
    finding = found(root, "检查所用的账户")
    assert finding.state == "warning"
    assert "taizhang-once@doctor" in finding.advice


def test_mail_in_the_clear_and_servers_that_are_away(root: Path) -> None:
    (root / "taizhang.toml").write_text(
        '[mail.imap]\nhost = "127.0.0.1"\nport = 1\nuser = "a@b.test"\n'
        '[mail.smtp]\nhost = "mail.test"\nport = 1\nsecurity = "none"\naddress = "a@b.test"\ntimeout_seconds = 1\n',
        encoding="utf-8",
    )
    findings = {f.name: f for f in checkup(root)}
    assert findings["收信"].state == "bad"
    assert findings["发信"].state == "bad"
    assert findings["邮件加密（smtp）"].state == "bad"
    assert findings["晨报"].state == "warning"


def test_a_text_with_a_slip(root: Path) -> None:
    (root / "templates" / "mail-receipt.txt.j2").write_text("{% if %}", encoding="utf-8")
    assert "mail-receipt.txt.j2" in found(root, "邮件文本").text


def test_little_room_on_the_disk(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from shutil import _ntuple_diskusage  # type: ignore[attr-defined]

    monkeypatch.setattr("shutil.disk_usage", lambda _: _ntuple_diskusage(100, 99, 1 << 20))
    assert found(root, "磁盘空间").state == "bad"


def test_a_clock_that_went_back(root: Path) -> None:
    from datetime import datetime, timedelta
    from zoneinfo import ZoneInfo

    from pipeline.store.register import Register

    register = Register(f"sqlite:///{root / 'data' / 'register.sqlite3'}")
    register.note(datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(days=3), "test", "")
    register.close()
    finding = found(root, "时钟倒退")
    assert finding.state == "bad"
    assert "taizhang clock --repair" in finding.advice


def test_originals_that_are_gone_altered_or_unknown_are_told(root: Path) -> None:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from pipeline.model import Arrival, Channel
    from pipeline.store.archive import Archive
    from pipeline.store.arrivals import Source
    from pipeline.store.register import Register

    archive = Archive(root / "data" / "archive")
    hashes = [archive.keep(data) for data in (b"one", b"two", b"three", b"unknown")]
    register = Register(f"sqlite:///{root / 'data' / 'register.sqlite3'}")
    at = datetime.now(ZoneInfo("Asia/Shanghai"))
    register.record_arrivals(
        [(Arrival(f"{n}.xlsx", h, 3, at, Channel.FOLDER), Source(h, 3, 0, n)) for n, h in enumerate(hashes[:3])]
    )
    register.close()
    archive.path_of(hashes[0]).unlink()
    altered = archive.path_of(hashes[1])
    altered.chmod(0o644)
    altered.write_bytes(b"owt")
    findings = [f for f in checkup(root, online=False) if f.name == "原件库"]
    assert [f.state for f in findings] == ["bad", "warning"]
    assert "2份原件缺失或已被改动" in findings[0].text
    assert "从备份恢复" in findings[0].advice
    assert "taizhang retake" in findings[1].advice
