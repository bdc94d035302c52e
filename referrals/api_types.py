"""What a referral on its way looks like over GraphQL."""

from datetime import date, datetime

import strawberry

from crypto.format import b64u
from kit.graph import PageInfo
from kit.page import encode_cursor
from network.context import Context
from referrals import agreement, loop, model
from referrals import api_consent_codes as api_consent_codes
from referrals.api_case_types import CaseKeys
from referrals.api_kinds import SENDER_NAME, SERVICE_TYPES
from referrals.api_siblings import SIBLINGS, Sibling


@strawberry.federation.type(
    name="Referral", keys=["id"], description="One woman on her way to one service: no name, no story."
)
class ReferralNode:
    """Show a referral to one of its two organisations."""

    id: strawberry.ID = strawberry.field(description="The referral's id; random.")
    need_id: strawberry.ID | None = strawberry.field(description="What she looks for; for the sender only.")
    from_member_id: strawberry.ID = strawberry.field(description="The organisation that sends.")
    to_member_id: strawberry.ID = strawberry.field(description="The organisation that receives.")
    listing_id: strawberry.ID = strawberry.field(description="The service.")
    listing_version: int = strawberry.field(description="The version of the listing that she was shown.")
    consent_id: strawberry.ID | None = strawberry.field(description="Her consent.")
    state: model.State = strawberry.field(description="Where it stands; the recipient sees the state before a pause.")
    paused: bool = strawberry.field(description="Whether it is paused; nothing new may flow.")
    mode: agreement.Mode = strawberry.field(description="How it travels.")
    org_feedback: model.OrgFeedback = strawberry.field(description="Whether the organisation gave its account.")
    her_feedback: model.HerFeedback = strawberry.field(description="Whether she gave hers; for the sender only.")
    attempts: int = strawberry.field(description="How often she was tried in vain; for the sender only.")
    decline_class: model.DeclineClass | None = strawberry.field(description="Why it was declined, coarsely.")
    outcome_class: model.OutcomeClass | None = strawberry.field(description="Whether she was served, coarsely.")
    reason: str | None = strawberry.field(description="The code of the last step's reason.")
    asked_category: str | None = strawberry.field(description="The category of facts that the recipient asked for.")
    drafted_at: datetime = strawberry.field(description="When it was drafted.")
    sent_at: datetime | None = strawberry.field(description="When it was sent.")
    first_contact_on: date | None = strawberry.field(description="The day of the first contact.")
    expected_on: date | None = strawberry.field(description="When a place is expected.")
    review_on: date | None = strawberry.field(description="When the waiting is looked at again.")
    started_on: date | None = strawberry.field(description="The day the service began.")
    due_at: datetime | None = strawberry.field(description="When the next step is due.")
    due_what: str | None = strawberry.field(description="Which step is due.")
    version: int = strawberry.field(description="The version to pass as expectedVersion next time.")
    siblings: list[Sibling] = SIBLINGS
    service_types: list[str] = SERVICE_TYPES
    sender_name: str = SENDER_NAME

    @classmethod
    def of(cls, one: model.Referral) -> "ReferralNode":
        """Translate."""
        same = {name: getattr(one, name) for name in _SAME}
        return cls(
            id=strawberry.ID(one.id),
            need_id=strawberry.ID(one.need_id) if one.need_id else None,
            from_member_id=strawberry.ID(one.from_member),
            to_member_id=strawberry.ID(one.to_member),
            listing_id=strawberry.ID(one.listing_id),
            consent_id=strawberry.ID(one.consent_id) if one.consent_id else None,
            paused=one.held_from is not None,
            **same,
        )

    @classmethod
    async def resolve_reference(cls, info: strawberry.Info[Context, None], id: strawberry.ID) -> "ReferralNode":
        """Answer a gateway under the same rule as the field `referral`."""
        ctx = info.context
        async with ctx.read() as tx:
            return cls.of(await loop.referral(tx, ctx.caller, id))


_SAME = (
    *("listing_version", "state", "mode", "org_feedback", "her_feedback", "attempts", "decline_class", "version"),
    *("outcome_class", "reason", "asked_category", "drafted_at", "sent_at", "first_contact_on", "expected_on"),
    *("review_on", "started_on", "due_at", "due_what"),
)


@strawberry.type(description="A referral in a list.")
class ReferralEdge:
    """Hold one entry of a list."""

    cursor: str = strawberry.field(description="The marker of this entry.")
    node: ReferralNode = strawberry.field(description="The referral.")


@strawberry.type(description="A page of referrals, newest first.")
class ReferralConnection:
    """Hold a page of referrals."""

    edges: list[ReferralEdge] = strawberry.field(description="The referrals of this page.")
    page_info: PageInfo = strawberry.field(description="Where this page ends.")

    @classmethod
    def of(cls, found: list[model.Referral], more: bool) -> "ReferralConnection":
        """Translate."""
        edges = [
            ReferralEdge(cursor=encode_cursor([one.drafted_at.isoformat(), one.id]), node=ReferralNode.of(one))
            for one in found
        ]
        return cls(edges=edges, page_info=PageInfo(has_next_page=more, end_cursor=edges[-1].cursor if edges else None))


@strawberry.type(description="One step that was taken on a referral.")
class ReferralEvent:
    """Show one step."""

    seq: int = strawberry.field(description="The referral's version after it.")
    name: str = strawberry.field(description="The step.")
    from_state: str = strawberry.field(description="The state before.")
    to_state: str = strawberry.field(description="The state after.")
    by_actor: str = strawberry.field(description="As whom it was taken: A, A+, B, B+, W, S or T.")
    by_member_id: str = strawberry.field(description="By which organisation; empty for her and for the node.")
    reason: str | None = strawberry.field(description="The code of its reason.")
    at: datetime = strawberry.field(description="When.")


@strawberry.type(description="The steps of a referral, in order.")
class ReferralHistory:
    """Hold the steps of a referral."""

    events: list[ReferralEvent] = strawberry.field(description="The steps.")

    @classmethod
    def of(cls, events: list[model.Event]) -> "ReferralHistory":
        """Translate."""
        return cls(
            events=[
                ReferralEvent(
                    seq=one.seq,
                    name=one.name,
                    from_state=one.from_state,
                    to_state=one.to_state,
                    by_actor=one.by_actor,
                    by_member_id=one.by_member,
                    reason=one.reason,
                    at=one.at,
                )
                for one in events
            ]
        )


@strawberry.type(description="One sealed letter of a referral. The node cannot read it.")
class SealedEnvelope:
    """Show one sealed letter."""

    envelope_id: str = strawberry.field(description="The envelope's id: a hash of its bytes, base64url.")
    kind: str = strawberry.field(description="SEND, REPLY, STATUS or FEEDBACK.")
    seq: int = strawberry.field(description="Its place in the thread of its sender.")
    from_member_id: str = strawberry.field(description="Who sealed it; empty when it comes from the woman herself.")
    to_member_id: str = strawberry.field(description="Who can open it.")
    at: datetime = strawberry.field(description="When it was stored.")
    data: str | None = strawberry.field(description="The envelope's JSON; null after it was shredded.")


@strawberry.type(description="The sealed letters of a referral, in the order they were stored.")
class EnvelopeList:
    """Hold the sealed letters of a referral."""

    envelopes: list[SealedEnvelope] = strawberry.field(description="The letters.")
    case: CaseKeys = strawberry.field(description="Who of your organisation is on the case, and its keys.")

    @classmethod
    def of(cls, kept: list[model.Kept], case: CaseKeys) -> "EnvelopeList":
        """Translate."""
        return cls(
            case=case,
            envelopes=[
                SealedEnvelope(
                    envelope_id=b64u(one.env_id),
                    kind=one.kind,
                    seq=one.seq,
                    from_member_id=one.sender,
                    to_member_id=one.recipient,
                    at=one.at,
                    data=one.data.to_bytes().decode() if one.data else None,
                )
                for one in kept
            ],
        )


@strawberry.type(description="A word without content: look at this referral.")
class Notice:
    """Show a notice."""

    cursor: str = strawberry.field(description="The marker of this notice.")
    referral_id: strawberry.ID | None = strawberry.field(description="The referral; null where alerts wait for you.")
    kind: str = strawberry.field(description="What happened to it.")
    erase_by: datetime | None = strawberry.field(description="Until when what was opened must be erased.")
    at: datetime = strawberry.field(description="When it happened.")

    @classmethod
    def of(cls, one: model.Notice) -> "Notice":
        """Translate."""
        return cls(
            cursor=encode_cursor([one.at.isoformat(), one.id]),
            referral_id=strawberry.ID(one.referral_id) if one.referral_id else None,
            kind=one.kind,
            erase_by=one.erase_by,
            at=one.at,
        )


@strawberry.type(description="A page of notices, newest first.")
class NoticePage:
    """Hold a page of notices."""

    notices: list[Notice] = strawberry.field(description="The notices.")
    page_info: PageInfo = strawberry.field(description="Where this page ends.")

    @classmethod
    def of(cls, found: list[model.Notice], more: bool) -> "NoticePage":
        """Translate."""
        shown = [Notice.of(one) for one in found]
        ends = PageInfo(has_next_page=more, end_cursor=shown[-1].cursor if shown else None)
        return cls(notices=shown, page_info=ends)
