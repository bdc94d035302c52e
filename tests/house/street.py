"""The street, read as files: what the inspectors look at."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STREET = ("kit", "crypto", "network", "directory", "referrals", "server", "client")
HOUSES = tuple(house for house in STREET if (ROOT / house / "__init__.py").exists())
DOMAIN = tuple(house for house in ("network", "directory", "referrals") if house in HOUSES)
PURE = {"rules.py", "guards.py", "criteria.py", "ordering.py", "conditions.py", "transitions.py", "model.py"}


def modules(*houses: str) -> list[Path]:
    """List the Python files of houses."""
    return [path for house in houses or HOUSES for path in sorted((ROOT / house).rglob("*.py"))]


@cache
def tree(path: Path) -> ast.Module:
    """Parse a file once."""
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    """Name a file as a person would: from the top of the checkout."""
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> set[str]:
    """List what a file imports, as dotted names."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@cache
def tracked() -> tuple[Path, ...]:
    """List the files that the project keeps; a checkout without git has them all."""
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        return tuple(path for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts)
    return tuple(ROOT / line for line in done.stdout.splitlines() if (ROOT / line).is_file())
