"""What lists of listings, reviews and the checklist look like over GraphQL."""

from datetime import date, datetime

import strawberry

from crypto.format import b64u
from directory import api_codes as api_codes
from directory import checklist, model
from directory.api_profile import needed, said
from directory.api_types import Listing
from directory.codes import AnswerValue, ListingState, ReviewVerdict, ServiceType
from directory.looking import Page, Wanted
from kit.graph import PageInfo
from kit.page import encode_cursor

Day = date


@strawberry.input(description="Narrow a list of listings down. Entries of one part are alternatives.")
class ListingFilter:
    """Take what narrows a search down."""

    service_types: list[ServiceType] | None = said("One of these kinds of service.")
    areas: list[str] | None = said("For somebody in one of these areas: ISO 3166 or NUTS codes.")
    states: list[ListingState] | None = said("In one of these states; what is offered, if absent.")
    mine: bool = strawberry.field(default=False, description="Only what your organisation offers or proposed.")

    def to_model(self) -> Wanted:
        """Read the filter."""
        return Wanted(
            tuple(self.service_types or ()), tuple((self.areas or ())[:50]), tuple(self.states or ()), self.mine
        )


@strawberry.type(description="A listing and its place in the list.")
class ListingEdge:
    """Hold one listing of a page."""

    cursor: str = needed("The marker of this place.")
    node: Listing = needed("The listing.")


@strawberry.type(description="A page of listings.")
class ListingConnection:
    """Hold one page with its exact total."""

    edges: list[ListingEdge] = needed("The listings of this page.")
    total_count: int = needed("How many there are, exactly.")
    page_info: PageInfo = needed("Where the page ends.")

    @staticmethod
    def of(page: Page) -> "ListingConnection":
        """Lay a page out for the wire."""
        edges = [ListingEdge(cursor=encode_cursor([row.id]), node=Listing.of(row)) for row in page.rows]
        ends = PageInfo(has_next_page=page.more, end_cursor=edges[-1].cursor if edges else None)
        return ListingConnection(edges=edges, total_count=page.total, page_info=ends)


@strawberry.type(description="One question of the published vetting checklist.")
class Question:
    """Show one question."""

    id: str = needed("Its id.")
    part: str = needed("ACCESSIBILITY, RELIABILITY or SAFETY.")
    question: str = needed("The question.")
    why: str = needed("Why it is asked.")
    guide_section: str = needed("The section of the guide it comes from.")
    applies_to: list[ServiceType] | None = needed("The kinds of service it is asked of; null for all.")
    blocking: bool = needed("Whether a service is not approved unless it is answered YES or does not apply.")


@strawberry.type(description="The published vetting checklist.")
class Checklist:
    """Show the checklist."""

    questions: list[Question] = needed("Its questions, in order.")

    @staticmethod
    def published() -> "Checklist":
        """Show what every reviewer answers."""
        return Checklist(
            questions=[
                Question(
                    id=each.id,
                    part=each.part,
                    question=each.question,
                    why=each.why,
                    guide_section=each.guide_section,
                    applies_to=None if each.applies_to is None else list(each.applies_to),
                    blocking=each.blocking,
                )
                for each in checklist.questions()
            ]
        )


@strawberry.type(description="A reviewer's answer to one question.")
class Answer:
    """Show an answer with what it rests on."""

    question: str = needed("The question's id.")
    value: AnswerValue = needed("The answer.")
    evidence: str = needed("What was seen.")
    source: str = needed("Where it comes from.")
    date: Day = needed("When it was seen.")


@strawberry.type(description="A signed review of one version.")
class Review:
    """Show a review."""

    reviewer_staff: str = needed("Who signed.")
    reviewer_member: str = needed("Her organisation.")
    version: int = needed("The number of the words that were reviewed.")
    round: int = needed("The round of review: again after an answer, and again for a renewal.")
    verdict: ReviewVerdict = needed("What she decided.")
    note: str = needed("Her questions or reason.")
    answers: list[Answer] = needed("Her answers.")
    statement: str = needed("What her device signed (`review.v1`), base64url.")
    at: datetime = needed("When.")

    @staticmethod
    def of(review: model.Review) -> "Review":
        """Make it from the noun."""
        names = ("reviewer_staff", "reviewer_member", "version", "round", "verdict", "note", "at")
        answers = [
            Answer(question=a.question, value=a.value, evidence=a.evidence, source=a.source, date=a.date)
            for a in review.answers
        ]
        shown = {name: getattr(review, name) for name in names}
        return Review(**shown, answers=answers, statement=b64u(review.statement))


@strawberry.type(description="A decision about a listing, kept as it was taken.")
class Decision:
    """Show a decision with its reason."""

    id: strawberry.ID = needed("Its id, which a reply or an appeal names.")
    version: int = needed("The number of the words it is about.")
    from_state: ListingState = needed("Where the listing stood.")
    to_state: ListingState = needed("Where it stands since.")
    reason: str = needed("The stable name of the reason.")
    note: str = needed("The reason in words.")
    by_member: str | None = needed("The organisation that decided; null for the node itself.")
    at: datetime = needed("When.")

    @staticmethod
    def of(decision: model.Decision) -> "Decision":
        """Make it from the noun."""
        names = ("id", "version", "from_state", "to_state", "reason", "note", "by_member", "at")
        return Decision(**{name: getattr(decision, name) for name in names})


@strawberry.type(description="What was reviewed and decided about a listing.")
class VettingRecord:
    """Hold the record of a listing."""

    reviews: list[Review] = needed("The reviews of the version asked for; only the secretariat and auditors see them.")
    decisions: list[Decision] = needed("The decisions, oldest first.")
