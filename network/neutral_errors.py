"""The ways of saying no about the name that does not say what an organisation does."""

from kit.errors import Refusal


class NameTells(Refusal):
    """Say that a name would give her away to an employer."""

    code = "NAME_TELLS"
    sentence = (
        "This name holds your organisation's own name, or a word that says whom it helps ({word}). Take one that any "
        "office could have, like Training office Rome."
    )
