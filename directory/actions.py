"""The directory's desk: everything that other houses and the doors ask of it."""

from directory.loading import import_listings, load_demonstration
from directory.looking import Page, Wanted, decisions, get, offer, offered, queue, reviews, search
from directory.proposing import propose, revise, set_availability
from directory.vetting import delist, reinstate, start_review, submit_review, suspend

__all__ = [
    "Page",
    "Wanted",
    "decisions",
    "delist",
    "get",
    "import_listings",
    "load_demonstration",
    "offer",
    "offered",
    "propose",
    "queue",
    "reinstate",
    "reviews",
    "revise",
    "search",
    "set_availability",
    "start_review",
    "submit_review",
    "suspend",
]
