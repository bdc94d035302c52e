"""The safety number of two organisations: what both see, and a node that shows one of them other keys cannot make.

SPEC.md section 21.
"""

from dataclasses import dataclass

from crypto.format import b64u, blake2b, lp
from crypto.keys import member_fingerprint


@dataclass(frozen=True, slots=True)
class Root:
    """Name who vouches for an organisation: its officers' keys, `k` of which decide together."""

    member: str
    officers: tuple[bytes, ...]
    k: int

    @property
    def hash(self) -> bytes:
        """Name it by all its bytes (32)."""
        return blake2b(lp("tolerant/v1/safety", self.member, *sorted(self.officers), str(self.k)))

    @property
    def digits(self) -> str:
        """Give its 30 digits in 6 groups of 5."""
        return member_fingerprint(self.member, list(self.officers), self.k)


def safety_number(one: Root, other: Root) -> str:
    """Give 60 digits in 12 groups of 5, the same at both ends, to be read aloud."""
    return " ".join(sorted((one.digits, other.digits)))


def safety_text(one: Root, other: Root) -> str:
    """Give both hashes whole, the same at both ends, for a picture that a camera reads (86 characters)."""
    return b64u(b"".join(sorted((one.hash, other.hash))))
