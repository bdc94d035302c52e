"""The nouns of alerts: sealed words past her organisation, and what came of them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from crypto.envelope import Envelope


class AlertState(StrEnum):
    """Say how an alert stands: it waits, was read, was answered, or nobody answered in time."""

    WAITS = "WAITS"
    READ = "READ"
    ANSWERED = "ANSWERED"
    RAN_OUT = "RAN_OUT"


class AlertAnswer(StrEnum):
    """Say what was done about an alert, and nothing of what it was about."""

    TALKED_WITH_HER = "TALKED_WITH_HER"
    SAFETY_CHECKED = "SAFETY_CHECKED"
    ACTED = "ACTED"
    PASSED_ON = "PASSED_ON"
    COULD_NOT_REACH_HER = "COULD_NOT_REACH_HER"
    UNFOUNDED_AS_SHE_SAYS = "UNFOUNDED_AS_SHE_SAYS"
    NOTHING_TO_DO = "NOTHING_TO_DO"


@dataclass(frozen=True, slots=True)
class Alert:
    """Hold one sealed alert; `key` (32 bytes) checks its inner signature and was made for it alone."""

    env_id: bytes
    key: bytes
    envelope: Envelope
    on: date
    state: AlertState


@dataclass(frozen=True, slots=True)
class Waiting:
    """Hold what is known of an alert that nobody answered: whose it is, and on which day that one was told."""

    env_id: bytes
    to_member: str
    kind: str
    country: str
    told_on: date | None


@dataclass(frozen=True, slots=True)
class Stood:
    """Hold how an alert stands, for whoever knows its key, and since which day it is over."""

    key: bytes
    state: AlertState
    answer: AlertAnswer | None
    on: date
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Proof:
    """Hold what shows that a card of hers stands behind an alert: her consent's hash, and her key's signature."""

    consent: bytes
    signature: bytes
