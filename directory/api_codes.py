"""Show every code list of the directory to GraphQL once, so that two doors never describe one word differently."""

import inspect

import strawberry

from directory import codes

for _list in list(vars(codes).values()):
    if inspect.isclass(_list) and issubclass(_list, codes.Code) and _list is not codes.Code:
        strawberry.enum(_list, description=(inspect.getdoc(_list) or "").splitlines()[0])
        for _value in _list.__strawberry_definition__.values:  # type: ignore[attr-defined]
            _value.description = _value.name.replace("_", " ").capitalize() + "."
