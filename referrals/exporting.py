"""The desk of exporting a consent, for whoever may see it."""

from typing import Any

from network import actions as network
from network.context import Transaction
from referrals import consents, countries, dpv, store_lives
from referrals.agreement import Consent


async def consent_record(tx: Transaction, consent_id: str, form: str) -> dict[str, Any]:
    """Write a consent as a record or receipt of ISO/IEC TS 27560; its sender and its recipient may have it.

    Raises:
        ConsentNotFound: there is none with this id that the caller may see.
    """
    found, events = await consents.consent(tx, consent_id)
    return dpv.document(found, events, await store_lives.narrowings(tx, [found.id]), await around(tx, found), form)


async def around(tx: Transaction, consent: Consent) -> dpv.Around:
    """Read what stands around a consent: its organisations, and who hears complaints."""
    controller = await network.member_by_id(tx, consent.from_member)
    recipient = await consents.recipient(tx, consent)
    return dpv.Around(controller, recipient, countries.data_protection(controller.country))
