"""What a person reads of the key log: how long it is, what it says of her organisation, and two histories."""

from typing import Any

from client.plain import line, plain
from client.show import say
from client.standing_errors import day

_KINDS = {
    "device.v1": "a device was taken in",
    "device-revoked.v1": "a device was shut out",
    "officers.v1": "who may vouch for devices",
    "epoch.v1": "a post key was published",
    "vetted.v1": "the board vouches for the organisation",
    "suspended.v1": "the organisation was suspended",
    "devetted.v1": "the organisation was put out of the network",
}
FORKED = "The operator signed two histories. Send nothing. Show both to your administrator and the board:"
TOLD = "The second one was named by a letter of organisation {member}, device {device}."
OPEN = (
    "OPEN: a letter of organisation {member}, device {device}, names {size} entries with the root {root}. The operator "
    "signed that, and the node has not shown that it is a part of your log. Nothing is sent."
)
REFUSED = (
    "LEFT OUT: a letter of organisation {member}, device {device}, that names {size} entries with the root {root}. The "
    "operator whom this device knows did not sign that. Call the organisation."
)


def terms(found: dict[str, Any]) -> None:
    """Show who must sign the key log, to be compared."""
    say(f"The key log is signed by:\n{found['operator']}")
    say(f"and by at least {found['w']} of {len(found['witnesses'])} witnesses{':' if found['witnesses'] else '.'}")
    for witness in found["witnesses"]:
        say(witness)


def due(found: list[dict[str, Any]]) -> None:
    """Show for whom the board's word ends soon, or was never given."""
    for one in found:
        until = (
            f"until {day(one['until'])}" if one["until"] else "never: compare its number (tolerant trust), then vouch"
        )
        say(f"{line(one['memberId'])}  {line(one['name'])}  {until}")
    if not found:
        say("Nobody is due.")


def renewed(found: list[dict[str, Any]]) -> None:
    """Show for whom the board's word was renewed."""
    for one in found:
        say(f"Renewed for 90 days: {line(one['memberId'])}  {line(one['name'])}")
    say("Done. Others that are due: tolerant vouch --due" if found else "Nobody whom you could renew is due.")


def key_log(found: dict[str, Any]) -> None:
    """Show the state, and entry by entry what others signed about the organisation."""
    say(f"The key log has {found['size']} entries. Since this device was enrolled it is signed by:")
    say(found["operator"])
    say(f"and by at least {found['w']} of {len(found['witnesses'])} witnesses{':' if found['witnesses'] else '.'}")
    for witness in found["witnesses"]:
        say(witness)
    for one in found["said"]:
        mark = "NOT BY YOUR OFFICERS  " if one["alarm"] else ""
        what = _KINDS.get(one["kind"], one["kind"])
        say(f"{one['index']}  {mark}{what} {line(one['about'])}  signed by {', '.join(one['by'])}")
    if not found["said"]:
        say("It says nothing new about your organisation that this device did not sign.")
    if found["fork"]:
        say(FORKED)
        for note in found["fork"]:
            say(plain(note))
        if found["told"]:
            say(TOLD.format(member=line(found["told"][0]), device=line(found["told"][1])))
    for one in found["open"]:
        say(OPEN.format(**one))
    for one in found["refused"]:
        say(REFUSED.format(**one))
