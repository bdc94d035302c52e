"""Entries of the key log as they come: all are hashed, and only those that change what this device knows are read.

What an entry says counts only where it was read and its signatures were verified. One that nobody here acts on costs
its hash, and no more: a device that is new reads the whole log before its first letter.
"""

import orjson

from client import log_errors
from crypto.errors import CryptoError
from crypto.log_entries import Entry, read_entry


def glance(entry: bytes) -> tuple[str, str]:
    """Give the kind of an entry and the organisation that it is about, to decide whether to `read` it; no more.

    Raises:
        NotInLog: no entry of the log looks like this.
    """
    try:
        said = orjson.loads(entry)
        return said["typ"], said["body"].get("member", "")
    except (ValueError, KeyError, TypeError, AttributeError):
        raise log_errors.NotInLog from None


def read(entry: bytes) -> Entry:
    """Read an entry whole, without believing it.

    Raises:
        NotInLog: the log does not hold such entries.
    """
    try:
        return read_entry(entry)
    except CryptoError:
        raise log_errors.NotInLog from None
