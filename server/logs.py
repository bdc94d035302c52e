"""Logs that cannot tell on her: only fields of a short list are ever written, whoever asks for more."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

ALLOWED = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "method",
        "route",
        "status",
        "ms",
        "trace",
        "fault",
        "code",
        "count",
        "port",
        "kind",
    }
)
"""What a log line may hold: no ids of people, no addresses, no bodies, no variables, no texts of exceptions."""


def only_allowed(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every field that is not on the list."""
    return {name: value for name, value in event.items() if name in ALLOWED}


def configure() -> None:
    """Write one JSON object a line to standard error, and keep other libraries' loggers quiet."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "asyncio", "asyncpg", "strawberry.execution"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).setLevel(logging.CRITICAL)
        logging.getLogger(name).propagate = False


def log() -> Any:
    """Give the node's logger."""
    return structlog.get_logger()
