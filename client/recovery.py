"""Recovery at a living end: opt in, hand shares out, check one, see who asks, stop it.

crypto/SPEC.md sections 19 and 20. No share ever leaves the device that it is typed on.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from nacl.utils import random

from client import documents as docs
from client.deciding import Deciding
from client.deciding_errors import FewSheets, MoreOfficers
from client.errors import NodeRefused, NotTrusted
from client.intake import Intake
from client.recovery_errors import EXPIRES, NOTICE, OLD, NoCeremony, NotAnOfficer
from client.shapes import ReferralPage
from client.trust import officers_said
from crypto import recovery as keys_of
from crypto import shares as shamir
from crypto.errors import CryptoError
from crypto.format import b64u, unb64u
from crypto.keys import SEED
from crypto.log_entries import read_entry, sign_entry, verify_as
from crypto.recovery import RecoveryStatement
from crypto.shares import Share
from crypto.wrapping import wrap_seed
from kit import clock
from kit.ids import new_id

DAY = 24 * 3600
WARN = timedelta(days=30)
_REQUEST = "deviceId requestedAt ripeAt state"
STATUS = (
    "{ recoveryStatus { ... on RecoveryStatus { ceremony { ceremony statement expiresAt } "
    f"requests {{ {_REQUEST} }} missing }} {docs.REFUSED} }} }}"
)
STOP = (
    "mutation ($id: ID!) { stopRecovery(deviceId: $id) "
    f"{{ ... on RecoveryRequest {{ {_REQUEST} }} {docs.REFUSED} }} }}"
)
END = (
    "mutation ($key: String!) { optOutOfRecovery(idempotencyKey: $key) "
    f"{{ ... on RecoveryCount {{ count }} {docs.REFUSED} }} }}"
)
Keep = Callable[[list[Share]], None]


class Recovery(Intake, Deciding):
    """Keep a way back for the day on which every device is lost."""

    async def recovery_status(self) -> dict[str, Any]:
        """Show what the organisation opted in to, and who asked for it."""
        found: dict[str, Any] = await self.wire.ask(STATUS)
        return found

    async def recovery_new(
        self,
        k: int,
        n: int,
        days: int,
        keep: Keep,
        *,
        dry_run: bool = False,
        together: Callable[[bytes], Any] | None = None,
    ) -> dict[str, Any]:
        """Make a recovery key, divide it among `n` people, hand the shares to `keep`, and opt the organisation in.

        The intake keys that are held here are sealed to it. An earlier ceremony ends. With `dry_run` the shares are
        made and tried, and thrown away; nothing is kept and nothing is sent. `together` takes the statement instead of
        the node: other officers sign it, and one gives it to `publish`.

        Raises:
            NotAnOfficer, MoreOfficers: this device alone may not publish it.
            FewSheets: fewer are needed than officers decide together.
            BadKey: k and n are not 2 to 16 with k at most n.
        """
        officers = officers_said((await self._member(self.keys.member_id))["officers"], self.keys.member_id)
        if self.keys.signing.public not in officers.officers:
            raise NotAnOfficer
        if officers.k > 1 and not together and not dry_run:
            raise MoreOfficers(officers.k)
        if k < officers.k:
            raise FewSheets(officers.k)
        secret, now = random(SEED), int(clock.now().timestamp())
        made = shamir.split(secret, self.keys.member_id, k, n)
        said = keys_of.opt_in(secret, made, now - 60, now + days * DAY)
        for one in made:
            said.holds(one, one.index)
        if shamir.combine(made[n - k :]) != secret:
            raise NotTrusted
        statement = sign_entry(RecoveryStatement.KIND, said.body(), self.keys.signing)
        epochs = [key.public for key in await self.fetch_intake_keys()]
        if not dry_run:
            keep(made)
            await self._opt_in(said, statement) if together is None else together(statement)
        done = {"ceremony": said.ceremony, "k": k, "n": n, "expires": said.exp, "seeds": len(epochs)}
        return {**done, "dryRun": dry_run, "published": not dry_run and together is None}

    async def publish(self, statement: bytes) -> dict[str, Any]:
        """Put a statement into force that enough people have signed; a recovery key is opted in to.

        Raises:
            NotTrusted: it is a recovery key, and too few officers whom this device knows signed it.
            NodeRefused: too few signed it, or it is no longer in time.
        """
        if read_entry(statement).kind != RecoveryStatement.KIND:
            return await super().publish(statement)
        said = await self._believed_key(statement)
        await self.fetch_intake_keys()
        await self._opt_in(said, statement)
        return {"ceremony": said.ceremony}

    async def _opt_in(self, said: RecoveryStatement, statement: bytes) -> None:
        asked = {
            "statement": b64u(statement),
            "wraps": [self._for_recovery(said, epoch) for epoch in sorted(self.keys.intake)],
            "idempotencyKey": new_id(),
        }
        kind = docs.mutation("optInToRecovery", "OptInToRecoveryInput", "Ceremonial { ceremony }")
        await self.wire.ask(kind, input=asked)

    def _for_recovery(self, said: RecoveryStatement, epoch: int) -> dict[str, Any]:
        seed, member = self.keys.intake[epoch].seed, self.keys.member_id
        wrap = wrap_seed(seed, said.seal, member=member, epoch=epoch, to_device=said.ceremony)
        return {"epoch": epoch, "wrap": b64u(wrap)}

    async def recovery_ceremony(self) -> RecoveryStatement:
        """Give the ceremony that counts, as officers whom this device knows signed it.

        Raises:
            NoCeremony: there is none.
            NotTrusted: they did not sign it.
        """
        found = (await self.recovery_status())["ceremony"]
        if found is None:
            raise NoCeremony
        return await self._believed_key(unb64u(found["statement"]))

    async def _believed_key(self, statement: bytes) -> RecoveryStatement:
        known = await self.set_of(self.keys.member_id)
        try:
            said = verify_as(RecoveryStatement, statement, known.officers, known.k)
        except (CryptoError, ValueError):
            raise NotTrusted from None
        if said.member != self.keys.member_id:
            raise NotTrusted
        return said

    async def recovery_reader(self) -> dict[str, bytes]:
        """Give the recovery key, by its ceremony, where the organisation opted in: case keys are sealed to it too."""
        try:
            said = await self.recovery_ceremony()
        except NoCeremony:
            return {}
        except NotTrusted:
            self.remarks.append(OLD)
            return {}
        return {said.ceremony: said.seal}

    async def recovery_check(self, share: Share) -> dict[str, Any]:
        """Hold one share against what was handed out, here; nothing of it is sent or kept.

        Raises:
            BadShare: `foreign` or `wrong`.
        """
        said = await self.recovery_ceremony()
        said.holds(share)
        return {"index": share.index, "n": share.n, "k": share.k, "ceremony": share.ceremony, "expires": said.exp}

    async def recovery_stop(self, device_id: str) -> dict[str, Any]:
        """Stop a request for recovery, from any device of the organisation."""
        found: dict[str, Any] = await self.wire.ask(STOP, id=device_id)
        return found

    async def recovery_end(self) -> bool:
        """Opt out: the node deletes what was sealed to the recovery key."""
        return bool((await self.wire.ask(END, key=new_id()))["count"])

    async def publish_intake_key(self) -> int:
        """Publish the organisation's next intake key, and where it opted in, seal its seed to the recovery key too."""
        epoch = await super().publish_intake_key()
        await self._complete(await self.recovery_status())
        return epoch

    async def _complete(self, found: dict[str, Any]) -> None:
        """Seal to the recovery key what it does not open yet: also what a line that was cut before left undone."""
        epochs = sorted(self.keys.intake.keys() & set(found["missing"]))
        if found["ceremony"] is None or not epochs:
            return
        try:
            said = await self._believed_key(unb64u(found["ceremony"]["statement"]))
        except NotTrusted:
            self.remarks.append(OLD)
            return
        asked = {"ceremony": said.ceremony, "wraps": [self._for_recovery(said, epoch) for epoch in epochs]}
        kind = docs.mutation("addRecoveryWraps", "AddRecoveryWrapsInput", "RecoveryCount { count }")
        with suppress(NodeRefused):  # a key ended or the ceremony changed meanwhile: the next look says what is missing
            await self.wire.ask(kind, input=asked)

    async def inbox(self, *, first: int | None = None, after: str | None = None) -> ReferralPage:
        """List the referrals that the organisation received, and say if somebody asks to take over."""
        await self.hear_of_recovery()
        return await super().inbox(first=first, after=after)

    async def me(self) -> dict[str, Any]:
        """Ask who we are here, and say if somebody asks to take over."""
        await self.hear_of_recovery()
        return await super().me()

    async def hear_of_recovery(self) -> None:
        """Tell a person on the side that a new device asks to take over, and complete what a recovery would open."""
        found = await self.recovery_status()
        for one in found["requests"]:
            if one["state"] == "WAITING":
                self._notice(one["deviceId"], one["ripeAt"])
        await self._complete(found)
        ceremony = found["ceremony"]
        if ceremony is not None:
            ends = str(ceremony["expiresAt"])[:10]
            if datetime.fromisoformat(str(ceremony["expiresAt"])) - clock.now() < WARN:
                self.remarks.append(EXPIRES.format(day=ends))

    def told(self) -> None:
        """Pass on what the node said when this device signed in: that a new device asks to take over."""
        if asked := self.wire.recovery_asked:
            self._notice(asked.get("device"), asked.get("until"))

    def _notice(self, device: Any, until: Any) -> None:
        moment = str(until)[:16].replace("T", " ")
        self.remarks.append(NOTICE.format(until=f"{moment} (UTC)", device=device))
