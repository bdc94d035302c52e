"""The recovery key of an organisation: officers publish it, divide it, and the node keeps only what it can open.

SPEC.md section 20. What is sealed to it can be opened by `k` officers together with their shares, and by nobody else.
"""

from dataclasses import dataclass
from typing import Any

from crypto.errors import BadKey, BadShare, MalformedStatement
from crypto.format import b64u, blake2b, exact, integer, lp, text, unb64u
from crypto.keys import SIGN_PUBLIC, SealingKey, SigningKey, check_sealing_key
from crypto.shares import MOST_SHARES, Share

LONGEST = 731 * 86_400
"""The longest that a ceremony counts: two years, in seconds."""


@dataclass(frozen=True, slots=True)
class RecoveryStatement:
    """An organisation opts in to recovery (`recovery.v1`): its keys, and the hashes of its officers' shares."""

    member: str
    ceremony: str
    seal: bytes
    sign: bytes
    k: int
    shares: tuple[bytes, ...]
    nbf: int
    exp: int

    KIND = "recovery.v1"

    def body(self) -> dict[str, Any]:
        """Give the statement's body."""
        keys = {"seal": b64u(self.seal), "sign": b64u(self.sign), "k": self.k}
        shares = [b64u(one) for one in self.shares]
        said = {"member": self.member, "ceremony": self.ceremony, "shares": shares}
        return {**said, **keys, "nbf": self.nbf, "exp": self.exp}

    @classmethod
    def parse(cls, body: Any) -> "RecoveryStatement":
        """Read a body.

        Raises:
            MalformedStatement: a field is missing, unknown, or not what it should be.
        """
        try:
            fields = exact(body, "member", "ceremony", "seal", "sign", "k", "shares", "nbf", "exp")
            if not isinstance(fields["shares"], list) or not 2 <= len(fields["shares"]) <= MOST_SHARES:
                raise MalformedStatement
            shares = tuple(unb64u(one, 32) for one in fields["shares"])
            if len(set(shares)) != len(shares):
                raise MalformedStatement
            nbf = integer(fields["nbf"])
            return cls(
                text(fields["member"], r"[0-9a-f]{32}"),
                text(fields["ceremony"], r"[0-9a-f]{16}"),
                check_sealing_key(unb64u(fields["seal"])),
                unb64u(fields["sign"], SIGN_PUBLIC),
                integer(fields["k"], 2, len(shares)),
                shares,
                nbf,
                integer(fields["exp"], nbf + 1, nbf + LONGEST),
            )
        except (ValueError, BadKey):
            raise MalformedStatement from None

    def holds(self, share: Share, at: int = 1) -> None:
        """Refuse a share that was not handed out in this ceremony; it says nothing about what the share holds.

        Raises:
            BadShare: `foreign`, or `wrong`.
        """
        if share.about[:4] != (self.member, self.ceremony, self.k, len(self.shares)):
            raise BadShare("foreign", at)
        if self.shares[share.index - 1] != share.hash:
            raise BadShare("wrong", at)


def sealing_key(secret: bytes) -> SealingKey:
    """Give the key that intake seeds are sealed to; the divided secret is its seed."""
    return SealingKey(secret)


def request_key(secret: bytes) -> SigningKey:
    """Give the key that asks the node for a recovery: proof that `k` shares came together, and nothing more."""
    return SigningKey(blake2b(lp("tolerant/v1/recovery-sign"), key=secret))


def opt_in(secret: bytes, shares: list[Share], nbf: int, exp: int) -> RecoveryStatement:
    """Say what officers publish about the shares that they were handed."""
    first = shares[0]
    keys = (sealing_key(secret).public, request_key(secret).public)
    return RecoveryStatement(first.member, first.ceremony, *keys, first.k, tuple(one.hash for one in shares), nbf, exp)
