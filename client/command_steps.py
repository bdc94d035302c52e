"""Commands of a caseworker for what happens on the way: pause, take up again, and write down what she says."""

import click

from client import show
from client.command_feedback import aside
from client.session import Tolerant
from client.shapes import Referral
from client.terminal import main, run


@main.command()
@click.argument("referral_id")
@click.option("--reason", required=True, help="RISK_CHANGED, SHE_WISHES, KEY_COMPROMISED or OTHER; hidden from them.")
def hold(referral_id: str, reason: str) -> None:
    """Freeze a referral for her safety.

    The recipient sees a pause and no reason; nothing new may flow.
    """
    run(lambda t: t.hold(referral_id, reason), show.referral)


@main.command()
@click.argument("referral_id")
@click.option("--risk-reassessed", is_flag=True, help="Her risks were looked at again.")
@click.option("--her-wish", is_flag=True, help="She wants to go on.")
def release(referral_id: str, risk_reassessed: bool, her_wish: bool) -> None:
    """End a freeze after a new look at her risks."""
    if not (risk_reassessed and her_wish):
        raise click.UsageError(
            "Look at her risks again and ask her first, then say so with --risk-reassessed and --her-wish."
        )
    run(lambda t: t.release(referral_id), show.referral)


@main.command()
@click.argument("referral_id")
def reopen(referral_id: str) -> None:
    """Take a closed referral up again."""
    run(lambda t: t.reopen(referral_id), show.referral)


@main.command("dispute-outcome")
@click.argument("referral_id")
def dispute_outcome(referral_id: str) -> None:
    """Say that her account contradicts the outcome."""
    run(lambda t: t.dispute_outcome(referral_id), show.referral)


@main.command("she-declined")
@click.argument("referral_id")
def she_declined(referral_id: str) -> None:
    """Write down that she does not want this any more.

    Nobody asks why. What was sealed is deleted.
    """
    run(lambda t: t.she_declined(referral_id), show.referral)


@main.command("she-withdrew")
@click.argument("referral_id", required=False)
@click.option("--consent", "consent_id", help="The consent, where no referral is known.")
def she_withdrew(referral_id: str | None, consent_id: str | None) -> None:
    """Write down that she took her consent back.

    She may tell any organisation of the network, in any form. Everything under this consent stops at once. Who she is
    is confirmed afterwards, not before.
    """
    if bool(referral_id) == bool(consent_id):
        raise click.UsageError("Name the referral, or the consent with --consent.")
    run(lambda t: t.she_withdrew(referral_id=referral_id or "", consent_id=consent_id or ""), show.withdrawn)


@main.command("asked-her")
@click.argument("referral_id")
@click.option("--answer", required=True, help="DECLINED_TO_ANSWER, ATTEMPT_FAILED, UNREACHABLE or ANSWERED_BEFORE.")
def asked_her(referral_id: str, answer: str) -> None:
    """Write down what came of asking for her account.

    UNREACHABLE needs two attempts that were safe for her. ANSWERED_BEFORE: what she said before the outcome is all that
    she wants to say. Her own account is another command: feedback, with her card.
    """

    async def act(t: Tolerant) -> Referral:
        found = await t.asked_her(referral_id, answer)
        await aside(t, referral_id)
        return found

    run(act, show.referral)
