"""What the own mail server says of a sender, and what a sender writes there himself."""

from __future__ import annotations

import pytest

from pipeline.mail.reading.authentication import proof_of
from pipeline.model import Proof

OURS = "mx.example.gov.cn"
SENDER = "czj@yiyuan.gov.cn"
PASSED = f"{OURS}; dmarc=pass (p=none) header.from=yiyuan.gov.cn"
FAILED = f"{OURS}; spf=fail smtp.mailfrom=evil.example; dkim=none; dmarc=fail header.from=yiyuan.gov.cn"
FOREIGN = "mail.evil.example; dmarc=pass header.from=yiyuan.gov.cn"


@pytest.mark.parametrize(
    ("headers", "proof"),
    [
        ([PASSED], Proof.MAIL),
        ([f"{OURS} 1; spf=pass smtp.mailfrom=czj@yiyuan.gov.cn; dkim=none"], Proof.MAIL),
        ([f"{OURS}; dkim=pass header.d=yiyuan.gov.cn; spf=softfail"], Proof.MAIL),
        ([f"{OURS}; dkim=pass header.d=gov.cn"], Proof.MAIL),
        (["MX.Example.GOV.cn; dmarc = pass header.from = yiyuan.gov.cn"], Proof.MAIL),
        ([FAILED], Proof.FAILED),
        ([f"{OURS}; spf=fail smtp.mailfrom=yiyuan.gov.cn; dkim=fail header.d=yiyuan.gov.cn"], Proof.FAILED),
        ([f"{OURS}; dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=evil.example"], Proof.NAMED),
        ([f"{OURS}; spf=none; dkim=none; dmarc=none"], Proof.NAMED),
        ([f"{OURS}; none"], Proof.NAMED),
        ([], Proof.NAMED),
        ([FOREIGN], Proof.NAMED),
        ([FOREIGN, PASSED], Proof.MAIL),
        ([f"{OURS}; (dmarc=pass header.from=yiyuan.gov.cn) spf=none"], Proof.NAMED),
        (["", ";;;", PASSED], Proof.MAIL),
    ],
)
def test_only_the_own_servers_word_counts(headers: list[str], proof: Proof) -> None:
    assert proof_of(headers, OURS, SENDER) is proof


def test_what_a_sender_wrote_below_it_in_the_own_servers_name_proves_nothing() -> None:
    assert proof_of([f"{OURS}; spf=none", PASSED], OURS, SENDER) is Proof.NAMED
    assert proof_of([FAILED, PASSED], OURS, SENDER) is Proof.FAILED
    assert proof_of([PASSED, FAILED], OURS, SENDER) is Proof.FAILED, "a failure counts wherever it stands"


def test_without_the_own_servers_name_nothing_proves_and_a_failure_is_still_heard() -> None:
    assert proof_of([PASSED], "", SENDER) is Proof.NAMED
    assert proof_of([FAILED], "", SENDER) is Proof.FAILED
    assert proof_of([PASSED, FAILED], "", SENDER) is Proof.NAMED


def test_a_sender_without_a_domain_is_proved_by_nothing() -> None:
    assert proof_of([f"{OURS}; spf=pass"], OURS, "") is Proof.NAMED
