"""The node: the one place where all houses, the database and the wire are put together."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response

from crypto.format import blake2b, lp
from crypto.notes import WitnessKey
from directory import store_shelf
from directory.routes import router as directory_router
from directory.shelf import Shelf
from kit import clock
from network import actions as network
from network.context import Context
from network.identity import Issuer, key_in, node_key
from network.model import ANONYMOUS
from network.routes import router
from network.routes_log import router as log_router
from network.witnessing import Witness
from referrals import news, uses
from referrals.her_gate import Gate
from referrals.routes import router as blobs_router
from referrals.shredding import Shredder
from server import database, erasing, log_keeping, mailing, no_route, pages, schema, tending, timing
from server.bell import Bell
from server.documents import Documents
from server.graphql import Endpoint, Receive, Scope, Send
from server.limits import Limits
from server.live import Live
from server.logs import log
from server.metrics import Metrics
from server.rounds import FAULTS
from server.settings import Settings
from server.time_limit import TimeLimit

POLL_SECONDS = 1.0
ADDRESS: ContextVar[str] = ContextVar("address", default="")
"""Where the request of this task came from; only wrong codes of hers are counted by it."""


@dataclass
class Node:
    """Hold what lives as long as the node runs."""

    settings: Settings
    url: str = field(repr=False)
    pool: Any = None
    issuer: Any = None
    log: Any = None
    shred: Any = None
    witness: Any = None
    gate: Any = None
    shelf: Any = field(default_factory=lambda: Shelf(store_shelf))
    metrics: Metrics = field(default_factory=Metrics)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    bell: Any = None
    post: Any = None
    rounds: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def shred_url(self) -> str:
        """Where the shred keys are: in their own database, or in a schema of the node's."""
        return self.settings.shred_url or self.url

    def context(self, caller: Any = ANONYMOUS) -> Context:
        """Make the context of one request."""
        return Context(
            self.pool,
            caller,
            clock.now(),
            self.settings,
            network.record,
            self.shelf,
            uses,
            self.log,
            self.shred,
            post=self.post,
            bell=self.bell,
        )

    async def context_for(self, bearer: str | None) -> Context:
        """Make the context of a request by whoever holds a token.

        Raises:
            NotSignedIn: the token is not good.
        """
        made = self.context(await self.issuer.authenticate(self.pool, bearer, clock.now()))
        made.gate, made.address = self.gate, ADDRESS.get()
        return made

    async def refresh(self) -> None:
        """Bring the matching snapshot to the directory's newest revision; a torn read is impossible."""
        async with self.pool.acquire() as tx, tx.transaction(isolation="repeatable_read", readonly=True):
            await tx.execute("SELECT set_config('tolerant.realm', 'node', true)")
            if await self.shelf.refresh(tx):
                log().info("directory read", count=self.shelf.current.size)
                self.metrics.listings.set(self.shelf.current.size)

    async def who_has_news(self, members: list[str], since: datetime) -> set[str]:
        """Say which of these organisations have notices from a time on."""
        async with self.context().read(realm="node") as tx:
            return await news.who_has(tx, members, since)

    async def keep_fresh(self) -> None:
        """Refresh when the database says that the directory changed, and look every second besides."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self.changed.wait()
            self.changed.clear()
            try:
                await self.refresh()
            except FAULTS as error:
                log().error("directory not read", fault=type(error).__name__)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Open what the node needs, and close it again."""
        self.issuer = Issuer(self.settings.node_id, self.settings.audience, node_key(self.settings.state))
        self.shelf.signed_by(self.settings.node_id, self.issuer.key)
        self.gate = Gate(blake2b(lp("tolerant/v1/copy-secret"), key=self.issuer.key.seed))
        self.log, keeper = log_keeping.begin(self.settings)
        self.witness = Witness(
            WitnessKey(f"{self.settings.node_id}/witness", key_in(self.settings.state / "witness.key")),
            {key.name: key for key in self.settings.witness_for},
        )
        self.pool = await database.pool(self.url, most=self.settings.pool)
        keys = await database.pool(self.shred_url, least=0, most=self.settings.pool, role="tolerant_shred")
        self.shred = Shredder(keys, self.shred_url)
        self.bell = Bell(self.url, self.changed)
        if self.settings.smtp_url:
            self.post = mailing.Postman(self.settings.smtp_url, self.settings.mail_from)
        await self.refresh()
        self.rounds = [
            asyncio.create_task(work, name=name)
            for name, work in (
                ("directory", self.keep_fresh()),
                ("bell", self.bell.listen()),
                ("news", self.bell.keep(self.pool, self.who_has_news)),
                ("tending", tending.keep(self.context)),
                ("timers", timing.keep(self.context)),
                ("erasure", erasing.keep(self.context, self.settings.retention_days)),
                ("key log", keeper.keep(self.context)),
                ("mail", mailing.keep(self.context)),
            )
        ]
        try:
            yield
        finally:
            for task in self.rounds:
                task.cancel()
            await asyncio.gather(*self.rounds, return_exceptions=True)
            await keeper.http.aclose()
            await self.shred.close()
            await self.pool.close()

    async def ready(self) -> list[str]:
        """Say what is missing for work; nothing when all is well."""
        missing = [f"round: {task.get_name()}" for task in self.rounds if task.done()]
        try:
            await self.pool.fetchval("SELECT 1", timeout=2)
        except FAULTS:
            missing.append("database")
        try:
            await self.shred.answers()
        except FAULTS:
            missing.append("shred keys")
        if shutil.disk_usage(self.settings.state).free < self.settings.disk_free_bytes:
            missing.append("disk")
        return missing


class App:
    """Send GraphQL straight to its endpoint, and everything else through FastAPI."""

    def __init__(self, node: Node) -> None:
        documents = Documents(schema.make()._schema, Limits(), demo=node.settings.demo)
        self.endpoint = Endpoint(
            documents,
            node.context_for,
            node.metrics,
            body_bytes=node.settings.body_bytes,
            seconds=node.settings.request_seconds,
        )
        self.live = Live(documents, node.context_for, node.metrics, lines=node.settings.live_lines)
        self.rest = TimeLimit(_rest(node), node.settings.request_seconds)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        ADDRESS.set((scope.get("client") or ("",))[0])
        if scope["type"] == "http" and scope["path"] == "/graphql":
            await self.endpoint(scope, receive, send)
        elif scope["type"] == "websocket" and scope["path"] == "/graphql":
            await self.live(scope, receive, send)
        else:
            await self.rest(scope, receive, send)


def _rest(node: Node) -> FastAPI:
    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with node.running():
            yield

    rest = FastAPI(lifespan=lifespan, openapi_url=None)

    no_route.tell(rest, node.metrics)

    @rest.get("/")
    async def welcome() -> dict[str, str]:
        return {"node": node.settings.node_id, "graphql": "/graphql", "token": "/oauth/token"}

    @rest.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @rest.get("/readyz")
    async def readyz() -> Response:
        missing = await node.ready()
        status = "not ready" if missing else "ok"
        return JSONResponse({"status": status, "missing": missing}, 503 if missing else 200)

    @rest.get("/metrics")
    async def metrics() -> Response:
        return Response(node.metrics.text(), media_type="text/plain; version=0.0.4")

    rest.include_router(router(lambda: node.issuer, node.context))
    rest.include_router(log_router(node.context_for, node.context, lambda: node.witness))
    rest.include_router(directory_router(node.context_for, node.settings.public_url))
    rest.include_router(blobs_router(node.context_for))
    rest.include_router(pages.router(node.settings.pages))
    return rest
