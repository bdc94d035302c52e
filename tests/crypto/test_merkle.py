"""The tree of the key log: what is in it can be proved, and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.errors import BadProof
from crypto.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    inclusion_root,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)

MOST = 300
LEAVES = [leaf_hash(f"entry {at}".encode()) for at in range(MOST)]
NODES = {(0, at): leaf for at, leaf in enumerate(LEAVES)}
ROOTS = [EMPTY_ROOT]
LIMITED = settings(max_examples=400, deadline=None)
PLACES = st.integers(1, MOST).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size)))
GROWTHS = st.integers(1, MOST).flatmap(lambda new: st.tuples(st.integers(1, new), st.just(new)))


def grow() -> None:
    """Grow the tree leaf by leaf, as a log does, and keep every complete subtree and every root."""
    frontier = Frontier()
    for leaf in LEAVES:
        for level, made in enumerate(frontier.completes(leaf)):
            NODES[level, frontier.size >> level] = made
        frontier = frontier.append(leaf)
        ROOTS.append(frontier.root())


grow()


def read(level: int, index: int) -> bytes:
    return NODES[level, index]


def flip(data: bytes, bit: int) -> bytes:
    return (int.from_bytes(data, "big") ^ 1 << bit).to_bytes(len(data), "big")


def test_each_entry_of_each_tree_up_to_300_is_proved():
    for size in range(1, MOST + 1):
        for index in range(size):
            verify_inclusion(LEAVES[index], index, size, ROOTS[size], inclusion_proof(index, size, read))


def test_each_tree_up_to_300_is_proved_to_begin_with_each_smaller_one():
    for new in range(MOST + 1):
        for old in range(new + 1):
            verify_consistency(old, ROOTS[old], new, ROOTS[new], consistency_proof(old, new, read))


@LIMITED
@given(PLACES, st.data())
def test_one_changed_bit_anywhere_proves_nothing(place, data):
    index, size = place
    parts = [LEAVES[index], ROOTS[size], *inclusion_proof(index, size, read)]
    at = data.draw(st.integers(0, len(parts) - 1))
    parts[at] = flip(parts[at], data.draw(st.integers(0, 255)))

    with pytest.raises(BadProof):
        verify_inclusion(parts[0], index, size, parts[1], parts[2:])


@LIMITED
@given(PLACES, st.data())
def test_a_proof_holds_for_no_other_place(place, data):
    index, size = place
    other = data.draw(st.integers(0, size + 2).filter(lambda at: at != index))

    with pytest.raises(BadProof):
        verify_inclusion(LEAVES[index], other, size, ROOTS[size], inclusion_proof(index, size, read))


@LIMITED
@given(GROWTHS, st.data())
def test_one_changed_bit_anywhere_proves_no_growth(growth, data):
    old, new = growth
    parts = [ROOTS[old], ROOTS[new], *consistency_proof(old, new, read)]
    at = data.draw(st.integers(0, len(parts) - 1))
    parts[at] = flip(parts[at], data.draw(st.integers(0, 255)))

    with pytest.raises(BadProof):
        verify_consistency(old, parts[0], new, parts[1], parts[2:])


@LIMITED
@given(GROWTHS, st.data())
def test_a_log_that_replaced_an_entry_cannot_prove_that_it_only_grew(growth, data):
    old, new = growth
    at = data.draw(st.integers(0, old - 1))
    forked = dict(NODES)
    forked[0, at] = leaf_hash(b"another key")
    for level in range(1, 10):
        if (level, at >> level) in forked:
            pair = (forked[level - 1, (at >> level) * 2], forked[level - 1, (at >> level) * 2 + 1])
            forked[level, at >> level] = node_hash(*pair)
    root = inclusion_root(forked[0, at], at, new, inclusion_proof(at, new, lambda *where: forked[where]))

    with pytest.raises(BadProof):
        verify_consistency(old, ROOTS[old], new, root, consistency_proof(old, new, lambda *where: forked[where]))


@LIMITED
@given(st.integers(0, MOST))
def test_a_frontier_reads_back_as_it_was_written(size):
    frontier = Frontier()
    for leaf in LEAVES[:size]:
        frontier = frontier.append(leaf)

    assert Frontier.decode(frontier.encode()) == frontier
    assert frontier.root() == ROOTS[size]


@LIMITED
@given(st.integers(), st.integers(), st.lists(st.binary(max_size=33), max_size=60))
def test_whatever_arrives_is_refused_in_one_way(index, size, proof):
    with pytest.raises(BadProof):
        verify_inclusion(LEAVES[0], index, size, ROOTS[1], [*proof, b""])
    with pytest.raises(BadProof):
        verify_consistency(index, ROOTS[1], size, ROOTS[2], [*proof, b""])


def test_the_largest_tree_of_the_network_can_be_proved():
    """All its entries are one, so that a complete subtree depends on its level only."""
    last, levels = 2**53 - 1, [LEAVES[0]]
    for _ in range(52):
        levels.append(node_hash(levels[-1], levels[-1]))

    def alike(level: int, index: int) -> bytes:
        return levels[level]

    proof = inclusion_proof(last - 1, last, alike)
    old, new = (inclusion_root(LEAVES[0], 0, size, inclusion_proof(0, size, alike)) for size in (last - 1, last))

    assert len(proof) == 52
    verify_inclusion(LEAVES[0], last - 1, last, new, proof)
    verify_consistency(last - 1, old, last, new, consistency_proof(last - 1, last, alike))
    with pytest.raises(BadProof):
        Frontier(last, tuple(reversed(levels))).append(LEAVES[0])
