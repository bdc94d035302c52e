"""What a person may choose at this end; the only file here that reads the environment."""

import os
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Say where the keys are, which node is asked, and the passphrase where a program runs without a person."""

    home: Path
    node: str
    passphrase: str | None = field(repr=False)


def read() -> Settings:
    """Read `TOLERANT_HOME`, `TOLERANT_NODE` and `TOLERANT_PASSPHRASE`."""
    home = os.environ.get("TOLERANT_HOME")
    return Settings(
        Path(home) if home else Path.home() / ".tolerant",
        os.environ.get("TOLERANT_NODE", "http://127.0.0.1:8000").rstrip("/"),
        os.environ.get("TOLERANT_PASSPHRASE"),
    )
