"""What a partner's program can do at this end: one class, every call typed and asynchronous."""

from client.hers import Hers
from client.intake import Intake


class Tolerant(Intake, Hers):
    """Work with one node as one device: find, ask, seal, send, open, answer.

    Make it with a `client.wire.Wire` and, once enrolled, a `client.keystore.Keystore`.
    """
