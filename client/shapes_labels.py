"""The shapes of codes and permits in words: the JSON of the node, named."""

from typing import Literal, TypedDict


class CodeLabel(TypedDict):
    """Hold one code in words."""

    codeList: str
    code: str
    label: str


class CodeLabels(TypedDict):
    """Hold every code in one language; MACHINE until somebody who grew up with it has read the words."""

    language: str
    wordingOrigin: Literal["HUMAN", "MACHINE"]
    labels: list[CodeLabel]


class PermitGap(TypedDict):
    """Name a code for which a country has no permit whose name is sure."""

    codeList: str
    code: str
    country: str


class PermitName(PermitGap):
    """Hold what one country calls a permit, by which law, looked up on which day."""

    language: str
    name: str
    source: str
    status: str
    date: str


class PermitNames(TypedDict):
    """Hold the names, and where there is none."""

    permits: list[PermitName]
    gaps: list[PermitGap]
