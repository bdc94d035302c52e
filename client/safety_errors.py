"""What can be wrong with a safety number, each in a sentence."""

from client.errors import NotTrusted


class NotCompared(NotTrusted):
    """Say that nobody has compared two organisations' keys, so that a node could have shown others."""

    code = "NOT_COMPARED"
    sentence = (
        "{why}. Nothing was sent. Call the organisation on a number that you know, and compare {number}; then: "
        'tolerant safety {member} --number "…". If you cannot reach it and she cannot wait, send with --unverified: '
        "that is about the organisations' keys only, and never stands for her consent."
    )

    def __init__(self, member: str, number: str, *, changed: bool) -> None:
        super().__init__(member)
        why = "The keys have changed since they were compared" if changed else "Nobody has compared the keys yet"
        self.sentence = type(self).sentence.format(why=why, number=number, member=member)


class OtherSafetyNumber(NotTrusted):
    """Say that the other organisation sees another number."""

    code = "OTHER_SAFETY_NUMBER"
    sentence = (
        "The number is another one, so one of you is shown false keys. Send nothing, and tell the secretariat and the "
        "other organisation by telephone."
    )
