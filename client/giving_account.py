"""Give her account at a terminal: from a file or question by question, to her organisation or past it."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import click

from client import alerting, show, show_feedback
from client.account_errors import NotHersToFill
from client.accounts import ASSISTED, LANGUAGES, data
from client.interview import at_terminal
from client.session import Tolerant
from client.shapes import Card
from client.terminal import FILE, object_of

TO = click.option(
    "--to", type=click.Choice(["secretariat", "auditor"]), required=True,
    help="The secretariat; the auditor where it is about the secretariat.",
)  # fmt: skip
ABOUT = click.option(
    "--about", type=click.Choice([one.lower() for one in alerting.ABOUT]), required=True, help="What it is about."
)
FORMS = tuple(data("account")["forms"])


def account_options(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command take an account: from a file, or asked question by question; it gets them as `how`."""

    @click.option("--account", type=FILE, help="A JSON file of her answers; without it she is asked, one by one.")
    @click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
    @click.option("--form", type=click.Choice(FORMS), default="FULL", show_default=True)
    @click.option("--assisted", type=click.Choice(ASSISTED[1:]), help="Who holds the pen, if not she; never the other.")
    @click.option(
        "--past-us", type=click.Choice(["secretariat", "auditor"]),
        help="Not to her organisation: seal it to the secretariat, or the auditor, instead.",
    )  # fmt: skip
    @functools.wraps(command)
    def inner(
        account: Path | None, language: str, form: str, assisted: str | None, past_us: str | None, **others: Any
    ) -> None:
        how = How(object_of(account) if account else None, language, form, assisted or "", past_us)
        command(how=how, **others)

    return inner


class How:
    """Hold how her account is given."""

    def __init__(self, said: dict[str, Any] | None, language: str, form: str, assisted: str, past: str | None) -> None:
        self.said, self.language, self.form, self.assisted, self.past = said, language, form, assisted, past

    @property
    def signed_in(self) -> bool:
        """Say whether this is a caseworker's device, which must not be one of whoever served her."""
        return bool(self.assisted)

    async def give(self, t: Tolerant, card: Card) -> dict[str, Any]:
        """Ask her, or take the file, and seal it."""
        service = await t.service_of(card)
        if self.assisted and service["member"] == t.keys.member_id:
            raise NotHersToFill
        said = self.said
        if said is None:
            said = at_terminal(self.form, self.language, self.assisted, work=service["work"])
        elif self.assisted:
            said = {**said, "assisted": self.assisted}
        if self.past is None:
            return dict(await t.give_feedback(card, said))
        await t.raise_alert(
            cast(alerting.To, self.past.upper()), "HELPER", "", card=card, account=said, listing=card["listing"]
        )
        return {"past": self.past}

    @staticmethod
    def shown(found: dict[str, Any]) -> None:
        """Say that it is sealed."""
        if "past" in found:
            show_feedback.alerted(found)
        else:
            show.sent(found)
