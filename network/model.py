"""The nouns of the network: who is a member, who works there, on which device."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Say what a member of staff may do."""

    CASEWORKER = "CASEWORKER"
    INTAKE = "INTAKE"
    ORG_ADMIN = "ORG_ADMIN"
    SECRETARIAT = "SECRETARIAT"
    AUDITOR = "AUDITOR"


class MemberKind(StrEnum):
    """Say what an organisation is in the network."""

    SECRETARIAT = "SECRETARIAT"
    MEMBER = "MEMBER"
    AUDITOR = "AUDITOR"


class MemberState(StrEnum):
    """Say whether an organisation may work in the network."""

    APPLICANT = "APPLICANT"
    ADMITTED = "ADMITTED"
    SUSPENDED = "SUSPENDED"
    LEFT = "LEFT"


@dataclass(frozen=True, slots=True)
class Caller:
    """Say who is asking: one person's device of one organisation, and what she may do there.

    `realm` is `member` or `secretariat`, which row-level security reads; it is empty for somebody not signed in.
    """

    member_id: str
    staff_id: str
    device_id: str
    roles: frozenset[Role]
    realm: str


ANONYMOUS = Caller("", "", "", frozenset(), "")
