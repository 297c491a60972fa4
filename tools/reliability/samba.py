"""A real Samba server on loopback, and writers that behave as Windows programs do, or worse.

``python -m tools.reliability.samba [--each 100] [--report]``; exit status 1 where a half-written file was read.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.cli.installation import make_working_folder
from tools.reliability.ledgers import small_ledger
from tools.reliability.report import write_section

_CONFIGURATION = """\
[global]
server role = standalone
smb ports = {port}
interfaces = 127.0.0.1/8
bind interfaces only = yes
private dir = {work}
lock directory = {work}
state directory = {work}
cache directory = {work}
pid directory = {work}
ncalrpc dir = {work}/ncalrpc
log file = {work}/log
passdb backend = tdbsam
map to guest = Bad User
disable spoolss = yes
load printers = no
[inbox]
path = {share}
read only = no
guest ok = yes
force user = {user}
"""
_SETTLE = 0.6
"""Seconds; short, so that many writers are tried in little time. The writers' pauses are shorter and longer."""


def smbd() -> str | None:
    """Give the path of the Samba server, None where it is not installed."""
    return shutil.which("smbd", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


@dataclass
class Share:
    """A running share: where it lies on the disk, and how a client of its own opens files on it."""

    folder: Path
    port: int

    def client(self) -> Client:
        """Connect as one more Windows machine."""
        return Client(self.port)


@dataclass
class Client:
    """One connection to the share."""

    port: int
    _cache: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        import smbclient  # type: ignore[import-not-found, import-untyped, unused-ignore]

        self._smb = smbclient
        smbclient.ClientConfig(require_secure_negotiate=False)
        for pause in (0.5, 1.0, 2.0, None):
            try:
                smbclient.register_session(
                    "127.0.0.1",
                    port=self.port,
                    username="clerk",
                    password="x",
                    require_signing=False,
                    connection_cache=self._cache,
                )
            except Exception:  # a busy server drops a new connection; a Windows client tries again, too
                if pause is None:
                    raise
                self._cache.clear()
                time.sleep(pause)
            else:
                return

    def open(self, name: str, mode: str) -> Any:
        """Open a file of the share without buffering."""
        return self._smb.open_file(
            self._path(name), mode=mode, buffering=0, share_access="rwd", port=self.port, connection_cache=self._cache
        )

    def rename(self, old: str, new: str) -> None:
        """Rename a file of the share."""
        self._smb.rename(self._path(old), self._path(new), port=self.port, connection_cache=self._cache)

    def remove(self, name: str) -> None:
        """Remove a file of the share."""
        self._smb.remove(self._path(name), port=self.port, connection_cache=self._cache)

    def close(self) -> None:
        """Drop the connection, and with it all files that it holds open."""
        self._smb.reset_connection_cache(fail_on_error=False, connection_cache=self._cache)

    def _path(self, name: str) -> str:
        return rf"\\127.0.0.1\inbox\{name}"


@contextmanager
def share(folder: Path, work: Path) -> Iterator[Share]:
    """Serve a folder with Samba on a free port of the loopback."""
    server = smbd()
    assert server is not None
    for each in (folder, work / "ncalrpc"):
        each.mkdir(parents=True, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    import getpass

    configuration = work / "smb.conf"
    configuration.write_text(
        _CONFIGURATION.format(port=port, work=work, share=folder, user=getpass.getuser()), encoding="utf-8"
    )
    process = subprocess.Popen(
        [server, "--foreground", "--no-process-group", "-s", str(configuration)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # at its end it ends its whole process group
    )
    try:
        _await_port(port, process)
        yield Share(folder, port)
    finally:
        process.terminate()
        process.wait(20)


def _await_port(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError(f"smbd ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("smbd does not answer")


@dataclass
class Written:
    """What a writer wrote: versions that are whole, of which the last must be received; ``pieces`` must never be."""

    versions: list[bytes]
    received: bool = True


def trickle(client: Client, name: str, number: int) -> Written:
    """Write a little at a time, for longer than a file must stand still."""
    data = small_ledger(number)
    with client.open(name, "wb") as stream:
        for at in range(0, len(data), 1_000):
            stream.write(data[at : at + 1_000])
            time.sleep(0.25)
    return Written([data])


def end_first(client: Client, name: str, number: int) -> Written:
    """Set the size first, as Explorer does, wait, and only then write."""
    data = small_ledger(number)
    with client.open(name, "wb") as stream:
        stream.truncate(len(data))
        time.sleep(2 * _SETTLE)
        stream.write(data[:3_000])
        time.sleep(2 * _SETTLE)
        stream.write(data[3_000:])
    return Written([data])


def piecewise(client: Client, name: str, number: int) -> Written:
    """Open, write and close again and again, with gaps in which the file stands still and nobody has it open."""
    data = small_ledger(number)
    for at in range(0, len(data), 1_700):
        with client.open(name, "ab" if at else "wb") as stream:
            stream.write(data[at : at + 1_700])
        time.sleep(1.5 * _SETTLE)
    return Written([data])


def dying(client: Client, name: str, number: int) -> Written:
    """Write half and lose the connection."""
    data = small_ledger(number)
    stream = client.open(name, "wb")
    stream.truncate(len(data))
    stream.write(data[: len(data) // 2])
    client.close()
    return Written([], received=False)


def excel_save(client: Client, name: str, number: int) -> Written:
    """Save as Excel does: into a temporary name, the old file aside, the new one in its place, the old one away."""
    first, second = small_ledger(number), small_ledger(number + 50_000)
    temporary, aside = f"{number:08X}", f"{number + 1:08X}.tmp"
    with client.open(name, "wb") as stream:
        stream.write(first)
    with client.open(temporary, "wb") as stream:
        stream.write(second[:2_000])
        time.sleep(1.5 * _SETTLE)
        stream.write(second[2_000:])
    try:
        client.rename(name, aside)
    except OSError:
        aside = ""  # the first one has been taken already
    client.rename(temporary, name)
    if aside:
        client.remove(aside)
    return Written([first, second])


def overwriting(client: Client, name: str, number: int) -> Written:
    """Write a newer version over the first just when that is being taken."""
    first, second = small_ledger(number), small_ledger(number + 50_000)
    with client.open(name, "wb") as stream:
        stream.write(first)
    time.sleep(random.Random(number).uniform(0.5, 3.0) * _SETTLE)
    with client.open(name, "wb") as stream:
        stream.write(second)
    return Written([first, second])


WRITERS: tuple[Callable[[Client, str, int], Written], ...] = (
    trickle,
    end_first,
    piecewise,
    dying,
    excel_save,
    overwriting,
)


def try_writers(base: Path, each: int, at_once: int) -> tuple[list[str], dict[str, int]]:
    """Let every writer write ``each`` times while the service runs; give what went wrong, and figures."""
    root = base / "work"
    make_working_folder(root)
    (root / "taizhang.toml").write_text(
        f"settle_seconds = {_SETTLE}\nrescan_seconds = 1.0\n[guard]\nworkers = 1\n", encoding="utf-8"
    )
    log = (base / "service.log").open("wb")
    with share(root / "inbox", base / "samba") as served:
        service = subprocess.Popen(
            [sys.executable, "-m", "pipeline", "serve", "--dir", str(root)], stdout=log, stderr=log
        )
        try:
            results = _write_all(served, each, at_once)
            wanted = {
                hashlib.sha256(written.versions[-1]).hexdigest(): name
                for name, written in results.items()
                if written.received
            }
            _await_all(root, set(wanted))
        finally:
            service.terminate()
            service.wait(60)
            log.close()
    return _judge(root, results, wanted)


def _write_all(served: Share, each: int, at_once: int) -> dict[str, Written]:
    results: dict[str, Written] = {}
    lock = threading.Lock()

    def write(job: tuple[int, Callable[[Client, str, int], Written]]) -> None:
        number, writer = job
        client = served.client()
        name = f"{writer.__name__}-{number}.xlsx"
        try:
            written = writer(client, name, number)
        finally:
            client.close()
        with lock:
            results[name] = written

    jobs = [(1_000 + 2 * (n * len(WRITERS) + w), writer) for n in range(each) for w, writer in enumerate(WRITERS)]
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(write, jobs))
    return results


def _await_all(root: Path, wanted: set[str]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not wanted <= _archived(root):
        time.sleep(0.2)


def _archived(root: Path) -> set[str]:
    return {p.stem for p in (root / "data" / "archive").glob("*/*.bin")}


def _judge(root: Path, results: dict[str, Written], wanted: dict[str, str]) -> tuple[list[str], dict[str, int]]:
    whole = {hashlib.sha256(v).hexdigest() for written in results.values() for v in written.versions}
    archived = _archived(root)
    wrong = [f"a half-written file was read: {sha}" for sha in sorted(archived - whole)]
    wrong += [f"not received: {name}" for sha, name in wanted.items() if sha not in archived]
    left = {p.name for p in (root / "inbox").iterdir() if p.is_file()}
    dead = {name for name, written in results.items() if not written.received}
    wrong += [f"removed though unfinished: {name}" for name in sorted(dead - left)]
    wrong += [f"left in the inbox: {name}" for name in sorted(left - dead)]
    return wrong, {
        "writes": len(results),
        "half-written files read": len(archived - whole),
        "versions received": len(archived),
        "unfinished files left alone": len(dead & left),
    }


def main() -> int:
    """Try all writers, and with --report write the figures into docs/reliability.md."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--each", type=int, default=100)
    parser.add_argument("--at-once", type=int, default=24)
    parser.add_argument("--report", action="store_true")
    options = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        wrong, figures = try_writers(Path(folder), options.each, options.at_once)
    for line in wrong:
        print(line)
    print(figures, flush=True)
    if options.report:
        names = ", ".join(writer.__name__.replace("_", " ") for writer in WRITERS)
        write_section(
            "samba",
            f"Writers over SMB ({names}) against the running service, {options.each} times each.",
            {**figures, "wrong": len(wrong), "seconds": round(time.monotonic() - started)},
        )
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
