"""A node that a test can bend: what it answers passes through the test's hands, and what it is asked can be lost."""

import json
from collections.abc import Callable
from typing import Any

import httpx

from client import keystore
from client.session import Tolerant
from client.wire import Wire
from tests.client.conftest import PASSPHRASE, Street

Bend = Callable[[dict[str, Any]], None]


class Bent(httpx.AsyncBaseTransport):
    """Carry requests to a real node, change its answers by field, and lose an answer or a request on demand."""

    def __init__(self) -> None:
        self.real = httpx.AsyncHTTPTransport()
        self.bends: dict[str, Bend] = {}
        self.lose_request = ""
        self.lose_answer = ""
        self.asked: list[dict[str, Any]] = []
        self.went: list[tuple[str, str]] = []
        self.twist: Callable[[str, bytes], bytes] = lambda method, content: content

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(await request.aread()) if request.url.path == "/graphql" else {"query": "", "variables": {}}
        self.asked.append(body)
        self.went.append((request.method, request.url.path))
        if self.lose_request and self.lose_request in body["query"]:
            raise httpx.ConnectError("lost")
        answer = await self.real.handle_async_request(request)
        content = await answer.aread()
        if self.lose_answer and self.lose_answer in body["query"]:
            raise httpx.ReadError("lost")
        if request.url.path != "/graphql":
            headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
            content = self.twist(request.method, content)
            return httpx.Response(answer.status_code, headers=headers, content=content)
        said = json.loads(content)
        for field, bend in self.bends.items():
            if (said.get("data") or {}).get(field) is not None:
                bend(said["data"][field])
        return httpx.Response(answer.status_code, json=said)

    async def aclose(self) -> None:
        await self.real.aclose()

    def sent(self, field: str) -> list[dict[str, Any]]:
        """Give the inputs that were sent for one change."""
        return [one["variables"]["input"] for one in self.asked if f"{field}(" in one["query"]]


def end_of(street: Street, person: str) -> tuple[Tolerant, Bent]:
    """Give a person's end with the line in the test's hands."""
    transport = Bent()
    keys = keystore.load(street.homes / person, PASSPHRASE)
    end = Tolerant(Wire(street.address, transport=transport), keys)
    end.demonstration = True
    return end, transport
