"""What this program is, so that the board can say that what it seals is no longer to be relied on."""

from importlib.metadata import version
from typing import Any

from crypto.envelope import SUITE

VERSION = version("tolerant")


def too_old(policy: dict[str, Any]) -> bool:
    """Say whether a `policy.v1` asks for a newer program, or for other seals than this one makes."""
    return bool(policy) and (SUITE not in policy["suites"] or _numbers(VERSION) < _numbers(policy["min_version"]))


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(".")]
