"""The key of one case: whoever is on it opens its letters, and a wrap or a letter's key stands for nothing else."""

from dataclasses import replace

import pytest

from crypto.cases import (
    LETTER_KEY,
    Case,
    close_letter_key,
    new_case_key,
    open_letter_key,
    unwrap_case_key,
    wrap_case_key,
)
from crypto.errors import BadKey, Tampered
from crypto.keys import DELETED, SealingKey
from crypto.opening import committed, content_key
from tests.crypto.seals import Post

CASE = Case("b" * 32, "1" * 32, 1)


def test_a_letter_whose_wraps_were_deleted_opens_with_the_key_of_its_case():
    post, device, case_key = Post(), SealingKey.generate(), new_case_key()
    sealed = post.seal()
    cek = content_key(sealed, [post.intake])
    kept = close_letter_key(cek, case_key, CASE, sealed.env_id)
    wrap = wrap_case_key(case_key, device.public, CASE, to="d" * 32)
    gone = replace(sealed, wraps=tuple(DELETED for _ in sealed.wraps))

    mine = unwrap_case_key(wrap, device, CASE, to="d" * 32)
    found = open_letter_key(kept, mine, CASE, sealed.env_id)

    assert len(kept) == LETTER_KEY
    assert committed(gone, found)
    assert not committed(gone, case_key)
    assert post.open(gone, keys=[], cek=found).body == post.open(sealed).body


@pytest.mark.parametrize("changed", [{"member": "a" * 32}, {"ref": "2" * 32}, {"number": 2}])
def test_what_was_made_for_one_case_stands_for_no_other(changed):
    device, case_key, other = SealingKey.generate(), new_case_key(), replace(CASE, **changed)
    wrap = wrap_case_key(case_key, device.public, CASE, to="d" * 32)
    kept = close_letter_key(bytes(32), case_key, CASE, b"e" * 32)

    with pytest.raises(Tampered):
        unwrap_case_key(wrap, device, other, to="d" * 32)
    with pytest.raises(Tampered):
        open_letter_key(kept, case_key, other, b"e" * 32)


def test_keys_of_another_size_are_neither_wrapped_nor_closed():
    with pytest.raises(BadKey):
        wrap_case_key(bytes(31), SealingKey.generate().public, CASE, to="d" * 32)
    for cek, case_key in ((bytes(31), bytes(32)), (bytes(32), bytes(31))):
        with pytest.raises(BadKey):
            close_letter_key(cek, case_key, CASE, b"e" * 32)
