"""The inspector of rooms: every line stands where a reader would look for it."""

import ast
import re

from tests.house.street import DOMAIN, HOUSES, PURE, ROOT, imports, modules, name, tree

SQL = re.compile(r"^\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH)\s", re.ASCII)
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "managers", "manager", "handlers", "handler", "base", "common"}


def test_every_house_says_what_it_is_for_and_its_door_plate_imports_nothing():
    for house in HOUSES:
        plate = tree(ROOT / house / "__init__.py")

        assert ast.get_docstring(plate), house
        assert len(plate.body) == 1, house


def test_no_file_is_longer_than_a_person_reads_in_one_go():
    lists_of_codes = {"directory/codes.py"}
    long = {
        name(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules()
        if name(path) not in lists_of_codes
    }

    assert {file: lines for file, lines in long.items() if lines > 250} == {}


def test_no_file_has_a_name_that_says_nothing():
    assert [name(path) for path in modules() if path.stem in SAYS_NOTHING] == []


def test_only_the_settings_read_the_environment():
    allowed = {"server/settings.py", "client/settings.py"}
    readers = [
        name(path)
        for path in modules()
        if any(isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"} for node in ast.walk(tree(path)))
    ]

    assert set(readers) <= allowed


def test_only_the_clock_tells_the_time():
    tellers = [
        name(path)
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr)
        in {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("datetime", "today"), ("time", "time")}
    ]

    assert set(tellers) <= {"kit/clock.py"}


def test_rules_wait_for_nothing_ask_nobody_and_throw_no_dice():
    for path in modules(*DOMAIN):
        if path.name not in PURE:
            continue
        waits = [
            node
            for node in ast.walk(tree(path))
            if isinstance(node, ast.AsyncFunctionDef | ast.Await | ast.AsyncWith | ast.AsyncFor)
        ]

        assert waits == [], name(path)
        assert not imports(path) & {"asyncpg", "random", "secrets", "os", "kit.clock", "kit.sql", "httpx"}, name(path)


def test_the_judge_and_the_archive_never_meet():
    for path in modules(*DOMAIN):
        seen = imports(path)
        if path.name in PURE - {"model.py"}:
            assert not {module for module in seen if module.split(".")[-1].startswith("store")}, name(path)
        if path.name.startswith("store"):
            judges = {module for module in seen if module.split(".")[-1] in {"rules", "guards", "criteria", "actions"}}
            assert not judges, name(path)


def test_the_statements_stand_in_the_sql_files():
    said = [
        f"{name(path)}:{node.lineno}"
        for path in modules(*DOMAIN)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value)
    ]

    assert [where for where in said if not where.startswith("network/context.py")] == []


def test_the_doors_decide_nothing_about_storage():
    for path in modules(*DOMAIN):
        if path.name.startswith("api"):
            assert not {module for module in imports(path) if ".store" in module or module == "kit.sql"}, name(path)


def test_below_the_door_nobody_knows_the_wire():
    for path in modules(*DOMAIN):
        if path.name in {"actions.py", "store.py", "errors.py", *PURE}:
            wires = {module for module in imports(path) if module.split(".")[0] in {"strawberry", "fastapi", "httpx"}}
            assert not wires, name(path)


def test_every_public_thing_says_why_it_is_there():
    silent = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in modules()
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]

    assert silent == []
