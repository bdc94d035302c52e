"""The directory's desk: everything that other houses and the doors ask of it."""

from directory.answering import answer, decide_appeal, reply
from directory.deciding import Uses
from directory.duplicates import decide_duplicate, duplicate_decisions, duplicates
from directory.exporting import export
from directory.learned import learn
from directory.learning import checks, end_check, forget_reports, report, report_listing
from directory.listed import words
from directory.loading import begin_import, import_batch, import_listings, load_demonstration
from directory.looking import Page, Wanted, decisions, get, offer, offered, reviews, search, service_types, stopped
from directory.owning import confirm, renew_availability, upkeep
from directory.owning import notices as listing_notices
from directory.proposing import propose, revise, set_availability
from directory.stopping import delist, dispute, reinstate, suspend
from directory.tending import NODE, Tended, tend
from directory.vetting import start_renewal, start_review, submit_review
from directory.workbench import (
    coverage,
    declare_conflict,
    draft,
    queue,
    save_draft,
    suspended,
    suspension_effect,
    timeline,
)

__all__ = [
    "NODE",
    "Page",
    "Tended",
    "Uses",
    "Wanted",
    "answer",
    "begin_import",
    "checks",
    "confirm",
    "coverage",
    "decide_appeal",
    "decide_duplicate",
    "decisions",
    "declare_conflict",
    "delist",
    "dispute",
    "draft",
    "duplicate_decisions",
    "duplicates",
    "end_check",
    "export",
    "forget_reports",
    "get",
    "import_batch",
    "import_listings",
    "learn",
    "listing_notices",
    "load_demonstration",
    "offer",
    "offered",
    "propose",
    "queue",
    "reinstate",
    "renew_availability",
    "reply",
    "report",
    "report_listing",
    "reviews",
    "revise",
    "save_draft",
    "search",
    "service_types",
    "set_availability",
    "start_renewal",
    "start_review",
    "stopped",
    "submit_review",
    "suspend",
    "suspended",
    "suspension_effect",
    "tend",
    "timeline",
    "upkeep",
    "words",
]
