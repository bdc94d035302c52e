"""Vectors of section 13: what the log holds, and who must have signed it."""

import hashlib
from collections.abc import Iterator
from typing import Any

from . import cast, noted
from .case import Case, raw
from .primitives import blake2b, fixed, sign, sign_kid, sign_public
from .spelling import b64u, jcs, lp

_BOARD = [fixed(f"board member {at}") for at in range(1, 6)]
_KEYS = [b64u(sign_public(seed)) for seed in _BOARD]
_DAY = 86_400
_OPERATOR = noted.OPERATOR_VKEY
_GONE = object()
_UNTIL = {"member": cast.A, "nbf": cast.NOW}
_HASH = b64u(fixed("salted hash"))
_LISTING = {**_UNTIL, "listing": cast.LISTING, "rev": 3}
BODIES: dict[str, dict[str, Any]] = {
    "vetted.v1": {**_UNTIL, "keys": _KEYS[:2], "k": 1, "exp": cast.NOW + 90 * _DAY},
    "suspended.v1": {**_UNTIL, "exp": cast.NOW + 3 * _DAY},
    "devetted.v1": _UNTIL,
    "device-revoked.v1": {**_UNTIL, "device": "d" * 32},
    "node.v1": {**_UNTIL, "node": "node.example", "sign": _KEYS[4], "exp": cast.NOW + 90 * _DAY},
    "node-revoked.v1": {**_UNTIL, "node": "node.example", "key": "e" * 32},
    "listing.v1": {**_LISTING, "hash": _HASH, "exp": cast.NOW + 367 * _DAY},
    "listing-withdrawn.v1": _LISTING,
    "board.v1": {"keys": _KEYS, "k": 3, "seq": 0, "nbf": cast.NOW},
    "release.v1": {"program": "web", "version": "1.0.12", "hash": _HASH, "nbf": cast.NOW},
    "policy.v1": {
        **{"seq": 0, "suites": ["XW1"], "min_version": "0.1.0", "nbf": cast.NOW, "w": 3},
        **{"limits": {"attachment": 20_971_520, "envelope": 65_536}, "witnesses": noted.WITNESS_VKEYS},
        **{"warn": _DAY, "refuse": 3 * _DAY},
    },
}
_FORMS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "vetted-for-91-days": ("vetted.v1", "What is not renewed lapses.", {"exp": cast.NOW + 91 * _DAY}),
    "vetted-never": ("vetted.v1", "It ends when it begins.", {"exp": cast.NOW}),
    "vetted-without-officers": ("vetted.v1", "Nobody could vouch for a device.", {"keys": [], "k": 0}),
    "vetted-k-too-large": ("vetted.v1", "More than there are.", {"k": 3}),
    "vetted-officer-twice": ("vetted.v1", "One officer counted twice.", {"keys": [_KEYS[0]] * 2}),
    "vetted-with-a-name": ("vetted.v1", "No names in the log.", {"name": "A house"}),
    "suspended-with-a-reason": ("suspended.v1", "No reasons in the log.", {"reason": "x"}),
    "suspended-without-end": ("suspended.v1", "A brake lapses.", {"exp": _GONE}),
    "devetted-member-in-capitals": ("devetted.v1", "Ids are written small.", {"member": "A" * 32}),
    "device-revoked-time-as-text": ("device-revoked.v1", "A text is no number.", {"nbf": str(cast.NOW)}),
    "node-an-address": ("node.v1", "A node's name is no address.", {"node": "https://node.example/"}),
    "node-short-key": ("node.v1", "An Ed25519 key has 32 bytes.", {"sign": b64u(bytes(31))}),
    "node-revoked-key-for-kid": ("node-revoked.v1", "A key is named by its kid.", {"key": _KEYS[4]}),
    "listing-for-368-days": ("listing.v1", "What nobody checks again lapses.", {"exp": cast.NOW + 368 * _DAY}),
    "listing-rev-zero": ("listing.v1", "Versions begin at 1.", {"rev": 0}),
    "listing-in-words": ("listing.v1", "A salted hash and nothing of the content.", {"hash": "Shelter"}),
    "board-k-of-zero": ("board.v1", "Nobody would have to sign.", {"k": 0}),
    "board-of-seventeen": (
        "board.v1", "At most 16.", {"keys": [b64u(sign_public(fixed(f"m{at}"))) for at in range(17)]},
    ),
    "release-version-in-words": ("release.v1", "Three numbers.", {"version": "newest"}),
    "release-version-leading-zero": ("release.v1", "Two spellings of one version.", {"version": "1.01.0"}),
    "release-short-hash": ("release.v1", "A hash has 32 bytes.", {"hash": b64u(bytes(31))}),
    "policy-unknown-suite": ("policy.v1", "Suites are XW and a number.", {"suites": ["RSA"]}),
    "policy-w-too-large": ("policy.v1", "More witnesses than there are.", {"w": 5}),
    "policy-half-of-the-witnesses": ("policy.v1", "Two halves could be shown two lists.", {"w": 2}),
    "policy-none-of-the-witnesses": ("policy.v1", "Nobody would have to watch.", {"w": 0}),
    "policy-witness-is-operator": ("policy.v1", "The operator watches itself.", {"witnesses": [_OPERATOR], "w": 1}),
    "policy-witness-of-another-id": ("policy.v1", "No usable key.", {"witnesses": ["w+00000000+AAAA"], "w": 1}),
    "policy-witnesses-no-list": ("policy.v1", "A text is no list.", {"witnesses": "w", "w": 0}),
    "policy-refuses-before-it-warns": ("policy.v1", "First the warning.", {"refuse": 60}),
    "policy-limit-zero": ("policy.v1", "Nothing could be sent.", {"limits": {"attachment": 0, "envelope": 1}}),
    "policy-limit-unknown": ("policy.v1", "A limit that this version does not know.", {"limits": {"x": 1}}),
}  # fmt: skip


def entry(kind: str, body: Any, *seeds: bytes, order: int = 1, **changes: Any) -> bytes:
    """Sign an entry; the signatures stand in the order of the signers' kids, or against it."""
    signed = sorted((sign_kid(sign_public(seed)), _signature(kind, body, seed)) for seed in seeds)
    said: dict[str, Any] = {"typ": kind, "body": body}
    if len(signed) == 1:
        said |= {"by": signed[0][0], "sig": signed[0][1]}
    else:
        said |= {"sigs": [{"by": by, "sig": sig} for by, sig in signed[::order]]}
    return jcs({name: value for name, value in {**said, **changes}.items() if value is not _GONE})


def _signature(kind: str, body: Any, seed: bytes, label: str = "tolerant/v1/statement") -> str:
    return b64u(sign(seed, label, kind, jcs(body)))


def _words() -> Iterator[Case]:
    salt, words = fixed("salt of a listing"), '{"name":"Курс А2","places":[]}'
    for name, comment, said in (
        ("listing-words", "Words are hashed as they came, under their salt.", words),
        ("listing-words-spaced", "Another spelling of the same JSON is other words.", words.replace(":", ": ")),
    ):
        made = blake2b(lp("tolerant/v1/listing-words", salt, said.encode()))
        given = {"salt_hex": salt.hex(), "words": said}
        yield Case(name, "13", comment, "listing-words", given, out={"hash_hex": made.hex()})


def cases() -> Iterator[Case]:
    """Make the vectors of section 13."""
    yield from _words()
    for kind, body in BODIES.items():
        yield _case(kind[:-3], "An entry that holds.", kind, entry(kind, body, *_BOARD[:3]))
    one, device = entry("suspended.v1", BODIES["suspended.v1"], _BOARD[0]), cast.vouched()
    yield _case("signed-by-one", "One signature stands as in any statement.", "suspended.v1", one, k=1)
    officer = sign_public(cast.OFFICER).hex()
    yield _case(
        "device", "A statement of section 4 is an entry as it is.", "device.v1", device, k=1, keys_hex=[officer]
    )
    alone = {**BODIES["policy.v1"], "witnesses": [], "w": 0}
    yield _case("policy-without-witnesses", "None is asked.", "policy.v1", entry("policy.v1", alone, *_BOARD[:3]))
    more = entry("board.v1", BODIES["board.v1"], *_BOARD[:3], *(fixed(f"new board member {at}") for at in range(3)))
    yield _case("signed-by-others-too", "A new board signs beside the old one.", "board.v1", more)
    for name, (kind, comment, changes) in _FORMS.items():
        body = {key: value for key, value in {**BODIES[kind], **changes}.items() if value is not _GONE}
        yield _case(name, comment, kind, entry(kind, body, *_BOARD[:3]), "MalformedStatement")
    yield from _outside()
    yield from _believed()
    yield from _signing()


def _case(name: str, comment: str, kind: str, data: bytes, expect: str = "ok", **changes: Any) -> Case:
    keys = [sign_public(seed).hex() for seed in _BOARD]
    given = {**raw("entry", data), "kind": kind, "keys_hex": keys, "k": 3, **changes}
    out = {"leaf_hex": hashlib.sha256(b"\0" + data).hexdigest()} if expect == "ok" else {}
    return Case(f"entry-{name}", "13", comment, "entry", given, expect, out=out)


def _outside() -> Iterator[Case]:
    kind, three = "devetted.v1", _BOARD[:3]
    body = BODIES[kind]
    good = entry(kind, body, *three)
    single = {"by": sign_kid(sign_public(three[0])), "sig": _signature(kind, body, three[0])}
    other = entry("suspended.v1", BODIES["suspended.v1"], *three)
    bad = {
        "of-another-kind": ("An entry of one kind shown as another.", other),
        "of-unknown-kind": ("A kind that the log does not hold.", entry("review.v1", {"note": ""}, *three)),
        "kind-as-number": ("A kind is a text.", entry(kind, body, *three, typ=1)),
        "signatures-unsorted": ("Two spellings of one entry.", entry(kind, body, *three, order=-1)),
        "signature-twice": ("One signature counted twice.", _listed(kind, body, [single, single])),
        "list-of-one": ("Two spellings of one entry.", _listed(kind, body, [single])),
        "list-of-none": ("Nobody signed.", _listed(kind, body, [])),
        "list-of-seventeen": (
            "At most 16 signatures.", entry(kind, body, *(fixed(f"m{at}") for at in range(17))),
        ),
        "list-is-a-text": ("A text is no list.", _listed(kind, body, "x" * 5)),
        "list-and-one": ("A list of signatures and one beside it.", entry(kind, body, *three, **single)),
        "signature-with-more": ("A field that nobody signed.", _listed(kind, body, [{**single, "x": 1}] * 2)),
        "signature-short": ("A signature has 64 bytes.", _listed(kind, body, [{**single, "sig": b64u(bytes(63))}] * 2)),
        "by-misspelt": ("Ids are written small.", _listed(kind, body, [{**single, "by": "A" * 32}] * 2)),
        "body-is-a-list": ("A body is an object.", entry(kind, [body], *three)),
        "spaces": ("Another spelling of the same JSON.", good.replace(b",", b", ", 1)),
        "no-json": ("Something else.", b"\xff\x00"),
        "a-list": ("A list is no entry.", b"[]"),
        "too-long": ("More than 16,384 bytes.", entry(kind, {**body, "x": "x" * 16_384}, *three)),
    }  # fmt: skip
    for name, (comment, data) in bad.items():
        yield _case(name, comment, "devetted.v1", data, "MalformedStatement")


def _listed(kind: str, body: Any, sigs: Any) -> bytes:
    return jcs({"typ": kind, "body": body, "sigs": sigs})


def _believed() -> Iterator[Case]:
    kind, three = "devetted.v1", _BOARD[:3]
    body = BODIES[kind]
    by = [sign_kid(sign_public(seed)) for seed in three]
    named = sorted(zip(by, three, strict=True))
    token = [{"by": name, "sig": _signature(kind, body, seed, "tolerant/v1/consent")} for name, seed in named]
    stranger = [{"by": name, "sig": _signature(kind, body, fixed("a stranger"))} for name, _ in named]
    strangers = [fixed(f"stranger {at}") for at in range(3)]
    bad: dict[str, tuple[str, bytes, dict[str, Any]]] = {
        "signed-by-too-few": ("Two of the three that are asked for.", entry(kind, body, *_BOARD[:2]), {}),
        "signed-by-one-of-three": ("One of the three that are asked for.", entry(kind, body, _BOARD[0]), {}),
        "signed-by-strangers": ("Three whom nobody chose.", entry(kind, body, *strangers), {}),
        "signed-by-strangers-in-their-names": ("A stranger under three names.", _listed(kind, body, stranger), {}),
        "body-changed": (
            "Another member, after it was signed.",
            entry(kind, body, *three).replace(b'"' + cast.A.encode(), b'"' + cast.B.encode()), {},
        ),
        "kind-changed": (
            "Signed as another kind.", entry("devetted.v1", _LISTING, *three, typ="listing-withdrawn.v1"),
            {"kind": "listing-withdrawn.v1"},
        ),
        "signatures-of-a-token": ("Signatures for another purpose.", _listed(kind, body, token), {}),
        "asked-of-nobody": ("Nobody would have to sign.", entry(kind, body, *three), {"k": 0}),
        "asked-of-more-than-there-are": ("Six of five.", entry(kind, body, *_BOARD), {"k": 6}),
        "key-twice": (
            "One key of the board counted twice.", entry(kind, body, _BOARD[0], strangers[0]),
            {"k": 2, "keys_hex": [sign_public(_BOARD[0]).hex()] * 2},
        ),
        "second-signature-false": (
            "Three that hold, and a false one of a fourth whom one knows.",
            _listed(kind, body, sorted(
                [{"by": name, "sig": _signature(kind, body, seed)} for name, seed in named]
                + [{"by": sign_kid(sign_public(_BOARD[3])), "sig": b64u(fixed("none", 64))}],
                key=lambda one: str(one["by"]),
            )), {},
        ),
    }  # fmt: skip
    for name, (comment, data, changes) in bad.items():
        said = {"kind": kind, **changes}
        yield _case(name, comment, said.pop("kind"), data, "BadSignature", **said)


def _signing() -> Iterator[Case]:
    kind = "devetted.v1"
    body = BODIES[kind]
    for name, seeds in {
        "one": _BOARD[:1],
        "three": _BOARD[2::-1],
        "sixteen": [fixed(f"m{at}") for at in range(16)],
    }.items():
        given = {"kind": kind, "body": body, "seeds_hex": [seed.hex() for seed in seeds]}
        out = {"entry": entry(kind, body, *seeds).decode()}
        yield Case(f"entry-signed-by-{name}-in-turn", "13", "The order does not matter.", "sign-entry", given, out=out)
    bad: dict[str, tuple[str, dict[str, Any]]] = {
        "nobody": ("Nobody signed.", {"seeds_hex": []}),
        "one-twice": ("One signer counted twice.", {"seeds_hex": [_BOARD[0].hex()] * 2}),
        "seventeen": ("At most 16.", {"seeds_hex": [fixed(f"m{at}").hex() for at in range(17)]}),
        "one-of-unknown-kind": ("A kind that the log does not hold.", {"kind": "review.v1"}),
        "one-with-a-name": ("No names in the log.", {"body": {**body, "name": "A house"}}),
    }
    for name, (comment, changes) in bad.items():
        given = {"kind": kind, "body": body, "seeds_hex": [_BOARD[0].hex()], **changes}
        yield Case(f"entry-signed-by-{name}", "13", comment, "sign-entry", given, "MalformedStatement")
