"""The door of a case inside one organisation: who is on it, and the keys that only they open."""

from typing import Annotated

import strawberry

from crypto.format import b64u
from kit.graph import Refused, door
from network.context import Context
from referrals import assigning, cases
from referrals.api_case_types import (
    AssignInput,
    CaseKeys,
    KeepCaseKeyInput,
    RecoveredCaseKey,
    RecoveredCaseKeys,
    SettleCaseKeyInput,
)
from referrals.api_types import ReferralNode

Info = strawberry.Info[Context, None]
Id = Annotated[strawberry.ID, strawberry.argument(description="The referral's id.")]
AssignArgument = Annotated[AssignInput, strawberry.argument(description="Who takes it on, and why.")]
KeepArgument = Annotated[KeepCaseKeyInput, strawberry.argument(description="The key.")]
SettleArgument = Annotated[SettleCaseKeyInput, strawberry.argument(description="Which key was read back.")]


async def case_of(info: Info, referral_id: str) -> CaseKeys:
    """Show a case's keys to the device that asks."""
    ctx = info.context
    async with ctx.read() as tx:
        found = await cases.shown(tx, ctx.caller, referral_id, ctx.shred, now=ctx.now)
    return CaseKeys.of(found, ctx.caller.device_id)


async def _assign(info: Info, name: str, input: AssignInput) -> ReferralNode:
    ctx, asked = info.context, input.assignment()
    async with ctx.write() as tx:
        moved = await assigning.assign(
            tx, ctx.caller, name, input.referral_id, asked, expected_version=input.expected_version,
            key=input.idempotency_key, shred=ctx.shred, now=ctx.now,
        )  # fmt: skip
    return ReferralNode.of(moved)


@strawberry.type
class CaseQuery:
    """Look at case keys."""

    @strawberry.field(
        description="The keys of a case, for those on it and for administrators, who can put others on it."
    )
    @door
    async def case_keys(self, info: Info, referral_id: Id) -> CaseKeys | Refused:
        """Show a case's keys."""
        return await case_of(info, referral_id)

    @strawberry.field(description="The case keys that a recovered device takes over, once its day is over.")
    @door
    async def recovered_case_keys(
        self,
        info: Info,
        after: Annotated[strawberry.ID | None, strawberry.argument(description="The last referral shown.")] = None,
        number: Annotated[int, strawberry.argument(description="The last number shown.")] = 0,
    ) -> RecoveredCaseKeys | Refused:
        """Show the case keys that were sealed to the recovery key."""
        ctx = info.context
        async with ctx.read() as tx:
            found, more = await cases.recovered(tx, ctx.caller, (after or "", number), ctx.shred)
        shown = [
            RecoveredCaseKey(referral_id=strawberry.ID(one.referral_id), number=one.number, wrap=b64u(one.wrap))
            for one in found
        ]
        return RecoveredCaseKeys(keys=shown, more=more)


@strawberry.type
class CaseMutation:
    """Keep case keys, and put colleagues on cases."""

    @strawberry.mutation(description="Keep a case key that your device made, or more of the newest one.")
    @door
    async def keep_case_key(self, info: Info, input: KeepArgument) -> CaseKeys | Refused:
        """Keep a case key."""
        ctx, handed = info.context, input.case_key.handed()
        async with ctx.write() as tx:
            await cases.keep(
                tx, ctx.caller, input.referral_id, handed, key=input.idempotency_key, shred=ctx.shred, now=ctx.now
            )
        return await case_of(info, input.referral_id)

    @strawberry.mutation(description="Delete older case keys, and your organisation's post-key wraps of the letters.")
    @door
    async def settle_case_key(self, info: Info, input: SettleArgument) -> CaseKeys | Refused:
        """Delete what opens a case past its newest key."""
        ctx = info.context
        async with ctx.write() as tx:
            await cases.settle(tx, ctx.caller, input.referral_id, input.number, shred=ctx.shred, now=ctx.now)
        return await case_of(info, input.referral_id)

    @strawberry.mutation(description="Put other colleagues on a referral that you received (administrators).")
    @door
    async def reassign_referral(self, info: Info, input: AssignArgument) -> ReferralNode | Refused:
        """Put other colleagues on a received referral."""
        return await _assign(info, "REASSIGN", input)

    @strawberry.mutation(description="Hand a referral that you sent to other colleagues (administrators).")
    @door
    async def hand_over_referral(self, info: Info, input: AssignArgument) -> ReferralNode | Refused:
        """Hand a sent referral to other colleagues."""
        return await _assign(info, "HAND_OVER", input)
