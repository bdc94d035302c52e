"""A copy of the directory never goes back: what was suspended meanwhile does not return."""

import pytest

from client.copy_errors import CopyGoesBack
from client.directory_copy import DirectoryCopy
from crypto.format import b64u
from crypto.keys import SigningKey
from crypto.signing import sign_statement
from directory.device import STATEMENT, hash_of, root_of
from kit import clock

NODE, KEY = "node.test", SigningKey.generate()
TEXT = '{"invented":"a service"}'
OFFERED, SUSPENDED = [("a" * 32, TEXT)], []


def settle(copy, entries, *, revision, ago=0):
    """Let a device take in a whole signed state of the directory."""
    now = int(clock.now().timestamp()) - ago
    root = b64u(root_of([(name, hash_of(said.encode())) for name, said in entries]))
    body = {"at": now, "exp": now + 86_400, "node": NODE, "root": root, "count": len(entries), "revision": revision}
    statement = b64u(sign_statement(STATEMENT, body, KEY))
    with copy.changing():
        copy.forget()
        copy.take([{"id": name, "hash": b64u(hash_of(said.encode())), "text": said} for name, said in entries])
        copy.settle(NODE, b64u(KEY.public), str(revision), statement)


@pytest.mark.parametrize("ago", [0, 5, 599, 601, 3600])
def test_an_older_signed_state_is_refused_and_changes_nothing(ago):
    copy = DirectoryCopy()
    settle(copy, OFFERED, revision=8, ago=ago)
    settle(copy, SUSPENDED, revision=9)

    with pytest.raises(CopyGoesBack):
        settle(copy, OFFERED, revision=8, ago=ago)

    body, entries = copy.entries()
    assert (body["revision"], entries) == (9, {})


def test_the_same_state_and_a_newer_one_are_taken():
    copy = DirectoryCopy()
    for revision, entries in ((8, OFFERED), (8, OFFERED), (9, SUSPENDED)):
        settle(copy, entries, revision=revision)

    assert copy.entries()[0]["revision"] == 9
