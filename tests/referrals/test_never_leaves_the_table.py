"""Whatever members, devices, clocks and lines do, a referral never leaves the table, and no letter is without consent.

A machine takes steps at random: right ones and wrong ones, from everybody, twice at once, with clocks that jump and a
worker that looks in between. After each it looks at the database itself.
"""

import asyncio
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from network.model import ANONYMOUS
from referrals import timers
from referrals.transitions import TABLE, Transition
from tests.referrals.world import REFUSED, Desk, Given, World

NOTHING: dict[str, Any] = {}
STEPS: dict[str, tuple[str, dict[str, Any]]] = {
    "acknowledgeReferral": ("StepInput", NOTHING),
    "askForInformation": ("AskForInformationInput", {"category": "CONTACT"}),
    "acceptReferral": (
        "AcceptInput",
        {"firstContactOn": "2030-01-07", "safeContactRead": True, "interpreterAnswered": True},
    ),
    "waitlistReferral": ("WaitlistInput", {"reviewOn": "2030-01-07"}),
    "declineReferral": ("DeclineInput", {"declineClass": "NO_CAPACITY"}),
    "startService": ("StartInput", {"startedOn": "2026-01-07"}),
    "reportOutcome": ("ReportOutcomeInput", {"outcomeClass": "SERVED"}),
    "disputeOutcome": ("StepInput", NOTHING),
    "recordFeedback": ("AskedHerInput", {"answer": "DECLINED_TO_ANSWER"}),
    "closeReferral": ("StepInput", NOTHING),
    "reopenReferral": ("ReasonInput", {"reason": "REOPENED"}),
    "recordSheDeclined": ("StepInput", NOTHING),
    "cancelReferral": ("ReasonInput", {"reason": "DUPLICATE"}),
    "holdReferral": ("ReasonInput", {"reason": "SHE_WISHES"}),
    "releaseReferral": ("ReleaseInput", {"riskReassessed": True, "herWish": True}),
    "voidReferral": ("ReasonInput", {"reason": "WRONG_PERSON"}),
}
PEOPLE = ("anker", "hafen", "lotse")
WAYS = {
    "SENT": ["acknowledgeReferral", "declineReferral"],
    "RECEIVED": ["acceptReferral", "acceptReferral", "waitlistReferral", "askForInformation", "declineReferral"],
    "WAITLISTED": ["acceptReferral", "waitlistReferral"],
    "ACCEPTED": ["startService", "startService", "reportOutcome", "cancelReferral"],
    "IN_SERVICE": ["reportOutcome", "reportOutcome", "recordSheDeclined"],
    "OUTCOME_REPORTED": ["recordFeedback", "closeReferral", "closeReferral", "disputeOutcome"],
    "CLOSED": ["reopenReferral"],
    "ON_HOLD_SAFETY": ["releaseReferral", "cancelReferral"],
}
"""Steps that the right people would take, so that the machine gets far."""
SENDERS = {"recordFeedback", "closeReferral", "reopenReferral", "releaseReferral", "cancelReferral"}
STORED = """
SELECT (SELECT jsonb_agg(to_jsonb(r) - 'attempts' ORDER BY r.id) FROM referrals.referrals r)::text,
       (SELECT jsonb_agg(jsonb_build_array(c.id, c.status, c.used) ORDER BY c.id) FROM referrals.consents c)::text,
       (SELECT count(*) FROM referrals.env_meta), (SELECT count(*) FROM referrals.referral_events)
"""
LETTERS_WITHOUT_CONSENT = """
SELECT count(*) FROM referrals.env_meta m LEFT JOIN referrals.consents c ON c.id = m.consent_id
WHERE c.id IS NULL OR (m.kind = 'SEND' AND (m.at < c.nbf OR m.at >= c.exp OR m.use_no > c.used))
"""
OPEN_AFTER_WITHDRAWAL = """
SELECT count(*) FROM referrals.env_ct e JOIN referrals.env_meta m USING (env_id)
JOIN referrals.consents c ON c.id = m.consent_id WHERE c.status = 'WITHDRAWN'
"""
SENT_MORE_THAN_AGREED = """
SELECT count(*) FROM referrals.consents c
WHERE c.used <> (SELECT count(*) FROM referrals.env_meta m WHERE m.consent_id = c.id AND m.kind = 'SEND')
"""
EVENTS = """
SELECT e.referral_id, e.name, e.from_state, e.to_state, r.state FROM referrals.referral_events e
JOIN referrals.referrals r ON r.id = e.referral_id ORDER BY e.referral_id, e.seq
"""


def fits(row: Transition, name: str, begin: str, end: str) -> bool:
    """Say whether a step that changed the state is this row of the table."""
    return row.name == name and (begin in row.sources or not row.sources) and end == (row.target or end)


class Life(RuleBasedStateMachine):
    """Several women on their way between three members."""

    world: World
    owner: Any
    loop: asyncio.AbstractEventLoop

    def do(self, work: Any) -> Any:
        """Do one thing on the loop of the test."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    @initialize()
    def begin(self) -> None:
        self.world.later = timedelta()
        self.all: list[tuple[str, Given]] = []
        for _ in range(2):
            self.start(None)

    def one(self, number: int) -> tuple[str, Given]:
        return self.all[number % len(self.all)]

    async def version(self, referral: str) -> int:
        return int(await self.owner.fetchval("SELECT version FROM referrals.referrals WHERE id = $1", referral))

    def stored(self) -> Any:
        return self.do(self.owner.fetchrow(STORED))

    @precondition(lambda self: len(self.all) < 4)
    @rule(of=st.none() | st.integers(0, 9))
    def start(self, of: int | None) -> None:
        """Somebody looks for a course: a need of her own, or one more referral of an old one."""
        today = (self.world.context_of(ANONYMOUS).now + self.world.later).date().isoformat()
        if of is None:
            need = self.do(self.world.need(riskAssessmentOn=today))
        else:
            mine = "SELECT need_id FROM referrals.referrals WHERE id = $1"
            need = self.do(self.owner.fetchval(mine, self.one(of)[0]))
        self.all.append((self.do(self.world.waiting(need)), self.world.given()))

    @rule(number=st.integers(0, 9), days=st.sampled_from((1, 30, 90)), uses=st.integers(1, 2))
    def agree(self, number: int, days: int, uses: int) -> None:
        referral, _ = self.one(number)
        now = int((self.world.context_of(ANONYMOUS).now + self.world.later).timestamp())
        given = self.world.given(nbf=now - 60, exp=now + days * 86400, uses=uses)
        answer = self.do(self._agreed(referral, given))
        if "code" not in answer:
            self.all[number % len(self.all)] = (referral, given)

    async def _agreed(self, referral: str, given: Given) -> dict[str, Any]:
        return await self.world.record(referral, given, await self.version(referral))

    @rule(number=st.integers(0, 9), other=st.integers(0, 9), whose=st.sampled_from(PEOPLE), lost=st.booleans())
    def send(self, number: int, other: int, whose: str, lost: bool) -> None:
        """Send under her consent or another's, as anybody; where the answer is lost the same goes out again."""
        referral, given = self.one(number)[0], self.one(other)[1]
        before = self.stored()
        answers = self.do(self._sent(referral, given, getattr(self.world, whose), 2 if lost else 1))
        self.refused_means_nothing(answers, before)
        stored = [one for one in answers if "code" not in one]
        assert len({one["envelopeId"] for one in stored}) <= 1

    async def _sent(self, referral: str, given: Given, desk: Desk, times: int) -> list[dict[str, Any]]:
        expires = int((self.world.context_of(ANONYMOUS).now + self.world.later + timedelta(days=1)).timestamp())
        envelope, key = self.world.seal(referral, given, expires=min(expires, given.said.exp)), self.world.key()
        version = await self.version(referral)
        sends = [self.world.send(envelope, version, key=key, desk=desk) for _ in range(times)]
        return list(await asyncio.gather(*sends))

    @rule(
        number=st.integers(0, 9),
        field=st.sampled_from(sorted(STEPS)),
        whose=st.sampled_from(PEOPLE),
        stale=st.integers(0, 9),
        times=st.integers(1, 3),
    )
    def step(self, number: int, field: str, whose: str, stale: int, times: int) -> None:
        """Take any step as anybody, now and then with an old version, or by two colleagues at once."""
        before = self.stored()
        answers = self.do(self._step(self.one(number)[0], field, getattr(self.world, whose), stale == 0, times))
        self.refused_means_nothing(answers, before)
        assert sum("code" not in one for one in answers) <= 1, "two colleagues took one step twice"

    async def _step(self, referral: str, field: str, desk: Desk, stale: bool, times: int) -> list[dict[str, Any]]:
        kind, details = STEPS[field]
        version = await self.version(referral) - stale
        text = f"mutation($i: {kind}!) {{ {field}(input: $i) {{ ... on Referral {{ id version }} {REFUSED} }} }}"
        given = [
            {"referralId": referral, "expectedVersion": version, "idempotencyKey": self.world.key(), **details}
            for _ in range(times)
        ]
        return list(await asyncio.gather(*(self.world.ask(desk, text, i=one) for one in given)))

    def refused_means_nothing(self, answers: list[dict[str, Any]], before: Any) -> None:
        if all("code" in one for one in answers):
            assert self.stored() == before

    @rule(number=st.integers(0, 9), way=st.integers(0, 9))
    def go_on(self, number: int, way: int) -> None:
        """The right people take a step that leads on, or she is asked and it is sent."""
        referral, _ = self.one(number)
        state = self.do(self.owner.fetchval("SELECT state FROM referrals.referrals WHERE id = $1", referral))
        if state == "AWAITING_CONSENT":
            self.agree(number, 90, 1)
            self.do(self._sent(*self.one(number), self.world.anker, 1))
        elif ways := WAYS.get(state):
            field = ways[way % len(ways)]
            desk = self.world.anker if field in SENDERS else self.world.hafen
            self.do(self._step(referral, field, desk, False, 1))

    @rule(number=st.integers(0, 9), way=st.integers(0, 9))
    def go_on_again(self, number: int, way: int) -> None:
        """Mostly things go on."""
        self.go_on(number, way)

    @rule(number=st.integers(0, 9), way=st.integers(0, 9))
    def go_on_and_on(self, number: int, way: int) -> None:
        """Mostly things go on."""
        self.go_on(number, way)

    @rule(number=st.integers(0, 9), twice=st.booleans())
    def take_back(self, number: int, twice: bool) -> None:
        """She takes it back with her secret; again gives the same receipt."""
        _, given = self.one(number)
        answers = [self.do(self.world.withdraw(given.secret)) for _ in range(1 + twice)]
        assert all(one == answers[0] for one in answers)

    @rule(days=st.sampled_from((-3, 1, 4, 20, 100)))
    def jump(self, days: int) -> None:
        """Clocks jump, also back."""
        self.world.later += timedelta(days=days)

    @rule(workers=st.integers(1, 2))
    def look(self, workers: int) -> None:
        """The worker looks, on one node or on two at once."""

        async def work() -> None:
            context = self.world.context_of(ANONYMOUS)
            context.now += self.world.later
            await timers.look(context)

        async def works() -> None:
            await asyncio.gather(*(work() for _ in range(workers)))

        self.do(works())

    @invariant()
    def every_step_stands_in_the_table(self) -> None:
        last: dict[str, tuple[str, str]] = {}
        held: dict[str, str] = {}
        for row in self.do(self.owner.fetch(EVENTS)):
            referral, name, begin, end = row["referral_id"], row["name"], row["from_state"], row["to_state"]
            assert begin == last.get(referral, ("", ""))[0], (name, begin, last.get(referral))
            target = held.pop(referral, "") if name == "RELEASE" else end
            assert begin == end or end == target, (name, begin, end, target)
            assert begin == end or any(fits(one, name, begin, end) for one in TABLE), (name, begin, end)
            if name == "HOLD":
                held[referral] = begin
            last[referral] = (end, row["state"])
        assert all(end == state for end, state in last.values())

    @invariant()
    def no_letter_is_without_consent(self) -> None:
        for question in (LETTERS_WITHOUT_CONSENT, OPEN_AFTER_WITHDRAWAL, SENT_MORE_THAN_AGREED):
            assert self.do(self.owner.fetchval(question)) == 0, question


async def test_no_way_leads_out_of_the_table_and_no_letter_is_without_consent(world, owner):
    Life.world, Life.owner, Life.loop = world, owner, asyncio.get_running_loop()
    quiet = settings(
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        max_examples=12,
        stateful_step_count=40,
        derandomize=True,
    )

    await asyncio.to_thread(run_state_machine_as_test, Life, settings=quiet)

    reached = {row["to_state"] for row in await owner.fetch("SELECT DISTINCT to_state FROM referrals.referral_events")}
    assert {"SENT", "RECEIVED", "ACCEPTED"} <= reached, "a machine that gets nowhere shows nothing"
