"""What those who offer and vet services read in the terminal: few columns, plain words, ids that can be copied."""

import json
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from client.owning import failed
from client.plain import line, plain, shown
from client.shapes_directory import Result


def _console() -> Console:
    return Console(highlight=False, markup=False)


def _say(text: str | Text) -> None:
    _console().print(text, soft_wrap=isinstance(text, str))


def _words(code: Any) -> str:
    return line(str(code or "")).lower().replace("_", " ")


def _day(moment: Any) -> str:
    return plain(str(moment or ""))[:10]


def _more(found: dict[str, Any]) -> None:
    if found["pageInfo"]["hasNextPage"]:
        _say(f"More: --after {line(found['pageInfo']['endCursor'])}")


def listing(found: dict[str, Any]) -> None:
    """Show where one listing stands."""
    _say(shown(f"{line(found['name'])}, {line(found['provider']['name'])}"))
    _say(f"  {line(found['id'])}: {_words(found['state'])}")
    for word, name in (("checked", "verifiedAt"), ("confirmed", "confirmedAt"), ("vetting runs out", "expiresAt")):
        if found[name]:
            _say(f"  {word} {_day(found[name])}")
    places = found["availability"]
    _say(f"  takes referrals: {_words(places['accepting'])}, said {_day(places['asOf']) or 'never'}")
    if found["suspendedReason"]:
        _say(shown(line(found["suspendedReason"]), "  "))


def listings(found: dict[str, Any]) -> None:
    """Show listings, each with what is due."""
    for edge in found["edges"]:
        listing(edge["node"])
    _say(f"{found['totalCount']} listings.")
    _more(found)


def results(found: list[Result]) -> None:
    """Show what became of each listing of a call about many."""
    refused = failed(found)
    for each in refused:
        if (no := each["refused"]) is not None:
            _say(shown(f"{line(each['id'])}: {line(no['sentence'])} ({line(no['code'])})"))
    _say(f"{len(found) - len(refused)} done, {len(refused)} refused.")


def notices(found: dict[str, Any]) -> None:
    """Show what an organisation was told about its listings."""
    for each in found["notices"]:
        due = f", by {_day(each['dueAt'])}" if each["dueAt"] else ""
        _say(f"{_day(each['at'])}  {line(each['listingId'])}  {_words(each['kind'])}{due}")
    if not found["notices"]:
        _say("Nothing needs your attention.")
    _more(found)


def history(found: dict[str, Any]) -> None:
    """Show a listing's history, oldest first."""
    for each in found["entries"]:
        who = ", ".join(line(each[name]) for name in ("byPerson", "byMemberName") if each[name]) or "the node"
        what = _words(each["reason"] or each["kind"])
        signed = ", signed" if each["signed"] else ""
        _say(f"{_day(each['at'])}  {what} (version {each['version']}{signed}) by {who}")
        if each["kind"] in ("DECISION", "APPEAL"):
            _say(f"  {_words(each['kind'])} {line(each['id'])}")
        if each["onBehalfOf"]:
            _say(shown(f"for {line(each['onBehalfOf'])}", "  "))
        if each["text"]:
            _say(shown(each["text"], "  "))
    _more(found)


def words(found: dict[str, Any]) -> None:
    """Show the words of a service, every one of them."""
    _say(plain(json.dumps(found, ensure_ascii=False, indent=1)) if found else "No words of it are kept to be signed.")


def queue(found: dict[str, Any]) -> None:
    """Show what waits, first what is due."""
    for each in found["items"]:
        risk = ", high risk" if each["highRisk"] else ""
        _say(f"{_day(each['dueOn'])}  {', '.join(map(_words, each['why']))}{risk}")
        _say(shown(f"{line(each['listing']['name'])}, {line(each['listing']['provider']['name'])}", "  "))
        _say(f"  {line(each['listing']['id'])}")
    counts = ", ".join(f"{_words(each['why'])} {each['listings']}" for each in found["counts"])
    _say(f"{found['totalCount']} wait" + (f" ({counts})." if counts else "."))
    _more(found)


def checklist(found: dict[str, Any]) -> None:
    """Show the questions, and what has been noted."""
    _say(shown(f"{line(found['name'])}, version {found['version']}"))
    for each in found["answers"]:
        must = " (must be yes)" if each["blocking"] else ""
        _say(shown(f"{line(each['question'])}{must} {line(each['asks'])}"))
        if each["value"]:
            _say(shown(f"{_words(each['value'])}: {line(each['evidence'] or '')}", "  "))
    open_ = sum(not each["value"] for each in found["answers"])
    _say(f"{len(found['answers'])} questions, {open_} without an answer.")


def draft(found: dict[str, Any]) -> None:
    """Show that a draft is kept."""
    _say(f"Kept: {len(found['answers'])} answers. Only you see them.")


def effect(found: dict[str, Any]) -> None:
    """Show what a suspension would touch."""
    for each in found["byState"]:
        _say(f"{each['referrals']:>5}  {_words(each['state'])}")
    _say(f"{found['referrals']} live referrals, sent by {found['members']} organisations.")


def _few(name: str, count: int | None) -> str:
    if count is None:
        return "-" if name in ("used", "neverUsed") else "<5"
    return str(count)


def coverage(found: list[dict[str, Any]]) -> None:
    """Show the counts as a table; '<5' stands for a number too small to show, '-' for one that members do not see."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    names = ("offered", "expiring", "expired", "disputed", "stale", "used", "neverUsed")
    for column in ("Country", "Kind"):
        table.add_column(column, overflow="fold")
    for column in ("Offered", "Expiring", "Expired", "Disputed", "Stale", "Used", "Never"):
        table.add_column(column, justify="right", overflow="fold")
    for row in found:
        last = row is found[-1] and row["country"] is None and row["serviceType"] is None
        kind = _words(row["serviceType"]) if row["serviceType"] else "all kinds"
        country = "all" if last else line(row["country"] or "unknown")
        table.add_row(country, kind, *(_few(name, row[name]) for name in names))
    _console().print(table)
