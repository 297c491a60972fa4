"""A working folder under test: made, filled, served by a process that may be killed, and described at the end."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import sqlite3
import sys
import time
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from datetime import time as clock_time
from importlib import import_module
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.cli.installation import make_working_folder
from pipeline.flow.day.receive import process
from pipeline.flow.desk import Desk
from pipeline.flow.examine import Examiner
from pipeline.flow.installation import Installation
from pipeline.flow.night.night import last_night, nightly
from pipeline.settings.places import SHIPPED
from pipeline.store.backup import is_sound
from pipeline.store.facts import SEAL_KEY
from pipeline.store.nights import Nights
from pipeline.wiring import open_installation

NOW = datetime(2022, 5, 19, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
_NIGHTS = tuple(NOW + timedelta(days=days) - timedelta(hours=7) for days in (1, 2, 3))
_NIGHTLY_AT = clock_time(1, 30)
_SETTINGS = "settle_seconds = 0\n[guard]\nworkers = 1\n"


class World:
    """One working folder. ``prepared`` is an examiner that all served processes share, so that they start at once."""

    prepared: Examiner | None = None
    nights = len(_NIGHTS)
    """How many nights are slept over where nights are."""

    def __init__(self, root: Path) -> None:
        shutil.rmtree(root, ignore_errors=True)
        make_working_folder(root)
        (root / "taizhang.toml").write_text(_SETTINGS, encoding="utf-8")
        # Workbooks are sealed with a secret of their register: it is the same in the runs that are compared.
        register = open_installation(root).register
        register.remember(SEAL_KEY, "00" * 32)
        register.close()
        self.root = root.resolve()
        self.inbox = self.root / "inbox"
        self.now = NOW
        if World.prepared is None:
            World.prepared = Examiner(SHIPPED / "rules" / "yiyuan-2022")
            Desk(World.prepared).prepare()
            import_module("pipeline.county.workbook")

    def drop(self, name: str, data: bytes, age: float = 3_600.0) -> Path:
        """Put a file into the inbox at once and whole, as old as ``age`` seconds."""
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        hidden = path.with_name(f".{path.name}.part")
        hidden.write_bytes(data)
        os.utime(hidden, (time.time() - age,) * 2)
        hidden.rename(path)
        return path

    def open(self) -> Installation:
        """Open the working folder as the program does, with a clock that stands still until it is turned."""
        installation = open_installation(self.root, lambda: self.now)
        assert World.prepared is not None
        installation.__dict__["_examiner"] = World.prepared
        return installation

    def serve(self, instrument: Callable[[Installation], None] | None = None, *, nights: bool = False) -> int:
        """Work off the inbox in a process of its own; give its exit status, negative for a signal."""
        return self.wait(self.start(instrument, nights=nights))

    def start(self, instrument: Callable[[Installation], None] | None = None, *, nights: bool = False) -> int:
        """Start such a process and give its id; the caller waits for it or kills it."""
        sys.stdout.flush()
        child = os.fork()
        if child:
            return child
        status = 70
        try:
            installation = self.open()
            if instrument is not None:
                instrument(installation)
            self.work(installation)
            if nights:
                self._sleep_over(installation)
            status = 0
        except OSError as fault:
            sys.stderr.write(f"{fault}\n")
            status = 75
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(status)
        return 0

    def work(self, installation: Installation) -> None:
        """Do what a served process does."""
        work_off(installation)

    def _sleep_over(self, installation: Installation) -> None:
        """Do the work of the nights, as far as it is not done yet."""
        for night in _NIGHTS[: self.nights]:
            self.now = night
            done = Nights(installation.register).last_done(night)
            if done is None or done < last_night(night, _NIGHTLY_AT):
                faults = nightly(installation, nightly_at=_NIGHTLY_AT).faults
                assert not faults, faults

    @staticmethod
    def wait(child: int) -> int:
        """Wait for a process of ``start``."""
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    @staticmethod
    def kill(child: int) -> bool:
        """Kill a process of ``start`` without a warning; say whether it was at work still."""
        os.kill(child, signal.SIGKILL)
        return World.wait(child) == -signal.SIGKILL

    def state(self) -> dict[str, object]:
        """Describe all that counts at the end; equal for a disturbed and an undisturbed run."""
        database = self.root / "data" / "register.sqlite3"
        with sqlite3.connect(database) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
            arrivals = connection.execute(
                "SELECT sha256, folder, file_name, state, repeats, origin FROM arrivals ORDER BY 1, 2, 3"
            ).fetchall()
            submissions = connection.execute(
                "SELECT a.sha256, a.file_name, s.part, s.unit, s.verdict, s.version FROM submissions s "
                "JOIN arrivals a ON a.id = s.arrival_id ORDER BY 1, 2, 3"
            ).fetchall()
            unanswered = connection.execute("SELECT count(*) FROM repeats WHERE answered = 0").fetchone()[0]
            sources = connection.execute("SELECT count(*) FROM sources").fetchone()[0]
        connection.close()
        return {
            "register": sound,
            "arrivals": arrivals,
            "submissions": submissions,
            "unanswered": unanswered,
            "sources": sources,
            "outbox": files_of(self.root / "outbox"),
            "originals": files_of(self.root / "data" / "archive"),
            "inbox": sorted(files_of(self.inbox)),
            "backups": {
                p.name: is_sound(p) for p in sorted((self.root / "data" / "backup").glob("register-*.sqlite3*"))
            },
            "strays": [str(p) for p in self.root.rglob("*") if p.name.endswith((".tmp", ".partial"))],
        }


def work_off(installation: Installation) -> None:
    """Make passes until nothing is left to do."""
    while True:
        done = process(installation)
        if not done.submissions and not any(w.soon for w in done.waiting):
            return


def files_of(folder: Path) -> dict[str, str]:
    """Give the sha256 of every file below a folder."""
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }
