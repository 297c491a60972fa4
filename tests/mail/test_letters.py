"""What the letters say, as a clerk and the head of the center read them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.flow.installation import Installation
from pipeline.flow.night.night import nightly
from pipeline.mail.letters.letters import TEXTS, Letter, write_letter
from tests.flow.conftest import Clock, drop, sample
from tests.flow.test_trust import changed
from tests.mail.conftest import CENTER, SCIENCE, WATER
from tests.mail.letters import mail, small_ledger
from tests.mail.plant import Dovecot, Smtp
from tests.mail.test_conversation import one_round


@pytest.fixture
def answered(installation: Installation, dovecot: Dovecot, smtp: Smtp) -> Callable[..., Any]:
    """Send a mail with these files and give the answer to it."""

    def send(*files: tuple[str, bytes], sender: str = WATER) -> Any:
        smtp.taken.clear()
        dovecot.put(mail(*files, sender=sender))
        one_round(installation)
        (answer,) = smtp.taken
        return answer

    return send


def test_a_returned_ledger(answered: Callable[..., Any]) -> None:
    answer = answered(("县水利局台账.xlsx", sample("ledgers/01-shuiliju")))
    lines = [line.strip() for line in answer.body.splitlines() if line.strip()]
    assert lines[0] == "县水利局："
    assert lines[1].startswith("贵单位报送的政务公开工作台账已收到")
    assert lines[3].startswith("结论：退回补正（错误")
    assert "请先办理：" in lines
    assert sum(line.startswith("（") and line[1:2].isdigit() for line in lines) == 3, "three things, and no more"
    (enclosed,) = answer.enclosures
    assert f"修改意见已批注在附件《{enclosed}》中" in answer.body
    assert lines[-3:-1] == ["县大数据中心", "2022年5月19日"]
    assert "即可重新报送" in lines[-1]


def test_a_second_version_is_told_what_was_put_right(answered: Callable[..., Any]) -> None:
    answered(("县水利局台账.xlsx", small_ledger("县水利局")))
    answer = answered(("县水利局台账.xlsx", sample("ledgers/01-shuiliju")))
    assert "与第1版相比：已整改" in answer.body


def test_an_old_version_sent_again_counts_again_and_is_told_so(answered: Callable[..., Any]) -> None:
    first = sample("ledgers/01-shuiliju")
    answered(("县水利局台账.xlsx", first))
    answered(("县水利局台账.xlsx", changed()))
    answer = answered(("旧台账.xlsx", first))
    assert "1. 旧台账.xlsx" in answer.body
    assert "请注意：" in answer.body
    assert "第1版“县水利局台账.xlsx”相同，现行台账以本次来件为准，即恢复为该版" in answer.body
    (enclosed,) = answer.enclosures
    assert "第1版-旧台账" in enclosed


def test_of_two_ledgers_in_one_mail_it_is_said_which_counts(answered: Callable[..., Any]) -> None:
    files = [("县水利局台账.xlsx", small_ledger("县水利局")), ("补充.xlsx", small_ledger("县水利局", "二"))]
    answer = answered(*files)
    assert "请注意：县水利局的2份台账以第2版（补充.xlsx）为准" in answer.body
    assert "请注意" not in answered(("县水利局台账.xlsx", small_ledger("县水利局", "三"))).body


@pytest.mark.parametrize("file", [("台账.pdf", b"%PDF-1.7"), ("空.xlsx", b""), ("台账.rar", b"Rar!\x1a\x07\x00")])
def test_a_file_that_cannot_be_read_is_not_sent_back_for_filling_in(
    file: tuple[str, bytes], answered: Callable[..., Any]
) -> None:
    answer = answered(file)
    assert answer.body.startswith("县水利局：")
    assert "结论：文件无法读取" in answer.body
    assert "批注在附件" not in answer.body
    assert answer.enclosures == {}


def test_the_sender_is_greeted_where_the_ledger_contradicts(answered: Callable[..., Any]) -> None:
    answer = answered(("县水利局台账.xlsx", small_ledger("县水利局")), sender=SCIENCE)
    assert answer.body.startswith("县科技局：")
    assert "互相矛盾" in answer.body


def test_what_would_be_too_large_is_fetched_at_the_center(
    answered: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.flow.mail.reply._LARGEST_ENCLOSURES", 30_000)
    first, second = sample("ledgers/01-shuiliju"), sample("ledgers/02-kejiju")
    answer = answered(("县水利局台账.xlsx", first), ("县科技局台账.xlsx", second), sender=CENTER)
    assert len(answer.enclosures) == 1
    assert "标注后的台账文件较大，未随本邮件发送，请到县大数据中心领取。" in answer.body


def test_a_number_in_the_name_of_a_file_goes_out_masked(answered: Callable[..., Any]) -> None:
    answer = answered(("县水利局台账13812345678.xlsx", small_ledger("县水利局")))
    (enclosed,) = answer.enclosures
    assert "138_5678" in enclosed
    assert "13812345678" not in answer.body
    assert b"13812345678" not in answer.data


def test_the_morning_letter_says_first_what_to_do(
    installation: Installation, dovecot: Dovecot, smtp: Smtp, clock: Clock
) -> None:
    drop(installation, "县水利局/台账.xlsx", small_ledger("县水利局"))
    dovecot.put(
        mail(("县民政局台账.xlsx", small_ledger("县民政局")), sender="who@elsewhere.test"),
        *(mail(sender=f"s{number}@elsewhere.test") for number in range(30)),
        *(mail(sender="a@list.test", headers={"Precedence": "bulk"}) for _ in range(3)),
    )
    nightly(installation)
    (letter,) = smtp.to(CENTER)
    assert str(letter.message["Subject"]) == "政务公开工作台账晨报（2022年5月19日）：应报42，已报1"
    head, todo, news, missing = (part.strip() for part in _split(letter.body))
    assert "应报42个单位，已报1个，未报41个（报送截止2022年5月20日，还有1天）" in head
    assert "附件：县民政局台账.xlsx" in todo
    assert "未登记邮箱的来信30封，没有附件" in todo
    assert "等30个邮箱" in todo
    assert "list.test" not in letter.body, "nobody has to see to a newsletter"
    assert max(len(line) for line in todo.splitlines()) < 400
    assert len(todo.splitlines()) <= 6
    assert "收到台账2份：报送单位无法识别1份，退回补正1份。" in news
    assert "县科技局" in missing


def _split(body: str) -> list[str]:
    rest, parts = body, []
    for mark in ("一、需要处理", "二、上次晨报以来", "三、尚未报送"):
        part, found, rest = rest.partition(mark)
        assert found, mark
        parts.append(part)
    return [*parts, rest]


def test_a_flood_is_told_in_a_few_lines(
    installation: Installation, dovecot: Dovecot, smtp: Smtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [(f"台账{number}.xlsx", small_ledger("县水利局", str(number))) for number in range(45)]
    dovecot.put(mail(*files, sender=WATER), *(mail(f, sender=f"x{f[0]}@elsewhere.test") for f in files[:15]))
    nightly(installation)
    (letter,) = smtp.to(CENTER)
    assert "……其余" in letter.body
    assert "另有5封未登记邮箱的来信带有附件" in letter.body
    assert len(letter.body.splitlines()) < 60


def test_nothing_to_do_is_said_so(
    installation: Installation, dovecot: Dovecot, smtp: Smtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.flow.night.morning._todo", lambda *_: iter(()))
    nightly(installation)
    (letter,) = smtp.to(CENTER)
    assert "目前没有需要人工处理的事项。" in letter.body
    assert "没有收到新的台账" in letter.body


def test_a_reminder_of_errors_is_no_longer_than_it_need_be(
    installation: Installation, dovecot: Dovecot, smtp: Smtp, clock: Clock
) -> None:
    """Two dozen missing tasks are one line; the receipt has them one by one, ready to fill in."""
    drop(installation, "县水利局/台账.xlsx", small_ledger("县水利局"))
    drop(installation, "县科技局/台账.xlsx", sample("ledgers/02-kejiju"))
    for day in (20, 23):
        clock.turn(day)
        nightly(installation)
    water, science = smtp.to(WATER)[-1].body, smtp.to(SCIENCE)[-1].body
    lines = [line.strip() for line in water.splitlines() if line.strip()]
    assert lines[1].startswith("贵单位台账中尚有以下25项问题未整改（最早发现于2022年5月20日，已3天）")
    assert lines[2].startswith("1. 台账缺少附件1任务25项：第")
    assert lines[3] == "具体位置和整改建议见回执。请逐项修改后重新报送。"
    assert "单元格" in science
    assert all(len(body.splitlines()) < 35 for body in (water, science))


def test_each_text_names_the_words_that_it_may_use(
    installation: Installation, dovecot: Dovecot, smtp: Smtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever edits a text finds them at its head."""
    given: dict[str, set[str]] = {}

    def remember(name: str, words: dict[str, object], texts: Path | None = None) -> Letter:
        given.setdefault(name, set()).update(words)
        return write_letter(name, words, texts)

    for module in ("mail.outbox", "night.remind", "night.morning"):
        monkeypatch.setattr(f"pipeline.flow.{module}.write_letter", remember)
    dovecot.put(mail(("县水利局台账.xlsx", sample("ledgers/01-shuiliju")), sender=WATER))
    nightly(installation)
    assert set(given) == {"mail-receipt", "mail-reminder", "mail-morning"}
    for name, words in given.items():
        head = (TEXTS / f"{name}.txt.j2").read_text(encoding="utf-8").partition("#}")[0]
        assert {word for word in words if f"{word} " not in head} == set(), name
