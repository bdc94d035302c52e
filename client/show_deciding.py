"""What a person reads of what is decided together: what a file says before she signs it, and what comes next."""

from datetime import UTC, datetime
from typing import Any

import click

from client.plain import line
from client.show import say
from crypto.format import unb64u
from crypto.keys import sign_kid
from crypto.log_entries import Entry

_SAYS = {
    "device.v1": "It vouches for the new device {device} of organisation {member}, until {exp}.",
    "officers.v1": "It names who vouches for the devices of organisation {member}, {k} of them together: {officers}.",
    "recovery.v1": "It names a recovery key of {member}: set {ceremony}, any {k} of {shares} sheets, until {exp}.",
    "vetted.v1": "The board vouches for organisation {member} until {exp}. Its officers, {k} together: {keys}.",
    "suspended.v1": "The board suspends organisation {member} until {exp}.",
    "board.v1": "It names the board, {k} of whom decide together: {keys}.",
    "policy.v1": (
        "Beside its operator, {w} of these must have signed the key log: {witnesses}. Devices warn when that is older "
        "than {warn} seconds, and send nothing after {refuse}. Programs below version {min_version} send nothing."
    ),
}
RENEWS = "It vouches on for the device {device} of organisation {member}, which was taken in before, until {exp}."


def said(entry: Entry, *, renews: bool = False) -> None:
    """Show what a file says, and who has signed it, beside the answer that programs read.

    `renews` says that it is about a device that was taken in before.
    """
    body = entry.body
    keys = {name: ", ".join(_names(body[name])) for name in ("officers", "keys") if isinstance(body.get(name), list)}
    keys |= {"witnesses": ", ".join(body["witnesses"]) or "nobody"} if "witnesses" in body else {}
    given = {**body, **keys, "shares": len(body.get("shares", [])), "exp": _day(body.get("exp", 0))}
    words = (
        RENEWS
        if renews
        else _SAYS.get(entry.kind, f"It is a statement of the kind {entry.kind} about organisation {{member}}.")
    )
    click.echo(line(words.format(**{"member": "", **given})), err=True)
    click.echo(f"Signed so far by {', '.join(sorted(entry.signatures))}.", err=True)


def code(digits: str, device: str) -> None:
    """Show what a new device's person reads aloud."""
    say(digits)
    say(f"Device {device}")


def written(found: dict[str, Any]) -> None:
    """Say what others do with a file."""
    say(f"Written to {found['file']}. Others sign it with `tolerant sign`; `tolerant publish` puts it into force.")


def done(_found: Any) -> None:
    """Say that a statement is in force."""
    say("Done. It stands in the key log.")


def _names(keys: list[str]) -> list[str]:
    return [sign_kid(unb64u(key)) for key in keys]


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(min(seconds, 2**34), UTC).date().isoformat()
