"""Read one listing from its JSON shape, so that a misspelt condition is refused by name and never lost in silence.

The same shape serves files, `proposeListing` and the archive. Rules that the guide puts on a listing as a whole stand
in `check_listed`: an imported proposal may still break them, a vetted listing may not.
"""

from dataclasses import replace

from directory import errors
from directory.areas import area_of
from directory.codes import Accepting, Route, ServiceType, Visibility
from directory.content import Availability, Content
from directory.contradictions import check_together
from directory.fields import Fields
from directory.languages import language_of
from directory.reading_criteria import read_criterion
from directory.reading_parts import (
    SHORT,
    read_fee,
    read_interpreter,
    read_outcome,
    read_place,
    read_provider,
    read_schedule,
    read_texts,
    read_training,
    read_vacancy,
)
from directory.special import check_special

MOST_PLACES = 1_000_000
LONGEST_WAIT = 3_650


def parse_content(value: object) -> Content:
    """Return a listing as its provider states it, held to every rule of a listing.

    Raises:
        BadFact: a coded refusal with the path of the field, such as `criteria.3.minLevel`.
    """
    content = read_content(value)
    check_listed(content)
    return content


def read_content(value: object) -> Content:
    """Return a listing with each field held to its form alone.

    Raises:
        BadFact: a coded refusal with the path of the field.
    """
    fields = Fields(value)
    types = fields.codes("serviceTypes", ServiceType)
    if not types:
        raise errors.MissingField("serviceTypes")
    names = read_texts(fields, "names", SHORT * 4)
    if not names:
        raise errors.MissingField("names")
    content = Content(
        source_id=fields.text("sourceId", SHORT),
        provider=read_provider(fields),
        service_types=types,
        names=names,
        descriptions=read_texts(fields, "descriptions"),
        delivery_languages=fields.texts("deliveryLanguages", language_of),
        places=tuple(read_place(row) for row in fields.rows("places")),
        areas_served=fields.texts("areasServed", area_of),
        schedules=tuple(read_schedule(row) for row in fields.rows("schedules")),
        hours_per_week=fields.number("hoursPerWeek", 0, 168),
        fee=read_fee(fields.row("fee")),
        availability=read_availability(fields),
        route=fields.maybe_code("route", Route) or Route.INTRODUCTION_SLIP,
        broker_member=fields.maybe_text("brokerMember", SHORT),
        interpreter=read_interpreter(fields.row("interpreter")),
        women_staff=fields.maybe_flag("womenStaff"),
        documents_asked=fields.texts("documentsAsked", str, limit=SHORT),
        staff_training=read_training(fields.row("staffTraining")),
        criteria=tuple(read_criterion(row) for row in fields.rows("criteria")),
        unchecked_text=fields.texts("uncheckedText", str),
        outcomes=tuple(read_outcome(row) for row in fields.rows("outcomes")),
        vacancy=read_vacancy(fields.row("vacancy")),
        demonstration=fields.maybe_flag("demonstration") or False,
    )
    fields.done()
    return content


def check_listed(content: Content) -> None:
    """Hold a listing to what the guide and the network demand of it as a whole.

    Raises:
        BadFact: a rule of `directory.special`, or conditions that contradict each other (`directory.contradictions`).
        MissingField: a sealed route without a member, or a brokered one without its broker.
    """
    check_special(content)
    check_together(content.criteria)
    if content.route is Route.SEALED and content.provider.member is None:
        raise errors.MissingField("provider.member")
    if content.route is Route.BROKERED and content.broker_member is None:
        raise errors.MissingField("brokerMember")


def hide_homes(content: Content) -> Content:
    """Hide the places of an imported accommodation, because the source may not have known that they must be."""
    if ServiceType.ACCOMMODATION not in content.service_types:
        return content
    places = tuple(each if each.hidden else replace(each, visibility=Visibility.NEVER) for each in content.places)
    return replace(content, places=places)


def read_availability(fields: Fields) -> Availability:
    """Read what changes daily: `accepting`, `capacity` and `waitingDays`."""
    accepting, capacity = fields.row("accepting"), fields.row("capacity")
    found = Availability(
        accepting=(accepting.maybe_code("value", Accepting) if accepting else None) or Accepting.UNKNOWN,
        as_of=accepting.maybe_day("asOf") if accepting else None,
        capacity=capacity.whole("places", 0, MOST_PLACES) if capacity else None,
        capacity_as_of=capacity.maybe_day("asOf") if capacity else None,
        waiting_days=fields.whole("waitingDays", 0, LONGEST_WAIT),
    )
    for row in (accepting, capacity):
        if row is not None:
            row.done()
    return found
