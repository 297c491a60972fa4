"""The texts: masked whatever they print, editable, and never able to stop the mails."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from email import message_from_bytes, policy
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipeline.judging.checks.personal_numbers import mask_personal
from pipeline.mail.letters.letters import TEXTS, Letter, copy_texts, fault_in, write_letter
from pipeline.mail.letters.message import Enclosure, compose, message_id_of

_WORDS = {
    "unit": "县水利局",
    "subject": "台账",
    "results": [],
    "notes": [],
    "accepted": False,
    "problems": ["请联系张明13812345678，身份证11010519491231002X。"],
    "contact": "县大数据中心",
    "sender": "县大数据中心",
    "collector": "县大数据中心",
    "plan": "方案",
    "today": "2022年5月19日",
}


def test_personal_numbers_are_masked_in_every_mail() -> None:
    letter = write_letter("mail-receipt", {**_WORDS, "subject": "13912345678"})
    assert "138****5678" in letter.body
    assert "110***********002X" in letter.body
    assert letter.subject == "回复：139****5678"


def test_office_numbers_are_let_be() -> None:
    assert mask_personal("电话：0533-3228369，邮编256100") == "电话：0533-3228369，邮编256100"


@given(st.text("0123456789 -Xx１２３abc，", max_size=60))
def test_masking_keeps_the_length_and_is_done_once(text: str) -> None:
    masked = mask_personal(text)
    assert len(masked) == len(text)
    assert mask_personal(masked) == masked


@given(
    st.sampled_from(["370323199001011234", "37032319900101123X", "１１０１０５１９４９１２３１００２Ｘ"]),
    st.sampled_from(["", " ", "-", "－"]),
)
def test_no_identity_number_gets_through_however_it_is_spaced(number: str, gap: str) -> None:
    spaced = f"{number[:6]}{gap}{number[6:14]}{gap}{number[14:]}"
    masked = mask_personal(f"身份证{spaced}，")
    assert masked == f"身份证{spaced[:3]}{'*' * (len(spaced) - 7)}{spaced[-4:]}，"


@given(st.from_regex(r"1[3-9]\d{9}", fullmatch=True), st.text("，：abc 县局", max_size=8))
def test_no_mobile_number_gets_through(number: str, around: str) -> None:
    masked = mask_personal(f"{around}{number}{around}")
    assert number not in masked
    assert number[:3] + "****" + number[-4:] in masked


def test_the_center_may_write_its_own_text(tmp_path: Path) -> None:
    (tmp_path / "mail-receipt.txt.j2").write_text("主题：收到了\n\n{{ unit }}你好\n", encoding="utf-8-sig")
    assert write_letter("mail-receipt", _WORDS, tmp_path) == Letter("收到了", "县水利局你好\n")


def test_a_slip_in_the_centers_text_stops_no_mail(tmp_path: Path) -> None:
    for slip in ("主题：x\n\n{{ unknown }}", "{% if %}", "没有主题\n\n正文", "主题：x\n{{ unit.__class__.__mro__ }}"):
        (tmp_path / "mail-receipt.txt.j2").write_text(slip, encoding="utf-8")
        letter = write_letter("mail-receipt", _WORDS, tmp_path)
        assert letter.body == write_letter("mail-receipt", _WORDS).body
        assert "mail-receipt" in letter.fault
        (tmp_path / "mail-receipt.txt.j2").unlink()


def test_texts_are_copied_once_and_are_in_order(tmp_path: Path) -> None:
    assert len(copy_texts(tmp_path)) == 3
    assert copy_texts(tmp_path) == ()
    assert [fault_in(p) for p in sorted(TEXTS.glob("*.j2"))] == [""] * 3
    (tmp_path / "mail-receipt.txt.j2").write_text("{% if %}", encoding="utf-8")
    assert fault_in(tmp_path / "mail-receipt.txt.j2")


def test_a_mail_says_that_it_is_automatic_and_keeps_its_identity() -> None:
    at = datetime(2022, 5, 19, 9, tzinfo=timezone(timedelta(hours=8)))
    data = compose(
        Letter("主题很长" * 20, "正文\n"),
        key="receipt|1",
        sender="a@b.test",
        sender_name="县大数据中心",
        recipients=("x@y.test",),
        at=at,
        enclosures=(Enclosure("回执.xlsx", b"PK"),),
        is_answer=True,
        in_reply_to="<2@y.test>",
        thread=("<1@y.test>", "<2@y.test>"),
    )
    message = message_from_bytes(data, policy=policy.default)
    assert message["Message-ID"] == message_id_of("receipt|1", "a@b.test")
    assert message["References"] == "<1@y.test> <2@y.test>"
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["Subject"] == "主题很长" * 20
    assert [p.get_filename() for p in message.iter_attachments()] == ["回执.xlsx"]
    assert all(len(line) <= 998 for line in data.splitlines())
