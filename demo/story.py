"""The story: two reviewers, two caseworkers, one woman after the other; each step says what was done and checked."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from client.enclosing import Enclosed
from client.errors import NodeRefused, NothingToOpen
from client.session import Tolerant
from client.shapes import Card, Match
from demo import accounts, vetting
from demo.papers import photographed
from demo.papers import says_nothing_more as plain_paper
from demo.people import WANTED, Cast
from demo.refusals import Refusals
from kit import clock

STORY: dict[str, Any] = json.loads((Path(__file__).parent / "directory" / "story.json").read_text(encoding="utf-8"))
FILTER = {"serviceTypes": ["LANGUAGE_COURSE"], "areas": ["AT-9"]}
SECRETARIAT = ("secretariat-vera", "secretariat-ilia")


class StoryBroken(Exception):
    """Say which step did not hold."""


class Story:
    """Play the story against a node, over HTTP, with the real client."""

    def __init__(
        self, address: str, homes: Path, load: Callable[[Path], None], *, imported: bool = False, mark: str = ""
    ) -> None:
        self.cast = Cast(address, homes, {}, {})
        self.homes = homes
        self.load = load
        self.imported = imported
        self.mark = mark
        self.listings: dict[str, tuple[str, int]] = {}

    def done(self, sentence: str, held: bool = True) -> None:
        """Say that a step is done, or stop the story."""
        if not held:
            raise StoryBroken(f"This did not hold: {sentence}")
        print(f"  ✓ {sentence}", flush=True)

    async def play(self, invitation: str) -> None:
        """Play everything.

        Raises:
            StoryBroken: a step did not hold.
        """
        try:
            await self.people(invitation)
            await self.directory()
            await self.to_the_end()
            await self.declined()
            await self.withdrawn()
            await self.refused()
            if self.imported:
                await self.imports()
        finally:
            await self.cast.close()

    async def people(self, invitation: str) -> None:
        """Found the secretariat, admit four organisations, enrol everybody's device."""
        print("People and keys", flush=True)
        await self.cast.enrol(SECRETARIAT[0], invitation)
        await self.cast.colleague(SECRETARIAT[0], SECRETARIAT[1], "Ilia, Sofia desk", ["SECRETARIAT"])
        self.done("The secretariat's two reviewers have enrolled; each device made its keys itself.")
        for source_id in WANTED:
            name = await self.cast.admit(source_id)
            self.done(f"{name} is admitted, its staff enrolled, its intake key published as wraps only.")
        members = self.homes / "members.json"
        members.write_text(json.dumps(self.cast.members), encoding="utf-8")
        self.load(members)

    async def directory(self) -> None:
        """Vet the Viennese school's listings, and match for a profile with unknowns."""
        print("The directory", flush=True)
        first, second = (self.cast[person] for person in SECRETARIAT)
        for proposal in STORY["proposals"]:
            provider = {**proposal["provider"], "member": self.cast.members[STORY["member"]]}
            listing = await vetting.propose(self.cast["wien-admin"], {**proposal, "provider": provider})
            vetted = await vetting.vet(first, second, listing, proposal["serviceTypes"])
            self.listings[proposal["sourceId"]] = (vetted["id"], vetted["version"])
            self.done(f"Two reviewers signed the checklist for “{vetted['name']}”.", vetted["state"] == "VETTED")
        found = await self.matched(self.cast["roma-giulia"])
        for source_id, verdict in STORY["expected"].items():
            name = found[source_id]["listing"]["name"]
            self.done(f"“{name}” is {verdict} for her.", found[source_id]["verdict"] == verdict)
        asked = [c for c in found[STORY["other"]]["criteria"] if c["verdict"] == "UNKNOWN"]
        self.done(f"The second option says what to ask: “{asked[0]['askSentence']}”", bool(asked[0]["askSentence"]))
        node = found[STORY["other"]]["listing"]
        self.listings[STORY["other"]] = (node["id"], node["version"])

    async def matched(self, end: Tolerant) -> dict[str, Match]:
        """Match until every listing of the story is found; a listing is named by its source id here."""
        wanted = {listing: source_id for source_id, (listing, _) in self.listings.items()}
        for _ in range(50):
            found = await end.match(STORY["profile"], filter=FILTER, first=100)
            nodes = [edge["node"] for edge in found["edges"]]
            named = {wanted.get(n["listing"]["id"], n["listing"]["sourceId"]): n for n in nodes}
            if set(STORY["expected"]) <= set(named):
                return named
            await clock_tick()
        raise StoryBroken("The match does not show the services of the story.")

    async def sent(self, person: str, *, source_id: str | None = None) -> tuple[str, Card]:
        """Open a need, show two options, record her consent, seal and send; gives the referral and her card."""
        end = self.cast[person]
        chosen, other = self.listings[source_id or STORY["chosen"]], self.listings[STORY["other"]]
        need = await end.open_need("LANGUAGE_COURSE", clock.now().date())
        step = await end.draft(need["id"], *chosen)
        step = await end.show_options(step, [chosen, other])
        given = await end.record_consent(step, ["CONTACT", "INTERPRETER", "NEED"])
        content = {
            "CONTACT": {"name": f"Invented Name {self.mark}", "phone": f"none {self.mark}", "when": "mornings only"},
            "NEED": {"goal": "German A2", "note": f"an invented note {self.mark}"},
            "INTERPRETER": {"who": "a woman, Arabic"},
        }
        await end.send(step["referralId"], content)
        return step["referralId"], given["card"]

    async def to_the_end(self) -> None:
        """Play a referral from her choice to the close by both accounts."""
        print("A referral to the end", flush=True)
        giulia, leyla = self.cast["roma-giulia"], self.cast["wien-leyla"]
        digits = await self.cast.compare("roma-giulia", "wien-admin")
        self.done(f"Rome and Vienna read each other the same 60 digits: {digits[:11]}…")
        referral, card = await self.sent("roma-giulia")
        self.done("She chose between two options, agreed, and holds her card; the referral left Rome sealed.")
        received = {edge["node"]["id"] for edge in (await leyla.inbox())["edges"]}
        self.done("It is in the inbox in Vienna.", referral in received)
        [letter] = await leyla.open(referral)
        await leyla.acknowledge(referral)
        told = letter.body["blocks"]["CONTACT"]["data"]["name"]
        self.done("Leyla opened it there, and nowhere else, and said so.", told.startswith("Invented Name"))
        await leyla.ask_for_information(referral, "NEED")
        paper = Enclosed("NEED", photographed(self.homes / "certificate.jpg", self.mark))
        await giulia.answer_information(referral, {"NEED": {"hours": f"mornings {self.mark}"}}, files=[paper])
        [answer] = [one for one in await leyla.open(referral) if one.typ == "reply"]
        self.done("Vienna asked for one category that she had agreed to; Rome answered under seal.", not answer.missing)
        [saved] = await leyla.save_files(answer.files, self.homes / "saved")
        self.done("A photographed certificate came along, and no longer says where it was taken.", plain_paper(saved))
        today = clock.now().date()
        await leyla.accept(referral, today + timedelta(days=3))
        await leyla.start(referral, today)
        await leyla.report_outcome(referral, "SERVED", accounts.of_the_school(today, self.mark))
        after = await giulia.referral(referral)
        self.done("Vienna accepted, started and gave its account.", after["orgFeedback"] == "RECEIVED")
        await self.too_early(giulia, referral)
        async for sentence, held in accounts.hers(self.cast, self.mark, referral, card):
            self.done(sentence, held)
        closed = await giulia.close(referral)
        self.done("Closed by both accounts.", closed["state"] == "CLOSED")

    async def too_early(self, end: Tolerant, referral: str) -> None:
        """See that one account alone closes nothing."""
        try:
            await end.close(referral)
        except NodeRefused as no:
            self.done(f"Without her account it cannot be closed: “{no.sentence}”", no.code == "LOOP_OPEN")
        else:
            raise StoryBroken("A referral was closed without her account.")

    async def declined(self) -> None:
        """Play a decline: the class in clear, the reason under seal."""
        print("A decline", flush=True)
        eleni, leyla = self.cast["athina-eleni"], self.cast["wien-leyla"]
        digits = await self.cast.compare("athina-eleni", "wien-admin")
        self.done(f"Athens and Vienna read each other the same 60 digits: {digits[:11]}…")
        referral, _ = await self.sent("athina-eleni")
        await leyla.open(referral)
        await leyla.acknowledge(referral)
        await leyla.decline(referral, "NO_CAPACITY", {"criterion": "hours", "note": f"the group is full {self.mark}"})
        after = await eleni.referral(referral)
        detail = [one for one in await eleni.open(referral) if one.typ == "status"]
        self.done(
            "The node knows the class only.", (after["state"], after["declineClass"]) == ("DECLINED", "NO_CAPACITY")
        )
        self.done("Athens opened the exact reason.", detail[0].body["criterion"] == "hours")

    async def withdrawn(self) -> None:
        """Play a withdrawal: her code alone stops everything."""
        print("A withdrawal", flush=True)
        leyla = self.cast["wien-leyla"]
        referral, card = await self.sent("athina-eleni")
        await leyla.open(referral)
        receipt = await self.cast.nobody().withdraw(card["withdraw"])
        again = await self.cast.nobody().withdraw(card["withdraw"])
        self.done("With her code alone it stopped, and the receipt is the same each time.", receipt == again)
        letters = await leyla.letters(referral)
        self.done("Every wrap and every sealed text is deleted.", all(one["data"] is None for one in letters))
        try:
            await leyla.open(referral)
        except NothingToOpen as no:
            self.done(f"Vienna can open nothing more: “{no}”")
        notices = [one for one in await leyla.notices() if one["referralId"] == referral]
        self.done("Vienna was told, without content.", "CONSENT_WITHDRAWN" in {one["kind"] for one in notices})

    async def refused(self) -> None:
        """See that a send is refused for each guard."""
        print("Sends that are refused", flush=True)
        guards = Refusals(self.cast, "roma-giulia", self.listings[STORY["chosen"]], self.listings[STORY["other"]])
        for code, (sentence, held) in (await guards.all()).items():
            self.done(f"{code}: “{sentence}”", held)
        ready = await guards.ready()
        letter = await guards.letter(ready)
        vera, listing = self.cast[SECRETARIAT[0]], self.listings[STORY["chosen"]][0]
        await vetting.suspend(vera, listing, "Somebody reported a condition that was not stated.")
        try:
            await guards.end.send_envelope(ready.referral, letter, version=ready.version)
        except NodeRefused as no:
            self.done(f"{no.code}: “{no.sentence}”", "SUSPENDED" in no.code or "OFFERED" in no.code)
        else:
            raise StoryBroken("A referral was sent to a suspended service.")

    async def imports(self) -> None:
        """Match imported services as the secretariat, vet one, and find it as a caseworker."""
        print("Imported services", flush=True)
        vera, giulia = self.cast[SECRETARIAT[0]], self.cast["roma-giulia"]
        profile = {"gender": "WOMAN"}
        narrow = {"areas": ["JO"]}
        seen = await vera.match(profile, filter={**narrow, "includeUnvetted": True}, first=100)
        none = await giulia.match(profile, filter=narrow, first=100)
        self.done(
            f"The secretariat matches {seen['totalCount']} services; a caseworker is offered {none['totalCount']}.",
            seen["totalCount"] > 0 and none["totalCount"] == 0,
        )
        node = next(e["node"] for e in seen["edges"] if e["node"]["listing"]["state"] == "PROPOSED")["listing"]
        listing = {"id": node["id"], "expectedVersion": node["expectedVersion"]}
        vetted = await vetting.vet(vera, self.cast[SECRETARIAT[1]], listing, node["serviceTypes"])
        for _ in range(50):
            found = await giulia.match(profile, filter=narrow, first=100)
            if found["totalCount"]:
                break
            await clock_tick()
        ids = [edge["node"]["listing"]["id"] for edge in found["edges"]]
        self.done("One of them was vetted, and the caseworker finds it.", ids == [vetted["id"]])


async def clock_tick() -> None:
    """Give the node a moment to read its directory again."""
    import asyncio

    await asyncio.sleep(0.1)
