"""GraphQL over HTTP, as its specification says: media types, status codes, and no change by GET."""

import orjson

GRAPHQL_JSON = b"application/graphql-response+json"
PLAIN_JSON = b"application/json"
_EVERY = {b"*/*", b"application/*"}
SAFE_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
    (b"x-frame-options", b"DENY"),
]


class BadRequest(Exception):
    """Say why a request cannot be answered, with its HTTP status."""

    def __init__(self, status: int, code: str, sentence: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.sentence = sentence


def answer_type(accept: bytes) -> bytes:
    """Choose how to answer.

    Raises:
        BadRequest: 406, neither media type is accepted.
    """
    wanted = [part.partition(b";")[0].strip().lower() for part in accept.split(b",") if part.strip()]
    if not wanted or GRAPHQL_JSON in wanted or _EVERY & set(wanted):
        return GRAPHQL_JSON
    if PLAIN_JSON in wanted:
        return PLAIN_JSON
    raise BadRequest(406, "NOT_ACCEPTABLE", "This endpoint answers application/graphql-response+json.")


def check_content_type(header: bytes) -> None:
    """Refuse what is not JSON; a browser's form can then never reach this endpoint.

    Raises:
        BadRequest: 415.
    """
    kind, _, rest = header.partition(b";")
    charset = rest.strip().lower().removeprefix(b"charset=").strip(b'"')
    if kind.strip().lower() != PLAIN_JSON or charset not in (b"", b"utf-8"):
        raise BadRequest(415, "NOT_JSON", "Send application/json in UTF-8.")


def read_request(body: bytes) -> tuple[str, str | None, dict[str, object]]:
    """Read a request: its document, the operation's name and the variables.

    Raises:
        BadRequest: 400, it is not the JSON that the specification asks for.
    """
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BadRequest(400, "NOT_JSON", "The body is not JSON.") from None
    if isinstance(said, list):
        raise BadRequest(400, "NO_BATCHES", "Send one request at a time.")
    return checked(said)


def checked(said: object) -> tuple[str, str | None, dict[str, object]]:
    """Take a request that was read already apart, as `read_request` does.

    Raises:
        BadRequest: 400, it is not what the specification asks for.
    """
    if not isinstance(said, dict) or not isinstance(said.get("query"), str):
        raise BadRequest(400, "NO_DOCUMENT", "The body is a JSON object with the document under `query`.")
    name, variables = said.get("operationName"), said.get("variables")
    if not (name is None or isinstance(name, str)) or not (variables is None or isinstance(variables, dict)):
        raise BadRequest(400, "BAD_REQUEST", "`operationName` is a text and `variables` an object, or they are absent.")
    return said["query"], name, variables or {}


def error_body(code: str, sentence: str) -> bytes:
    """Write a request error."""
    return orjson.dumps({"errors": [{"message": sentence, "extensions": {"code": code}}]})
