"""What the tests of the browser end need of a machine; run as a program it says what was not run, and how to get it."""

import re
import shutil
import subprocess
from functools import cache

LEAST = (20, 19)
"""The oldest Node.js that Vite runs on."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def node_version() -> tuple[int, int] | None:
    """Give the version of Node.js, or None where it is not installed with npm."""
    if not shutil.which("npm") or not (node := shutil.which("node")):
        return None
    found = re.match(r"v(\d+)\.(\d+)", subprocess.run([node, "--version"], capture_output=True, text=True).stdout)
    return (int(found[1]), int(found[2])) if found else None


def chromium() -> str | None:
    """Give the path of a Chromium, or None."""
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


@cache
def missing() -> str:
    """Say in a sentence what is missing and how to get it; empty where nothing is."""
    version = node_version()
    lacks = [] if version and version >= LEAST else [f"Node.js {LEAST[0]}.{LEAST[1]} or later with npm"]
    lacks += [] if chromium() else ["Chromium"]
    if not lacks:
        return ""
    return (
        "Not run: tests/web (the browser end against every vector, and its key store) and the page of a sealed letter, "
        f"for {' and '.join(lacks)} is missing. "
        "Get it with: apt-get install nodejs npm chromium (or from nodejs.org where that Node.js is older)."
    )


if __name__ == "__main__" and missing():
    print(missing())
