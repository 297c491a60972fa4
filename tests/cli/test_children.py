"""The children come from a server that loads readers and rules while the command itself is loaded."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.cli.installation import make_working_folder
from pipeline.guard import origin
from tests.cli.test_commands import PROJECT
from tests.commands import started
from tests.flow.conftest import sample

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork server")

ASKING = """
import json, os, sys
from pathlib import Path

from pipeline.cli.children import start_children
from pipeline.flow.at_hand import at_hand
from pipeline.guard.guard import Guard
from pipeline.settings.places import rules_folder


def asked(rules):
    kept = at_hand(Path(rules), None)
    return {
        "loaded": "python_calamine" in sys.modules and "jinja2" in sys.modules,
        "mail": "imap_tools" in sys.modules,
        "kept": kept is not None and kept.plan.unit_by_name["县水利局"].aliases,
        "nice": os.nice(0),
    }


if __name__ == "__main__":
    work = Path(sys.argv[1])
    start_children(work)
    rules = rules_folder("", work)
    with Guard(asked, workers=1) as guard:
        found = [guard.run(rules).result]
        roster = rules / "units.csv"
        roster.write_text(roster.read_text(encoding="utf-8-sig").replace("水务局", "水管所"), encoding="utf-8-sig")
        found.append(guard.run(rules).result)
    print(json.dumps([found, os.nice(0)], ensure_ascii=False))
"""


KILLING = """
import os, signal, sys, time
from multiprocessing import forkserver
from pathlib import Path

from pipeline.cli.children import start_children
from pipeline.guard.guard import Guard


def double(number):
    return 2 * number


if __name__ == "__main__":
    start_children(Path(sys.argv[1]))
    with Guard(double, workers=1) as guard:
        assert guard.run(1).result == 2
    server = forkserver._forkserver._forkserver_pid
    os.kill(server, signal.SIGTERM)
    os.kill(server, signal.SIGINT)
    time.sleep(0.2)
    with Guard(double, workers=1) as guard:
        assert guard.run(2).result == 4
    assert forkserver._forkserver._forkserver_pid == server, "a stop is for the command alone"
    os.kill(server, signal.SIGKILL)
    for _ in range(50):
        try:
            with Guard(double, workers=1) as guard:
                print(guard.run(3).result)
            break
        except OSError:
            time.sleep(0.1)  # the pass waits, as for a full disk
    assert "TAIZHANG_CHILDREN_OF" not in os.environ
"""


@pytest.fixture
def work(tmp_path: Path) -> Path:
    make_working_folder(tmp_path / "work")
    (tmp_path / "work" / "taizhang.toml").write_text("settle_seconds = 0\n", encoding="utf-8")
    return tmp_path / "work"


def ran(script: str, work: Path) -> subprocess.CompletedProcess[str]:
    """Run a script in a process of its own, as a command is: what it readies must not stay for other tests."""
    path = work / "script.py"
    path.write_text(script, encoding="utf-8")
    return subprocess.run(
        [sys.executable, str(path), str(work)],
        capture_output=True,
        encoding="utf-8",
        cwd=PROJECT,
        env={"PYTHONPATH": str(PROJECT), "PATH": "", "PYTHONIOENCODING": "utf-8"},
        check=False,
    )


def test_children_have_readers_and_rules_at_hand_until_the_rules_change(work: Path) -> None:
    (before, after), nice = json.loads(ran(ASKING, work).stdout)
    assert before["loaded"]
    assert not before["mail"]
    assert "水务局" in before["kept"]
    assert after["kept"] is False, "what was changed since is read anew"
    assert before["nice"] == min(nice + 5, 19)


def test_rules_that_are_changed_after_the_server_loaded_them_count(work: Path) -> None:
    """A command is quick, but nobody may be judged by what the rules were a moment before."""
    from pipeline.flow.at_hand import at_hand, keep_at_hand
    from pipeline.flow.examine import Examiner

    rules = work / "rules" / "yiyuan-2022"
    keep_at_hand(rules)
    assert Examiner(rules).plan is at_hand(rules, None).plan  # type: ignore[union-attr]
    roster = rules / "units.csv"
    roster.write_text(roster.read_text(encoding="utf-8-sig").replace("水务局", "水管所"), encoding="utf-8-sig")
    for plan in (Examiner(rules).plan, Examiner(rules).receipt_plan):
        assert "水管所" in plan.unit_by_name["县水利局"].aliases


@pytest.mark.parametrize("damage", ["missing", "damaged"])
def test_without_a_model_no_file_is_judged(work: Path, damage: str) -> None:
    model = next((work / "rules").glob("*/teaching/matcher.npz"))
    whole = model.read_bytes()
    if damage == "missing":
        model.unlink()
    else:
        # The list of its parts is whole; what they hold is not.
        model.write_bytes(whole[:2_000] + bytes(100_000) + whole[102_000:])
    (work / "inbox" / "县水利局").mkdir(exist_ok=True)
    (work / "inbox" / "县水利局" / "台账.xlsx").write_bytes(sample("ledgers/01-shuiliju"))
    refused = started("process", "--dir", work)
    assert refused.returncode == 2
    assert "任务对应模型" in refused.stderr
    assert not list((work / "outbox").rglob("*回执.xlsx"))
    model.write_bytes(whole)
    done = started("process", "--dir", work)
    assert "台账.xlsx：县水利局" in done.stdout, done.stderr
    assert len(list((work / "outbox").rglob("*回执.xlsx"))) == 1


def test_children_that_do_not_come_up_cost_no_file_its_verdict(work: Path) -> None:
    (work / "inbox" / "台账.xlsx").write_bytes(sample("ledgers/01-shuiliju"))
    script = (
        "import sys; from pathlib import Path\n"
        "from pipeline.cli.children import start_children\n"
        "from pipeline.flow.day.receive import process\n"
        "from pipeline.flow.installation import NoChildrenError\n"
        "from pipeline.guard.child import Limits\n"
        "from pipeline.wiring import open_installation\n"
        "if __name__ == '__main__':\n"
        "    work = Path(sys.argv[1]); start_children(work); installation = open_installation(work)\n"
        "    installation.limits = Limits(cpu_seconds=0, wall_seconds=0.000001)\n"
        "    try:\n"
        "        process(installation)\n"
        "    except NoChildrenError as said:\n"
        "        print(said.strerror)\n"
        "    print(len(installation.register.all_submissions()))\n"
    )
    said, recorded = ran(script, work).stdout.splitlines()
    assert "未能启动" in said
    assert recorded == "0"


def test_a_server_that_dies_is_started_again_and_a_stop_does_not_reach_it(work: Path) -> None:
    done = ran(KILLING, work)
    assert (done.stdout, done.stderr) == ("6\n", "")


def test_a_server_that_dies_while_a_child_is_started_is_a_passing_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    class Dying:
        def __init__(self, **_: object) -> None:
            tried.append(1)

        def start(self) -> None:
            raise EOFError("unexpected EOF")

    tried: list[int] = []
    monkeypatch.setattr(origin, "_context", lambda: SimpleNamespace(Process=Dying))
    with pytest.raises(OSError, match="无法启动"):
        origin.start(print, ())
    assert len(tried) == 2


def test_a_folder_that_may_not_be_entered_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child begins by entering our folder; sudo leaves one in a home that its user may not enter."""

    def refusing(path: str) -> None:
        entered.append(path)
        if path != "/":
            raise PermissionError(13, "Permission denied", path)

    entered: list[str] = []
    monkeypatch.setattr(origin.os, "chdir", refusing)
    origin._stand_where_children_can()
    assert entered[-1] == "/"


def test_without_room_for_a_server_children_come_as_they_did(monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing() -> None:
        raise OSError("AF_UNIX path too long")

    monkeypatch.setattr(origin.forkserver, "ensure_running", refusing)
    monkeypatch.setattr(origin.forkserver, "set_forkserver_preload", lambda _: None)
    monkeypatch.setattr(origin.resource_tracker, "ensure_running", lambda: None)
    before = origin.is_server_ready()
    origin.ready_server(["json"])
    assert origin.is_server_ready() is before
