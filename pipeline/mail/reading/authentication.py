"""What the own mail server found of a mail's sender (Authentication-Results, RFC 8601). Nobody else's word counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.model import Proof

_COMMENT: Final = re.compile(r"\([^()]*\)")
_RESULT: Final = re.compile(
    r"^\s*(?P<method>[A-Za-z0-9-]+)(?:/\d+)?\s*=\s*(?P<result>[A-Za-z]+)(?P<rest>.*)$", re.DOTALL
)
_PROPERTY: Final = re.compile(r"([A-Za-z]+\.[A-Za-z0-9-]+)\s*=\s*\"?([^\s\";]+)")
_DOMAINS: Final = {"dkim": ("header.d", "header.i"), "spf": ("smtp.mailfrom", "smtp.from"), "dmarc": ("header.from",)}


@dataclass(frozen=True, slots=True)
class _Result:
    method: str
    result: str
    domains: tuple[str, ...]


def proof_of(headers: Sequence[str], authserv_id: str, sender: str) -> Proof:
    """Say what proves a mail's sender: the headers as they stand in it, the topmost first, and the own server's name.

    A pass counts only in the topmost header of the own server, since a sender may write others below it; a failure
    counts wherever the own server tells of it. Without a name nothing proves, and only the topmost is heard.
    """
    own = [results for name, results in map(_parsed, headers) if name == authserv_id.casefold()]
    if not authserv_id:
        own = [_parsed(header)[1] for header in headers[:1]]
    if not own:
        return Proof.NAMED
    domain = sender.rpartition("@")[2].casefold()
    passes = [r for r in own[0] if r.result == "pass" and _aligned(r, domain)]
    failed = {r.method for results in own for r in results if r.result in ("fail", "permerror")}
    if "dmarc" in failed or (failed & {"spf", "dkim"} and not passes):
        return Proof.FAILED
    return Proof.MAIL if passes and authserv_id else Proof.NAMED


def _aligned(result: _Result, domain: str) -> bool:
    """Say whether what was checked is the domain that the mail shows its reader, or one above or below it."""
    if not domain:
        return False
    if result.method == "dmarc" and not result.domains:
        return True
    return result.method in _DOMAINS and any(
        one == domain or domain.endswith(f".{one}") or one.endswith(f".{domain}") for one in result.domains
    )


def _parsed(header: str) -> tuple[str, tuple[_Result, ...]]:
    text = header
    while (without := _COMMENT.sub(" ", text)) != text:
        text = without
    first, *rest = text.split(";")
    name = first.split()[0].strip('"').casefold() if first.split() else ""
    return name, tuple(_results(rest))


def _results(parts: Sequence[str]) -> Iterator[_Result]:
    for part in parts:
        found = _RESULT.match(part)
        if found is None:
            continue
        method = found["method"].casefold()
        said = {name.casefold(): value for name, value in _PROPERTY.findall(found["rest"])}
        domains = [said[name].rpartition("@")[2].casefold() for name in _DOMAINS.get(method, ()) if name in said]
        yield _Result(method, found["result"].casefold(), tuple(d for d in domains if "." in d))
