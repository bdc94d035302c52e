"""What she chose among: which referrals of one need go on beside each other, and when one stands in another's place.

- A referral that was accepted makes the others of its need questions: each goes on until somebody decides.
- Nothing is recalled by itself; the sender is shown the others with the reason she would give.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from referrals.model import Referral, State
from referrals.transitions import LIVE, RECALLABLE, UNSENT

CHOSEN = "CHOSEN_OTHER_OPTION"
"""The reason that is suggested for recalling the others."""
GOING_ON = LIVE - UNSENT
_TAKEN = frozenset({State.ACCEPTED, State.IN_SERVICE, State.OUTCOME_REPORTED})


@dataclass(frozen=True, slots=True)
class Sibling:
    """Hold another referral of the same need that goes on, and the reason to recall it with, if that is suggested."""

    referral: Referral
    suggested: str | None


def recallable(referral: Referral) -> bool:
    """Say whether nobody serves her there yet, a pause in between included."""
    return (referral.held_from or referral.state) in RECALLABLE


def siblings(referral: Referral, of_need: Iterable[Referral]) -> list[Sibling]:
    """Give the other referrals of its need that go on."""
    taken = referral.state in _TAKEN
    return [
        Sibling(one, CHOSEN if taken and recallable(one) else None)
        for one in of_need
        if one.id != referral.id and one.state in GOING_ON and one.sent_at is not None
    ]
