"""What can be wrong with the words of a service that a referral goes to, each in a sentence."""

from client.errors import NotTrusted


class WordsNotSigned(NotTrusted):
    """Say that the key log does not show that two reviewers signed these words."""

    code = "WORDS_NOT_SIGNED"
    sentence = (
        "The key log does not show that two reviewers signed these words of the service, or not for today. Others may "
        "see other words. Nothing was sent. Ask the secretariat."
    )


class ListingWithdrawn(NotTrusted):
    """Say that the key log says that a service was stopped, whatever the node shows."""

    code = "LISTING_WITHDRAWN"
    sentence = (
        "The key log says that this service was stopped, and nobody has offered it again. Nothing was sent. Ask the "
        "secretariat."
    )
