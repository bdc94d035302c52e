"""Both accounts in the story: hers from her telephone, what they bring up in Rome, and a word past Rome."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

from client.shapes import Card
from demo.people import Cast


def of_the_school(on: date, mark: str) -> dict[str, Any]:
    """Write the school's account: enrolled, one condition otherwise than listed, and a worry."""
    return {
        "outcomeCode": "ENROLLED",
        "month": f"{on:%Y-%m}",
        "criteriaAsListed": {"LANGUAGE": "AS_LISTED", "FEE": "STRICTER"},
        "supportStillNeeded": True,
        "concern": True,
        "message": f"an invented worry {mark}",
    }


async def hers(cast: Cast, mark: str, referral: str, card: Card) -> AsyncIterator[tuple[str, bool]]:
    """Let her answer, Rome look, and the secretariat be told past Rome; gives each sentence with whether it held."""
    said = {"answers": {"1": "YES", "5": "NOT_ALWAYS", "7": "YES"}, "language": "uk", "words": f"in her words {mark}"}
    await cast.nobody().give_feedback(card, said)
    giulia, leyla, vera = cast["roma-giulia"], cast["wien-leyla"], cast["secretariat-vera"]
    letters = await giulia.open(referral)
    opened = [one for one in letters if one.typ == "feedback"]
    yield "Her own account arrived from her telephone, without login, readable in Rome only.", len(opened) == 1
    found = {one["code"]: one for one in await giulia.prompts(referral, letters)}
    red = found["DISCLOSED"]
    yield f"Rome's device asks a person to act, {red['by']}: “{red['because']}”", red["level"] == "RED"
    told = {one["kind"] for one in await giulia.notices() if one["referralId"] == referral}
    yield "Rome's administrators are told to look, without a word why.", "LOOK_NOW" in told
    theirs = [one for one in await leyla.open(referral) if one.typ == "feedback"]
    heard = {one["kind"] for one in await leyla.notices() if one["referralId"] == referral}
    yield "Vienna learns none of it.", not theirs and not heard & {"LOOK_NOW", "HER_FEEDBACK"}
    await vera.publish_intake_key()
    await cast.nobody().raise_alert("SECRETARIAT", "HELPER", f"past Rome {mark}", card=card)
    [alert] = await vera.alerts()
    yield (
        "With her card she told the secretariat something past Rome; nobody can see that it was she.",
        alert["by"] == "HERSELF" and alert["words"].startswith("past Rome"),
    )
    await vera.answer_alert(alert["id"], "SAFETY_CHECKED")
    [stands] = await cast.nobody().her_alerts([card])
    yield "She sees with her card that somebody acted; her words are deleted.", stands["says"] == "ACTED"
