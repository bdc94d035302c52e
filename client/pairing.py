"""A short code that a new device shows and an officer types in, so that a node between them cannot swap a key.

SPEC.md section 22. The new device takes one answer for ever, and keeps it before it opens its commitment.
"""

from typing import Any

from client import documents as docs
from client.keystore import Keystore
from client.pairing_errors import NotAnswered, NothingToPair, NotOpened, OtherCode
from client.post import Post
from client.shapes import Device
from crypto.errors import CryptoError
from crypto.format import b64u, unb64u
from crypto.pairing import NONCE, Keys, commit, short_code

SHOWN = "Pairing { deviceId commitment signKey sealKey answer opening }"
PAIRING = f"query ($id: ID!) {{ pairing(deviceId: $id) {{ ... on {SHOWN} {docs.REFUSED} }} }}"


class Pairing(Post):
    """Show a new device's code, and answer a new device."""

    async def code(self) -> str:
        """Give the 8 digits of this new device, to be read to the officer who answered it.

        Raises:
            NotAnswered: nobody has.
            NothingToPair: the device was enrolled without a commitment.
        """
        keys = self.keys
        if not keys.pairing:
            raise NothingToPair
        with self.wire.unsigned():
            if "answer" not in keys.pairing:
                await self._take_answer(keys)
            asked = {"deviceId": keys.device_id, "opening": keys.pairing["nonce"]}
            await self.wire.ask(docs.mutation("openPairing", "OpenPairingInput", SHOWN), input=asked)
        return _code(keys, keys.pairing["answer"])

    async def _take_answer(self, keys: Keystore) -> None:
        found = await self.wire.ask(PAIRING, id=keys.device_id)
        if found["answer"] is None:
            raise NotAnswered(keys.device_id)
        answer = [found["signKey"], found["sealKey"], found["answer"]]
        _code(keys, answer)
        keys.pairing = {**keys.pairing, "answer": answer}
        keys.save()

    async def answer(self, device_id: str) -> dict[str, Any]:
        """Answer a new device, so that it can show its code; the same again gives the same answer.

        The number comes from this device's key and the commitment, so that one commitment has one answer.
        """
        found = await self.wire.ask(PAIRING, id=device_id)
        asked = {"deviceId": device_id, "answer": b64u(self._nonce(unb64u(found["commitment"])))}
        kind = docs.mutation("answerPairing", "AnswerPairingInput", SHOWN)
        answered: dict[str, Any] = await self.wire.ask(kind, input=asked)
        return answered

    async def _same_code(self, device: Device, code: str) -> None:
        """Go on only if the new device shows the code that follows from what this device was told."""
        found = await self.answer(device["id"])
        if found["opening"] is None:
            raise NotOpened
        commitment = unb64u(found["commitment"])
        new = (unb64u(device["signKey"]), unb64u(device["sealKey"]))
        own = (self.keys.signing.public, self.keys.sealing.public)
        try:
            right = short_code(commitment, new, unb64u(found["opening"]), own, self._nonce(commitment))
        except CryptoError:
            raise OtherCode from None
        if "".join(code.split()) != "".join(right.split()):
            raise OtherCode

    def _nonce(self, commitment: bytes) -> bytes:
        return unb64u(self.keys.mark(b"pairing", commitment))


def commitment_of(keys: Keystore) -> bytes:
    """Give what a new device commits itself to (32 bytes); its number is kept with its keys."""
    return commit((keys.signing.public, keys.sealing.public), unb64u(keys.pairing["nonce"], NONCE))


def _code(keys: Keystore, answer: list[str]) -> str:
    sign, seal, nonce = (unb64u(one) for one in answer)
    old: Keys = (sign, seal)
    new: Keys = (keys.signing.public, keys.sealing.public)
    return short_code(commitment_of(keys), new, unb64u(keys.pairing["nonce"]), old, nonce)
