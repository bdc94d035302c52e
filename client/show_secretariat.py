"""What the secretariat and auditors read in the terminal about the network itself."""

from typing import Any

from client.plain import line, plain, shown
from client.secretariat import TIMES
from client.show import say


def _words(code: Any) -> str:
    return line(str(code)).lower().replace("_", " ")


def _more(found: dict[str, Any]) -> None:
    if found["pageInfo"]["hasNextPage"]:
        say(f"More: --after {line(found['pageInfo']['endCursor'])}")


def times(found: dict[str, Any]) -> None:
    """Show how long is waited, and for which countries no holidays are known."""
    set_by = f"set {found['version']} times" if found["version"] else "the network's own"
    say(f"{line(found['serviceType'])}: {set_by}")
    for name, said in TIMES.items():
        say(f"{found[name]:>5}  {said}")
    months = ", ".join(map(str, found["followUpMonths"])) or "never"
    say(f"She is asked again, if she agreed: {months}" + (" months after the beginning." if months != "never" else "."))
    if missing := found["countriesWithoutCalendar"]:
        say(f"No holidays are known of {', '.join(map(line, missing))}: Monday to Friday count there.")


def pairs(found: dict[str, Any]) -> None:
    """Show pairs that look alike, each with what they share."""
    for each in found["pairs"]:
        for one in each["listings"]:
            say(shown(f"{line(one['name'])}, {line(one['provider']['name'])}"))
            say(f"  {line(one['id'])}: {_words(one['state'])}")
        say(f"  names agree by {each['nameLikeness']} of 100; they share {', '.join(map(_words, each['agrees']))}")
    say(f"{found['totalCount']} pairs wait for a decision.")
    _more(found)


def decided(found: list[dict[str, Any]]) -> None:
    """Show what was decided about pairs, oldest first."""
    for each in found:
        say(f"{plain(each['at'])[:10]}  {_words(each['verdict'])}: {' and '.join(map(line, each['listingIds']))}")
        say(shown(line(each["note"]), "  "))
    if not found:
        say("Nothing was decided about it.")


def record(found: dict[str, Any]) -> None:
    """Show each review with its evidence, then the decisions."""
    for each in found["reviews"]:
        say(f"{plain(each['at'])[:10]}  {_words(each['verdict'])} by {line(each['reviewerStaff'])}, signed")
        for said in each["answers"]:
            seen = f"{line(said['evidence'])} ({line(said['source'])}, {plain(str(said['date']))})"
            say(shown(f"{line(said['question'])} {_words(said['value'])}: {seen}", "  "))
        if each["note"]:
            say(shown(each["note"], "  "))
    if not found["reviews"]:
        say("No review of this version is shown to you.")
    for each in found["decisions"]:
        way = f"{_words(each['fromState'])} to {_words(each['toState'])}"
        say(f"{plain(each['at'])[:10]}  {_words(each['reason'])}: {way}")
        if each["note"]:
            say(shown(each["note"], "  "))


def trail(found: dict[str, Any]) -> None:
    """Show acts, newest first: when, what, to what, by whom."""
    for each in found["lines"]:
        say(f"{plain(each['at'])[:19].replace('T', ' ')}  {line(each['action'])}")
        said = [f"{line(each['objectType'])} {line(each['objectId'])}", line(each["staffId"]) or "the node"]
        say(f"  {', by '.join(one for one in said if one.strip())}")
    if not found["lines"]:
        say("Nothing is written down.")
    _more(found)
