"""The invented people and organisations of the vectors; every secret comes out of a fixed seed."""

from typing import Any

from .primitives import fixed, sign, sign_kid, sign_public
from .spelling import b64u, jcs
from .xwing import seal_public

A, B, C = "a" * 32, "b" * 32, "c" * 32
"""A sends, B receives, C is somebody else."""
REF, OTHER_REF = "1" * 32, "4" * 32
LISTING, OTHER_LISTING = "2" * 32, "5" * 32
NOW, LATER = 1_800_000_000, 1_900_000_000
CONSENT, OTHER_CONSENT = fixed("consent"), fixed("another consent")

OFFICER, SECOND_OFFICER, STRANGER = fixed("officer of A"), fixed("second officer of A"), fixed("officer of nobody")
DEVICE, OTHER_DEVICE = fixed("device of A"), fixed("another device of A")
COPY = fixed("sealing key of A's device")
INTAKE = fixed("intake key of B")
COLLEAGUE = fixed("sealing key of a device of B")
THIRD = fixed("intake key of C")
FEEDBACK_SECRET = fixed("her feedback secret")


def device_body(**changes: Any) -> dict[str, Any]:
    """Vouch for A's device."""
    public = sign_public(DEVICE)
    said = {"member": A, "device": sign_kid(public), "sign": b64u(public), "seal": b64u(seal_public(COPY))}
    return {**said, "nbf": NOW - 1000, "exp": LATER, "officer": False, **changes}


def statement(kind: str, body: Any, seed: bytes = OFFICER, **changes: Any) -> bytes:
    """Sign a statement; `changes` are made after signing."""
    signature = sign(seed, "tolerant/v1/statement", kind, jcs(body))
    said = {"typ": kind, "body": body, "by": sign_kid(sign_public(seed)), "sig": b64u(signature)}
    return jcs({**said, **changes})


def by_several(kind: str, body: Any, *seeds: bytes, **false: bytes) -> bytes:
    """Sign a statement with several keys; `false` puts other signatures in the place of some, by their kids."""
    made = {sign_kid(sign_public(seed)): sign(seed, "tolerant/v1/statement", kind, jcs(body)) for seed in seeds}
    sigs = [{"by": by, "sig": b64u(one)} for by, one in sorted({**made, **false}.items())]
    return jcs({"typ": kind, "body": body, "sigs": sigs})


def vouched(seed: bytes = OFFICER, **changes: Any) -> bytes:
    """Give the statement of A's device, signed by an officer."""
    return statement("device.v1", device_body(**changes), seed)
