"""Say conditions in one readable paragraph, for readers of HSDS who do not know our codes.

What is said here is made from the criteria and never read back as one: the criteria travel as attributes beside it.
"""

from collections.abc import Iterable
from decimal import Decimal

import langcodes

from directory.codes import CriterionKind, Strength
from directory.content import Criterion, Fee, InterpreterOffer
from directory.taxonomy import CRITERIA, term

K = CriterionKind


def eligibility(criteria: Iterable[Criterion], unchecked: Iterable[str]) -> str | None:
    """Write all conditions as sentences; text that nobody checked stands at the end, word for word."""
    said = [_sentence(each) for each in criteria] + [f"Not machine-checked: {text}" for text in unchecked]
    return " ".join(said) or None


def language_name(tag: str) -> str:
    """Return a language's English name, for the field `name` of HSDS."""
    return langcodes.Language.get(tag).display_name()


def interpreting(offer: InterpreterOffer | None) -> str | None:
    """Say who interprets."""
    if offer is None:
        return None
    women = {True: " Women can come.", False: " Women cannot come.", None: ""}[offer.women_available]
    return f"Interpreting: {', '.join(map(language_name, offer.languages)) or 'languages not stated'}.{women}"


def fees(fee: Fee | None) -> str | None:
    """Say what it costs."""
    if fee is None:
        return None
    said = f"{plain_number(fee.amount)} {fee.currency}." if fee.amount and fee.currency else f"{fee.rule.capitalize()}."
    return f"{said} {fee.note}" if fee.note else said


def waiting(days: int | None) -> str | None:
    """Say how long one waits."""
    return None if days is None else f"{days} days"


def plain_number(value: float | Decimal | None) -> int | float | None:
    """Return a whole number without decimals, so that one value has one spelling."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def _sentence(each: Criterion) -> str:
    name = term(CRITERIA, each.kind)["name"]
    lead = name if each.strength is Strength.REQUIRED else f"Advised, not required: {name[0].lower()}{name[1:]}"
    value = "; ".join(part for part in (_value(each), each.text) if part)
    disputed = " (disputed)" if each.disputed else ""
    return f"{lead}: {value.rstrip('.')}{disputed}." if value else f"{lead}{disputed}."


def _value(each: Criterion) -> str:
    parts = [
        language_name(each.language) if each.language else "",
        each.skill.lower() if each.skill else "",
        f"script {each.script}" if each.script else "",
        each.framework or "",
        _span("level ", each.min_level, each.max_level),
        ", ".join(_code(each.kind, code) for code in each.codes),
        _span("years ", plain_number(each.minimum), plain_number(each.maximum)),
        f"{plain_number(each.amount)} {each.currency}" if each.amount is not None and each.currency else "",
    ]
    return " ".join(part for part in parts if part)


def _span(unit: str, low: object, high: object) -> str:
    if low is not None and high is not None:
        return f"{unit}{low} to {high}"
    return f"{unit}{low} or more" if low is not None else f"{unit}{high} or less" if high is not None else ""


def _code(kind: CriterionKind, code: str) -> str:
    if kind in (K.COMPETENCE, K.AREA):
        return code
    name: str = term(CRITERIA, f"{kind}/{code}")["name"]
    return name if name[1:2].isupper() else name[0].lower() + name[1:]
