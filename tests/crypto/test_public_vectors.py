"""The generator's X-Wing and HPKE, and the code's, against vectors that others published."""

import hashlib

import pytest

from crypto.keys import SealingKey
from tests.crypto.vectors import FOLDER

XWING = [
    (
        "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26",
        "3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e2"
        "35b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2",
        "d2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384",
    ),
    (
        "badfd6dfaac359a5efbb7bcc4b59d538df9a04302e10c8bc1cbf1a0b3a5120ea",
        "17cda7cfad765f5623474d368ccca8af0007cd9f5e4c849f167a580b14aabdef"
        "aee7eef47cb0fca9767be1fda69419dfb927e9df07348b196691abaeb580b32d",
        "f2e86241c64d60f6649fbc6c5b7d17180b780a3f34355e64a85749949c45f150",
    ),
    (
        "ef58538b8d23f87732ea63b02b4fa0f4873360e2841928cd60dd4cee8cc0d4c9",
        "22a96188d032675c8ac850933c7aff1533b94c834adbb69c6115bad4692d8619"
        "f90b0cdf8a7b9c264029ac185b70b83f2801f2f4b3f70c593ea3aeeb613a7f1b",
        "953f7f4e8c5b5049bdc771d1dffada0dd961477d1a2ae0988baa7ea6898d893f",
    ),
]
"""Seed, encapsulation seed and shared secret: draft-connolly-cfrg-xwing-kem-08, appendix C. The shared secret is a hash
over both ciphertexts' secrets and the X25519 halves of key and ciphertext."""

HPKE = {
    "seed": "3ec47fa82dd5689d27c6190e724c74ec8f608df3331ce331929e37b829676630",
    "eseed": "2a1c0a3745fe8a48fb62034d300f54dfe1974a5b2e169e580a8789cb1cf5fd19"
    "0fc00f3fd899594e01a8b15334b9f3fa03d8de44da86e19f5776850fb689e6c8",
    "info": "34663634363532303666366532303631323034373732363536333639363136653230353537323665",
    "shared_secret": "58200ed1f137bd95a921bb47f6aaecf2395b26f7fd24efd3a5ffae4849e8dea3",
    "key": "131c2ebb469b909a40915914afd7ff5e638888ac7195dcaaaef8f9a84f0e4030",
    "base_nonce": "2b7a68f19e6cdbd43dda3c6d",
    "aad": "436f756e742d30",
    "pt": "3432363536313735373437393230363937333230373437323735373436383263323037343732373537343638323036323635"
    "3631373537343739",
    "ct": "c5c591f99092d5e38df0a52699af249c66f8275a863423c076de8147a53e65cc584041c963b77a7e59ea93841b1339b5efda"
    "8909b71f74bb0073ad62e899de310c1566dea2fd29eba377",
    "pk_sha256": "ad8aaf3f00d8a39bfeec2947a7d5dde68be08bba19bd301a348a45dc5fcc8341",
    "enc_sha256": "95c0a5fca31ea59f29bbc66255ad6637b5a476b3212886af11afdc8930aeb772",
}
"""The test vector of draft-ietf-hpke-pq for KEM 0x647a, HKDF-SHA256, ChaCha20Poly1305 and base mode, as shipped in
cryptography_vectors 50.0.2 (HPKE/hpke-pq-test-vectors.json): the first of its encryptions; key and encapsulation stand
here as hashes."""


@pytest.fixture
def xwing(monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    from maker import xwing

    return xwing


@pytest.mark.parametrize("seed, eseed, secret", XWING)
def test_x_wing_encapsulates_as_its_draft_says(xwing, seed, eseed, secret):
    public = xwing.seal_public(bytes.fromhex(seed))

    assert xwing.encapsulate(public, bytes.fromhex(eseed))[0].hex() == secret
    assert SealingKey(bytes.fromhex(seed)).public == public


def test_hpke_seals_as_its_draft_says(xwing):
    v = {name: text if name.endswith("sha256") else bytes.fromhex(text) for name, text in HPKE.items()}
    public = xwing.seal_public(v["seed"])

    secret, sent = xwing.encapsulate(public, v["eseed"])

    assert (hashlib.sha256(public).hexdigest(), hashlib.sha256(sent).hexdigest()) == (v["pk_sha256"], v["enc_sha256"])
    assert secret == v["shared_secret"]
    assert xwing.schedule(secret, v["info"]) == (v["key"], v["base_nonce"])
    assert xwing.hpke(public, v["info"], v["pt"], v["eseed"], v["aad"]) == sent + v["ct"]


@pytest.mark.parametrize("size", [0, 1, 32, 100])
def test_what_the_generator_seals_the_code_opens(xwing, size):
    key, plain = SealingKey(b"\x21" * 32), bytes(range(size))

    assert key.unwrap(xwing.hpke(key.public, b"info", plain, b"\x22" * 64), b"info") == plain
