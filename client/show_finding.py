"""What planning and the directory on this device look like in the terminal."""

from datetime import UTC, datetime
from typing import Any

from client.as_signed import DOUBTS
from client.plain import line, shown
from client.show import say


def pathways(found: dict[str, Any]) -> None:
    """Show the ways, step by step."""
    if found["eligible"]:
        say(f"She can go to {found['eligible']} services at once: tolerant match")
        return
    for number, way in enumerate(found["pathways"], 1):
        say(f"Way {number}: {len(way['steps'])} steps, {_time(way)}")
        for place, step in enumerate(way["steps"], 1):
            listing = step["match"]["listing"]
            say(shown(f"{place}. {line(listing['name'])}, {line(listing['provider']['name'])}", "  "))
            if doubt := step["match"].get("doubt"):
                say(f"     ! {DOUBTS[doubt]}")
            gains = ", ".join(_gain(each) for each in step["gains"])
            if gains:
                say(shown(f"leads to {gains}", "     "))
            say(f"     {line(listing['id'])}@{listing['version']}")
    if not found["pathways"]:
        say("No way of at most four services was found.")
    if not found["complete"]:
        say("There were too many ways to look at all of them. Narrow the question down with --filter.")
    if found["language"] != "en" and found["wordingOrigin"] == "MACHINE":
        say("A machine translated these explanations; no person has checked them yet.")


def synced(found: dict[str, Any]) -> None:
    """Show what the device holds now."""
    until = datetime.fromtimestamp(found["until"], UTC).strftime("%Y-%m-%d")
    say(f"{found['entries']} services on this device, {found['changes']} changes taken in. Good until {until}.")
    say("Match without a line: tolerant match FACTS.json --offline")
    say(f"Signed by the node with the key {line(found['key'])}")


def _time(way: dict[str, Any]) -> str:
    unknown = way["stepsOfUnknownLength"]
    said = f"{way['daysBefore']} days before the last one"
    if unknown == len(way["steps"]) - 1:
        return "how long is not known"
    return f"at least {said}; {unknown} do not say how long they take" if unknown else said


def _gain(outcome: dict[str, Any]) -> str:
    words = (outcome["language"], outcome["framework"], outcome["level"], outcome["code"])
    return line(" ".join(str(each) for each in words if each)) or line(str(outcome["kind"]))
