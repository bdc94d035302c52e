"""What a partner's program can do at this end: one class, every call typed and asynchronous."""

from client.alerting import Alerting
from client.as_signed import AsSigned
from client.assigning import Assigning
from client.consenting import Consenting
from client.erasing import Erasing
from client.handing_list import HandingList
from client.labels import Labels
from client.learning import Learning
from client.looking_again import LookingAgain
from client.mail import Mail
from client.news import News
from client.recovering import Recovering
from client.sealed_inboxes import SealedInboxes
from client.secretariat import Secretariat
from client.terms import Pinning
from client.vouching import Vouching


class Tolerant(
    SealedInboxes,
    HandingList,
    AsSigned,
    Consenting,
    Assigning,
    Erasing,
    Recovering,
    Secretariat,
    Learning,
    Labels,
    LookingAgain,
    Vouching,
    Pinning,
    Mail,
    News,
    Alerting,
):
    """Work with one node as one device: find, plan, ask, seal, send, open, answer; keep listings true; vet.

    Make it with a `client.wire.Wire` and, once enrolled, a `client.keystore.Keystore`.
    """
