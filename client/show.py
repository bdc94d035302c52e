"""What a person reads in the terminal: few columns, plain words, and ids that can be copied at 80 columns."""

import json
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from client.as_signed import DOUBTS
from client.plain import line, plain, shown
from client.show_next import NEXT
from crypto.attachments import FIELD

_VERDICTS = {
    "ELIGIBLE": "she can go",
    "ASK": "ask first",
    "NOT_YET": "not yet",
    "NOT_ELIGIBLE": "not for her",
}
_STATES = {
    "AWAITING_CONSENT": "waits for her",
    "INFO_REQUESTED": "asks for facts",
    "IN_SERVICE": "in service",
    "ON_HOLD_SAFETY": "on hold",
    "OUTCOME_REPORTED": "reported",
    "CLIENT_DECLINED": "she declined",
}
_ACTORS = {"A": "sender", "B": "recipient", "W": "herself", "S": "secretariat", "T": "time"}
_TRUST = {
    "YES": "This device knows these keys.",
    "NO": "This device has not met this organisation yet.",
    "CHANGED": "This device knows OTHER keys of this organisation. Do not go on before you have called it.",
}


def _console() -> Console:
    return Console(highlight=False, markup=False)


def say(text: str | Text) -> None:
    """Write one line, as long as it is."""
    _console().print(text, soft_wrap=isinstance(text, str))


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=number == 0)
    return table


def _state(one: dict[str, Any]) -> str:
    words = _STATES.get(one["state"], one["state"].lower())
    return f"{words} (paused)" if one["paused"] else words


def _day(moment: Any) -> str:
    return plain(str(moment or ""))[:16].replace("T", " ")


def device(found: dict[str, Any]) -> None:
    """Show one device, and what comes next for one that waits."""
    say(f"Device {line(found['id'])} is {line(found['state'].lower())}.")
    if found["state"] == "PENDING":
        say("Your administrator runs: tolerant approve " + line(found["id"]))
        say("Then run here: tolerant code, and read to her what it shows.")


def answered(found: dict[str, Any]) -> None:
    """Say what an officer does after her device has answered a new one."""
    say("Answered. Nothing is approved yet: call her, let her run tolerant code, and type what she reads to you:")
    say(f'tolerant approve {line(found["deviceId"])} --code "1234 5678"')


def devices(found: list[dict[str, Any]]) -> None:
    """Show an organisation's devices."""
    for one in found:
        until = f"  until {one['expiresAt'][:10]}" if one["expiresAt"] else ""
        say(f"{line(one['id'])}  {one['state'].lower()}{until}  {', '.join(one['roles'])}")
        say(shown(line(one["displayName"] or ""), "  "))


def me(found: dict[str, Any]) -> None:
    """Show who this device is."""
    say(shown(f"{line(found['displayName'])}, {line(found['member']['name'])}"))
    say(f"Roles: {', '.join(found['roles'])}\nDevice {found['deviceId']}\nOrganisation {found['member']['id']}")
    until = found["member"]["vouchedUntil"]
    say(f"The board vouches for it until {_day(until)}." if until else "The board does not vouch for it yet.")


def admitted(found: dict[str, Any]) -> None:
    """Show an organisation's id, and its one-time invitation."""
    say(f"Admitted as {found['member']['id']}. The invitation is shown once; give it to the administrator:")
    say(found["invitation"]["token"] if found["invitation"] else "(it was shown before)")


def trust(found: dict[str, Any]) -> None:
    """Show the number that an organisation reads aloud."""
    say(shown(line(found["name"])))
    say(f"Number: {found['number']}\n{_TRUST[found['known']]}")
    if found["known"] != "YES":
        say(f'If it reads the same number: tolerant trust {found["memberId"]} --number "…"')


def matches(found: dict[str, Any]) -> None:
    """Show services, best first, each with what decides it and what to ask."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("For her", width=11)
    table.add_column("Service, and what to ask", overflow="fold")
    for edge in found["edges"]:
        node, listing = edge["node"], edge["node"]["listing"]
        far = "" if node["distanceKm"] is None else f"\n{node['distanceKm']:.0f} km"
        said = [shown(line(listing["name"])), shown(line(listing["provider"]["name"]))]
        said.append(Text(", ".join(map(line, listing["areasServed"]))))
        said += [Text(f"! {DOUBTS[node['doubt']]}", style="bold")] if "doubt" in node else []
        said += [shown(f"- {line(why)}") for why in _why(node)]
        said.append(Text(f"{listing['id']}@{listing['version']}\n", style="dim"))
        table.add_row(_VERDICTS.get(node["verdict"], node["verdict"]) + far, Text("\n").join(said))
    counts = found["counts"]
    if found["edges"]:
        _console().print(table)
    if found["language"] != "en" and found["wordingOrigin"] == "MACHINE":
        say("A machine translated these explanations; no person has checked them yet.")
    say(
        f"{found['totalCount']} services: {counts['eligible']} she can go to, {counts['ask']} to ask, "
        f"{counts['notYet']} not yet, {counts['notEligible']} not for her."
    )
    if found["pageInfo"]["hasNextPage"]:
        say(f"More: --after {line(found['pageInfo']['endCursor'])}")


def _why(node: dict[str, Any]) -> list[str]:
    said = [c for c in node["criteria"] if c["verdict"] != "MEETS"]
    why = [c["askSentence"] or c["changeSentence"] or c["sentence"] for c in said]
    why += [c["sentence"] for c in node["conditions"] if c["verdict"] != "MEETS"]
    return why or ["every condition is met"]


def consented(step: dict[str, Any]) -> None:
    """Show that her consent is recorded."""
    say("Her consent is recorded. Give her the card.")
    send_next(step)


def send_next(step: dict[str, Any]) -> None:
    """Say how her facts are sent."""
    say(f"Send with: tolerant refer {step['referralId']} LETTER.json")


def sent(found: dict[str, Any]) -> None:
    """Show that a letter is kept."""
    when = "is stored" if found["stored"] == "STORED" else "had been stored before"
    say(f"The sealed letter {when} (referral {found['referralId']}).")


def resent(found: list[dict[str, Any]]) -> None:
    """Show what was sent again."""
    say("Nothing was waiting." if not found else f"Waiting letters sent: {len(found)}.")


def withdrawn(found: dict[str, Any]) -> None:
    """Show her receipt."""
    say(
        f"It stopped. Referrals ended: {found['referralsStopped']}. What was sealed is deleted.\n"
        f"Receipt {found['receiptId']}, {_day(found['at'])}."
    )


def referral(found: dict[str, Any]) -> None:
    """Show where one referral stands."""
    say(f"Referral {found['id']}: {_state(found)}.")


def referrals(found: dict[str, Any]) -> None:
    """Show several referrals."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column, width in (("Referral", 32), ("State", 14), ("Theirs", 8), ("Hers", 8), ("Due", 10)):
        table.add_column(column, width=width, overflow="fold")
    for edge in found["edges"]:
        one = edge["node"]
        accounts = (one[side].lower().replace("_", " ") for side in ("orgFeedback", "herFeedback"))
        table.add_row(one["id"], _state(one), *accounts, _day(one["dueAt"])[:10])
    if found["edges"]:
        _console().print(table)
    else:
        say("There are no referrals.")
    if found["pageInfo"]["hasNextPage"]:
        say(f"More: --after {line(found['pageInfo']['endCursor'])}")


def history(found: list[dict[str, Any]]) -> None:
    """Show the steps of a referral."""
    table = _table("When (UTC)", "Step", "From", "To", "By", "Reason")
    for one in found:
        actor = _ACTORS.get(one["byActor"], one["byActor"])
        said = (one["name"], one["fromState"] or "", one["toState"], actor, one["reason"] or "")
        table.add_row(_day(one["at"]), *(word.lower().replace("_", " ") for word in said))
    _console().print(table)


def notices(found: list[dict[str, Any]]) -> None:
    """Show what needs attention."""
    for one in found:
        erase = f"; erase what you noted by {_day(one['eraseBy'])}" if one["eraseBy"] else ""
        say(f"{_day(one['at'])}  {one['referralId'] or '-'}  {one['kind'].lower().replace('_', ' ')}{erase}")
        if (next_step := NEXT.get(one["kind"])) is not None:
            say("  " + next_step.format(one["referralId"]))
    if not found:
        say("Nothing needs your attention.")


def letters(found: list[dict[str, Any]]) -> None:
    """Show opened letters; they are on this screen only."""
    for one in found:
        if one["missing"]:
            say(shown(_missing(one["missing"])))
        say(Text(f"{one['type']} from {line(one.get('name') or one['from'])}", style="bold"))
        body = one["says"]
        blocks = body.get("blocks") if isinstance(body, dict) else None
        parts = {name: _unattached(block["data"]) for name, block in blocks.items()} if blocks is not None else body
        for name, value in parts.items() if isinstance(parts, dict) else [("", parts)]:
            _part(name, value, "  ")
        for at in one["attachments"]:
            where = f", saved as {line(at['path'])}" if at["path"] else ""
            say(shown(f"attachment: {line(at['category'])}, {line(at['kind'])}, {at['bytes']} bytes{where}", "  "))
        if one["dropped"]:
            say(shown(f"NOT SHOWN, she did not agree to it; tell the sender: {line(', '.join(one['dropped']))}", "  "))


def _unattached(data: Any) -> Any:
    """Leave out the ids of files, which tell a person nothing."""
    return {name: value for name, value in data.items() if name != FIELD} if isinstance(data, dict) else data


def _missing(count: int) -> str:
    letters, are, them = ("ONE LETTER", "IS", "it") if count == 1 else (f"{count} LETTERS", "ARE", "them")
    return f"{letters} {are} MISSING BEFORE THIS ONE: deleted, or kept back on the way. Ask the sender for {them}."


def _part(name: str, value: Any, indent: str) -> None:
    if isinstance(value, dict) and value:
        say(shown(line(name), indent))
        for inner, said in value.items():
            _part(inner, said, indent + "  ")
        return
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    first, *rest = plain(text).split("\n")
    say(shown("\n".join([f"{line(name)}: {first}", *(f"  {one}" for one in rest)]), indent))
