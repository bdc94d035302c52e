"""The shapes of planning and of matching without a line: the JSON of the node, named (schema.graphql says all)."""

from typing import Any, TypedDict

from client.shapes import Match


class PathwayStep(TypedDict):
    """Hold one service on a way; `gains` is what it changes for her."""

    match: Match
    gains: list[dict[str, Any]]
    days: int | None


class Pathway(TypedDict):
    """Hold one way, and how long the steps before the last one take as far as it is known."""

    steps: list[PathwayStep]
    daysBefore: int
    stepsOfUnknownLength: int


class PathwaysFound(TypedDict):
    """Hold the ways, or how many services she can go to at once."""

    pathways: list[Pathway]
    eligible: int
    complete: bool
    revision: str
    language: str
    wordingOrigin: str


class Synced(TypedDict):
    """Say what this device holds now; `until` is when it is too old, in unix seconds, `key` the node's fingerprint."""

    entries: int
    changes: int
    revision: str
    until: int
    key: str
