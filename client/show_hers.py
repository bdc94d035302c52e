"""What she reads with her code: to whom something went, how it stands, in her language and in plain words."""

from typing import Any

from client.her_states import MACHINE, words_of
from client.plain import line, shown
from client.show import say


def copy(found: dict[str, Any]) -> None:
    """Show her copy, numbered, so that she can name one."""
    text = words_of(found["language"])
    words = text["words"]
    for one in found["entries"]:
        say(shown(f"{one['number']}. {words['to']}: {line(one['to'])}. {words['for']}: {line(one['service'])}."))
        say(shown(f"{words['from']}: {line(one['from'])}. {words['since']}: {one['since']}.", "   "))
        if one["categories"]:
            say(shown(f"{words['what']}: {line(', '.join(one['categories']))}.", "   "))
        say(shown(_state(one, text), "   "))
        if not one["withdrawn"]:
            say(shown(f"{words['until']}: {one['until']}.", "   "))
            say(shown(words["stop"] if one["secret"] else words["tell"], "   "))
    if text["origin"] == "MACHINE":
        say(MACHINE)


def _state(one: dict[str, Any], text: dict[str, Any]) -> str:
    words = text["words"]
    if one["state"] is None:
        return str(words["unseen"])
    said = [text["states"].get(one["state"], words["unseen"])]
    if one["withdrawn"] and one["state"] != "WITHDRAWN":
        said.append(words["stopped"])
    if one["herFeedback"] in ("DUE", "UNREACHABLE"):
        said.append(words["account"])
    return " ".join(said)


def coded(found: dict[str, Any]) -> None:
    """Say that her code stands on the page that was named."""
    say(f"Her code stands in {found['page']}. Print it for her, then delete the file. Nobody can show it again.")


def added(_: dict[str, Any]) -> None:
    """Say that her copy has one more."""
    say("It is in her copy too. Her code stays the same.")


def ended(found: dict[str, Any]) -> None:
    """Say what came of ending a copy."""
    say(
        "Her copy is deleted; the code opens nothing any more."
        if found["ended"]
        else "There was no such copy any more."
    )


def withdrawn(found: list[dict[str, Any]]) -> None:
    """Show her receipts."""
    for one in found:
        say(f"It stopped. Receipt {line(one['receiptId'])}, {line(one['at'])[:16].replace('T', ' ')}.")
