"""What a node may know of her own copy: how long its parts are, and that whoever looks holds her feedback key.

SPEC.md section 23. Only her code opens the parts; that is `crypto.her_copy`, for ends.
"""

from crypto.keys import WRAP, SigningKey, verify

CONTENT, NONCE, TAG = 4096, 24, 16
PART = 1 + WRAP + NONCE + CONTENT + TAG
"""Bytes of one sealed part (5,305): they all have this length."""
PAGE, PAGES = 8, 4
MOST = PAGE * PAGES
"""How many parts a copy has at most; a page always shows eight, false ones included."""
_LOOK = "tolerant/v1/her-look"


def sign_look(key: SigningKey, consent: bytes, referral: str, at: int) -> bytes:
    """Prove to the node that she herself asks how one referral stands, at this time (unix seconds; 64 bytes)."""
    return key.sign(_LOOK, consent, referral, str(at))


def verify_look(public: bytes, signature: bytes, consent: bytes, referral: str, at: int) -> None:
    """Tell how a referral stands without login only to whoever holds her feedback key.

    Raises:
        BadSignature: somebody else asks, or for something else.
    """
    verify(public, signature, _LOOK, consent, referral, str(at))
