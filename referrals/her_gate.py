"""The gate before her own copy: wrong codes are counted and slow, and every answer takes the same time.

Counts live in this process only, by a mark that nobody can turn into an address again. They are no trace of her: a code
that opens something is not counted.
"""

import asyncio
from collections import OrderedDict, deque
from datetime import datetime, timedelta
from ipaddress import ip_address

from nacl.utils import random

from crypto.format import blake2b
from referrals import her_copy_errors as errors

PACE = 0.4
"""How long (seconds) each answer takes, right or wrong."""
WINDOW = timedelta(hours=1)
TRIES = 10
"""How many codes that open nothing may be tried from one place in an hour."""
OVERALL = 1000
"""After so many from everywhere in an hour, whoever tried one of them waits; who never did is still let in."""
WRITES = 60
"""How many parts one device may write in an hour."""
PLACES = 20_000


class Gate:
    """Count and slow down; `secret` (32 bytes) makes the false parts of this node."""

    def __init__(self, secret: bytes, pace: float = PACE) -> None:
        self.secret, self.pace = secret, pace
        self._salt = random(32)
        self._places: OrderedDict[bytes, deque[datetime]] = OrderedDict()
        self._all: deque[datetime] = deque(maxlen=OVERALL)

    def enter(self, address: str, now: datetime) -> None:
        """Let whoever asks in, unless wrong codes came too often from there; it counts as one until it proved right.

        So many who ask at once count as many.

        Raises:
            TooManyTries: they did.
        """
        tries = self._of(address, now)
        if len(tries) >= TRIES or (tries and len(_since(self._all, now)) >= OVERALL):
            raise errors.TooManyTries
        self._count(address, now)
        self._all.append(now)

    def right(self, address: str) -> None:
        """Take back what was counted, because the code opened something."""
        for times in (self._places.get(self._mark(address)), self._all):
            if times:
                times.pop()

    def write(self, device: str, now: datetime) -> None:
        """Count a part that a device writes.

        Raises:
            CopyQuota: it has written many.
        """
        if len(self._of(device, now)) >= WRITES:
            raise errors.CopyQuota
        self._count(device, now)

    def begin(self) -> float:
        """Note when an answer begins."""
        return asyncio.get_running_loop().time()

    async def end(self, begun: float) -> None:
        """Wait until the answer has taken as long as every answer takes."""
        await asyncio.sleep(begun + self.pace - self.begin())

    def _of(self, name: str, now: datetime) -> "deque[datetime]":
        return _since(self._places.get(self._mark(name), deque()), now)

    def _count(self, name: str, now: datetime) -> None:
        mark = self._mark(name)
        self._places.setdefault(mark, deque()).append(now)
        self._places.move_to_end(mark)
        if len(self._places) > PLACES:
            self._places.popitem(last=False)

    def _mark(self, name: str) -> bytes:
        return blake2b(_network(name).encode(), key=self._salt, size=16)


def _network(name: str) -> str:
    """Take the 64 first bits of an IPv6 address for the whole, since one house has all that follow them."""
    try:
        address = ip_address(name)
    except ValueError:
        return name
    return address.exploded[:19] if address.version == 6 else name


def _since(times: "deque[datetime]", now: datetime) -> "deque[datetime]":
    while times and times[0] <= now - WINDOW:
        times.popleft()
    return times
