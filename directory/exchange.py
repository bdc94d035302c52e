"""Show the directory as HSDS 3.1: vetted services that are in force, as far as the caller may see them.

Our words (taxonomies and terms) are open to everybody; services, organisations and places to members only (decision
0018). Nobody sees anything of a hidden place, not even where she may see it over GraphQL: HSDS is read by programs.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from math import ceil
from typing import TypeVar

from directory import exchange_errors as errors
from directory import store_exchange as archive
from directory.codes import OFFERED
from directory.exchange_asking import Asked, wanted
from directory.hsds_facts import part_id
from directory.hsds_writing import Shown, at_location, basic_service, organization, service
from directory.model import ShelfRow
from directory.store_exchange import Named
from directory.taxonomy import Record, taxonomies, terms
from network.context import Transaction
from network.model import Caller
from network.rules import require

T = TypeVar("T")


async def services(tx: Transaction, caller: Caller, asked: Asked, *, now: datetime) -> Record:
    """List services: their own fields, all that belongs to them (`full`), or ids and dates alone (`minimal`).

    Raises:
        NotSignedIn: nobody is signed in.
        BadFilter: the filter finds no services.
    """
    names = await _named(tx, caller, asked, now)
    page = _cut(names, asked)
    shown = await _shown(tx, page)
    if asked.minimal:
        contents = [{"id": each.id, "modified_date": basic_service(each)["last_modified"]} for each in shown]
    elif asked.full:
        contents = [service(each) for each in shown]
    else:
        contents = [
            basic_service(each) | {"organization": _without_lists(organization(each))} for each in shown
        ]  # fmt: skip
    return _page(contents, len(names), asked)


async def one_service(tx: Transaction, caller: Caller, service_id: str, *, now: datetime) -> Record:
    """Show a service with all that belongs to it.

    Raises:
        NotSignedIn: nobody is signed in.
        NothingHere: there is none that the caller may read.
    """
    require(caller)
    names = await archive.named(tx, archive.Wanted(tuple(map(str, OFFERED)), now, service=_plain(service_id)))
    return service(_only(await _shown(tx, names)))


async def organizations(tx: Transaction, caller: Caller, asked: Asked, *, now: datetime) -> Record:
    """List the organisations that offer what the question finds.

    Raises:
        NotSignedIn: nobody is signed in.
    """
    names = await _named(tx, caller, asked, now)
    first: dict[str, list[Named]] = {}
    for each in names:
        first.setdefault(each.organization, []).append(each)
    page = _cut(sorted(first), asked)
    contents = [await _organization(tx, first[each], asked) for each in page]
    return _page(contents, len(first), asked)


async def one_organization(tx: Transaction, caller: Caller, own: str, asked: Asked, *, now: datetime) -> Record:
    """Show an organisation with its services.

    Raises:
        NotSignedIn: nobody is signed in.
        NothingHere: there is none of which the caller may read a service.
    """
    require(caller)
    names = await archive.named(tx, archive.Wanted(tuple(map(str, OFFERED)), now, organization=_plain(own)))
    if not names:
        raise errors.NothingHere("id")
    return await _organization(tx, names, asked, whole=True)


async def places(tx: Transaction, caller: Caller, asked: Asked, *, now: datetime) -> Record:
    """List where services are, a place of a service each; of a hidden place there is its id alone.

    Raises:
        NotSignedIn: nobody is signed in.
    """
    every = _places(await _named(tx, caller, asked, now))
    page = _cut(every, asked)
    shown = {each.id: each for each in await _shown(tx, list({name.id: name for name, _ in page}.values()))}
    contents = [at_location(shown[name.hsds_id], number) for name, number in page if name.hsds_id in shown]
    return _page(contents, len(every), asked)


async def one_place(tx: Transaction, caller: Caller, own: str, *, now: datetime) -> Record:
    """Show one place of a service.

    Raises:
        NotSignedIn: nobody is signed in.
        NothingHere: there is none that the caller may read.
    """
    for name, number in _places(await _named(tx, caller, Asked(), now)):
        if part_id(name.hsds_id, "service_at_location", number) == own:
            return at_location(_only(await _shown(tx, [name])), number)
    raise errors.NothingHere("id")


def our_taxonomies(asked: Asked) -> Record:
    """List our taxonomies; anybody may."""
    found = [each for each in taxonomies() if _holds(each, asked.search)]
    return _page(list(_cut(found, asked)), len(found), asked)


def our_terms(asked: Asked) -> Record:
    """List our terms; anybody may."""
    found = [
        each for each in terms()
        if asked.taxonomy_id in (None, each["taxonomy_id"]) and asked.parent_id in (None, each.get("parent_id"))
        and not (asked.top_only and "parent_id" in each) and _holds(each, asked.search)
    ]  # fmt: skip
    return _page(list(_cut(found, asked)), len(found), asked)


def our(records: Callable[[], Sequence[Record]], own: str) -> Record:
    """Show one of our taxonomies or terms by its id; anybody may.

    Raises:
        NothingHere: we have none of this id.
    """
    return _only([each for each in records() if each["id"] == own])


async def _named(tx: Transaction, caller: Caller, asked: Asked, now: datetime) -> list[Named]:
    require(caller)
    question = wanted(asked, now)
    return [] if question is None else await archive.named(tx, question)


async def _shown(tx: Transaction, names: Sequence[Named]) -> list[Shown]:
    rows: dict[str, ShelfRow] = {row.id: row for row in await archive.whole(tx, names)}
    return [
        Shown(each.hsds_id, each.organization, row.content, saved_at=row.updated_at, verified_at=row.verified_at)
        for each in names
        if (row := rows.get(each.id)) is not None
    ]


async def _organization(tx: Transaction, names: Sequence[Named], asked: Asked, *, whole: bool = False) -> Record:
    shown = await _shown(tx, names if whole or asked.full or asked.full_service else names[:1])
    own = organization(shown[0])
    if not (whole or asked.full or asked.full_service):
        return _without_lists(own)
    return own | {"services": [service(each) if asked.full_service else basic_service(each) for each in shown]}


def _places(names: Sequence[Named]) -> list[tuple[Named, int]]:
    return [(each, number) for each in names for number in range(each.places)]


def _plain(own: str) -> str:
    """Return an id as it was asked for, without what no database text can hold."""
    return own.replace("\x00", "")


def _only(found: Sequence[T]) -> T:
    if not found:
        raise errors.NothingHere("id")
    return found[0]


def _without_lists(record: Record) -> Record:
    return {key: value for key, value in record.items() if not isinstance(value, list)}


def _holds(record: Record, words: str) -> bool:
    text = f"{record['name']} {record['description']} {record.get('code', '')}".casefold()
    return all(word in text for word in words.casefold().split())


def _cut(entries: Sequence[T], asked: Asked) -> Sequence[T]:
    return entries[(asked.page - 1) * asked.per_page : asked.page * asked.per_page]


def _page(contents: Sequence[Record], total: int, asked: Asked) -> Record:
    pages = ceil(total / asked.per_page)
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": asked.page,
        "size": len(contents),
        "first_page": asked.page == 1,
        "last_page": asked.page >= pages,
        "empty": not contents,
        "contents": list(contents),
    }
