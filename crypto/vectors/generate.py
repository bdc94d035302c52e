"""Write every test vector of SPEC.md: `python crypto/vectors/generate.py [FOLDER]`. Each run gives the same bytes.

It imports nothing of the package `crypto`, so that a fault there cannot hide in its own vectors.
"""

import json
import sys
from pathlib import Path

from maker import (
    attached,
    boxed,
    cased,
    consents,
    forms,
    hers,
    keys,
    letters,
    lies,
    log,
    paired,
    sealing,
    shared,
    spellings,
    statements,
    streams,
    vaults,
)
from maker.case import Case

HERE = Path(__file__).resolve().parent
HOUSES = (hers,
          spellings, keys, statements, forms, letters, lies, sealing, consents, vaults, attached, streams, log, shared,
          paired, cased, boxed)  # fmt: skip


def cases() -> list[Case]:
    """List all vectors."""
    found = [case for house in HOUSES for case in house.cases()]
    names = [case.name for case in found]
    if len(set(names)) != len(names):
        raise ValueError(f"two vectors have one name: {sorted(name for name in names if names.count(name) > 1)}")
    return found


def main(folder: Path) -> None:
    """Write one file a vector, and remove the files of vectors that are no more."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {f"{case.name}.json": case for case in cases()}
    for old in folder.glob("*.json"):
        if old.name not in wanted:
            old.unlink()
    for name, case in wanted.items():
        text = json.dumps(case.to_json(), ensure_ascii=False, indent=1) + "\n"
        (folder / name).write_bytes(text.encode("utf-8", "backslashreplace"))  # a lone surrogate becomes its escape


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
