"""How long what was said of a service counts, and who keeps it true.

- Words that nobody has checked or confirmed for 5 months bring a warning to their owner; after 6 they are STALE.
- A warning stands 30 days before a vetting runs out; when it runs out the service is STALE too.
- The owner confirms; the secretariat confirms for a service without a member.
- Confirming, saving and renewing availability are not checks: none of them moves `verifiedAt` or `expiresAt`.
"""

from calendar import monthrange
from datetime import datetime

from directory import errors, vetting_errors
from directory.codes import Accepting, ListingState
from directory.model import Upkeep
from network.model import Caller, Role
from network.rules import require

S = ListingState
WARN_MONTHS, STALE_MONTHS, EXPIRY_DAYS = 5, 6, 30
MOST_AT_ONCE = 100
SPEAKERS = (Role.CASEWORKER, Role.INTAKE, Role.ORG_ADMIN, Role.SECRETARIAT)
IN_FORCE = frozenset({S.VETTED, S.DISPUTED, S.STALE, S.PAUSED})


def months_on(at: datetime, months: int) -> datetime:
    """Return the same day some months later (earlier if negative), or the last day of a shorter month."""
    years, month = divmod(at.month - 1 + months, 12)
    year = at.year + years
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))


def may_speak(caller: Caller, owner_member_id: str | None) -> None:
    """Let the owner speak for its service; the secretariat speaks for a service without a member.

    Raises:
        NotYours: the caller may not.
    """
    require(caller, *SPEAKERS)
    if owner_member_id == caller.member_id:
        return
    if owner_member_id is not None or Role.SECRETARIAT not in caller.roles:
        raise errors.NotYours("id")


def _known(caller: Caller, row: Upkeep | None) -> Upkeep:
    if row is None:
        raise errors.ListingNotFound("id")
    may_speak(caller, row.owner_member_id)
    return row


def confirm(caller: Caller, row: Upkeep | None, expected: int, now: datetime) -> ListingState:
    """Return where a listing stands after its owner said that it is still true.

    Raises:
        ListingNotFound, NotYours: the caller does not keep it.
        VersionChanged: somebody saved it since she looked.
        NeverVetted: it is not offered.
        VettingExpired: only the reviewers bring it back.
    """
    row = _known(caller, row)
    if row.saved != expected:
        raise errors.VersionChanged("expectedVersion", current=row.saved)
    if row.state not in IN_FORCE:
        raise vetting_errors.NeverVetted("id")
    if row.expires_at is None or row.expires_at <= now:
        raise errors.VettingExpired("id")
    return row.stale_from or S.VETTED if row.state is S.STALE else row.state


def renew(caller: Caller, row: Upkeep | None, expected: int) -> None:
    """Let the owner say that what she said of places holds today.

    Raises:
        ListingNotFound, NotYours: the caller does not keep it.
        VersionChanged: somebody said otherwise since she looked.
        NothingToRenew: nobody has said anything yet.
        WrongState: it has ended.
    """
    row = _known(caller, row)
    if row.availability_version != expected:
        raise errors.VersionChanged("expectedVersion", current=row.availability_version)
    if row.state is S.DELISTED:
        raise errors.WrongState(state=row.state)
    if row.accepting is Accepting.UNKNOWN:
        raise vetting_errors.NothingToRenew("id")
