"""`make bench`, or `make bench ONLY=match-10k`."""

import os
import sys
from pathlib import Path

import uvloop

from bench import growing, importing, keylog, matching, planning, seals, sending, soak, waiting

NAMES = (
    "match-10k",
    "match-100k",
    "match-1m",
    "pathways-10k",
    "sync-10k",
    "hsds-import-10k",
    "send",
    "seal-1",
    "seal-3",
    "seal-10",
    "open-1",
    "log-10k",
    "log-1m",
    "timers-10k",
    "soak",
)
STATE = Path(__file__).resolve().parents[1] / ".tolerant" / "bench"


def database() -> str:
    """Give a database server: the operator's own, or the embedded one."""
    from server import postgres

    return os.environ.get("TOLERANT_DATABASE_URL") or postgres.start(STATE).url()


def main(only: str | None) -> int:
    """Measure one thing, or all of them."""
    if only is not None and only not in NAMES:
        print(f"There is no benchmark {only!r}. Choose one of: {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    if only == "soak":  # minutes of killing: only when it is asked for
        return soak.main()
    if only in (None, "seal-1", "seal-3", "seal-10", "open-1"):
        seals.run(only)
    if only in (None, "match-10k"):
        uvloop.run(matching.run(database()))
    for name in ("match-100k", "match-1m"):
        if only in (None, name):
            uvloop.run(growing.run(database(), name))
    if only in (None, "pathways-10k"):
        planning.plan()
    if only in (None, "sync-10k"):
        planning.take_along()
    if only in (None, "hsds-import-10k"):
        uvloop.run(importing.run(database()))
    if only in (None, "send"):
        uvloop.run(sending.run(database()))
    if only in (None, "log-10k", "log-1m"):
        uvloop.run(keylog.run(database(), only))
    if only in (None, "timers-10k"):
        uvloop.run(waiting.run(database()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else None))
