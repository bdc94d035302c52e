"""Let those speak about whom is decided: answers to questions, replies to decisions, and appeals decided by others."""

from datetime import datetime

from directory import listed, rules, statements, store_workbench, vetting_errors, vetting_rules
from directory import store_vetting as archive
from directory.casebook import Reply
from directory.codes import ListingState
from directory.deciding import Uses, decide, held, may_review
from directory.fields import Fields
from directory.model import Decision, ShelfRow
from directory.once import once, seen
from kit.ids import check_id, new_id
from network import actions as network
from network.context import Transaction
from network.model import Caller, Role
from network.rules import require

LONGEST = 4_000


def _words(text: str, on_behalf_of: str | None) -> tuple[str, str | None]:
    """Return what was said, and for whom, without what hides or turns round what a person reads."""
    fields = Fields({"text": text, "onBehalfOf": on_behalf_of})
    return fields.text("text", LONGEST), fields.maybe_text("onBehalfOf", 200)


async def _say(
    tx: Transaction, caller: Caller, row: ShelfRow, decision_id: str, kind: str, text: str, on_behalf_of: str | None,
    now: datetime,
) -> None:  # fmt: skip
    reply = Reply(
        new_id(), row.id, row.current_version, decision_id, kind, text, caller.staff_id, caller.member_id,
        on_behalf_of, now,
    )  # fmt: skip
    await store_workbench.add_reply(tx, reply)
    await network.record(tx, caller, f"listing.{kind.lower()}", "Listing", row.id, now)


async def answer(
    tx: Transaction, caller: Caller, listing_id: str, text: str, on_behalf_of: str | None, expected: int, key: str, *,
    now: datetime,
) -> ShelfRow:  # fmt: skip
    """Answer the questions with which a version was sent back; it can be reviewed again, in the same words.

    Raises:
        NotYours, SpeakForMembers, OnWhoseBehalf: the caller was not asked.
        NothingAsked: no question is open.
        MissingField, TooLong, BadCharacter: the answer says nothing that can be read.
    """
    require(caller, *rules.PROPOSERS)
    said, behalf = _words(text, on_behalf_of)

    async def act() -> str:
        row = await held(tx, caller, listing_id, expected)
        known, answered = await archive.decisions_of(tx, row.id), await store_workbench.answered(tx, row.id)
        asked = vetting_rules.may_answer(caller, row, known, answered, behalf)
        await archive.next_round(tx, row, now)
        await _say(tx, caller, row, asked.id, "ANSWER", said, behalf, now)
        return row.id

    request = {"id": listing_id, "text": said, "behalf": behalf, "expected": expected}
    return await seen(tx, await once(tx, caller, key, "answerQuestions", request, act))


async def _decision(tx: Transaction, row: ShelfRow, decision_id: str) -> tuple[Decision, list[Decision]]:
    known = await archive.decisions_of(tx, row.id)
    for each in known:
        if each.id == check_id(decision_id, "decisionId"):
            return each, known
    raise vetting_errors.DecisionNotFound("decisionId")


async def reply(
    tx: Transaction, caller: Caller, listing_id: str, decision_id: str, text: str, on_behalf_of: str | None,
    appeals: bool, key: str, *, now: datetime,
) -> ShelfRow:  # fmt: skip
    """Add what the provider says to a decision, for good; as an appeal it is looked at by people who did not sign.

    Raises:
        NotYours, SpeakForMembers, OnWhoseBehalf: the caller does not speak for the provider.
        DecisionNotFound: there is no such decision.
        NoAppeal, AlreadyAppealed: it cannot be appealed, or was.
    """
    require(caller)
    said, behalf = _words(text, on_behalf_of)

    async def act() -> str:
        row = await seen(tx, listing_id)
        vetting_rules.may_speak_for_provider(caller, row, behalf)
        decision, known = await _decision(tx, row, decision_id)
        if appeals:
            vetting_rules.may_appeal(known, decision.id)
        await _say(tx, caller, row, decision.id, "APPEAL" if appeals else "REPLY", said, behalf, now)
        return row.id

    request = {"id": listing_id, "decision": decision_id, "text": said, "behalf": behalf, "appeal": appeals}
    return await seen(tx, await once(tx, caller, key, "replyToDecision", request, act))


async def decide_appeal(
    tx: Transaction, caller: Caller, appeal_id: str, uphold: bool, reason: str, statement: bytes, expected: int,
    key: str, *, now: datetime, uses: Uses | None = None, entry: bytes | None = None,
) -> ShelfRow:  # fmt: skip
    """Decide an appeal; upheld, it undoes the decision that it is against.

    Raises:
        AppealNotFound, AppealDecided, NoAppeal: there is nothing to decide.
        SignedBefore, OwnOrganisation, ProposersOrganisation, ConflictDeclared: somebody else decides.
        StatementMismatch, or a signature's own refusal: the `appeal.v1` statement is not the caller's word on this.
    """
    require(caller, Role.SECRETARIAT)
    said = rules.why(reason)
    appeal = await store_workbench.reply(tx, check_id(appeal_id, "appealId"))
    if appeal is None or appeal.kind != "APPEAL":
        raise vetting_errors.AppealNotFound("appealId")

    async def act() -> str:
        row = await held(tx, caller, appeal.listing_id, expected)
        await may_review(tx, caller, row)
        against, known = await _decision(tx, row, appeal.decision_id)
        reviews = await archive.reviews_of(tx, row.id, against.version)
        vetting_rules.may_decide_appeal(caller, appeal.id, against, known, reviews)
        signed = await network.verify_device_statement(tx, caller, statement, statements.APPEAL)
        statements.same(signed, statements.appeal_body(appeal.id, row.id, expected, uphold, said))
        to, again = vetting_rules.after_appeal(row, against, now) if uphold else (row.state, False)
        if again:
            await archive.next_round(tx, row, now)
        if to is not row.state:
            await archive.move(tx, await seen(tx, row.id), to, None, now)
        what = "APPEAL_UPHELD" if uphold else "APPEAL_REJECTED"
        await decide(tx, caller, row, to, what, said, statement, now, appeal.id)
        if uses is not None and row.state is ListingState.SUSPENDED and to is not row.state:
            await uses.lifted(tx, caller, row.id, now)
        await listed.moved(tx, caller, row, to, entry, now)
        return row.id

    request = {"appeal": appeal_id, "uphold": uphold, "reason": said, "expected": expected}
    return await seen(tx, await once(tx, caller, key, "decideAppeal", request, act))
