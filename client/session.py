"""What a partner's program can do at this end: one class, every call typed and asynchronous."""

from client.deciding import Deciding
from client.erasing import Erasing
from client.finding import Finding
from client.hers import Hers
from client.news import News
from client.recovering import Recovering
from client.vetting import Vetting
from client.watching import Watching


class Tolerant(Erasing, Recovering, Vetting, Finding, Deciding, Watching, News, Hers):
    """Work with one node as one device: find, plan, ask, seal, send, open, answer; keep listings true; vet.

    Make it with a `client.wire.Wire` and, once enrolled, a `client.keystore.Keystore`.
    """
