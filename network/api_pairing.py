"""Pairing over GraphQL: what a new device and the one that will vouch for it say to each other."""

from typing import Annotated

import strawberry

from crypto.format import b64u
from crypto.pairing import NONCE
from kit.graph import Refused, door
from network import model, pairing
from network.api_types import bytes_of

DeviceId = Annotated[strawberry.ID, strawberry.argument(description="The device that waits.")]


@strawberry.type(description="How far a new device and the one that answers it have come.")
class Pairing:
    """Show what both devices need for the short code."""

    device_id: strawberry.ID = strawberry.field(description="The device that waits.")
    commitment: str = strawberry.field(description="What the new device committed itself to, base64url.")
    sign_key: str | None = strawberry.field(description="The answering device's Ed25519 public key, base64url.")
    seal_key: str | None = strawberry.field(description="The answering device's X-Wing public key, base64url.")
    answer: str | None = strawberry.field(description="The answering device's number, base64url.")
    opening: str | None = strawberry.field(description="The new device's number, base64url.")

    @staticmethod
    def of(found: model.Pairing) -> "Pairing":
        """Make it from the noun."""
        return Pairing(
            device_id=strawberry.ID(found.device_id),
            commitment=b64u(found.commitment),
            sign_key=b64u(found.sign_key) if found.sign_key else None,
            seal_key=b64u(found.seal_key) if found.seal_key else None,
            answer=b64u(found.answer) if found.answer else None,
            opening=b64u(found.opening) if found.opening else None,
        )


@strawberry.input(description="An officer's device's answer to a new device.")
class AnswerPairingInput:
    """Hold an answer."""

    device_id: strawberry.ID = strawberry.field(description="The device that waits.")
    answer: str = strawberry.field(description="A number of 32 bytes that nobody could foresee, base64url.")


@strawberry.input(description="What opens a new device's commitment.")
class OpenPairingInput:
    """Hold an opening."""

    device_id: strawberry.ID = strawberry.field(description="The device that waits.")
    opening: str = strawberry.field(description="The number of 32 bytes that it committed itself to, base64url.")


@strawberry.type
class PairingQuery:
    """Ask how far two devices have come."""

    @strawberry.field(description="What a new device and the one that answers it have said. No sign-in is needed.")
    @door
    async def pairing(self, info: strawberry.Info, device_id: DeviceId) -> Pairing | Refused:
        """Show it."""
        ctx = info.context
        async with ctx.read(realm="node") as tx:
            return Pairing.of(await pairing.pairing(tx, device_id))


@strawberry.type
class PairingMutation:
    """Answer a new device, and open its commitment."""

    @strawberry.mutation(description="Answer a new device of your organisation, once (an officer's device).")
    @door
    async def answer_pairing(self, info: strawberry.Info, input: AnswerPairingInput) -> Pairing | Refused:
        """Answer it."""
        ctx, nonce = info.context, bytes_of(input.answer, "answer", NONCE)
        async with ctx.write() as tx:
            return Pairing.of(await pairing.answer(tx, ctx.caller, input.device_id, nonce, now=ctx.now))

    @strawberry.mutation(description="Open a new device's commitment after it was answered. No sign-in is needed.")
    @door
    async def open_pairing(self, info: strawberry.Info, input: OpenPairingInput) -> Pairing | Refused:
        """Open it."""
        ctx, nonce = info.context, bytes_of(input.opening, "opening", NONCE)
        async with ctx.write(realm="node") as tx:
            return Pairing.of(await pairing.open_(tx, input.device_id, nonce, now=ctx.now))
