"""Do a thing once, however often a tired hand or a bad line sends it."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from crypto.format import blake2b, jcs
from network import actions as network
from network.context import Transaction
from network.model import Caller


async def once(
    tx: Transaction,
    caller: Caller,
    key: str,
    what: str,
    fields: dict[str, Any],
    act: Callable[[], Awaitable[dict[str, Any]]],
) -> tuple[dict[str, Any], bool]:
    """Give the stored answer when this key was used for the same request, else act and store the answer.

    Gives the answer (JSON) and whether it was stored before.

    Raises:
        Refusal: the key was used for another request (`IDEMPOTENCY_KEY_REUSED`), or whatever `act` refuses.
    """
    request = blake2b(jcs({"what": what, "fields": fields}))
    if (stored := await network.recall(tx, caller, key, request)) is not None:
        return json.loads(stored), True
    answer = await act()
    await network.remember(tx, caller, key, request, json.dumps(answer))
    return answer, False
