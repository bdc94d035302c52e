"""The secretariat's workbench: what waits and why, drafts nobody else sees, rounds, conflicts, history, coverage."""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from directory.casebook import Cover
from directory.workbench import few_hidden
from kit import clock
from kit.ids import new_id
from network.model import Role
from tests.directory.office import Office, Person, actions_checklist

QUEUE = (
    "query($why: [QueueReason!], $days: Int, $first: Int, $after: String) { vettingQueue(why: $why, withinDays: $days,"
    " first: $first, after: $after) { ... on QueuePage { totalCount items { listing { id } why dueOn highRisk }"
    " counts { why listings } pageInfo { hasNextPage endCursor } } ... on Refused { code } } }"
)
DRAFT = "... on ReviewDraft { version saved note answers { question value evidence source date } }"
READ = f"query($id: ID!) {{ reviewDraft(id: $id) {{ {DRAFT} ... on Refused {{ code }} }} }}"
HISTORY = (
    "query($id: ID!, $first: Int, $after: String) { listingHistory(id: $id, first: $first, after: $after) {"
    " ... on ListingHistory { totalCount entries { id kind version fromState toState reason text byMember byMemberName"
    " byPerson onBehalfOf about signed } pageInfo { hasNextPage endCursor } } ... on Refused { code } } }"
)
COVERAGE = (
    "query($d: Int) { coverage(withinDays: $d) { ... on Coverage { rows { country serviceType offered expiring expired"
    " disputed stale used neverUsed } } ... on Refused { code } } }"
)


async def waits(office: Office, **more: Any) -> dict[str, list[str]]:
    """Give what waits: a listing's reasons by its id, in the order of the queue."""
    page = await office.raw(office.first, QUEUE, **more)
    return {each["listing"]["id"]: each["why"] for each in page["items"]}


async def everything(owner: Any) -> list[Any]:
    """Give what a refusal must leave as it was."""
    tables = ("listings", "reviews", "decisions", "replies", "review_drafts", "conflicts", "notices")
    return [await owner.fetch(f"SELECT * FROM directory.{table} ORDER BY 1, 2") for table in tables]


async def renewal(office: Office, listing: dict[str, Any], person: Person | None = None) -> dict[str, Any]:
    said = {"id": listing["id"], "expectedVersion": listing["expectedVersion"]}
    return await office.ask(person or office.first, "startRenewal", "StartReviewInput", **said)


async def test_the_queue_says_why_each_listing_waits_and_what_is_due_first(office: Office) -> None:
    proposal = await office.proposed(sourceId="a")
    once = await office.start(await office.proposed(sourceId="b"))
    await office.review(office.first, once)
    back = await office.start(await office.proposed(sourceId="c"))
    returned = await office.review(office.first, back, verdict="RETURN", note="Which levels?")
    disputed = await office.start(await office.proposed(sourceId="d"))
    await office.review(office.first, disputed)
    await office.decide(office.first, "disputeListing", await office.review(office.second, disputed))

    queue = await waits(office)
    assert queue == {
        once["id"]: ["SECOND_SIGNATURE"], proposal["id"]: ["NEW_PROPOSAL"], disputed["id"]: ["DISPUTED"],
    }  # fmt: skip
    assert next(iter(queue)) == once["id"]
    said = {"id": returned["id"], "expectedVersion": returned["expectedVersion"], "text": "A1 and A2."}
    await office.ask(office.school, "answerQuestions", "AnswerQuestionsInput", **said)
    assert (await waits(office))[returned["id"]] == ["ANSWERED"]
    assert await waits(office, why=["DISPUTED"]) == {disputed["id"]: ["DISPUTED"]}


async def test_what_expires_soon_waits_too_and_the_span_is_asked_for(office: Office) -> None:
    listing = await office.vetted()

    assert await waits(office) == {}
    assert await waits(office, days=366) == {listing["id"]: ["EXPIRING"]}
    office.later = timedelta(days=340)
    assert await waits(office) == {listing["id"]: ["EXPIRING"]}


async def test_on_the_same_day_what_houses_or_hires_comes_first_and_pages_keep_the_order(office: Office) -> None:
    calm = [(await office.proposed(sourceId=f"s{each}"))["id"] for each in range(3)]
    home = await office.proposed(sourceId="home", serviceTypes=["ACCOMMODATION"], places=[])

    seen: list[str] = []
    after = None
    while True:
        page = await office.raw(office.first, QUEUE, first=1, after=after)
        assert page["totalCount"] == 4
        assert page["counts"] == [{"why": "NEW_PROPOSAL", "listings": 4}]
        seen += [each["listing"]["id"] for each in page["items"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert seen == [home["id"], *sorted(calm)]


@pytest.mark.parametrize(
    "said, code",
    [
        ({"days": 0}, "BAD_DAYS"),
        ({"days": 400}, "BAD_DAYS"),
        ({"first": 0}, "BAD_PAGE_SIZE"),
        ({"after": "x"}, "BAD_CURSOR"),
    ],
)
async def test_a_queue_of_nonsense_is_refused(office: Office, said: dict[str, Any], code: str) -> None:
    assert (await office.raw(office.first, QUEUE, **said))["code"] == code


async def draft(office: Office, person: Person, listing: dict[str, Any], **more: Any) -> dict[str, Any]:
    said = {"id": listing["id"], "version": listing["currentVersion"], "expectedSaved": 0, "note": "Ask for the rules.",
            "answers": [{"question": "A1", "value": "YES"}, {"question": "A2", "evidence": "seen"}],
            **more}  # fmt: skip
    refused = "... on Refused { code field currentVersion }"
    text = f"mutation($i: SaveReviewDraftInput!) {{ saveReviewDraft(input: $i) {{ {DRAFT} {refused} }} }}"
    found: dict[str, Any] = await office.raw(person, text, i=said)
    return found


async def test_a_reviewer_keeps_a_draft_that_nobody_else_sees_until_she_signs(office: Office, owner: Any) -> None:
    listing = await office.started()

    saved = await draft(office, office.first, listing)
    mine, hers = [await office.raw(each, READ, id=listing["id"]) for each in (office.first, office.second)]
    async with office.context_of(office.second.caller).read() as tx:
        assert await tx.fetchval("SELECT count(*) FROM directory.review_drafts") == 0
    async with office.context_of(office.first.caller).read() as tx:
        assert await tx.fetchval("SELECT count(*) FROM directory.review_drafts") == 1
    again = await draft(office, office.first, listing, expectedSaved=1, note="")
    late = await draft(office, office.first, listing, expectedSaved=1, note="Lost.")

    assert mine == saved
    assert (saved["saved"], again["saved"], hers["saved"]) == (1, 2, 0)
    assert saved["answers"][1] == {"question": "A2", "value": None, "evidence": "seen", "source": None, "date": None}
    assert (late["code"], late["currentVersion"]) == ("DRAFT_CHANGED", 2)
    await office.review(office.first, listing)
    assert await owner.fetchval("SELECT count(*) FROM directory.review_drafts") == 0


@pytest.mark.parametrize(
    "more, code",
    [
        ({"answers": [{"question": "Z9"}]}, "UNKNOWN_QUESTION"),
        ({"answers": [{"question": "A1"}, {"question": "A1"}]}, "DUPLICATE_FACT"),
        ({"answers": [{"question": "A1", "source": "x" * 5_000}]}, "TOO_LONG"),
        ({"note": "turned \u202e round"}, "BAD_CHARACTER"),
        ({"version": 7}, "LISTING_STALE"),
        ({"expectedSaved": 3}, "DRAFT_CHANGED"),
        ({"id": "0" * 32}, "LISTING_NOT_FOUND"),
    ],
)
async def test_a_draft_is_refused_with(office: Office, owner: Any, more: dict[str, Any], code: str) -> None:
    listing = await office.started()
    before = await everything(owner)

    assert (await draft(office, office.first, listing, **more))["code"] == code
    assert (await draft(office, office.school, listing))["code"] == "ROLE_MISSING"
    assert await everything(owner) == before


INCOMPLETE: dict[str, tuple[dict[str, Any], str]] = {
    "a source of blanks": ({"source": "  "}, "CHECKLIST_INCOMPLETE"),
    "no evidence": ({"evidence": ""}, "CHECKLIST_INCOMPLETE"),
    "a day that has not come": ({"date": (clock.now() + timedelta(days=3)).date().isoformat()}, "ANSWER_IN_FUTURE"),
}


@pytest.mark.parametrize("sentence", INCOMPLETE)
async def test_a_review_is_refused_with(office: Office, owner: Any, sentence: str) -> None:
    listing = await office.started()
    change, code = INCOMPLETE[sentence]
    answers = [
        {"question": each.id, "value": "YES", "evidence": "seen", "source": "visit", "date": "2026-11-20"}
        for each in actions_checklist()
    ]
    before = await everything(owner)

    refused = await office.review(office.first, listing, answers=[{**answers[0], **change}, *answers[1:]])

    assert refused["code"] == code
    assert await everything(owner) == before


async def test_a_declared_conflict_keeps_a_reviewer_from_every_service_of_the_provider(
    office: Office, people: Any, owner: Any
) -> None:
    listing, other = await office.started(), await office.proposed(sourceId="other")
    said = {"id": listing["id"], "note": "My sister teaches there."}
    third = await people("Secretariat", Role.SECRETARIAT)

    assert (await office.ask(office.school, "declareConflict", "DeclareConflictInput", **said))[
        "code"
    ] == "ROLE_MISSING"
    none = await office.ask(office.first, "declareConflict", "DeclareConflictInput", **{**said, "note": " "})
    assert none["code"] == "MISSING_FIELD"
    assert "code" not in await office.ask(office.first, "declareConflict", "DeclareConflictInput", **said)
    twice = await office.ask(office.first, "declareConflict", "DeclareConflictInput", **said)
    before = await everything(owner)

    assert twice["code"] == "CONFLICT_KNOWN"
    assert (await office.review(office.first, listing))["code"] == "CONFLICT_DECLARED"
    assert (await office.start(other))["code"] == "CONFLICT_DECLARED"
    assert await everything(owner) == before
    await office.review(office.second, listing)
    assert (await office.review(third, listing))["state"] == "VETTED"


async def test_the_database_refuses_a_review_in_spite_of_a_conflict_or_in_anothers_name(office: Office) -> None:
    listing = await office.started()
    await office.ask(office.first, "declareConflict", "DeclareConflictInput", id=listing["id"], note="Family.")
    text = (
        "INSERT INTO directory.reviews (id, listing_id, version, reviewer_staff, reviewer_member, answers, verdict,"
        " note, statement, at) VALUES ($1, $2, 1, $3, $4, '[]', 'APPROVE', '', 'x', now())"
    )
    for person, name in ((office.first, office.first), (office.second, office.first)):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with office.context_of(person.caller).write() as tx:
                await tx.execute(text, new_id(), listing["id"], name.caller.staff_id, name.caller.member_id)


async def test_a_renewal_begins_before_expiry_and_leaves_the_service_in_force(office: Office, owner: Any) -> None:
    listing = await office.vetted()
    before = await everything(owner)
    assert (await renewal(office, listing))["code"] == "TOO_EARLY"
    assert await everything(owner) == before
    office.later = timedelta(days=300)

    begun = await renewal(office, listing)
    assert (await renewal(office, begun))["code"] == "RENEWAL_RUNS"
    assert (await office.offered(listing["id"], 1)).version == 1
    once = await office.review(office.first, begun)
    assert (await office.review(office.first, begun))["code"] == "REVIEWER_TWICE"
    assert (once["state"], once["verifiedAt"], once["expiresAt"]) == (
        "VETTED",
        listing["verifiedAt"],
        listing["expiresAt"],
    )
    twice = await office.review(office.second, once)

    assert (twice["state"], twice["vettedVersion"]) == ("VETTED", 1)
    assert twice["verifiedAt"] > listing["verifiedAt"]
    assert twice["expiresAt"] > listing["expiresAt"]
    assert (await renewal(office, twice))["code"] == "TOO_EARLY"


async def test_a_renewal_is_refused_while_new_words_wait_or_to_those_who_may_not(office: Office, owner: Any) -> None:
    listing = await office.vetted()
    proposal = await office.proposed(sourceId="p")
    new = {"id": listing["id"], "content": office.content(), "expectedVersion": listing["expectedVersion"]}
    revised = await office.ask(office.school, "reviseListing", "ReviseListingInput", **new)
    office.later = timedelta(days=300)
    before = await everything(owner)

    assert (await renewal(office, revised))["code"] == "NEW_WORDS_WAIT"
    assert (await renewal(office, proposal))["code"] == "WRONG_STATE"
    assert (await renewal(office, revised, office.school))["code"] == "ROLE_MISSING"
    assert (await renewal(office, listing))["code"] == "VERSION_CHANGED"
    assert await everything(owner) == before


async def test_the_history_is_one_line_of_who_did_what_when_and_why(office: Office, owner: Any) -> None:
    listing = await office.vetted()
    stopped = await office.decide(office.first, "suspendListing", listing)
    await owner.execute("UPDATE network.staff SET display_name = 'Vera' WHERE id = $1", office.first.caller.staff_id)

    hers = await office.raw(office.first, HISTORY, id=listing["id"])
    theirs = await office.raw(office.school, HISTORY, id=listing["id"])

    told = [(each["kind"], each["reason"]) for each in hers["entries"]]
    assert told == [
        ("WORDS", None), ("DECISION", "REVIEW_STARTED"), ("REVIEW", "APPROVE"), ("REVIEW", "APPROVE"),
        ("DECISION", "VETTED"), ("DECISION", "SUSPENDED"),
    ]  # fmt: skip
    last = hers["entries"][-1]
    assert (last["reason"], last["fromState"], last["toState"], last["text"], last["signed"]) == (
        "SUSPENDED", "VETTED", stopped["state"], "A complaint.", True,
    )  # fmt: skip
    assert (last["byPerson"], last["byMemberName"]) == ("Vera", "Secretariat")
    assert {each["byPerson"] for each in theirs["entries"]} == {None}
    assert "REVIEW" not in {each["kind"] for each in theirs["entries"]}
    assert theirs["totalCount"] == len(theirs["entries"]) == 4
    assert (await office.raw(office.stranger, HISTORY, id=listing["id"]))["code"] == "LISTING_NOT_FOUND"


async def test_the_history_is_turned_page_by_page_and_closed_to_strangers(office: Office) -> None:
    listing = await office.vetted()
    whole = await office.raw(office.first, HISTORY, id=listing["id"])

    pages, after = [], None
    for _ in range(whole["totalCount"]):
        page = await office.raw(office.first, HISTORY, id=listing["id"], first=1, after=after)
        pages += page["entries"]
        after = page["pageInfo"]["endCursor"]

    assert pages == whole["entries"]
    assert not page["pageInfo"]["hasNextPage"]
    assert (await office.raw(office.stranger, HISTORY, id=listing["id"]))["code"] == "NOT_YOUR_LISTING"
    assert (await office.raw(office.first, HISTORY, id=listing["id"], after="x"))["code"] == "BAD_CURSOR"


async def test_the_coverage_counts_by_country_and_kind_for_the_secretariat(office: Office) -> None:
    listing = await office.vetted()
    other = await office.start(await office.proposed(sourceId="b", serviceTypes=["CHILDCARE", "LEGAL_AID"]))
    await office.review(office.first, other)
    await office.decide(office.first, "disputeListing", await office.review(office.second, other))

    rows = (await office.raw(office.first, COVERAGE, d=366))["rows"]

    assert rows[-1] == {
        "country": None, "serviceType": None, "offered": 2, "expiring": 2, "expired": 0, "disputed": 1, "stale": 0,
        "used": 0, "neverUsed": 2,
    }  # fmt: skip
    assert {row["serviceType"]: row["offered"] for row in rows if row["serviceType"]} == {
        "CHILDCARE": 1, "LEGAL_AID": 1, "LANGUAGE_COURSE": 1,
    }  # fmt: skip
    assert listing["state"] == "VETTED"
    office.later = timedelta(days=400)
    rows = (await office.raw(office.first, COVERAGE))["rows"]
    assert (rows[-1]["offered"], rows[-1]["expired"]) == (0, 2)
    assert (await office.raw(office.first, COVERAGE, d=0))["code"] == "BAD_DAYS"


async def test_a_member_sees_no_number_below_five(office: Office) -> None:
    await office.vetted()

    rows = (await office.raw(office.stranger, COVERAGE))["rows"]

    assert [row["serviceType"] for row in rows] == ["LANGUAGE_COURSE"]
    assert {value for row in rows for name, value in row.items() if name not in ("country", "serviceType")} == {None}


def test_how_many_services_were_used_is_told_to_no_member_for_two_looks_would_show_a_referral() -> None:
    """Five used today and six tomorrow: somebody was sent to one of the rest in between."""
    for used, unused in ((5, 50), (6, 49)):
        row = few_hidden(Cover("AT", "CHILDCARE", used + unused, 0, 0, 0, 0, unused, used))
        assert (row.offered, row.used, row.never_used) == (55, None, None)
    assert few_hidden(Cover("AT", "CHILDCARE", 9, 4, 5, 0, 3, 4, 5)) == Cover(
        "AT", "CHILDCARE", 9, None, 5, None, None, None, None
    )
