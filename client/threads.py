"""See in a thread what is not there: letters that were deleted, or kept back on the way."""

from collections.abc import Sequence
from typing import Any

from crypto.envelope import Context, Envelope
from crypto.errors import NotAllowed
from crypto.format import unb64u


def thread_gaps(listed: Sequence[dict[str, Any]]) -> dict[bytes, int]:
    """Say how many letters should stand before each one and do not, by its id; only those that hold something count.

    Each organisation numbers its letters from 0 (`seq`), and each letter names the one that its writer saw last
    (`prev`). A letter of the woman herself has neither, nor has what a caseworker took down for her. A last letter that
    is kept back leaves no gap: it is seen when its writer writes again.

    Raises:
        NotAllowed: `order`, when a letter stands twice, or before the one that it answers.
        MalformedEnvelope: one is no letter.
    """
    places = [(unb64u(one["envelopeId"]), Envelope.parse(one["data"]).header.context) for one in listed if one["data"]]
    every = {name for name, _ in places}
    if len({(at.sender, at.seq) for _, at in places}) != len(places):
        raise NotAllowed("order")
    gaps: dict[bytes, int] = {}
    for name, at in places:
        if at.prev in every and at.prev not in gaps:
            raise NotAllowed("order")
        unknown = at.prev != b"" and at.prev not in every
        gaps[name] = max(_skipped(at, [other for _, other in places]), int(unknown))
    return gaps


def _skipped(at: Context, every: Sequence[Context]) -> int:
    """Count the numbers that a writer must have used between this letter and her last one that is here."""
    if at.sender in ("", at.recipient):
        return 0
    before = [one.seq for one in every if one.sender == at.sender != one.recipient and one.seq < at.seq]
    return at.seq - max(before, default=-1) - 1
