"""The inspector of SQL: every statement can run, and both ways to make the database give the same one."""

import secrets
from importlib.resources import files

import asyncpg
import pytest

from kit import sql
from server import migrations
from tests.conftest import _command, _with_database

KEEPERS = tuple(house for house in migrations.HOUSES if house != "kit")

CATALOGUE = {
    "columns": """
        SELECT table_schema, table_name, column_name, data_type, is_nullable, column_default, is_generated,
            generation_expression
        FROM information_schema.columns WHERE table_schema = ANY($1) ORDER BY 1, 2, 3""",
    "constraints": """
        SELECT n.nspname, coalesce(c.conrelid::regclass::text, ''), c.conname, pg_get_constraintdef(c.oid)
        FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace WHERE n.nspname = ANY($1)
        ORDER BY 1, 2, 3, 4""",
    "indexes": """
        SELECT schemaname, tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = ANY($1)
        ORDER BY 1, 2, 3""",
    "policies": """
        SELECT schemaname, tablename, policyname, cmd, roles::text, qual, with_check
        FROM pg_policies WHERE schemaname = ANY($1) ORDER BY 1, 2, 3""",
    "triggers": """
        SELECT c.oid::regclass::text, t.tgname, pg_get_triggerdef(t.oid)
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE NOT t.tgisinternal AND n.nspname = ANY($1) ORDER BY 1, 2""",
    "functions": """
        SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid)
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = ANY($1) ORDER BY 1""",
    "grants": """
        SELECT table_schema, table_name, privilege_type FROM information_schema.role_table_grants
        WHERE grantee = 'tolerant_node' AND table_schema = ANY($1) ORDER BY 1, 2, 3""",
    "column grants": """
        SELECT table_schema, table_name, column_name, privilege_type FROM information_schema.role_column_grants
        WHERE grantee = 'tolerant_node' AND table_schema = ANY($1) ORDER BY 1, 2, 3, 4""",
    "row security": """
        SELECT c.oid::regclass::text, c.relrowsecurity FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname = ANY($1) ORDER BY 1""",
}


async def _catalogue(url: str) -> dict[str, list[tuple[object, ...]]]:
    connection = await asyncpg.connect(url)
    try:
        return {
            what: [tuple(row) for row in await connection.fetch(query, list(migrations.HOUSES))]
            for what, query in CATALOGUE.items()
        }
    finally:
        await connection.close()


async def test_the_readable_schema_and_the_migrations_give_the_same_database(postgres_url, database_url):
    readable = f"tolerant_readable_{secrets.token_hex(6)}"
    await _command(postgres_url, f'CREATE DATABASE "{readable}"')
    try:
        connection = await asyncpg.connect(_with_database(postgres_url, readable))
        for house in migrations.HOUSES:
            await connection.execute(files(house).joinpath("sql", "schema.sql").read_text(encoding="utf-8"))
        await connection.close()

        assert await _catalogue(_with_database(postgres_url, readable)) == await _catalogue(database_url)
    finally:
        await _command(postgres_url, f'DROP DATABASE "{readable}" WITH (FORCE)')


@pytest.mark.parametrize("house", KEEPERS)
async def test_every_statement_can_be_prepared_by_the_node(pool, house):
    async with pool.acquire() as connection:
        for query, text in sql.load(house).items():
            try:
                await connection.prepare(text)
            except asyncpg.PostgresError as error:
                pytest.fail(f"{house}/{query}: {error}")


@pytest.mark.parametrize("house", KEEPERS)
async def test_every_table_of_a_house_has_row_level_security(owner, house):
    bare = await owner.fetch(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind = 'r' AND NOT c.relrowsecurity AND n.nspname = $1",
        house,
    )

    assert [row["relname"] for row in bare] == []


@pytest.mark.parametrize("house", KEEPERS)
async def test_no_table_points_into_another_house(owner, house):
    abroad = await owner.fetch(
        "SELECT c.conname FROM pg_constraint c JOIN pg_class f ON f.oid = c.confrelid"
        " JOIN pg_namespace n ON n.oid = c.connamespace JOIN pg_namespace t ON t.oid = f.relnamespace"
        " WHERE n.nspname = $1 AND t.nspname <> n.nspname",
        house,
    )

    assert list(abroad) == []
