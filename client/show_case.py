"""What a person reads about a need and its referrals in the terminal."""

from typing import Any

from client.looking_again import LookedAgain
from client.plain import line, shown
from client.shapes import Sibling
from client.show import referral, say

_AGAIN = {
    "ELIGIBLE": "she can still go there.",
    "ASK": "ask first, by its conditions of now.",
    "NOT_YET": "not yet, by its conditions of now. Talk to her; `tolerant cancel` recalls it.",
    "NOT_ELIGIBLE": "not for her, by its conditions of now. Talk to her; `tolerant cancel` recalls it.",
    "UNKNOWN": "no facts are at hand; these conditions are to be looked at. Give --facts.",
    "GONE": "the service is not offered any more. Talk to her; `tolerant cancel` recalls it.",
}


def opened(found: dict[str, Any]) -> None:
    """Show a need that was opened."""
    say(f"Need {found['id']}. Next: tolerant draft-referral {found['id']} LISTING@VERSION")


def step(found: dict[str, Any]) -> None:
    """Show where a referral stands before it is sent."""
    say(f"Referral {found['referralId']}: {line(found['state'].lower().replace('_', ' '))}.")


def need(found: dict[str, Any]) -> None:
    """Show what she looks for, what she was shown, and the referrals that came of it."""
    say(f"Need {found['id']}: {line(found['serviceType'].lower().replace('_', ' '))}, {found['urgency'].lower()}.")
    for one in found["showings"]:
        why = f"; one only: {one['onlyOneReason'].lower().replace('_', ' ')}" if one["onlyOneReason"] else ""
        say(f"{line(one['at'])[:10]}  shown for {one['referralId']}{why}")
        for option in one["options"]:
            say(shown(line(option), "  "))
    for one in found["referrals"]:
        referral(one)
        if one["consentId"]:
            say(f"  Her consent: {line(one['consentId'])}")
        if any(other["suggestedReason"] for other in one["siblings"]):
            say(f"  It was accepted and others go on. To recall them: tolerant cancel-siblings {one['id']}")


def sibling(one: Sibling) -> str:
    """Say which other referral goes on."""
    return f"Referral {line(one['referralId'])} goes on ({line(one['state'].lower().replace('_', ' '))})."


def recalled(found: list[dict[str, Any]]) -> None:
    """Show what was recalled."""
    for one in found:
        referral(one)
    if not found:
        say("Nothing was recalled.")


def looked_again(found: list[LookedAgain]) -> None:
    """Show how referrals stand under the conditions of now."""
    for one in found:
        say(f"Referral {line(one['referralId'])}: {_AGAIN[one['verdict']]}")
        for each in one["criteria"]:
            why = each["askSentence"] or each["changeSentence"] or each["sentence"]
            say(shown(f"- {line(why)}", "  "))
    if not found:
        say("No service of a referral on its way has other words now.")
