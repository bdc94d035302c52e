"""What the board says of itself and of the log: who it is, and who must sign the key log beside the operator."""

from collections.abc import Sequence
from typing import Any

from client.deciding_errors import BadPolicy, KeyUnknown
from client.log_book import Terms
from client.program import VERSION
from client.renewing_devices import RenewingDevices
from client.standing_errors import BadTerms
from client.terms import checked
from crypto.attachments import MOST
from crypto.envelope import MOST_BYTES, SUITE
from crypto.errors import MalformedStatement
from crypto.format import b64u
from crypto.keys import sign_kid
from crypto.log_entries import sign_entry
from kit import clock

_THIS_PROGRAM = {"suites": [SUITE], "min_version": VERSION, "limits": {"attachment": MOST, "envelope": MOST_BYTES}}
"""What a policy also holds, as this version of the program writes and reads letters."""


class Governing(RenewingDevices):
    """Speak for the board about itself and about the log."""

    async def board_next(self, device_ids: Sequence[str], k: int, of: Sequence[str] = ()) -> bytes:
        """Sign who is the board from now on, `k` of them together: devices of ours, and officers of members `of`.

        `k` of the board of today sign it, and `k` of the new one.

        Raises:
            KeyUnknown: a device is neither one of ours nor an officer's of these organisations.
            NotTrusted: the log is not one to rely on, or does not hold an organisation's officers.
        """
        await self.watch()
        known = dict(await self._own_keys())
        for member in of:
            known |= {sign_kid(key): key for key in await self.officers_of(member)}
        if unknown := [one for one in device_ids if one not in known]:
            raise KeyUnknown(unknown[0])
        keys = [b64u(known[one]) for one in device_ids]
        body = {"keys": keys, "k": k, "seq": self.book.seen.register.seq + 1, "nbf": _now()}
        return sign_entry("board.v1", body, self.keys.signing)

    async def policy_next(
        self,
        witnesses: Sequence[str] | None = None,
        w: int | None = None,
        *,
        warn: int | None = None,
        refuse: int | None = None,
        least: str | None = None,
    ) -> bytes:
        """Sign who must sign the key log from now on: `w` of these witnesses (vkeys); what is not given stays.

        `warn` and `refuse` are ages of a state in seconds: from when devices warn, and send nothing any more.
        `least` is the oldest version of this program that may still seal.

        Raises:
            BadPolicy, TermsWeak: a witness or version is none, or two groups of so few could be shown two lists.
            NotTrusted: the log is not one to rely on.
        """
        await self.watch()
        terms: dict[str, Any] = dict(self.keys.terms)
        given = {"witnesses": witnesses, "w": w, "warnSeconds": warn, "refuseSeconds": refuse}
        try:
            new = Terms.parse(checked({**terms, **{name: one for name, one in given.items() if one is not None}}))
        except BadTerms:
            raise BadPolicy from None
        before = self.book.seen.register.policy
        body = {
            **{name: before.get(name, said) for name, said in _THIS_PROGRAM.items()},
            **({} if least is None else {"min_version": least}),
            "seq": before.get("seq", -1) + 1, "witnesses": [one.encode() for one in new.witnesses], "w": new.w,
            "warn": new.warn, "refuse": new.refuse, "nbf": _now(),
        }  # fmt: skip
        try:
            return sign_entry("policy.v1", body, self.keys.signing)
        except MalformedStatement:
            raise BadPolicy from None


def _now() -> int:
    return int(clock.now().timestamp())
