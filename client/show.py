"""What a person reads in the terminal: tables with few columns and plain words."""

from typing import Any

from rich.console import Console
from rich.table import Table

from crypto.format import unb64u
from crypto.keys import fingerprint

_VERDICTS = {
    "ELIGIBLE": "she can go",
    "ASK": "ask first",
    "NOT_YET": "not yet",
    "NOT_ELIGIBLE": "not for her",
}


def _console() -> Console:
    return Console(highlight=False)


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def device(found: dict[str, Any]) -> None:
    """Show one device with its fingerprint, to be read aloud."""
    console = _console()
    console.print(f"Device {found['id']} is {found['state'].lower()}.")
    console.print(f"Fingerprint: {fingerprint(unb64u(found['signKey']))}")


def devices(found: list[dict[str, Any]]) -> None:
    """Show an organisation's devices."""
    table = _table("Device", "Who", "Roles", "State", "Fingerprint")
    for one in found:
        mark = fingerprint(unb64u(one["signKey"]))
        table.add_row(one["id"], one["displayName"] or "", ", ".join(one["roles"]), one["state"], mark)
    _console().print(table)


def matches(found: dict[str, Any]) -> None:
    """Show services, best first, each with what decides it."""
    table = _table("Service", "Verdict", "km", "Why, and what to ask", "LISTING@VERSION")
    for edge in found["edges"]:
        node = edge["node"]
        said = [c for c in node["criteria"] if c["verdict"] != "MEETS"]
        why = (
            "\n".join(c["askSentence"] or c["changeSentence"] or c["sentence"] for c in said)
            or "every condition is met"
        )
        listing = node["listing"]
        far = "" if node["distanceKm"] is None else f"{node['distanceKm']:.0f}"
        mark = f"{listing['id']}@{listing['version']}"
        table.add_row(
            f"{listing['name']}\n{listing['provider']['name']}",
            _VERDICTS[node["verdict"]],
            far,
            why or "every condition is met",
            mark,
        )
    counts = found["counts"]
    console = _console()
    console.print(table)
    console.print(
        f"{found['totalCount']} services: {counts['eligible']} she can go to, {counts['ask']} to ask, "
        f"{counts['notYet']} not yet, {counts['notEligible']} not for her."
    )
    if found["pageInfo"]["hasNextPage"]:
        console.print(f"More: --after {found['pageInfo']['endCursor']}")


def consented(step: dict[str, Any]) -> None:
    """Show that her consent is recorded."""
    _console().print(f"Her consent is recorded. Send with: tolerant refer {step['referralId']} FACTS.json")


def sent(found: dict[str, Any]) -> None:
    """Show that a letter is kept."""
    when = "is stored" if found["stored"] == "STORED" else "had been stored before"
    _console().print(f"The sealed letter {when} (referral {found['referralId']}).")


def withdrawn(found: dict[str, Any]) -> None:
    """Show her receipt."""
    _console().print(
        f"It stopped. {found['referralsStopped']} referrals were ended, and what was sealed is deleted.\n"
        f"Receipt {found['receiptId']}, {found['at']}."
    )


def referral(found: dict[str, Any]) -> None:
    """Show where one referral stands."""
    _console().print(f"Referral {found['id']} is {found['state']} (version {found['version']}).")


def referrals(found: dict[str, Any]) -> None:
    """Show several referrals."""
    table = _table("Referral", "State", "Their account", "Her account", "Due")
    for edge in found["edges"]:
        one = edge["node"]
        state = one["state"] + (" (paused)" if one["paused"] else "")
        table.add_row(one["id"], state, one["orgFeedback"], one["herFeedback"], str(one.get("dueAt") or ""))
    _console().print(table)


def history(found: list[dict[str, Any]]) -> None:
    """Show the steps of a referral."""
    table = _table("When", "Step", "From", "To", "By", "Reason")
    for one in found:
        table.add_row(one["at"], one["name"], one["fromState"], one["toState"], one["byActor"], one["reason"] or "")
    _console().print(table)


def letters(found: list[dict[str, Any]]) -> None:
    """Show opened letters; they are on this screen only."""
    console = _console()
    for one in found:
        console.print(f"[bold]{one['type']}[/bold] from {one['from']}")
        blocks = one["says"].get("blocks") if isinstance(one["says"], dict) else None
        for name, value in (blocks or {"": {"data": one["says"]}}).items():
            console.print(f"  {name} {value['data']}", markup=False)
