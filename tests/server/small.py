"""A small schema with every kind of answer that the gate must handle."""

import asyncio
from collections.abc import AsyncGenerator

import strawberry

from kit.errors import Refusal
from kit.graph import Refused, door


class TooSmall(Refusal):
    code = "TOO_SMALL"
    sentence = "This is too small."


@strawberry.type
class Item:
    name: str
    parts: list["Item"]


@strawberry.input
class Size:
    length: int


@strawberry.type
class Query:
    @strawberry.field
    async def hello(self, name: str = "you") -> str:
        return f"hello {name}"

    @strawberry.field
    def items(self, first: int = 20) -> list[Item]:
        return [Item(name=str(n), parts=[]) for n in range(min(first, 3))]

    @strawberry.field
    def sized(self, size: Size) -> int:
        return size.length

    @strawberry.field
    def fault(self) -> str:
        raise RuntimeError("MARKER of a person")

    @strawberry.field
    def away(self) -> str:
        raise ConnectionRefusedError("MARKER")

    @strawberry.field
    def bare_refusal(self) -> str:
        raise TooSmall


@strawberry.type
class Mutation:
    @strawberry.mutation
    @door
    async def shrink(self) -> Item | Refused:
        raise TooSmall("size")


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def count(self, to: int = 3) -> AsyncGenerator[int, None]:
        for number in range(to):
            yield number

    @strawberry.subscription
    async def broken(self) -> AsyncGenerator[int, None]:
        yield 1
        raise RuntimeError("MARKER of a person")

    @strawberry.subscription
    async def waits(self) -> AsyncGenerator[int, None]:
        yield 1
        await asyncio.Event().wait()


SCHEMA = strawberry.Schema(query=Query, mutation=Mutation, subscription=Subscription)
