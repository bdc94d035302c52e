"""Read the CSV files of a package row by row, so that a broken row is named and a broken file brings nothing in."""

import csv
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any, Final

from directory.hsds import LONGEST_LINE
from directory.hsds_faults import BadLine, Fault, check_text
from directory.hsds_old import OLD, modern
from directory.hsds_tables import NUMBERS, TABLES

LARGEST: Final = 512 << 20
_NAMED: Final = {table.file.removesuffix(".csv"): name for name, table in TABLES.items()} | {
    name: name for name in TABLES
}
_OTHERS = re.compile("[;\t|]")


@dataclass(slots=True)
class Row:
    """Hold one row of a table: what is stated in it, where it stands, and why it cannot go in if it cannot."""

    table: str
    file: str
    number: int
    values: dict[str, Any]
    bad: BadLine | None = None
    seen: bool = field(default=False, compare=False)


class FileRefused(Exception):
    """Stop before anything is read from a package that cannot be understood."""

    def __init__(self, bad: BadLine) -> None:
        super().__init__(bad.code)
        self.bad = bad


@dataclass(frozen=True, slots=True)
class File:
    """Name one CSV file, the table that it stands for, and how to open it."""

    name: str
    table: str
    size: int
    open: Callable[[], IO[bytes]]


def files(paths: Sequence[Path]) -> list[File]:
    """Find the tables in a zip file, in a folder, or among files; a prefix like `output-` is passed over.

    Raises:
        FileRefused: two files stand for one table, there are no services, or all is too large.
    """
    found = [each for path in paths for each in _found(path) if each.table]
    tables: dict[str, File] = {}
    for each in found:
        known = tables.setdefault(_stem(each.name), each)
        if known is not each:
            raise FileRefused(Fault("CSV_TABLE_TWICE").at(1, each.name))
    if not any(each.table == "service" for each in found):
        raise FileRefused(Fault("PACKAGE_EMPTY").at(1, paths[0].name))
    if sum(each.size for each in found) > LARGEST:
        raise FileRefused(Fault("PACKAGE_TOO_LARGE").at(1, paths[0].name))
    return found


def _found(path: Path) -> Iterator[File]:
    if path.is_dir():
        for each in sorted(path.glob("*.csv")):
            yield from _found(each)
    elif path.suffix == ".zip":
        try:
            package = zipfile.ZipFile(path)
        except zipfile.BadZipFile:
            raise FileRefused(Fault("PACKAGE_BROKEN").at(1, path.name)) from None
        for entry in package.infolist():
            name = entry.filename.rpartition("/")[2]
            if name.endswith(".csv"):
                yield File(name, _table(name), entry.file_size, lambda entry=entry: package.open(entry))  # type: ignore[misc]
    else:
        yield File(path.name, _table(path.name), path.stat().st_size, lambda: path.open("rb"))


def _stem(name: str) -> str:
    """Return what a file's name says of its table: `output-phones.csv` is `phones`."""
    stem = name.removesuffix(".csv")
    last = re.split("[-.]", stem)[-1]
    return last


def _table(name: str) -> str:
    stem = _stem(name)
    return OLD.get(stem) or _NAMED.get(stem, "")


def read(file: File) -> Iterator[Row]:
    """Read the rows of one table; a row that cannot go in carries the reason.

    Raises:
        FileRefused: the head of the file cannot be read, or the zip file is broken.
    """
    csv.field_size_limit(LONGEST_LINE)
    try:
        with TextIOWrapper(file.open(), encoding="utf-8-sig", errors="surrogateescape", newline="") as text:
            yield from _rows(file, csv.reader(text, strict=True))
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError):
        raise FileRefused(Fault("PACKAGE_BROKEN").at(1, file.name)) from None


def _rows(file: File, reader: Any) -> Iterator[Row]:
    head = _head(file, reader)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            code = "LINE_TOO_LONG" if "limit" in str(error) else "CSV_QUOTES"
            yield Row(file.table, file.name, number, {}, Fault(code).at(number, file.name))
            continue
        if any(cells):
            yield _row(file, number, head, cells)


def _head(file: File, reader: Any) -> list[str]:
    try:
        head = [each.strip() for each in next(reader, [])]
    except csv.Error:
        raise FileRefused(Fault("CSV_QUOTES").at(1, file.name)) from None
    if any("\ud800" <= mark <= "\udfff" or mark == "\x00" for each in head for mark in each):
        raise FileRefused(Fault("NOT_TEXT").at(1, file.name))
    if "id" not in head and len(head) < 2 and any(map(_OTHERS.search, head)):
        raise FileRefused(Fault("CSV_DELIMITER").at(1, file.name))
    if "id" not in head or len(set(head)) != len(head):
        raise FileRefused(Fault("CSV_HEAD", "id").at(1, file.name))
    return head


def _row(file: File, number: int, head: list[str], cells: list[str]) -> Row:
    values: dict[str, Any] = {key: cell for key, cell in zip(head, cells, strict=False) if cell.strip()}
    row = Row(file.table, file.name, number, values)
    try:
        for key, cell in values.items():
            if any("\ud800" <= mark <= "\udfff" for mark in cell):
                raise Fault("NOT_TEXT", key)
        if len(cells) != len(head):
            raise Fault("CSV_COLUMNS")
        if sum(map(len, cells)) > LONGEST_LINE:
            raise Fault("LINE_TOO_LONG")
        check_text(values)
        row.values = {key: _number(key, cell) for key, cell in modern(_stem(file.name), values).items()}
    except Fault as fault:
        row.bad = fault.at(number, file.name)
    return row


def _number(key: str, cell: Any) -> Any:
    if key not in NUMBERS:
        return cell
    try:
        value = float(cell)
    except ValueError:
        raise Fault("FIELD_WRONG", key) from None
    if value != value or value in (float("inf"), float("-inf")):
        raise Fault("FIELD_WRONG", key)
    return int(value) if value.is_integer() else value
