"""How she was asked: which text, in which language, by whose voice, and how she got her receipt."""

from dataclasses import dataclass, field
from typing import Any

from crypto.format import b64u
from kit.consent_notice import notice

BASES = ("LAW", "COURT", "POWER_OF_ATTORNEY", "OTHER")
ROLES = ("GUARDIAN", "PARENT", "LEGAL_REPRESENTATIVE", "OTHER")


@dataclass(frozen=True, slots=True)
class Asked:
    """Say how she was asked; what is not said here is true of most: adult, read aloud, in plain words, by herself.

    `language` is the one that she heard (BCP 47); where there is no text in it, the English one is read aloud through
    an interpreter. `receipt` is PRINTED, CODE, or DEFERRED_ON_HER_WISH where holding anything is dangerous for her. Who
    represents her (`{"role", "basis"}`) goes into the sealed record; the node only learns that somebody does.
    """

    language: str = "en"
    read_aloud: bool = True
    receipt: str = "CODE"
    seventeen: bool = False
    own_assent: bool = True
    representative: dict[str, str] | None = field(default=None, repr=False)

    def record(self, more: dict[str, Any] | None) -> dict[str, Any]:
        """Give what is written down with her and sealed."""
        hers = {"representative": self.representative} if self.representative else {}
        return {**(more or {}), **hers}

    def to_json(self) -> dict[str, Any]:
        """Write what the node keeps of it."""
        text = notice(self.language)
        return {
            "noticeVersion": text.version,
            "noticeHash": b64u(text.hash),
            "noticeLanguage": self.language,
            "readAloud": self.read_aloud,
            "easyRead": True,
            "receipt": self.receipt,
            "representative": self.representative is not None,
            "ownAssent": self.own_assent,
            "ageBand": "SEVENTEEN" if self.seventeen else "ADULT",
        }
