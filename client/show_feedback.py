"""What a caseworker reads of two accounts, and the secretariat of an alert: in the terminal only."""

from typing import Any

from rich.text import Text

from client.her_states import MACHINE, words_of
from client.plain import line, shown
from client.show import say
from client.two_accounts import Shown

_BY = {"now": "now", "": "when you next speak with her"}


def prompts(found: list[Shown], referral_id: str) -> list[str]:
    """Write what a person should look at, one line each, red first."""
    written = []
    for one in found:
        about = f" ({', '.join(one['about'])})" if one["about"] else ""
        written.append(f"{one['level']}, {_BY.get(one['by'], 'by ' + one['by'])}: {one['because']}{about} {one['do']}")
        if one["dispute"]:
            written.append(f"  It can be disputed: tolerant dispute-outcome {referral_id}")
        if one["report"] and one["level"] != "LOOK":
            written.append(
                f"  The secretariat can be told of the service, once it cannot expose her: "
                f"tolerant report-service {one['listing']} {one['version']} {one['report']}"
            )
    return written


def all_prompts(found: dict[str, Any]) -> None:
    """Show what a person should look at, or that nothing came up."""
    for text in prompts(found["prompts"], found["referralId"]):
        say(shown(line(text)))
    if not found["prompts"]:
        say("Nothing came up. A person who knows her may see more than this list does.")


def questions(found: dict[str, Any]) -> None:
    """Show the questions with their answers, to read aloud or to print."""
    for one in found["questions"]:
        if one["heading"]:
            say(shown(one["heading"]))
        say(Text.assemble((f"{one['id']}  ", "bold"), shown(one["question"])))
        say(shown("[ ] " + "   [ ] ".join(one["choices"].values()), "   "))


def looking(_: Any) -> None:
    """Say that colleagues are told."""
    say("Your own people are told to look at this referral, and nothing else.")


def alerted(_: Any) -> None:
    """Say that an alert is handed in."""
    say("It is sealed and handed in. The node keeps nothing of who wrote it.")


def alerts(found: list[dict[str, Any]]) -> None:
    """Show alerts as they were opened; they are on this screen only."""
    for one in found:
        by = {"HERSELF": "a woman with her card", "CASEWORKER": "somebody of a member"}[one["by"]]
        say(Text(f"{one['on']}, from {by}, about: {line(one['about']).lower()}", style="bold"))
        if one["listing"]:
            say(shown(f"service: {line(one['listing'])}", "  "))
        if one["words"]:
            say(shown(one["words"], "  "))
        for number, answer in (one["account"] or {}).get("answers", {}).items():
            said = ", ".join(answer) if isinstance(answer, list) else answer
            say(shown(f"{number}: {said.lower().replace('_', ' ')}", "  "))
        say(f"  When something was done: tolerant answer-alert {line(one['id'])} --done ...")
    if not found:
        say("There are no alerts.")


def answered(found: dict[str, Any]) -> None:
    """Say what came of answering an alert."""
    say(
        "It is written down, and the words are deleted."
        if found["answered"]
        else "No such alert waits for an answer any more."
    )


def her_alerts(found: dict[str, Any]) -> None:
    """Show her in plain words what came of what she told."""
    text = words_of(found["language"])
    for one in found["alerts"]:
        say(shown(f"{text['alerts']['TOLD']} {one['on']}: {text['alerts'][one['says']]}"))
    if not found["alerts"]:
        say(shown(text["alerts"]["NONE"]))
    if text["origin"] == "MACHINE":
        say(MACHINE)
