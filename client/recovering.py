"""A new device after all others were lost: shares come together, a day passes, and it takes over.

The recovery key lies on this device for that day, closed under its passphrase, and is deleted when the work is done.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from client import documents as docs
from client.case_recovery import CaseRecovery
from client.errors import AlreadyEnrolled, KeysDamaged
from client.keystore import FILE, Keystore, exists, load, replace
from client.people import DEVICE_SHOWN, YEAR
from client.recovery import Recovery
from client.recovery_errors import AGAIN, ALONE, NothingAsked, OtherKey
from crypto import recovery as keys_of
from crypto import shares as shamir
from crypto import vault
from crypto.errors import BadShare, CryptoError, MalformedStatement
from crypto.format import b64u, unb64u
from crypto.keys import SealingKey, SigningKey
from crypto.log_entries import read_entry, sign_entry
from crypto.recovery import RecoveryStatement
from crypto.shares import Share
from crypto.signing import DeviceStatement, OfficersStatement, sign_statement
from crypto.wrapping import unwrap_seed
from kit import clock

ASKED = "recovery.json"
ASKS, PROOF = "tolerant/v1/recovery-request", "tolerant/v1/recovery-device"
CEREMONY = (
    "query ($id: ID!, $ceremony: String!) { recoveryCeremony(memberId: $id, ceremony: $ceremony) "
    f"{{ ... on PublishedCeremony {{ statement nextSeq needed }} {docs.REFUSED} }} }}"
)
WRAPS = f"{{ recoveryWraps {{ ... on RecoveryWrapList {{ wraps {{ epoch wrap publicKey }} }} {docs.REFUSED} }} }}"


class Recovering(Recovery, CaseRecovery):
    """Bring an organisation back that has lost every device."""

    async def recovery_joined(self, shares: Sequence[Share]) -> tuple[bytes, RecoveryStatement]:
        """Bring shares together and hold them against what was published; gives the secret, which is not kept here.

        Raises:
            BadShare: which one, and why.
            OtherKey: the shares hold, and the node shows somebody else's key.
        """
        if not shares:
            raise BadShare("too-few", 0, 2)
        first = shares[0]
        given = await self.wire.ask(CEREMONY, id=first.member, ceremony=first.ceremony)
        try:
            said = RecoveryStatement.parse(read_entry(unb64u(given["statement"])).body)
        except (CryptoError, ValueError):
            raise OtherKey from None
        for at, one in enumerate(shares, 1):
            said.holds(one, at)
        secret = shamir.combine(shares)
        if (keys_of.sealing_key(secret).public, keys_of.request_key(secret).public) != (said.seal, said.sign):
            raise OtherKey
        return secret, said

    async def recovery_ask(self, shares: Sequence[Share], home: Path, passphrase: str) -> dict[str, Any]:
        """Make a new device's keys here and ask to take over; the day of notice begins.

        Raises:
            AlreadyEnrolled: the folder holds a device's keys.
            BadShare, OtherKey: nothing was asked.
        """
        if exists(home):
            raise AlreadyEnrolled
        secret, said = await self.recovery_joined(shares)
        keys = Keystore(
            said.member, "", SigningKey.generate(), SealingKey.generate(), path=home / FILE, passphrase=passphrase
        )
        keys.save()
        kept = {"secret": b64u(secret), "ceremony": said.ceremony}
        replace(home / ASKED, vault.lock(kept, passphrase))
        return await self._ask(keys, secret, said.ceremony)

    async def _ask(self, keys: Keystore, secret: bytes, ceremony: str) -> dict[str, Any]:
        parts = (keys.member_id, ceremony, keys.signing.public, keys.sealing.public)
        asked = {
            "memberId": keys.member_id,
            "ceremony": ceremony,
            "signKey": b64u(keys.signing.public),
            "sealKey": b64u(keys.sealing.public),
            "sharesProof": b64u(keys_of.request_key(secret).sign(ASKS, *parts)),
            "deviceProof": b64u(keys.signing.sign(PROOF, *parts)),
        }
        kind = docs.mutation("askForRecovery", "AskForRecoveryInput", "RecoveryRequest { deviceId ripeAt state }")
        found: dict[str, Any] = await self.wire.ask(kind, input=asked)
        return found

    async def recovery_finish(self, home: Path, passphrase: str) -> dict[str, Any]:
        """Take over after the day of notice, and open the intake keys; after a broken line, do it again.

        Raises:
            NothingAsked: no recovery was begun in this folder.
            NodeRefused: it is too early, or somebody stopped it.
        """
        keys, secret, ceremony = _begun(home, passphrase)
        asked = await self._ask(keys, secret, ceremony)
        if asked["state"] == "WAITING":
            await self._take_over(keys, secret, ceremony)
        keys.pin(keys.member_id, [keys.signing.public], 1)
        keys.save(repinned=keys.member_id)
        self._keys, self.wire.key = keys, keys.signing
        opened = await self._take_seeds(secret, ceremony)
        keys.terms = keys.terms or await self.met()
        keys.staff_id = str((await self.me())["staffId"])
        keys.save()
        await self.take_cases(secret, ceremony)
        (home / ASKED).unlink(missing_ok=True)
        self.remarks.append(AGAIN)
        return {"deviceId": keys.device_id, "keys": opened}

    async def _take_over(self, keys: Keystore, secret: bytes, ceremony: str) -> None:
        now = int(clock.now().timestamp())
        public = (keys.signing.public, keys.sealing.public)
        given = await self.wire.ask(CEREMONY, id=keys.member_id, ceremony=ceremony)
        officers = OfficersStatement(keys.member_id, public[:1], 1, given["nextSeq"])
        vouched = DeviceStatement(keys.member_id, keys.device_id, *public, now - 60, now + YEAR, True)
        asked = {
            "memberId": keys.member_id,
            "deviceId": keys.device_id,
            "officers": b64u(sign_entry("officers.v1", officers.body(), keys_of.request_key(secret), keys.signing)),
            "statement": b64u(sign_statement("device.v1", vouched.body(), keys.signing)),
        }
        kind = docs.mutation("finishRecovery", "FinishRecoveryInput", DEVICE_SHOWN)
        await self.wire.ask(kind, input=asked)
        if given["needed"] > 1:
            self.remarks.append(ALONE.format(k=given["needed"]))

    async def _take_seeds(self, secret: bytes, ceremony: str) -> int:
        """Open every intake seed that was sealed to the recovery key; gives their number.

        Raises:
            OtherKey: a seed is not that of the key that the node names.
        """
        given = (await self.wire.ask(WRAPS))["wraps"]
        key = keys_of.sealing_key(secret)
        for one in given:
            at = {"member": self.keys.member_id, "epoch": one["epoch"], "to_device": ceremony}
            opened = unwrap_seed(unb64u(one["wrap"]), key, **at)
            if opened.public != unb64u(one["publicKey"]):
                raise OtherKey
            self.keys.intake[one["epoch"]] = opened
        return len(given)


def _begun(home: Path, passphrase: str) -> tuple[Keystore, bytes, str]:
    """Give what was kept for the day of notice.

    Raises:
        NothingAsked: there is nothing.
        KeysDamaged: it is not what was written.
    """
    path = home / ASKED
    if not path.exists():
        raise NothingAsked
    try:
        said = vault.unlock(path.read_bytes(), passphrase)
        return load(home, passphrase), unb64u(said["secret"], 32), str(said["ceremony"])
    except (MalformedStatement, KeyError, ValueError):
        raise KeysDamaged from None
