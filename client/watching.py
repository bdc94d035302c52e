"""Watch the key log for one's own organisation: whoever adds a key in its name is seen, even if the node helps her."""

from dataclasses import asdict
from typing import Any

from client import log_errors
from client.errors import ClientError, NotTrusted
from client.trust import Trusting
from crypto.checkpoints import Checkpoint
from crypto.errors import BadProof, CryptoError
from crypto.format import b64u, unb64u
from crypto.log_entries import Entry, read_entry, verify_entry
from crypto.merkle import leaf_hash
from crypto.tiles import WIDTH, Tile, read_bundle, width_at


class Watching(Trusting):
    """Read what others said about our organisation."""

    async def watch(self) -> list[dict[str, Any]]:
        """Read every entry that came since, hold all to the signed root, and give those that nobody has looked at.

        Only entries are given that name our organisation and that this device did not sign; `alarm` is true where none
        of our officers signed one either.

        Raises:
            LogForked, LogUnproven, LogWentBack, LogStale, LogOfOthers: the log is not one to rely on.
            NotInLog: the entries that the node shows are not those that were signed.
        """
        self.not_forked()
        state = await self.follow(await self.fetched("/log/checkpoint"))
        frontier = self.book.frontier
        start, about = frontier.size, list[tuple[int, bytes, Entry]]()
        for index, entry in enumerate(await self._entries(frontier.size, state), start):
            frontier = frontier.append(leaf_hash(entry))
            if (said := self._about_us(entry)) is not None:
                about.append((index, entry, said))
        if (frontier.size, frontier.root()) != (state.size, state.root):
            raise log_errors.NotInLog
        officers = await self._our_officers() if about else []
        self.book.seen.said += [_shown(*one, officers) for one in about]
        if start != state.size:
            self.book.seen.frontier = b64u(frontier.encode())
            self.book.save()
        return self.book.seen.said

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

    async def _entries(self, start: int, state: Checkpoint) -> list[bytes]:
        found: list[bytes] = []
        for index in range(start // WIDTH, -(-state.size // WIDTH)) if start < state.size else ():
            tile = Tile(-1, index, width_at(-1, index, state.size))
            try:
                entries = read_bundle(await self.fetched(f"/log/{tile.path}"), tile.width)
            except BadProof:
                raise log_errors.NotInLog from None
            found += entries[max(0, start - index * WIDTH) :]
        return found

    def _about_us(self, entry: bytes) -> Entry | None:
        try:
            said = read_entry(entry)
        except CryptoError:
            raise log_errors.NotInLog from None
        ours = said.body.get("member") == self.keys.member_id
        return said if ours and self.keys.device_id not in said.signatures else None

    async def _our_officers(self) -> list[bytes]:
        try:
            return await self.officers_of(self.keys.member_id)
        except NotTrusted:
            return self.keys.pins.get(self.keys.member_id, [])


def _shown(index: int, entry: bytes, said: Entry, officers: list[bytes]) -> dict[str, Any]:
    try:
        verify_entry(entry, said.kind, officers, 1)
        alarm = False
    except CryptoError:
        alarm = True
    about = str(said.body.get("device") or said.body.get("epoch") or said.body.get("listing") or "")
    return {"index": index, "kind": said.kind, "about": about, "by": sorted(said.signatures), "alarm": alarm}
