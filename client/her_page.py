"""What is kept about her, as a page in her language: made on this device out of what the node gave for her secret."""

from html import escape
from typing import Any

from client.receipt_page import document, grouped, listed, shown
from kit.consent_notice import notice


def page(record: dict[str, Any], language: str) -> str:
    """Write the answer to her right of access as a HTML page that needs nothing from outside."""
    text = notice(language)
    words, names = text.words, {key: one["name"] for key, one in record["organisations"].items()}
    parts = [_consent(one, words, names) for one in record["consents"]]
    parts += [_referral(one, words, names) for one in record["referrals"]]
    parts += [_letter(one, words, names) for one in record["sealedLetters"]]
    if record["withdrawal"]:
        back = record["withdrawal"]
        parts.append(
            f"<h2>{escape(words['WITHDRAWN'])}</h2>"
            + listed([(words["receipt"], back["receiptId"]), (words["date"], back["at"][:10])])
        )
    parts.append("".join(f'<p dir="auto">{escape(one)}</p>' for one in record["notHere"]))
    return document(text, words["kept"], "".join(parts), "A4")


def _consent(one: dict[str, Any], words: dict[str, str], names: dict[str, str]) -> str:
    rows = [
        (words["number"], grouped(one["id"])),
        (words["from"], names[one["from"]]),
        (words["to"], names[one["to"]]),
        (words["shared"], ", ".join(shown(each, words) for each in one["categories"] if each != "CONSENT")),
        (words["for"], "; ".join(shown(each, words) for each in one["purposes"])),
        (words["takenBack"], ", ".join(shown(each["part"].partition(":")[2], words) for each in one["takenBack"])),
        (words["until"], one["ends"][:10]),
        (words["status"], words[one["status"]]),
    ]
    return f"<h2>{escape(words['yes'])}</h2>{listed(rows)}{_events(one['events'], words)}"


def _events(events: list[dict[str, Any]], words: dict[str, str]) -> str:
    rows = [(each["at"][:10], _said(each, words)) for each in events]
    return f"<h2>{escape(words['happened'])}</h2>{listed(rows)}"


def _said(event: dict[str, Any], words: dict[str, str]) -> str:
    """Say what happened; a part that she took back is named, and what others ended is said to be theirs."""
    kind, _, part = (event["about"] or "").partition(":")
    if part and kind in ("CATEGORY", "PURPOSE"):
        return f"{words['takenBack']}: {shown(part, words)}"
    return shown(event["type"], words)


def _letter(one: dict[str, Any], words: dict[str, str], names: dict[str, str]) -> str:
    """Show a letter to a house that is no member: when it was left, opened, answered and deleted."""
    rows = [
        (words["to"], names.get(one["service"], "")),
        (words["date"], one["at"][:10]),
        (words["opened"], (one["openedAt"] or "")[:10]),
        (words["answered"], (one["answeredAt"] or "")[:10]),
        (words["deleted"], (one["endedAt"] or "")[:10]),
        (words["until"], "" if one["endedAt"] else one["until"][:10]),
    ]
    return f"<h2>{escape(words['letter'])}</h2>{listed(rows)}"


def _referral(one: dict[str, Any], words: dict[str, str], names: dict[str, str]) -> str:
    acted = [
        (each["at"][:10], f"{names.get(each['by'], shown(each['by'], words))}: {shown(each['step'], words)}")
        for each in one["steps"]
    ]
    gone = ", ".join(each["deletedAt"][:10] for each in one["erased"]) or words["nothing"]
    rows = [
        (words["number"], grouped(one["id"])),
        (words["status"], shown(one["state"], words)),
        (words["deleted"], gone),
        (words["rest"], (one["restGoesBy"] or "")[:10]),
    ]
    return f"<h2>{escape(words['way'])}</h2>{listed(rows)}<h2>{escape(words['acted'])}</h2>{listed(acted)}"
