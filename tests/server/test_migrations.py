"""The database has the shape that the code knows, or the node does not start."""

import pytest

from server import migrations
from server.errors import StartError


async def _ledger(owner):
    return await owner.fetch("SELECT house, number, checksum FROM public.tolerant_migrations ORDER BY 1, 2")


async def test_migrating_twice_changes_nothing(owner):
    before = await _ledger(owner)

    assert await migrations.migrate(owner) == 0
    assert await _ledger(owner) == before
    assert len(before) == len(list(migrations.known()))


async def test_an_edited_migration_stops_the_start(owner):
    await owner.execute("UPDATE public.tolerant_migrations SET checksum = 'x' WHERE house = 'kit' AND number = 1")
    before = await _ledger(owner)

    with pytest.raises(StartError, match="kit/0001 was edited after it was applied"):
        await migrations.migrate(owner)

    assert await _ledger(owner) == before


async def test_a_database_newer_than_the_code_stops_the_start(owner):
    await owner.execute(
        "INSERT INTO public.tolerant_migrations (house, number, name, checksum) VALUES ('kit', 9999, 'later', 'x')"
    )

    with pytest.raises(StartError, match="newer than this code"):
        await migrations.migrate(owner)


async def test_the_node_asks_as_nobody_until_a_transaction_says_who(owner):
    await owner.execute("SET ROLE tolerant_node")
    row = await owner.fetchrow("SELECT kit.member() AS member, kit.realm() AS realm, kit.subject() AS subject")

    assert tuple(row) == ("", "", b"")


async def test_the_readable_schema_and_the_migrations_define_the_same_functions(owner):
    inspected = """
        SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'kit'::regnamespace ORDER BY 1
    """
    migrated = await owner.fetch(inspected)
    schema = (migrations.files("kit") / "sql" / "schema.sql").read_text(encoding="utf-8")

    await owner.execute("DROP SCHEMA kit CASCADE")
    await owner.execute(schema)

    assert await owner.fetch(inspected) == migrated
