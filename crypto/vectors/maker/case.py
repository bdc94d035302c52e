"""One vector: a file that says by itself what is done, with which bytes, and what must come of it."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Case:
    """Hold one behaviour. `expect` is `ok` or the class of the refusal, with `reason` where the class has reasons.

    In `given`, `out` and `made` a name that ends in `_hex` holds bytes; any other text stands for its UTF-8 bytes.
    """

    name: str
    spec: str
    comment: str
    op: str
    given: dict[str, Any]
    expect: str = "ok"
    reason: str = ""
    out: dict[str, Any] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Give the file's content, with the fields in the order in which a person reads them."""
        said: dict[str, Any] = {"name": self.name, "comment": self.comment, "spec": self.spec, "op": self.op}
        said["expect"] = self.expect
        if self.reason:
            said["reason"] = self.reason
        said["in"] = self.given
        if self.out:
            said["out"] = self.out
        if self.made:
            said["made"] = self.made
        return said


def raw(name: str, data: bytes) -> dict[str, str]:
    """Give bytes as a text where they are one, and as hex otherwise."""
    try:
        return {name: data.decode("utf-8")}
    except UnicodeDecodeError:
        return {f"{name}_hex": data.hex()}
