"""The key log against what others published: the reference tree of RFC 6962, and notes of Go's checksum database."""

import pytest

from crypto.errors import BadCheckpoint, BadKey
from crypto.keys import SigningKey
from crypto.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)
from crypto.notes import LogKey, Vkey, open_note, split_note, unbase64

ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSIONS = {
    (5, 8): ["bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
             "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
             "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): ["6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
             "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
             "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"],
}  # fmt: skip
CONSISTENCIES = {
    (1, 1): [],
    (1, 8): ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
             "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
             "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"],
    (6, 8): ["0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
             "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
             "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"],
    (2, 5): ["5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
             "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"],
}  # fmt: skip
"""The entries, roots and proofs of the reference implementation of Certificate Transparency, as the tests of
github.com/transparency-dev/merkle quote them (testonly/constants.go, testonly/reference_test.go)."""
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SECRET = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
LINE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
"""The example of golang.org/x/mod/sumdb/note, and the key that made it (note_test.go)."""
KNOWN = [
    "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
    "TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6",
    "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
]
NO_KEYS = [
    "bananas.sigstore.dev+12344556",
    "rekor.sigstore.dev+12345678+THIS_IS_NOT_BASE64!",
    "rekor.sigstore.dev+12345678+AwEB",
    "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
    "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
]
"""Keys that the tests of golang.org/x/mod/sumdb/note and github.com/transparency-dev/formats take, and do not take."""
SOFA = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""  # noqa: E501 a line of a note is not broken
"""The example of c2sp.org/tlog-cosignature; its keys are not published."""


def read(level: int, index: int) -> bytes:
    if level == 0:
        return leaf_hash(bytes.fromhex(ENTRIES[index]))
    return node_hash(read(level - 1, 2 * index), read(level - 1, 2 * index + 1))


def hashes(texts: list[str]) -> list[bytes]:
    return [bytes.fromhex(text) for text in texts]


def test_the_reference_tree_has_its_roots():
    frontier, roots = Frontier(), [EMPTY_ROOT.hex()]
    for at in range(len(ENTRIES)):
        frontier = frontier.append(read(0, at))
        roots.append(frontier.root().hex())

    assert roots == ROOTS


@pytest.mark.parametrize("place", INCLUSIONS)
def test_the_reference_proofs_of_inclusion_are_ours(place):
    index, size = place

    assert inclusion_proof(index, size, read) == hashes(INCLUSIONS[place])
    verify_inclusion(read(0, index), index, size, bytes.fromhex(ROOTS[size]), hashes(INCLUSIONS[place]))


@pytest.mark.parametrize("growth", CONSISTENCIES)
def test_the_reference_proofs_of_consistency_are_ours(growth):
    old, new = growth
    roots = [bytes.fromhex(ROOTS[size]) for size in growth]

    assert consistency_proof(old, new, read) == hashes(CONSISTENCIES[growth])
    verify_consistency(old, roots[0], new, roots[1], hashes(CONSISTENCIES[growth]))


def test_the_note_of_go_is_signed_and_read_byte_for_byte():
    key = LogKey("PeterNeumann", SigningKey(unbase64(SECRET)[1:]))

    assert key.vkey.encode() == VKEY
    assert key.sign(TEXT.encode()).decode() == LINE
    assert open_note(f"{TEXT}\n{LINE}".encode(), [key.vkey]).signed == {key.vkey: None}
    with pytest.raises(BadCheckpoint) as refused:
        open_note(f"{TEXT}\n{LINE}".replace("answer", "Answer").encode(), [key.vkey])
    assert refused.value.reason == "signature"


@pytest.mark.parametrize("text", KNOWN)
def test_keys_of_others_are_read_and_written_again(text):
    assert Vkey.decode(text).encode() == text


@pytest.mark.parametrize("text", NO_KEYS)
def test_what_others_take_for_no_key_is_none(text):
    with pytest.raises(BadKey):
        Vkey.decode(text)


def test_the_example_of_a_cosigned_checkpoint_is_taken_apart():
    text, lines = split_note(SOFA.encode())

    assert text.decode().split("\n")[:2] == ["example.com/behind-the-sofa", "20852163"]
    assert [name for name, _ in lines] == ["example.com/behind-the-sofa", "witness.example.com/w1"]
    assert int.from_bytes(lines[1][1][4:12], "big") == 1_679_315_147
