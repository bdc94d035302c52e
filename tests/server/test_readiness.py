"""A node says that it is not ready when something that it does by itself has ended: an operator must hear of it."""

import asyncio

import pytest

from server import settings
from server.app import Node


@pytest.fixture
def node(tmp_path, database_url):
    return Node(settings.read({"TOLERANT_STATE": str(tmp_path)}), database_url)


async def test_a_node_with_all_its_rounds_is_ready(node):
    async with node.running():
        assert await node.ready() == []
    assert all(task.done() for task in node.rounds)


async def test_a_round_that_ended_for_whatever_reason_is_named(node, monkeypatch):
    async def broken(_context_of):
        raise ZeroDivisionError

    monkeypatch.setattr("server.mailing.keep", broken)
    async with node.running():
        await asyncio.sleep(0)
        assert await node.ready() == ["round: mail"]
