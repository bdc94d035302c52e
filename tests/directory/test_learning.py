"""The directory learns from what women found, and from nothing that would tell which of them said it."""

from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from directory import actions, learning_rules
from directory.casebook import Report
from directory.codes import CriterionKind, ReportKind, Severity
from directory.model import Signals
from kit.ids import new_id
from network.model import ANONYMOUS
from tests.directory.office import Office

DAY = date(2027, 3, 3)
CHECKS = (
    "query($id: ID!) { listingChecks(id: $id) { ... on ListingChecks { checks { id rule criterion dueOn } } "
    "... on Refused { code } } }"
)
END = "mutation($id: ID!) { endCheck(id: $id) { ... on Reported { id } ... on Refused { code } } }"
QUEUE = "query { vettingQueue { ... on QueuePage { items { listing { id } why } } } }"


def said(kind: ReportKind, *, criterion: CriterionKind | None = None, severity: Severity | None = None,
         days: int = 0, owner: bool = False) -> Report:  # fmt: skip
    return Report(new_id(), "a", kind, criterion, severity, DAY - timedelta(days=days), owner)


K, C, RED, AMBER = ReportKind, CriterionKind, Severity.RED, Severity.AMBER
TABLE = {
    "one report on a condition is not enough": ([said(K.CRITERION_STRICTER, criterion=C.AGE)], []),
    "two on one condition dispute it": (
        [said(K.CRITERION_STRICTER, criterion=C.AGE), said(K.CRITERION_LOOSER, criterion=C.AGE, days=300)],
        ["CRITERION_DISPUTED"],
    ),
    "two on two conditions dispute none": (
        [said(K.CRITERION_STRICTER, criterion=C.AGE), said(K.CRITERION_STRICTER, criterion=C.FEE)], [],
    ),
    "what is older than a year counts no more": (
        [said(K.CRITERION_STRICTER, criterion=C.AGE), said(K.CRITERION_STRICTER, criterion=C.AGE, days=365)], [],
    ),
    "one of the owner's own disputes it": (
        [said(K.CRITERION_LOOSER, criterion=C.FEE, owner=True)], ["CRITERION_DISPUTED"],
    ),
    "two declines of women who met every condition bring a check": (
        [said(K.ELIGIBLE_DECLINED), said(K.ELIGIBLE_DECLINED)], ["ELIGIBLE_DECLINED"],
    ),
    "one red report on safety proposes a suspension": (
        [said(K.SAFEGUARDING, severity=RED)], ["SUSPENSION_PROPOSED"],
    ),
    "one amber report on safety does nothing yet": ([said(K.SAFEGUARDING, severity=AMBER)], []),
    "two amber concerns bring a check": (
        [said(K.SAFEGUARDING, severity=AMBER), said(K.SAFEGUARDING, severity=AMBER)], ["CONCERNS"],
    ),
    "a confirmed breach is an incident": ([said(K.CONFIDENTIALITY, severity=RED)], ["INCIDENT"]),
    "two reports of discrimination bring a check": (
        [said(K.DISCRIMINATION, severity=AMBER), said(K.DISCRIMINATION, severity=AMBER)], ["DISCRIMINATION"],
    ),
    "a severe one alone does": ([said(K.DISCRIMINATION, severity=RED)], ["DISCRIMINATION"]),
    "one of five who would not go again is no low share": ([said(K.NOT_SAFE_AGAIN)], []),
    "two of five are": ([said(K.NOT_SAFE_AGAIN), said(K.NOT_SAFE_AGAIN)], ["NOT_SAFE_AGAIN"]),
}  # fmt: skip


@pytest.mark.parametrize("case", TABLE)
def test_what_follows_from_reports(case: str) -> None:
    reports, expected = TABLE[case]

    assert [each.rule.name for each in learning_rules.from_reports("a", reports, 5, DAY)] == expected


def test_a_share_of_fewer_than_five_accounts_is_never_looked_at() -> None:
    reports = [said(K.NOT_SAFE_AGAIN)] * 4

    assert list(learning_rules.from_reports("a", reports, 4, DAY)) == []


SILENCE = {
    "one silence is nothing": ([1], None, None, None),
    "two in 90 days warn": ([1, 89], None, None, "NO_ANSWER_WARNED"),
    "what is older counts no more": ([1, 90], None, None, None),
    "nobody is warned twice in 90 days": ([1, 2, 3], 2, None, None),
    "four pause": ([1, 2, 3, 4], 2, None, "NO_ANSWER_PAUSED"),
    "what was paused for once is not paused for again": ([1, 20, 21, 22, 23], None, 10, None),
}


@pytest.mark.parametrize("case", SILENCE)
def test_what_follows_from_silence(case: str) -> None:
    days, warned, paused, expected = SILENCE[case]
    ago = [DAY - timedelta(days=day) for day in days]
    before = [None if each is None else DAY - timedelta(days=each) for each in (warned, paused)]

    found = learning_rules.from_silence("a", ago, *before, DAY)

    assert (found and found.rule.name) == expected


def test_two_erasures_without_a_word_bring_a_review_of_the_membership_once() -> None:
    late = [DAY - timedelta(days=3), DAY - timedelta(days=200)]

    assert learning_rules.from_debts("a", late, None, DAY)
    assert learning_rules.from_debts("a", late[:1], None, DAY) is None
    assert learning_rules.from_debts("a", late, DAY - timedelta(days=100), DAY) is None


def found(name: str) -> learning_rules.Found:
    return learning_rules.Found(next(rule for rule in learning_rules.RULES if rule.name == name), "a")


def test_the_day_of_a_check_tells_hardly_which_of_two_women_spoke() -> None:
    """Whoever knows that one of two women, there two weeks apart, spoke, and sees the check, guesses little better."""
    chance, rounds = Random(5), 4000
    opened = [
        Counter(
            learning_rules.opens(found("NOT_SAFE_AGAIN"), DAY + timedelta(days=days), chance) for _ in range(rounds)
        )
        for days in (0, 14)
    ]

    right = sum(max(counts[day] for counts in opened) for day in set(opened[0]) | set(opened[1])) / (2 * rounds)

    assert right < 0.65
    assert all(day.weekday() == 0 for counts in opened for day in counts)


def test_a_check_says_with_at_most_one_in_five_that_somebody_asked_for_it() -> None:
    """Of all checks that a provider can see, one in five or fewer has a reason, and the others fall on all alike."""
    chance, others = Random(7), [f"{number:02}" for number in range(40)]
    asked, chosen = 0, Counter()
    for _ in range(1000):
        caused = chance.choice((0, 0, 0, 1, 1, 2))
        drawn = learning_rules.cover(caused, others, chance)
        assert len(drawn) == len(set(drawn)) == max(1, 4 * caused)
        asked += caused
        chosen.update(drawn)

    assert asked / (asked + chosen.total()) <= 0.2
    expected = chosen.total() / len(others)
    assert sum((chosen[each] - expected) ** 2 / expected for each in others) < 72.1  # chi square, 39 degrees, 0.1 %


async def learn(office: Office, days: int = 0, signals: Signals | None = None, seed: int = 1) -> int:
    office.later = timedelta(days=days)
    context = office.context_of(ANONYMOUS)

    class Uses:
        async def signals(self, tx: Any, today: date) -> Signals:
            return signals or Signals({}, {}, {})

    async with context.write(realm="node") as tx:
        return await actions.learn(tx, Uses(), now=context.now + office.later, chance=Random(seed))  # type: ignore[arg-type]


async def report(office: Office, listing: dict[str, Any], *more: Any, person: Any = None) -> None:
    context = office.context(person or office.stranger)
    async with context.write() as tx:
        await actions.report(tx, context.caller, listing["id"], 1, *more, now=context.now)


async def why(office: Office) -> dict[str, list[str]]:
    page = await office.raw(office.first, QUEUE)
    return {each["listing"]["id"]: each["why"] for each in page["items"]}


async def notices(owner: Any, member: str) -> list[str]:
    return [row["kind"] for row in await owner.fetch("SELECT kind FROM directory.notices WHERE member_id = $1", member)]


async def test_two_reports_dispute_one_condition_in_the_search_until_the_service_is_offered_again(
    office: Office, owner: Any
) -> None:
    listing = await office.vetted()
    show = "query($id: ID!) { listing(id: $id) { ... on Listing { state criteria { kind disputed } } } }"
    kind = (await office.raw(office.school, show, id=listing["id"]))["criteria"][0]["kind"]
    await report(office, listing, "CRITERION_STRICTER", kind)
    await report(office, listing, "CRITERION_LOOSER", kind)

    await learn(office)
    waiting = (await office.look(office.school, listing["id"]))["state"]
    await learn(office, 21)

    assert waiting == "VETTED"
    seen = await office.raw(office.school, show, id=listing["id"])
    assert seen["state"] == "DISPUTED"
    assert {each["kind"]: each["disputed"] for each in seen["criteria"]}[kind] is True
    assert [each["kind"] for each in seen["criteria"] if each["disputed"]] == [kind]
    assert (await notices(owner, office.school.caller.member_id))[-1] == "CRITERION_DISPUTED"
    assert "DISPUTED" in (await why(office))[listing["id"]]

    again = await office.look(office.first, listing["id"])
    await office.decide(office.first, "reinstateListing", {**listing, **again})
    seen = await office.raw(office.school, show, id=listing["id"])
    assert seen["state"] == "VETTED"
    assert not any(each["disputed"] for each in seen["criteria"])


async def test_a_report_from_which_nothing_followed_goes_after_the_year_in_which_it_counts_and_the_retention(
    office: Office, owner: Any
) -> None:
    listing = await office.vetted()
    await report(office, listing, "CRITERION_STRICTER", "FEE")
    await report(office, listing, "SAFEGUARDING", None, "RED")
    await learn(office)
    context = office.context(office.first)

    async def left(days: int) -> list[str]:
        async with context.write(realm="node") as tx:
            await actions.forget_reports(tx, 180, now=context.now + timedelta(days=days))
        return [row["kind"] for row in await owner.fetch("SELECT kind FROM directory.listing_reports ORDER BY kind")]

    assert await left(365 + 180) == ["CRITERION_STRICTER", "SAFEGUARDING"]
    assert await left(365 + 181) == ["SAFEGUARDING"]


async def test_a_red_report_is_proposed_to_the_secretariat_at_once_and_suspends_nothing(
    office: Office, owner: Any
) -> None:
    listing = await office.vetted()
    await report(office, listing, "SAFEGUARDING", None, "RED")

    await learn(office)

    assert (await why(office))[listing["id"]] == ["SUSPENSION_PROPOSED"]
    assert (await office.look(office.school, listing["id"]))["state"] == "VETTED"
    assert "SUSPENSION_PROPOSED" in await notices(owner, office.first.caller.member_id)
    assert "SUSPENSION_PROPOSED" not in await notices(owner, office.school.caller.member_id)


async def test_a_check_opens_later_among_random_ones_and_its_provider_hears_of_a_routine_check(
    office: Office, owner: Any
) -> None:
    listing = await office.vetted()
    for _ in range(2):
        await report(office, listing, "ELIGIBLE_DECLINED")
    await learn(office)
    early = await office.raw(office.first, CHECKS, id=listing["id"])
    await learn(office, 35)

    [check] = (await office.raw(office.first, CHECKS, id=listing["id"]))["checks"]
    assert (early["checks"], check["rule"]) == ([], "ELIGIBLE_DECLINED")
    assert "ROUTINE_CHECK" in (await why(office))[listing["id"]]
    assert await office.raw(office.school, CHECKS, id=listing["id"]) == {"code": "ROLE_MISSING"}
    row = await office.look(office.first, listing["id"])
    done = await office.ask(
        office.first, "startRenewal", "StartReviewInput", id=listing["id"], expectedVersion=row["expectedVersion"]
    )
    assert done.get("code") is None
    reasons = await owner.fetch("SELECT reason, note FROM directory.decisions ORDER BY at DESC LIMIT 1")
    assert [tuple(each) for each in reasons] == [("ROUTINE_CHECK", "")]
    assert await office.raw(office.first, END, id=check["id"]) == {"id": listing["id"]}
    assert await office.raw(office.first, END, id=check["id"]) == {"code": "NO_SUCH_CHECK"}


async def another(office: Office, source: str) -> dict[str, Any]:
    listing = await office.start(await office.proposed(sourceId=source))
    await office.review(office.first, listing)
    return await office.review(office.second, listing)


async def test_what_reports_asked_for_opens_at_once_with_others_and_is_due_on_their_day(
    office: Office, owner: Any
) -> None:
    listing, *_ = [await another(office, source) for source in ("a", "b", "c")]
    await report(office, listing, "DISCRIMINATION", None, "RED")

    await learn(office)
    await owner.execute("UPDATE directory.checks SET ended_at = now() WHERE rule = 'RANDOM'")
    await learn(office, 7)

    opened = await owner.fetch(
        "SELECT listing_id, rule, opened_at, due_on FROM directory.checks WHERE ended_at IS NULL"
    )
    assert sorted(row["rule"] for row in opened) == ["DISCRIMINATION", "RANDOM", "RANDOM"]
    assert len({(row["opened_at"], row["due_on"]) for row in opened}) == 1
    assert len({row["listing_id"] for row in opened}) == 3


async def test_the_owners_own_word_disputes_a_condition_at_once(office: Office, owner: Any) -> None:
    listing = await office.vetted()
    await report(office, listing, "CRITERION_STRICTER", "LANGUAGE", person=office.school)

    await learn(office)

    assert (await office.look(office.school, listing["id"]))["state"] == "DISPUTED"
    assert await owner.fetchval("SELECT disputed_criteria FROM directory.listings") == ["LANGUAGE"]


async def test_a_suspension_ends_what_proposed_it(office: Office) -> None:
    listing = await office.vetted()
    await report(office, listing, "CONFIDENTIALITY", None, "RED")
    await learn(office)
    before = await why(office)

    suspended = await office.decide(
        office.first, "suspendListing", {**listing, **await office.look(office.first, listing["id"])}
    )

    assert (before[listing["id"]], suspended["state"]) == (["INCIDENT"], "SUSPENDED")
    assert (await office.raw(office.first, CHECKS, id=listing["id"]))["checks"] == []


async def test_every_week_something_is_checked_for_no_reason_and_only_once(office: Office, owner: Any) -> None:
    listing = await office.vetted()

    await learn(office)
    await learn(office)

    rows = await owner.fetch("SELECT listing_id, rule FROM directory.checks")
    assert [tuple(row) for row in rows] == [(listing["id"], "RANDOM")]


async def test_two_nodes_do_not_learn_at_once(office: Office, owner: Any) -> None:
    await office.vetted()
    async with owner.transaction():
        await owner.fetchval("SELECT pg_advisory_xact_lock(hashtext('directory.learn'))")

        assert await learn(office) == 0

        assert await owner.fetch("SELECT id FROM directory.checks") == []


async def test_two_silences_warn_and_four_pause_and_the_owner_may_appeal(office: Office, owner: Any) -> None:
    listing = await office.vetted()
    today = office.context_of(ANONYMOUS).now.date()

    await learn(office, signals=Signals({listing["id"]: (today, today)}, {}, {}))
    warned = await office.look(office.school, listing["id"])
    await learn(office, signals=Signals({listing["id"]: (today,) * 4}, {}, {}))

    assert warned["state"] == "VETTED"
    assert (await office.look(office.school, listing["id"]))["state"] == "PAUSED"
    told = await notices(owner, office.school.caller.member_id)
    assert [kind for kind in told if kind.startswith("NO_ANSWER")] == ["NO_ANSWER_WARNED", "NO_ANSWER_PAUSED"]
    decision = await owner.fetchval("SELECT id FROM directory.decisions WHERE reason = 'NO_ANSWER_PAUSED'")
    appeal = await office.ask(
        office.school, "appealDecision", "ReplyInput", id=listing["id"], decisionId=decision, text="We moved house."
    )
    assert appeal.get("code") is None
