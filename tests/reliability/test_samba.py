"""A real Samba share and clients as Windows has them: no half-written file is ever read, no newer one removed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tools.reliability.samba import smbd, try_writers

if smbd() is None and os.environ.get("CI") != "true":
    pytest.skip("Samba is not installed (apt-get install samba)", allow_module_level=True)
pytest.importorskip("smbclient", reason="smbprotocol is not installed")


@pytest.mark.timeout(120)
def test_odd_writers_on_a_share(tmp_path: Path) -> None:
    wrong, figures = try_writers(tmp_path, each=3, at_once=18)
    assert wrong == []
    assert figures["half-written files read"] == 0
    assert figures["unfinished files left alone"] == 3
