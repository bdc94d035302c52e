"""Tiles and proofs in files: anybody copies the log, and checks a key without asking."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.errors import BadProof
from crypto.merkle import inclusion_proof, leaf_hash, verify_inclusion
from crypto.proofs import TlogProof, check_proof, forked, read_request, write_request
from crypto.tiles import Tile, read_bundle, tile_hashes, tile_reader, tiles_between, width_at, write_bundle
from tests.crypto.test_merkle import LEAVES, MOST, ROOTS, read
from tests.crypto.test_notes import NOW, Watched

LIMITED = settings(max_examples=300, deadline=None)
WATCHED = Watched()


def proof(index: int, size: int, **changes) -> TlogProof:
    hashes = tuple(inclusion_proof(index, size, read))
    return TlogProof(index, hashes, WATCHED.seen(NOW, NOW, size=size, root=ROOTS[size]), **changes)


def check(data: bytes, entry: bytes):
    return check_proof(data, entry, WATCHED.operator.vkey, WATCHED.witnesses, 2)


def test_the_example_of_tlog_tiles_has_the_tiles_that_it_says():
    """A tree of 70,000 entries: the example of c2sp.org/tlog-tiles."""
    found = list(tiles_between(0, 70_000))

    assert sum(one.level == 0 and one.width == 256 for one in found) == 273
    assert [(one.level, one.width) for one in found if one.level >= 0 and one.width < 256] == [
        *((0, 112), (1, 17), (2, 1)),
    ]
    assert sum(one.level == 1 and one.width == 256 for one in found) == 1
    assert Tile(0, 1_234_067).path == "tile/0/x001/x234/067"
    assert [one.path for one in tiles_between(255, 256)] == ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]


@LIMITED
@given(st.integers(0, 2**40), st.integers(0, 2000))
def test_a_log_that_grows_names_each_tile_that_changes_once(old, more):
    found = list(tiles_between(old, old + more))

    assert len({(one.level, one.index) for one in found}) == len(found)
    assert bool(found) == bool(more)
    assert all(one.width == width_at(one.level, one.index, old + more) for one in found)
    assert all(Tile.parse(one.path) == one for one in found)


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, MOST])
def test_proofs_made_of_tiles_alone_lead_to_the_root(size):
    tiles = {one.path: tile_hashes(one, read) for one in tiles_between(0, size) if one.level >= 0}
    reader = tile_reader(size, lambda wanted: tiles[wanted.path])

    for index in range(0, size, 7):
        verify_inclusion(LEAVES[index], index, size, ROOTS[size], inclusion_proof(index, size, reader))


def test_a_tile_of_another_width_and_a_subtree_that_is_not_there_are_refused():
    narrow = tile_reader(5, lambda wanted: tile_hashes(wanted, read)[:-32])
    honest = tile_reader(5, lambda wanted: tile_hashes(wanted, read))

    with pytest.raises(BadProof):
        narrow(0, 0)
    with pytest.raises(BadProof):
        honest(2, 1)
    with pytest.raises(BadProof):
        honest(8, 0)


@LIMITED
@given(st.lists(st.binary(min_size=1, max_size=50), min_size=1, max_size=20), st.data())
def test_a_bundle_reads_back_and_a_changed_length_does_not(entries, data):
    written = write_bundle(entries)

    assert read_bundle(written, len(entries)) == entries
    with pytest.raises(BadProof):
        read_bundle(written + b"\x00", len(entries))
    with pytest.raises(BadProof):
        read_bundle(written[: data.draw(st.integers(0, len(written) - 1))], len(entries))


def test_a_proof_in_a_file_says_which_entry_stands_where():
    entry = b"entry 4"

    state, times = check(proof(4, 7, extra=b"salt").encode(), entry)

    assert (state.size, times) == (7, {"w2.example": NOW, "w3.example": NOW})
    with pytest.raises(BadProof):
        check(proof(4, 7).encode(), b"entry 5")


@LIMITED
@given(st.data())
def test_one_changed_bit_of_a_proof_is_refused(data):
    raw = bytearray(proof(4, 7).encode())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(Exception) as refused:  # noqa: PT011 the classes are named below
        check(bytes(raw), b"entry 4")

    assert type(refused.value).__name__ in {"BadProof", "BadCheckpoint"}


@pytest.mark.parametrize("index, extra", [(-1, b""), (2**53, b""), (0, b"x" * 70_000)])
def test_a_proof_that_nobody_could_read_is_not_written(index, extra):
    with pytest.raises(BadProof):
        TlogProof(index, (), WATCHED.signed(), extra).encode()


def test_two_proofs_of_one_place_with_two_entries_accuse_the_operator():
    one = proof(4, 7).encode(), b"entry 4"
    grown = proof(4, 9).encode(), b"entry 4"
    leaf = leaf_hash(b"another key")
    other = TlogProof(0, (), WATCHED.seen(NOW, size=1, root=leaf)).encode(), b"another key"
    first = proof(0, 7).encode(), b"entry 0"

    assert not forked(one, grown, WATCHED.operator.vkey)
    assert not forked(one, other, WATCHED.operator.vkey)
    assert forked(first, other, WATCHED.operator.vkey)


def test_what_asks_a_witness_reads_back():
    note = WATCHED.signed()

    assert read_request(write_request(3, ROOTS[:4], note)) == (3, ROOTS[:4], note)
    assert read_request(write_request(0, [], note)) == (0, [], note)


@LIMITED
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_arrives_is_neither_proof_nor_request(data):
    with pytest.raises(BadProof):
        TlogProof.parse(data)
    with pytest.raises(BadProof):
        read_request(data)
    with pytest.raises(BadProof):
        Tile.parse(data.decode("latin-1"))
