"""Hold the listings that need more to what the guide asks of them.

- Start-up support and microfinance are free for her, or the fee is covered (guide xii step 3).
- A vacancy belongs to somebody who hires (guide x step 1).
- Interpreters, mediators and peer educators say in which languages, whether a woman is there, and whether they were
  trained on trafficking and on gender; a plain no is an answer, silence is none (guide 5e).
- The place of an accommodation is confidential (guide 5b).
"""

from directory import errors
from directory.codes import FREE_ONLY, CriterionKind, FeeRule, ServiceType
from directory.content import Content

HIRING = frozenset({ServiceType.EMPLOYER, ServiceType.RECRUITMENT_AGENCY})
INTERPRETS = frozenset({ServiceType.INTERPRETING, ServiceType.CULTURAL_MEDIATION})
SPEAKS_FOR_HER = INTERPRETS | {ServiceType.PEER_EDUCATION}
PAID = (FeeRule.AMOUNT, None)


def check_special(content: Content) -> None:
    """Hold one listing to these rules.

    Raises:
        LocationIsConfidential, MustBeFree, VacancyMissing, InterpreterIncomplete: the first that is broken, with its
            field.
    """
    if ServiceType.ACCOMMODATION in content.service_types:
        for number, place in enumerate(content.places):
            if not place.hidden:
                raise errors.LocationIsConfidential(f"places.{number}.visibility")
    if FREE_ONLY.intersection(content.service_types):
        _free(content)
    if content.vacancy is not None and not HIRING.intersection(content.service_types):
        raise errors.VacancyMissing("vacancy")
    if SPEAKS_FOR_HER.intersection(content.service_types):
        _interpreter(content)


def _free(content: Content) -> None:
    if content.fee is None or content.fee.rule in PAID:
        raise errors.MustBeFree("fee")
    for number, each in enumerate(content.criteria):
        if each.kind is CriterionKind.FEE and FeeRule.AMOUNT in each.codes:
            raise errors.MustBeFree(f"criteria.{number}.codes")


def _interpreter(content: Content) -> None:
    offer, training = content.interpreter, content.staff_training
    if INTERPRETS.intersection(content.service_types):
        said = {
            "interpreter.languages": bool(offer and offer.languages),
            "interpreter.womenAvailable": offer is not None and offer.women_available is not None,
        }
    else:
        said = {"deliveryLanguages": bool(content.delivery_languages), "womenStaff": content.women_staff is not None}
    said["staffTraining.trafficking"] = training is not None and training.trafficking is not None
    said["staffTraining.gender"] = training is not None and training.gender is not None
    for field, stated in said.items():
        if not stated:
            raise errors.InterpreterIncomplete(field)
