"""Write services as an HSDS 3.1 package: one CSV file a table, with `datapackage.json`, in one zip file.

The same directory gives the same bytes: rows stand in the order of the services, and the zip file holds no times.
"""

import csv
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO

from directory.hsds_tables import MANY, ONE, TABLES, datapackage
from directory.taxonomy import Record, taxonomies

_NO_TIME = (1980, 1, 1, 0, 0, 0)


class Package:
    """Spread services over the tables, a service at a time, so that a large directory needs little memory."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        """Open the tables in a folder; the stack closes them."""
        self._folder = folder
        self._files: list[IO[str]] = []
        self._tables: dict[str, Any] = {}
        self._seen: set[tuple[str, str]] = set()
        for name, table in TABLES.items():
            file = stack.enter_context((folder / table.file).open("w", encoding="utf-8", newline=""))
            self._files.append(file)
            self._tables[name] = csv.DictWriter(file, table.columns, extrasaction="ignore")
            self._tables[name].writeheader()
        for each in taxonomies():
            self._tables["taxonomy"].writerow(each)

    def add(self, service: Record) -> None:
        """Write one service with all that belongs to it."""
        self._row("service", service)

    def write(self, out: BinaryIO) -> None:
        """Write the zip file."""
        for file in self._files:
            file.flush()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            said = json.dumps(datapackage(), indent=1).encode() + b"\n"
            package.writestr(_entry("datapackage.json"), said)
            for table in TABLES.values():
                with (self._folder / table.file).open("rb") as rows, package.open(_entry(table.file), "w") as to:
                    shutil.copyfileobj(rows, to)

    def _row(self, name: str, record: Record) -> None:
        for key, to in ONE.items():
            nested = record.get(key)
            if nested is not None and (to, nested["id"]) not in self._seen:
                self._seen.add((to, nested["id"]))
                self._row(to, nested)
        self._tables[name].writerow(record)
        for key, to in MANY.items():
            for each in record.get(key, ()):
                self._row(to, each)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _NO_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


@contextmanager
def package() -> Iterator[Package]:
    """Open a package whose tables lie in a folder of their own until it is written."""
    with tempfile.TemporaryDirectory(prefix="hsds-") as folder, ExitStack() as stack:
        yield Package(Path(folder), stack)
