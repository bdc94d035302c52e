"""Say no to a report about a service that says too little, or comes from somebody who sent nobody there."""

from kit.errors import Refusal, register_constraints


class BadReport(Refusal):
    """Refuse a report that says no criterion or no severity where its kind needs one, or one too many."""

    code = "BAD_REPORT"
    sentence = (
        "Reports on a condition name the condition. Reports on safety, confidentiality and discrimination say how bad "
        "it is: AMBER or RED. The others say neither."
    )


class CouldExposeHer(Refusal):
    """Refuse a report before a person has made sure that it cannot point at her."""

    code = "COULD_EXPOSE_HER"
    sentence = "First make sure, with her where you can, that this report cannot point at her. Then say so."


class NeverReferred(Refusal):
    """Refuse a report about a service to which the organisation never sent anybody."""

    code = "NEVER_REFERRED"
    sentence = "Your organisation has sent nobody to these words of this service, so it cannot report about them."


class NoSuchCheck(Refusal):
    """Refuse to end a check that is not open."""

    code = "NO_SUCH_CHECK"
    sentence = "No such check is open. Look at the listing's checks again."


register_constraints({"reports_name_a_criterion": BadReport, "reports_say_how_bad": BadReport})
