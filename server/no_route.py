"""What is said where a route does not answer: a code and a sentence, as everywhere, and nothing of what was asked."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from network.routes_door import HEADERS, said
from server.graphql import told
from server.metrics import Metrics

_SAID = {
    404: ("NO_SUCH_ADDRESS", "There is nothing at this address."),
    405: ("WRONG_METHOD", "This address does not take that method."),
}
_OTHER = ("BAD_REQUEST", "The request does not have the form that this address takes.")


def tell(api: FastAPI, metrics: Metrics) -> None:
    """Answer in codes and sentences where there is no route, a wrong method, another form, or a fault of ours."""

    @api.exception_handler(HTTPException)
    async def no_route(_request: Request, error: HTTPException) -> Response:
        code, sentence = _SAID.get(error.status_code, _OTHER)
        return said(error.status_code, code, sentence, {**HEADERS, **(error.headers or {})})

    @api.exception_handler(RequestValidationError)
    async def other_form(_request: Request, _error: RequestValidationError) -> Response:
        return said(400, *_OTHER)

    @api.exception_handler(Exception)
    async def fault(_request: Request, error: Exception) -> Response:
        return said(500, "INTERNAL", told(error, metrics)[1])
