"""Vectors of section 8, step 6, where several officers vouch for a device together."""

from collections.abc import Iterator

from . import cast
from .case import Case
from .letter import Letter, opening
from .primitives import fixed, sign_kid, sign_public


def cases() -> Iterator[Case]:
    """Make the vectors of step 6 where officers decide together."""
    body, kind, both = cast.device_body(), "device.v1", [cast.OFFICER, cast.SECOND_OFFICER]
    second = sign_kid(sign_public(cast.SECOND_OFFICER))
    false = {second: fixed("no signature", 64)}
    lies: dict[str, tuple[str, bytes, int]] = {
        "by-one-of-two": ("One officer alone, where two must vouch.", cast.vouched(), 2),
        "by-an-officer-and-a-stranger": (
            "A stranger is not counted.",
            cast.by_several(kind, body, cast.OFFICER, cast.STRANGER),
            2,
        ),
        "by-two-one-false": (
            "A false signature in an officer's name.",
            cast.by_several(kind, body, cast.OFFICER, **false),
            1,
        ),
        "by-one-in-a-list": ("One signature has one spelling.", cast.by_several(kind, body, cast.OFFICER), 1),
        "by-two-of-another-kind": (
            "Another kind with the same body.",
            cast.by_several("epoch.v1", body, *both),
            2,
        ),
        "by-nobody-needed": ("A reader who needs nobody believes nobody.", cast.vouched(), 0),
    }
    for name, (comment, statement, k) in lies.items():
        data = Letter(statement=statement).to_bytes()
        yield opening(f"lie-statement-{name}", "8.6", comment, data, "NotAllowed", "device", officers=both, k=k)
    good = Letter(statement=cast.by_several(kind, body, *both))
    for name, k, comment in (
        ("two-officers", 2, "Both must vouch, and both did."),
        ("more-officers-than-needed", 1, "Two vouched where one is enough."),
    ):
        data = good.to_bytes()
        yield opening(f"open-statement-of-{name}", "8.6", comment, data, officers=both, k=k, out=good.out())
