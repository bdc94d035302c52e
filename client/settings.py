"""What a person may choose at this end; the only file here that reads the environment."""

import os
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Say where the keys are, which node is asked, and where the passphrase comes from without a person."""

    home: Path
    node: str
    passphrase: str | None = field(repr=False)
    passphrase_file: Path | None
    demo: bool = False


def read() -> Settings:
    """Read `TOLERANT_HOME`, `TOLERANT_NODE`, `TOLERANT_PASSPHRASE`, `TOLERANT_PASSPHRASE_FILE`, `TOLERANT_DEMO`."""
    home, file = os.environ.get("TOLERANT_HOME"), os.environ.get("TOLERANT_PASSPHRASE_FILE")
    return Settings(
        Path(home) if home else Path.home() / ".tolerant",
        os.environ.get("TOLERANT_NODE", "http://127.0.0.1:8000").rstrip("/"),
        os.environ.get("TOLERANT_PASSPHRASE"),
        Path(file) if file else None,
        os.environ.get("TOLERANT_DEMO") == "1",
    )
