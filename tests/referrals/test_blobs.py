"""Sealed files at a node: sent in pieces, taken by who holds the key, deleted by both ends, nobody's in any table."""

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from crypto.attachments import capability_commitment, delete_capability, read_capability, sealed_size
from crypto.format import b64u, unb64u
from kit import clock
from network.context import Context
from network.errors import NotSignedIn
from network.model import ANONYMOUS, Caller, Role
from referrals import blob_rules, blobs, routes
from referrals.routes import PARTIAL, router

KEY = b"k" * 32
SIZE = sealed_size(1)
READ, DELETE = b64u(read_capability(KEY)), b64u(delete_capability(KEY))
KEPT = {
    "Blob-Read": b64u(capability_commitment(read_capability(KEY))),
    "Blob-Delete": b64u(capability_commitment(delete_capability(KEY))),
}
ANKER = Caller("a" * 32, "5" * 32, "d" * 32, frozenset({Role.CASEWORKER}), "member")
HAFEN = Caller("b" * 32, "6" * 32, "e" * 32, frozenset({Role.INTAKE}), "member")
AUDITOR = Caller("c" * 32, "7" * 32, "f" * 32, frozenset({Role.AUDITOR}), "auditor")
WHO = {"anker": ANKER, "hafen": HAFEN, "auditor": AUDITOR, None: ANONYMOUS}
TABLES = ("blobs", "blob_parts", "blob_days")


@pytest.fixture
async def wire(context_of: Any) -> AsyncIterator[httpx.AsyncClient]:
    """Give the door of sealed files, at which Anker stands unless another token is shown."""

    async def contexts(bearer: str | None) -> Context:
        if bearer not in WHO:
            raise NotSignedIn
        context: Context = context_of(WHO[bearer])
        return context

    app = FastAPI(openapi_url=None)
    app.include_router(router(contexts))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://node.test") as client:
        client.headers["authorization"] = "Bearer anker"
        yield client


async def everything(owner: Any) -> list[Any]:
    return [await owner.fetch(f"SELECT * FROM referrals.{table} ORDER BY 1, 2") for table in TABLES]


async def announced(wire: httpx.AsyncClient, **headers: str) -> tuple[str, str]:
    answer = await wire.post("/blobs", headers={"Upload-Length": str(SIZE), **KEPT, **headers})
    assert answer.status_code == 201, answer.text
    said = answer.json()
    assert answer.headers["location"] == f"/blobs/{said['id']}"
    return answer.headers["location"], said["uploadSecret"]


async def send(wire: httpx.AsyncClient, place: str, secret: str, data: bytes, offset: int, **more: str) -> Any:
    last = "?1" if offset + len(data) == SIZE else "?0"
    headers = {"Blob-Capability": secret, "Upload-Offset": str(offset), "Upload-Complete": last}
    return await wire.patch(place, content=data, headers={**headers, "Content-Type": PARTIAL, **more})


async def uploaded(wire: httpx.AsyncClient) -> tuple[str, bytes, str]:
    place, secret = await announced(wire)
    data = os.urandom(SIZE)
    for at in range(0, SIZE, 100_000):
        answer = await send(wire, place, secret, data[at : at + 100_000], at)
        assert answer.status_code == 204, answer.text
    assert answer.headers["upload-complete"] == "?1"
    return place, data, secret


async def refused(owner: Any, before: list[Any], answer: httpx.Response, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["sentence"].endswith(".")
    assert await everything(owner) == before


async def test_a_file_comes_in_pieces_and_is_taken_whole_by_who_holds_its_key(wire):
    place, data, _ = await uploaded(wire)

    taken = await wire.get(place, headers={"Blob-Capability": READ, "authorization": "Bearer hafen"})

    assert (taken.status_code, taken.content) == (200, data)
    assert taken.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("asked, begin, end", [
    ("0-9", 0, 10), ("99990-200010", 99_990, 200_011), ("250000-", 250_000, SIZE), (f"5-{SIZE + 9}", 5, SIZE),
])  # fmt: skip
async def test_a_file_is_taken_in_parts_when_the_line_is_poor(wire, asked, begin, end):
    place, data, _ = await uploaded(wire)

    taken = await wire.get(place, headers={"Blob-Capability": READ, "Range": f"bytes={asked}"})

    assert (taken.status_code, taken.content) == (206, data[begin:end])
    assert taken.headers["content-range"] == f"bytes {begin}-{end - 1}/{SIZE}"


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=9-8", "bytes=-5", "bytes=0-1,4-5", "lines=1-2"])
async def test_parts_that_no_file_has_are_refused(wire, owner, asked):
    place, _, _ = await uploaded(wire)
    before = await everything(owner)

    answer = await wire.get(place, headers={"Blob-Capability": READ, "Range": asked})

    await refused(owner, before, answer, 400, "BAD_UPLOAD")


async def test_an_upload_that_was_cut_goes_on_where_it_stands(wire):
    place, secret = await announced(wire)
    data = os.urandom(SIZE)
    await send(wire, place, secret, data[:1000], 0)

    stands = await wire.head(place, headers={"Blob-Capability": secret})
    offset = int(stands.headers["upload-offset"])
    await send(wire, place, secret, data[offset:], offset)

    assert (stands.status_code, offset, stands.headers["upload-complete"]) == (204, 1000, "?0")
    assert (await wire.get(place, headers={"Blob-Capability": READ})).content == data


async def test_of_a_piece_that_is_cut_on_its_way_what_came_is_kept(context_of):
    ctx = context_of(ANKER)
    made = await blobs.announce(ctx, SIZE, *(unb64u(one) for one in KEPT.values()))

    blob = await blobs.append(ctx, made.id, made.secret, 0, b"x" * 77, last=True, cut=True)

    assert blob.received == 77
    assert (await blobs.state(ctx, made.id, made.secret)).received == 77


async def test_of_a_piece_that_comes_too_slowly_what_came_is_kept(wire, monkeypatch):
    monkeypatch.setattr(routes, "PATIENCE", 0.2)
    place, secret = await announced(wire)

    async def dripping() -> AsyncIterator[bytes]:
        yield b"x" * 77
        await asyncio.sleep(30)
        yield b"y"

    headers = {"Blob-Capability": secret, "Upload-Offset": "0", "Upload-Complete": "?0", "Content-Type": PARTIAL}
    answer = await wire.patch(place, content=dripping(), headers=headers)

    assert (answer.status_code, answer.headers["upload-offset"]) == (204, "77")


async def test_a_piece_at_another_place_is_refused_and_says_where_the_upload_stands(wire, owner):
    place, secret = await announced(wire)
    await send(wire, place, secret, b"x" * 10, 0)
    before = await everything(owner)

    for offset in (0, 9, 11):
        answer = await send(wire, place, secret, b"y" * 10, offset)
        await refused(owner, before, answer, 409, "OFFSET_WRONG")
        assert answer.headers["upload-offset"] == "10"


async def test_a_piece_that_does_not_fit_is_refused(wire, owner):
    place, secret = await announced(wire)
    before = await everything(owner)

    too_large = b"x" * (blob_rules.PIECE + 1)
    await refused(owner, before, await send(wire, place, secret, too_large, 0), 413, "PIECE_TOO_LARGE")
    beyond = await send(wire, place, secret, b"x" * (SIZE + 1), 0)
    await refused(owner, before, beyond, 413, "PIECE_TOO_LARGE")
    early = await send(wire, place, secret, b"x", 0, **{"Upload-Complete": "?1"})
    await refused(owner, before, early, 400, "BAD_UPLOAD")
    kind = await send(wire, place, secret, b"x", 0, **{"Content-Type": "application/octet-stream"})
    await refused(owner, before, kind, 400, "BAD_UPLOAD")


@pytest.mark.parametrize("size", ["1", str(SIZE - 1), str(sealed_size(20 << 20) + 1), "999999999"])
async def test_a_file_whose_length_would_tell_something_is_not_taken(wire, owner, size):
    answer = await wire.post("/blobs", headers={"Upload-Length": size, **KEPT})

    await refused(owner, [[], [], []], answer, 400, "BLOB_SIZE_WRONG")


@pytest.mark.parametrize("name, value", [
    ("Upload-Length", ""), ("Upload-Length", "-1"), ("Upload-Length", "1e5"), ("Upload-Length", "9" * 10),
    ("Blob-Read", ""), ("Blob-Read", "AAAA"), ("Blob-Delete", "!" * 43),
])  # fmt: skip
async def test_an_announcement_in_another_form_is_refused(wire, owner, name, value):
    answer = await wire.post("/blobs", headers={"Upload-Length": str(SIZE), **KEPT, name: value})

    await refused(owner, [[], [], []], answer, 400, "BAD_UPLOAD")
    assert answer.json()["field"] == name


async def test_without_a_sign_in_and_without_a_role_nothing_is_sent_taken_or_deleted(wire, owner):
    place, _, _ = await uploaded(wire)
    before = await everything(owner)

    for token, status, code in (("nobody", 401, "NOT_SIGNED_IN"), (None, 401, "NOT_SIGNED_IN")):
        headers = {"authorization": f"Bearer {token}"} if token else {"authorization": ""}
        asks = {**headers, "Blob-Capability": READ, "Upload-Length": str(SIZE), **KEPT}
        await refused(owner, before, await wire.post("/blobs", headers=asks), status, code)
        await refused(owner, before, await wire.get(place, headers=asks), status, code)
        await refused(
            owner, before, await wire.delete(place, headers={**asks, "Blob-Capability": DELETE}), status, code
        )
    auditor = {"authorization": "Bearer auditor", "Upload-Length": str(SIZE), **KEPT}
    await refused(owner, before, await wire.post("/blobs", headers=auditor), 403, "ROLE_MISSING")


async def test_the_wrong_capability_a_missing_file_and_an_unfinished_one_look_alike(wire, owner):
    place, _, secret = await uploaded(wire)
    unfinished, its_secret = await announced(wire)
    before = await everything(owner)

    answers = [
        await wire.get(place, headers={"Blob-Capability": DELETE}),
        await wire.get(place, headers={"Blob-Capability": secret}),
        await wire.get("/blobs/" + "0" * 32, headers={"Blob-Capability": READ}),
        await wire.get(unfinished, headers={"Blob-Capability": READ}),
        await wire.delete(place, headers={"Blob-Capability": READ}),
        await send(wire, place, its_secret, b"x", 0),
    ]

    assert {(one.status_code, one.content) for one in answers} == {(404, answers[0].content)}
    assert (await wire.head(place, headers={"Blob-Capability": READ})).status_code == 404
    assert await everything(owner) == before


async def test_both_ends_can_delete_a_file_and_then_it_is_gone(wire, owner):
    for who, capability in (("anker", DELETE), ("hafen", DELETE), ("anker", None)):
        place, _, secret = await uploaded(wire)
        asks = {"Blob-Capability": capability or secret, "authorization": f"Bearer {who}"}

        assert (await wire.delete(place, headers=asks)).status_code == 204

        assert (await wire.get(place, headers={"Blob-Capability": READ})).status_code == 404
        assert (await wire.delete(place, headers=asks)).status_code == 404
        assert (await everything(owner))[:2] == [[], []]


async def test_an_organisation_announces_no_more_than_its_share_a_day(wire, owner, monkeypatch):
    monkeypatch.setattr(blob_rules, "QUOTA", SIZE)
    await announced(wire)
    before = await everything(owner)

    answer = await wire.post("/blobs", headers={"Upload-Length": str(SIZE), **KEPT})

    await refused(owner, before, answer, 429, "UPLOAD_QUOTA")
    assert (
        await wire.post("/blobs", headers={"Upload-Length": str(SIZE), **KEPT, "authorization": "Bearer hafen"})
    ).is_success


async def test_a_node_sweeps_what_has_run_out_and_what_was_abandoned(wire, owner, context_of):
    await uploaded(wire)
    unfinished, secret = await announced(wire)
    ctx, today = context_of(ANONYMOUS), clock.now()

    async def swept(days: int) -> int:
        ctx.now = today + timedelta(days=days)
        return await blobs.sweep(ctx)

    assert [await swept(0), await swept(1), await swept(2)] == [0, 0, 1]
    assert (await wire.head(unfinished, headers={"Blob-Capability": secret})).status_code == 404
    assert [await swept(34), await swept(35)] == [0, 1]
    assert await everything(owner) == [[], [], []]


async def test_a_file_that_has_run_out_is_gone_even_before_it_is_swept(wire, owner):
    place, _, _ = await uploaded(wire)
    await owner.execute("UPDATE referrals.blobs SET created_on = created_on - 35, expires_on = expires_on - 35")

    assert (await wire.get(place, headers={"Blob-Capability": READ})).status_code == 404


async def test_no_row_says_whose_a_file_is_or_when_it_came(wire, owner):
    await uploaded(wire)

    columns = await owner.fetch(
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'referrals' AND table_name LIKE 'blob%'"
    )
    keys = await owner.fetch(
        "SELECT conrelid::regclass::text AS at, confrelid::regclass::text AS to FROM pg_constraint"
        " WHERE contype = 'f' AND (conrelid::regclass::text LIKE 'referrals.blob%'"
        " OR confrelid::regclass::text LIKE 'referrals.blob%')"
    )
    said = repr((await everything(owner))[:2])

    assert {(row["table_name"], row["column_name"]) for row in columns} == {
        *(("blobs", name) for name in ("id", "size", "received", "upload_kept", "read_kept", "delete_kept")),
        *(("blobs", "created_on"), ("blobs", "expires_on")),
        *(("blob_parts", name) for name in ("blob_id", "start", "data")),
        *(("blob_days", name) for name in ("member_id", "day", "bytes")),
    }
    assert not {row["data_type"] for row in columns} & {"timestamp with time zone", "timestamp without time zone"}
    assert [tuple(row) for row in keys] == [("referrals.blob_parts", "referrals.blobs")]
    assert ANKER.member_id not in said
    assert ANKER.staff_id not in said
    assert not await owner.fetchval(
        "SELECT count(*) FROM network.audit WHERE object_id IN (SELECT id FROM referrals.blobs)"
    )


async def test_a_member_reads_no_row_of_a_file_in_the_database_itself(wire, context_of):
    await uploaded(wire)

    async with context_of(ANKER).read() as tx:
        assert [await tx.fetchval(f"SELECT count(*) FROM referrals.{table}") for table in TABLES] == [0, 0, 1]
    async with context_of(HAFEN).read() as tx:
        assert await tx.fetchval("SELECT count(*) FROM referrals.blob_days") == 0


async def test_two_pieces_at_once_leave_one_file(wire, owner, context_of):
    place, secret = await announced(wire)
    data = os.urandom(SIZE)

    answers = await asyncio.gather(*(send(wire, place, secret, data, 0) for _ in range(4)))

    assert sorted(one.status_code for one in answers) == [204, 409, 409, 409]
    assert (await wire.get(place, headers={"Blob-Capability": READ})).content == data
