"""Commands for a consent after it was given: renew, narrow, end, take out, print."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from client import documents as docs
from client import her_page, receipt_page, show
from client.asked import Asked
from client.command_asking import new_card
from client.command_hers import card_of
from client.command_how import asking_how
from client.keystore import replace
from client.plain import line
from client.session import Tolerant
from client.terminal import FILE, main, run, secret
from kit.consent_notice import notice

ENDED = click.Choice(
    ["LISTING_SUSPENDED", "RECIPIENT_EXPELLED", "KEY_COMPROMISED", "COERCION_FOUND", "RECORDED_IN_ERROR"]
)
LANGUAGE = click.option("--language", default="en", show_default=True, help="Her language (BCP 47).")
PAGE = click.argument("page", type=FILE)


@main.command("notice")
@LANGUAGE
def told(language: str) -> None:
    """Show the text to read to her before she decides."""
    text = notice(language)
    show.say("\n\n".join(text.text))
    if not text.read_by:
        click.echo("No native speaker has read this text yet.", err=True)


@main.command()
@click.argument("referral_id")
@click.option("--days", type=click.IntRange(1, 365), default=90, show_default=True, help="How long it holds.")
@click.option("--drop", multiple=True, help="A category or purpose that she leaves out from now on; repeatable.")
@asking_how
def renew(referral_id: str, days: int, drop: tuple[str, ...], how: Asked) -> None:
    """Record that she renewed her consent.

    Her card stays as it is. A renewal never says more than before; for more, ask her anew.
    """
    run(lambda t: t.renew(referral_id, days=days, drop=drop, how=how), _stands)


@main.command("take-back")
@click.argument("card", type=FILE, required=False)
@click.option("--category", default="", help="A category, like HEALTH.")
@click.option("--purpose", default="", help="A purpose, like FOLLOW_UP_CONTACT.")
def take_back(card: Path | None, category: str, purpose: str) -> None:
    """Take a part of her consent back, with her card alone.

    No sign-in is needed, and nobody asks why. It is for good.
    """
    _one(category, purpose)
    code = card_of(card)["withdraw"] if card else secret("Her withdrawal code").strip()
    run(lambda t: t.take_back(code, category=category, purpose=purpose), _part, signed_in=False)


@main.command("she-took-back")
@click.argument("consent_id")
@click.option("--category", default="", help="A category, like HEALTH.")
@click.option("--purpose", default="", help="A purpose, like FOLLOW_UP_CONTACT.")
def she_took_back(consent_id: str, category: str, purpose: str) -> None:
    """Record a part that she took back by telling you."""
    _one(category, purpose)
    run(lambda t: t.she_took_back(consent_id, category=category, purpose=purpose), _part)


@main.command("attest-part")
@click.argument("consent_id")
@click.argument("category")
@click.option("--yes", is_flag=True, help="What was saved, printed and noted of it is destroyed too; do not ask.")
@click.option("--kept-because", default="", help="The code of a ground on which you may not erase, like LEGAL_HOLD.")
def attest_part(consent_id: str, category: str, yes: bool, kept_because: str) -> None:
    """Sign that a category that she took back is erased."""
    if not (yes or kept_because):
        click.confirm("Is everything that you saved, printed and noted of it destroyed?", abort=True)
    run(lambda t: t.attest_part(consent_id, category, kept_because=kept_because), _attested)


@main.command("revoke-consent")
@click.argument("consent_id")
@click.option("--reason", type=ENDED, required=True, help="Why it ends; she reads that others ended it.")
def revoke_consent(consent_id: str, reason: str) -> None:
    """End a consent that is unsafe, or never was one."""
    run(lambda t: t.revoke_consent(consent_id, reason), _stands)


@main.command("revoke-consents")
@click.option("--member", "member_id", default="", help="All towards this organisation.")
@click.option("--listing", "listing_id", default="", help="All for this service.")
@click.option("--reason", type=ENDED, required=True, help="Why they end.")
def revoke_consents(member_id: str, listing_id: str, reason: str) -> None:
    """End all consents to a member or a service.

    For the secretariat, which learns their number only.
    """
    _one(member_id, listing_id)
    run(
        lambda t: t.revoke_consents(reason, member_id=member_id, listing_id=listing_id),
        lambda ended: show.say(f"{ended} consents ended. Their senders were told, and ask the women what they want."),
    )


@main.command("consent-record")
@click.argument("consent_id")
@click.option("--form", type=click.Choice(["record", "receipt"]), default="record", show_default=True)
def consent_record(consent_id: str, form: str) -> None:
    """Take a consent out as ISO/IEC TS 27560 with DPV terms."""
    run(
        lambda t: t.consent_record(consent_id, form.upper()),
        lambda said: click.echo(json.dumps(said, ensure_ascii=False, indent=1)),
    )


@main.command()
@click.argument("consent_id")
@PAGE
@click.option("--full", is_flag=True, help="Say everything; without it nobody learns what the paper is about.")
@click.option("--size", type=click.Choice(["A4", "A6"]), default="A6", show_default=True)
@LANGUAGE
def receipt(consent_id: str, page: Path, full: bool, size: Any, language: str) -> None:
    """Write her receipt as a page to print.

    Ask her first whether it is safe for her to hold paper, and show her the page before you print it. Then delete
    the file.
    """
    new_card(page)

    async def act(t: Tolerant) -> str:
        one = await t.consent(consent_id)
        said = receipt_page.Said(one)
        if full:
            sender, recipient = [await t.wire.ask(docs.MEMBER, id=one[who]) for who in ("fromMemberId", "toMemberId")]
            service = f"{one['listingId']}@{one['listingVersion']}"
            said = receipt_page.Said(one, sender=sender["name"], recipient=recipient["name"], service=service)
        return receipt_page.page(said, language, full=full, size=size)

    run(act, lambda html: _written(page, html))


@main.command("her-record")
@PAGE
@click.argument("card", type=FILE, required=False)
@LANGUAGE
def her_record(page: Path, card: Path | None, language: str) -> None:
    """Write what is kept about her, with her card alone.

    Two files: a page in her language, and the same for programs (.json). No sign-in is needed, and it leaves no trace
    at the node. Delete both when she has read them.
    """
    new_card(page)
    code = card_of(card)["withdraw"] if card else secret("Her withdrawal code").strip()
    run(lambda t: t.her_record(code), record_to(page, language), signed_in=False)


def record_to(page: Path, language: str) -> Callable[[dict[str, Any]], None]:
    """Give the way in which what is kept about her is written: a page, and beside it the same for programs."""

    def shown(record: dict[str, Any]) -> None:
        replace(page.with_suffix(".json").absolute(), json.dumps(record, ensure_ascii=False, indent=1).encode() + b"\n")
        _written(page, her_page.page(record, language))

    return shown


@main.command("child-protection")
@click.argument("country")
def child_protection(country: str) -> None:
    """Show where a girl below 17 finds help."""
    run(lambda t: t.child_protection(country.upper()), _route, signed_in=False)


def _one(first: str, second: str) -> None:
    if bool(first) == bool(second):
        raise click.UsageError("Name exactly one of the two.")


def _written(page: Path, html: str) -> None:
    replace(page.absolute(), html.encode())
    show.say(f"Written: {page}")


def _stands(found: dict[str, Any]) -> None:
    show.say(f"Consent {found['id']}: {line(found['status'].lower())}, until {found['ends'][:10]}.")


def _part(found: dict[str, Any]) -> None:
    by = f" The recipient has until {found['eraseBy'][:10]} to erase it." if found["eraseBy"] else ""
    show.say(f"Taken back for good: {line(found['part'])}, on {found['at'][:10]}. Receipt {found['receiptId']}.{by}")


def _attested(found: dict[str, Any]) -> None:
    show.say(f"Your word is kept, signed, since {found['at'][:10]}: {line(found['part'])}.")


def _route(found: dict[str, Any]) -> None:
    show.say(f"{found['country']}: {line(found['authority'])}")
    show.say(f"Call {line(found['helpline'])} ({line(found['helplineName'])})")
    if not found["confirmed"]:
        show.say(f"To be confirmed there. Source: {line(found['source'])}")
