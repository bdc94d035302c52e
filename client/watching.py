"""Read the whole key log: whoever adds a key in our name is seen, and nobody can hide what the board said of others."""

from copy import deepcopy
from dataclasses import asdict, dataclass
from typing import Any

from client import log_errors, standing_errors
from client.errors import ClientError, NotTrusted
from client.log_glance import glance, read
from client.ours import Ours
from client.program import too_old
from client.register import HEEDED, Register, by
from client.shapes import Trust
from client.trust import Trusting
from crypto.format import b64u, unb64u
from crypto.log_entries import Entry
from crypto.merkle import leaf_hash
from kit import clock


@dataclass(frozen=True, slots=True)
class Told:
    """Hold an entry about our organisation that this device did not sign; `boards` if the board did, `signed` if we."""

    index: int
    said: Entry
    boards: bool
    signed: bool

    def shown(self, signed: bool) -> dict[str, Any]:
        """Show it, marked where nobody signed it who may; `signed` says whether one of our own people did."""
        body, kind = self.said.body, self.said.kind
        about = str(body.get("device") or body.get("epoch") or body.get("listing") or "")
        alarm = not signed and not (self.boards and kind == "vetted.v1")
        return {"index": self.index, "kind": kind, "about": about, "by": sorted(self.said.signatures), "alarm": alarm}


class Watching(Trusting):
    """Read what others said about our organisation, and what the board says of all."""

    async def intake_key_of(self, member_id: str) -> tuple[int, bytes]:
        """Give number and public key that an organisation is sealed to, if the board vouches for it now.

        A proof shows what the log holds, never what it does not. So every entry up to the newest state is read, and
        held to its signed root: a suspension cannot be left out.

        Raises:
            MemberNotVouchedFor, MemberSuspended: the board does not.
            ProgramTooOld: the board relies on nothing more that this program seals.
            NotTrusted: as `Trusting.intake_key_of` and `watch`.
        """
        found = await super().intake_key_of(member_id)
        await self.may_seal()
        self.book.seen.register.check(member_id, self.keys.pins[member_id], self.now())
        return found

    async def may_seal(self) -> None:
        """Let a letter be sealed by this program, as far as the board's policy goes.

        Raises:
            ProgramTooOld: the board relies on nothing more that this program seals.
            NotTrusted: as `watch`.
        """
        await self.watch()
        if too_old(policy := self.book.seen.register.policy):
            raise log_errors.ProgramTooOld(policy["min_version"])

    async def trust(self, member_id: str, number: str | None = None) -> Trust:
        """Compare an organisation's number, as `Trusting.trust`; that of the network's founder compares the board too.

        Raises:
            OtherNumber: it read another one.
            NotTrusted: as `watch`; the keys are remembered all the same.
        """
        found = await super().trust(member_id, number)
        if number is not None:
            await self.watch()
            register, officers = self.book.seen.register, sorted(b64u(key) for key in self.keys.pins[member_id])
            if member_id == register.root and register.seq < 0 and sorted(register.keys) != officers:
                self.book.seen.read_anew(Register(compared=officers))
                await self.watch()
        return found

    def now(self) -> int:
        """Give the time (unix seconds), which is at least what witnesses said."""
        return max(int(clock.now().timestamp()), self.book.seen.latest)

    async def watch(self) -> list[dict[str, Any]]:
        """Read every entry that came since, hold all to the signed root, and give those that nobody has looked at.

        Only entries are given that name our organisation and that this device did not sign; `alarm` is true where
        neither our officers of that time signed one, nor a device of ours that may.

        Raises:
            LogForked, LogUnproven, LogWentBack, LogStale, LogOfOthers: the log is not one to rely on.
            NotInLog: the entries that the node shows are not those that were signed.
        """
        self.not_forked()
        state = await self.follow(await self.fetched("/log/checkpoint"))
        seen, frontier = self.book.seen, self.book.frontier
        start, register, ours, about = frontier.size, deepcopy(seen.register), deepcopy(seen.ours), list[Told]()
        for index, entry in enumerate(await self.entries(start, state), start):
            frontier, (kind, member) = frontier.append(leaf_hash(entry)), glance(entry)
            if kind not in HEEDED and member != self.keys.member_id:
                continue
            said = read(entry)
            boards, signed = register.heed(index, said), member == self.keys.member_id and ours.heed(said)
            if member == self.keys.member_id and not by(said, [b64u(self.keys.signing.public)], 1):
                about.append(Told(index, said, boards, signed))
        if (frontier.size, frontier.root()) != (state.size, state.root):
            raise log_errors.NotInLog
        if start != state.size:
            seen.tell(await self._shown(ours, about))
            seen.frontier, seen.register, seen.ours = b64u(frontier.encode()), register, ours
            self.book.save()
        self._keep_policy()
        self._warn()
        return seen.said

    def _warn(self) -> None:
        """Tell a person in time that her officers' word about this device ends, and an officer about all devices."""
        ours, mine = self.book.seen.ours, self.keys.device_id
        ends = ours.ends(self.now())
        if mine in ends:
            self.remarks.append(standing_errors.DEVICE_ENDS.format(until=standing_errors.day(ends[mine]), device=mine))
        if (others := ends.keys() - {mine}) and b64u(self.keys.signing.public) in ours.officers:
            self.remarks.append(standing_errors.DEVICES_END.format(devices=", ".join(sorted(others))))

    def _keep_policy(self) -> None:
        """Take over who must sign the log from the board's newest policy; the node alone changes nothing of it."""
        said = self.book.seen.register.policy
        if said and said["seq"] > self.keys.terms.get("policy", -1):
            self.keys.terms = {
                **self.keys.terms, "witnesses": said["witnesses"], "w": said["w"], "warnSeconds": said["warn"],
                "refuseSeconds": said["refuse"], "policy": said["seq"],
            }  # fmt: skip
            self.keys.save()
            self.remarks.append(standing_errors.POLICY.format(w=said["w"], n=len(said["witnesses"])))

    async def look(self) -> None:
        """Watch on the side: tell a person what she should know, and never stop her work because the log is away."""
        try:
            said = await self.watch()
        except NotTrusted as no:
            self.remarks.append(str(no))
            return
        except ClientError:
            return
        if count := sum(one["alarm"] for one in said):
            self.remarks.append(log_errors.ALARM.format(count=count))
        self.remarks += self.book.seen.register.warnings(self.keys.member_id, self.keys.signing.public, self.now())

    async def log(self, *, looked_at: bool = False) -> dict[str, Any]:
        """Show who must sign the log, its state, what it says of our organisation, and two histories if there are two.

        With `looked_at` a person takes what was said as read.
        """
        seen, terms = self.book.seen, await self.terms()
        said = seen.said if seen.fork else await self.watch()
        shown = {
            "operator": terms.operator.encode(),
            "witnesses": [one.encode() for one in terms.witnesses],
            "w": terms.w,
            "size": seen.size,
            "root": seen.root,
            "said": list(said),
            "fork": [unb64u(note).decode() for note in seen.fork],
            "told": list(seen.told),
            "open": [asdict(one) for one in seen.owed],
            "refused": [asdict(one) for one in seen.refused],
        }
        if looked_at:
            seen.said, seen.refused = [], []
            self.book.save()
        return shown

    async def _shown(self, ours: Ours, about: list[Told]) -> list[dict[str, Any]]:
        """Show entries about our organisation; where the log names other officers than ours, these alone count."""
        officers = [b64u(key) for key in await self._our_officers()] if about else []
        same = sorted(officers) == sorted(ours.officers)
        return [one.shown(one.signed if same else by(one.said, officers, 1)) for one in about]

    async def _our_officers(self) -> list[bytes]:
        try:
            return await self.officers_of(self.keys.member_id)
        except NotTrusted:
            return self.keys.pins.get(self.keys.member_id, [])
