"""Commands of a caseworker from her need to her yes, step by step; `consent` takes them all at once."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from client import show, show_case
from client.asked import Asked
from client.command_asking import FOLLOWING, MODE, ONLY_ONE, card_to, new_card, option, purposes
from client.command_how import asking_how
from client.session import Tolerant
from client.shapes import Step
from client.terminal import DAY, FILE, main, object_of, run


async def _now(t: Tolerant, referral_id: str) -> Step:
    one = await t.referral(referral_id)
    return {"referralId": one["id"], "state": one["state"], "version": one["version"], "consentId": one["consentId"]}


@main.command("open-need")
@click.option("--service-type", required=True, help="What she looks for, a code such as LANGUAGE_COURSE.")
@click.option("--risk-assessed-on", type=DAY, required=True, help="The day her risks were last looked at.")
@click.option("--urgent", is_flag=True, help="An answer is needed sooner; this is no emergency line.")
def open_need(service_type: str, risk_assessed_on: datetime, urgent: bool) -> None:
    """Open what she looks for.

    She is 17 or older. Several services may be asked for one need.
    """
    urgency = "URGENT" if urgent else "ROUTINE"
    run(lambda t: t.open_need(service_type, risk_assessed_on.date(), urgency), show_case.opened)


@main.command("draft-referral")
@click.argument("need_id")
@click.argument("listing", metavar="LISTING@VERSION")
@MODE
def draft_referral(need_id: str, listing: str, mode: str | None) -> None:
    """Draft a referral to a service; nothing leaves.

    To whoever hires or lends she goes herself (`tolerant slip`), unless you name a mode.
    """
    chosen = option(listing)
    run(lambda t: t.draft_by(need_id, *chosen, mode or ""), show_case.step)


@main.command("show-options")
@click.argument("referral_id")
@click.option("--option", "options", multiple=True, metavar="LISTING@VERSION", help="What else she was shown.")
@ONLY_ONE
def show_options(referral_id: str, options: tuple[str, ...], only_one_reason: str | None) -> None:
    """Write down which services she was shown.

    The drafted one is among them. Every condition of it was gone through with her (`tolerant match`).
    """
    others = [option(one) for one in options]

    async def act(t: Tolerant) -> Any:
        one = await t.referral(referral_id)
        shown = [(one["listingId"], one["listingVersion"]), *others]
        return await t.show_options(await _now(t, referral_id), shown, only_one_reason=only_one_reason)

    run(act, show_case.step)


@main.command()
@click.argument("referral_id")
@click.option("--category", "categories", multiple=True, required=True, help="A category of facts she agreed to share.")
@click.option("--field", "fields", multiple=True, help="Narrow it to one entry, like CONTACT.phone; repeatable.")
@click.option("--days", type=click.IntRange(1, 365), default=90, show_default=True, help="How long it holds.")
@click.option("--card", type=FILE, required=True, help="A new file for her card; give it to her, then delete it.")
@FOLLOWING
@asking_how
def agreed(
    referral_id: str,
    categories: tuple[str, ...],
    fields: tuple[str, ...],
    days: int,
    card: Path,
    follow_up: bool,
    how: Asked,
) -> None:
    """Record her yes to a referral she was shown.

    If she takes a code: `tolerant hers code`, with the card.
    """
    new_card(card)

    async def act(t: Tolerant) -> Any:
        with card_to(card) as keep:
            now, narrowed = await _now(t, referral_id), list(fields) or None
            given = await t.record_consent(
                now, list(categories), fields=narrowed, days=days, how=how, keep_card=keep, purposes=purposes(follow_up)
            )
        return given["step"]

    run(act, show.consented)


@main.command()
@click.argument("referral_id")
@click.option("--reason", required=True, help="SHE_NEEDS_TIME or SHE_WANTS_OTHER_OPTION.")
def defer(referral_id: str, reason: str) -> None:
    """Give her time, or another option."""
    run(lambda t: t.defer(referral_id, reason), show_case.step)


@main.command()
@click.argument("referral_id")
def refuse(referral_id: str) -> None:
    """Take her no, before anything was sent.

    It is a valid outcome, and nobody asks why.
    """
    run(lambda t: t.refuse(referral_id), show_case.step)


@main.command()
@click.argument("need_id")
def need(need_id: str) -> None:
    """Show a need: options, choice, referrals."""
    run(lambda t: t.need(need_id), show_case.need)


@main.command("cancel-siblings")
@click.argument("referral_id")
@click.option("--yes", is_flag=True, help="Recall them without asking again.")
def cancel_siblings(referral_id: str, yes: bool) -> None:
    """Recall the others once one was accepted.

    They are other referrals of the same need. Each is shown first; nothing is recalled by itself.
    """

    async def act(t: Tolerant) -> Any:
        others = [one for one in await t.siblings(referral_id) if one["suggestedReason"]]
        for one in others:
            click.echo(show_case.sibling(one), err=True)
        if not others or not (yes or click.confirm("Recall them?", err=True)):
            return []
        return await t.cancel_siblings(others)

    run(act, show_case.recalled)


@main.command()
@click.argument("referral_id", required=False)
@click.option("--facts", type=FILE, help="A JSON file of her facts, never a name; '-' reads them from the keyboard.")
@click.option("--keep", is_flag=True, help="Keep the facts on this device, sealed, until the referral has ended.")
@click.option("--language", help="Explain in bg, de, el, en, it or ro; en if absent.")
def rematch(referral_id: str | None, facts: Path | None, keep: bool, language: str | None) -> None:
    """Look again where a service asks otherwise.

    Judges one referral, or all whose service has other words now, by its conditions of now. Nothing about her goes
    to the node. Without facts it says which conditions to ask about.
    """
    if (facts or keep) and not (referral_id and facts):
        raise click.UsageError("Facts are about one woman: name her referral, and give --facts.")
    profile = object_of(facts) if facts else None

    async def act(t: Tolerant) -> Any:
        found = await t.rematch(referral_id, profile, language=language)
        if keep and profile is not None and found:
            t.keep_facts(found[0]["referralId"], profile)
        return found

    run(act, show_case.looked_again)
