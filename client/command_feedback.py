"""Commands about how it went: the questions, what a person should look at, and words that go past somebody."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import click

from client import show, show_feedback
from client.accounts import ASSISTED, CHANNELS, LANGUAGES, asked, data
from client.alerting import DONE, To
from client.command_her_code import hers
from client.command_hers import card_of
from client.errors import NothingToOpen
from client.giving_account import ABOUT, FORMS, TO
from client.giving_code import asked as asked_for
from client.interview import at_terminal
from client.reading import Letter
from client.session import Tolerant
from client.terminal import FILE, main, object_of, run, words


@main.command("questions")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--form", type=click.Choice(FORMS), default="FULL", show_default=True)
@click.option("--work/--no-work", default=True, help="With the questions about work.")
def questions(language: str, form: str, work: bool) -> None:
    """Show the questions for her account.

    To read aloud or to print. With --json: the codes of which a file for `tolerant feedback --account` consists.
    """
    text = data(f"account-{language}")

    async def act(_: Tolerant) -> Any:
        found, heading = [], ""
        for item in asked(form, work=work):
            question, _, part = item["id"].partition(".")
            new, heading = bool(part) and question != heading, question
            choices = {one: text["choices"][one] for one in (*item["choices"], "RATHER_NOT")}
            found.append({
                "id": item["id"], "heading": text["questions"][question] if new else "",
                "question": text["questions"][item["id"]], "choices": choices, "several": bool(item.get("many")),
            })  # fmt: skip
        return {"form": form, "language": language, "origin": text["origin"], "questions": found}

    run(act, show_feedback.questions, signed_in=False)


@main.command("she-told")
@click.argument("referral_id")
@click.option("--channel", type=click.Choice(CHANNELS[1:]), required=True, help="How she told it.")
@click.option("--assisted", type=click.Choice(ASSISTED[1:]), default="CASEWORKER", show_default=True)
@click.option("--account", type=FILE, help="A JSON file of her answers; without it you are asked, one by one.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--form", type=click.Choice(FORMS), default="FULL", show_default=True)
def she_told(referral_id: str, channel: str, assisted: str, account: Path | None, language: str, form: str) -> None:
    """Take down her account, without card or code.

    For the organisation that sent her: in person, by telephone, from paper, or as she told it to another member. It is
    sealed to your own organisation, under your name. With her card, use feedback --assisted.
    """
    given = object_of(account) if account else None

    async def act(t: Tolerant) -> Any:
        said = given
        if said is None:
            said = at_terminal(form, language, assisted, work=await t.told_of_work(referral_id))
        return await t.take_down(referral_id, {**said, "assisted": assisted, "channel": channel})

    run(act, show.sent)


async def aside(t: Tolerant, referral_id: str, letters: Sequence[Letter] = ()) -> None:
    """Say beside a command's answer what a person should look at; only the sender's devices know."""
    t.remarks += show_feedback.prompts(await t.prompts(referral_id, letters), referral_id)


@main.command()
@click.argument("referral_id")
@click.option("--facts", type=FILE, help="Her facts: was she declined although she met every condition?")
def prompts(referral_id: str, facts: Path | None) -> None:
    """Show what a person should look at in both accounts.

    Only the sender's devices can compare them. Nothing happens by itself: these are prompts, no score on her.
    """
    about = object_of(facts) if facts else None

    async def act(t: Tolerant) -> Any:
        try:
            letters = await t.open(referral_id)
        except NothingToOpen:
            letters = list[Letter]()
        return {"referralId": referral_id, "prompts": await t.prompts(referral_id, letters, facts=about)}

    run(act, show_feedback.all_prompts)


@main.command("look-now")
@click.argument("referral_id")
def look_now(referral_id: str) -> None:
    """Tell your own people to look at a referral.

    The notice says no more than that. Where something is red, this happens by itself when you open the letters.
    """

    async def act(t: Tolerant) -> Any:
        await t.look_now(referral_id)
        return {"told": True}

    run(act, show_feedback.looking)


@main.command()
@TO
@ABOUT
@click.option("--listing", default="", help="The service, where it is about one.")
@click.option("--card", type=FILE, help="Her card: she alerts herself, without sign-in.")
def alert(to: str, about: str, listing: str, card: Path | None) -> None:
    """Tell somebody past your organisation.

    The words are asked for, sealed, and kept without a trace of who wrote them.
    """
    held = card_of(card) if card else None
    said = words("What should they know")
    whom = cast(To, to.upper())

    async def act(t: Tolerant) -> Any:
        await t.raise_alert(whom, about.upper(), said, card=held, listing=listing)
        return {"alerted": True}

    run(act, show_feedback.alerted, signed_in=held is None)


@main.command()
def alerts() -> None:
    """Open the alerts that came (secretariat, auditor)."""
    run(lambda t: t.alerts(), show_feedback.alerts)


@main.command("answer-alert")
@click.argument("alert_id")
@click.option("--done", type=click.Choice(DONE), required=True, help="What was done; she can see that somebody acted.")
def answer_alert(alert_id: str, done: str) -> None:
    """Say what was done about an alert.

    Its words are deleted (secretariat, auditor).
    """

    async def act(t: Tolerant) -> Any:
        return {"answered": await t.answer_alert(alert_id, done)}

    run(act, show_feedback.answered)


@main.command("alert-state")
@click.argument("card", type=FILE)
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
def alert_state(card: Path, language: str) -> None:
    """Show her what came of an alert.

    With her card alone. Nobody signs in, and nothing shows what she wrote.
    """
    held = card_of(card)

    async def act(t: Tolerant) -> Any:
        return {"language": language, "alerts": await t.her_alerts([held])}

    run(act, show_feedback.her_alerts, signed_in=False)


@hers.command("alerts")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
def her_alerts(language: str) -> None:
    """Show her what came of her alerts.

    With her code alone. Nothing shows what she wrote.
    """
    typed = asked_for()

    async def act(t: Tolerant) -> Any:
        opened = await t.open_copy(typed)
        return {"language": language, "alerts": await t.her_alerts(part["card"] for part in opened.parts)}

    run(act, show_feedback.her_alerts, signed_in=False)
