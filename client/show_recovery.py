"""What a person reads about recovery."""

from datetime import UTC, datetime
from typing import Any

from client.plain import plain
from client.show import say


def made(done: dict[str, Any]) -> None:
    """Say what was made, or what would be."""
    if done["dryRun"]:
        say(f"Tried: {done['n']} sheets, any {done['k']} of which give the key. Nothing was kept and nothing was sent.")
        return
    say(f"Set {done['ceremony']}: {done['n']} sheets, any {done['k']} are enough, until {_day(done['expires'])}.")
    say(f"{done['seeds']} post keys are sealed to it. Print the sheets, hand each to one person, and delete the files.")
    if not done["published"]:
        say("It counts once other officers have signed the file (tolerant sign) and one has run tolerant publish.")
    say("Then let each person check hers: tolerant recovery check")


def checked(done: dict[str, Any]) -> None:
    """Say that a sheet is good."""
    say(f"Sheet {done['index']} of {done['n']} can be read and is of the newest set, until {_day(done['expires'])}.")


def tried(done: dict[str, Any]) -> None:
    """Say that sheets give the key."""
    say(f"These sheets give the key of set {done['ceremony']}. Nothing was asked for and nothing was kept.")


def asked(done: dict[str, Any]) -> None:
    """Say that the day of notice has begun."""
    say(f"Asked, as device {plain(done['deviceId'])}. Every device of the organisation can object until")
    say(f"{_moment(done['ripeAt'])} (UTC). Then run on this device, again: tolerant recovery restore")


def finished(done: dict[str, Any]) -> None:
    """Say that the device has taken over."""
    say(f"This device has taken over, and opens {done['keys']} post keys. All other devices are shut out.")


def status(found: dict[str, Any]) -> None:
    """Show what there is, and who asks."""
    ceremony = found["ceremony"]
    say(
        f"Set {plain(ceremony['ceremony'])}, until {plain(str(ceremony['expiresAt']))[:10]}."
        if ceremony
        else "There is no recovery key."
    )
    for one in found["requests"]:
        say(f"Device {plain(one['deviceId'])}: {plain(one['state']).lower()}, until {_moment(one['ripeAt'])} (UTC)")


def stopped(found: dict[str, Any]) -> None:
    """Say that a request was stopped."""
    say(f"Stopped device {plain(found['deviceId'])}. Whoever asked holds enough sheets: make a new set at once.")


def ended(there: bool) -> None:
    """Say that an organisation opted out."""
    say("Deleted. The sheets open nothing any more." if there else "There was no recovery key.")


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _moment(moment: Any) -> str:
    return plain(str(moment))[:16].replace("T", " ")
