"""Who may recover what, and when.

- An administrator opts her organisation in with a statement that `k` of its officers signed, and may opt out alone.
- As many sheets are needed at least as officers decide together, so that a recovery is no easier way in.
- Seeds are sealed to the ceremony that counts now, and to no other.
- Whoever brought `k` shares together may ask, for one new device. Only one request waits at a time.
- It waits 24 hours. Every device of the organisation sees it and can stop it.
- After that the new device is the only one: all others are shut out, and it alone vouches for the organisation.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from crypto.recovery import RecoveryStatement
from crypto.signing import DeviceStatement, OfficersStatement
from network import errors, recovery_errors
from network.model import Caller, Role
from network.recovery_model import Recovery, RecoveryRequest, RequestState
from network.rules import require

DELAY = timedelta(hours=24)


def opt_in(
    caller: Caller, said: RecoveryStatement, k: int, epochs: Collection[int], newest: int, now: datetime
) -> None:
    """Let an administrator opt her own organisation in, whose officers decide by `k`.

    Raises:
        BadRecovery: the statement is about another organisation, or its time is over.
        RecoveryTooWeak: fewer sheets would be enough than officers decide together.
        WrapsIncomplete: a seed stands twice, or is of an intake key that there is not.
    """
    require(caller, Role.ORG_ADMIN)
    if said.member != caller.member_id or not said.nbf <= now.timestamp() < said.exp:
        raise recovery_errors.BadRecovery("statement")
    if said.k < k:
        raise recovery_errors.RecoveryTooWeak("statement", k=k)
    check_epochs(epochs, newest)


def check_epochs(epochs: Collection[int], newest: int) -> None:
    """Hold sealed seeds to the intake keys that there are.

    Raises:
        WrapsIncomplete: one stands twice, or there is no such key.
    """
    if len(set(epochs)) != len(epochs) or not all(1 <= epoch <= newest for epoch in epochs):
        raise errors.WrapsIncomplete("wraps")


def live(recovery: Recovery | None, ceremony: str, now: datetime) -> Recovery:
    """Give what an organisation opted in to, if it is this ceremony and its time is not over.

    Raises:
        NoRecovery: it is not.
    """
    if recovery is None or recovery.ceremony != ceremony or recovery.expires_at <= now:
        raise recovery_errors.NoRecovery("ceremony")
    return recovery


def finish(request: RecoveryRequest, now: datetime) -> None:
    """Let a request be finished that nobody stopped for a day.

    Raises:
        RecoveryOver: it was stopped, or is done.
        RecoveryWaits: the day is not over.
    """
    if request.state is not RequestState.WAITING:
        raise recovery_errors.RecoveryOver(state=request.state.lower())
    if now < request.ripe_at:
        raise recovery_errors.RecoveryWaits(until=request.ripe_at.isoformat(sep=" ", timespec="minutes")[:16])


def found_again(
    request: RecoveryRequest, before: OfficersStatement, officers: OfficersStatement, device: DeviceStatement,
    now: datetime,
) -> None:  # fmt: skip
    """Let the recovered device be the organisation's only officer.

    Raises:
        BadRecovery: a statement is about other keys, skips a number, or its time is over.
    """
    same = (device.sign, device.seal, device.officer) == (request.sign_key, request.seal_key, True)
    mine = officers.member == device.member == request.member_id and officers.officers == (request.sign_key,)
    if not (same and mine and officers.seq == before.seq + 1 and device.nbf <= now.timestamp() < device.exp):
        raise recovery_errors.BadRecovery("statement")
