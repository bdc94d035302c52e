"""Take reports about services, so that what one woman found helps the next, and nobody learns who she was."""

import hashlib
from datetime import datetime, timedelta
from typing import TypeVar

from directory import learning_errors, learning_rules, store, store_learning
from directory.casebook import Check
from directory.codes import Code, CriterionKind, ReportKind, Severity
from directory.deciding import Uses
from directory.once import seen
from kit.ids import check_id, new_id
from network import actions as network
from network.context import Transaction
from network.model import Caller, Role
from network.rules import check_idempotency_key, require

WHO = (Role.CASEWORKER, Role.INTAKE, Role.ORG_ADMIN)
C = TypeVar("C", bound=Code)


def _code(words: type[C], said: str | None) -> C | None:
    try:
        return None if said is None else words(said)
    except ValueError:
        raise learning_errors.BadReport from None


async def report(
    tx: Transaction, caller: Caller, listing_id: str, version: int, kind: str, criterion: str | None = None,
    severity: str | None = None, *, now: datetime, key: str | None = None,
) -> None:  # fmt: skip
    """Keep a report about a service: the day, and neither referral nor reporter (domain 6.F).

    There is no line of the audit trail and no kept request: with the day, either would name who said it. The same
    `key` again changes nothing. Who calls this has made sure that the organisation referred somebody.

    Raises:
        NotSignedIn, RoleMissing: only who works with her or serves her reports.
        BadReport: the kind needs a criterion or a severity, or has none.
        NeverReferred: there are no such words.
    """
    require(caller, *WHO)
    what, named, bad = _code(ReportKind, kind), _code(CriterionKind, criterion), _code(Severity, severity)
    if what is None or not learning_rules.complete(what, named, bad):
        raise learning_errors.BadReport
    found = await store.standing(tx, check_id(listing_id, "id"), version)
    if found is None or not found.service_types:
        raise learning_errors.NeverReferred("id")
    own = found.owner_member_id is not None and found.owner_member_id == caller.member_id
    await store_learning.add_report(tx, _id(caller, key), listing_id, version, what, named, bad, now.date(), own)


def _id(caller: Caller, key: str | None) -> str:
    """Make the id out of a key that only the reporter's program knows, so that sending it twice is one report."""
    if key is None:
        return new_id()
    return hashlib.blake2b(f"{caller.member_id} {check_idempotency_key(key)}".encode(), digest_size=16).hexdigest()


async def report_listing(
    tx: Transaction, caller: Caller, listing_id: str, version: int, kind: str, criterion: str | None,
    severity: str | None, key: str, uses: Uses | None, *, confirmed: bool, now: datetime,
) -> None:  # fmt: skip
    """Let somebody report about a service to which her organisation really sent a woman, or received one.

    `confirmed`: a person made sure, with her where that was possible, that it cannot point at her.

    Raises:
        CouldExposeHer: nobody made sure. NeverReferred: it did not. The rest as in `report`.
    """
    require(caller, *WHO)
    if not confirmed:
        raise learning_errors.CouldExposeHer("willNotExposeHer")
    if uses is None or not await uses.known(tx, caller, check_id(listing_id, "id"), version):
        raise learning_errors.NeverReferred("id")
    await report(tx, caller, listing_id, version, kind, criterion, severity, now=now, key=key)


async def forget_reports(tx: Transaction, days: int, *, now: datetime) -> int:
    """Delete reports from which nothing followed, `days` after they count no more; in the realm `node`.

    Gives the number. What the secretariat acts on stays for its decision and an appeal.
    """
    return await store_learning.forget(tx, now.date() - timedelta(days=learning_rules.YEAR + days))


async def checks(tx: Transaction, caller: Caller, listing_id: str) -> list[Check]:
    """Show the secretariat which checks of a listing are open, and why; the provider is told of a routine check.

    Raises:
        RoleMissing: only the secretariat checks.
    """
    require(caller, Role.SECRETARIAT)
    return await store_learning.checks_of(tx, (await seen(tx, listing_id)).id)


async def end_check(tx: Transaction, caller: Caller, check: str, *, now: datetime) -> str:
    """Say that a check is done without a renewal; gives its listing.

    Raises:
        RoleMissing: only the secretariat checks.
        NoSuchCheck: it is not open.
    """
    require(caller, Role.SECRETARIAT)
    listing = await store_learning.end_check(tx, check_id(check, "id"), now)
    if listing is None:
        raise learning_errors.NoSuchCheck("id")
    await network.record(tx, caller, "listing.check_ended", "Listing", listing, now)
    return listing
