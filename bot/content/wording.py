"""Pydantic's findings in words that an editor without Python understands."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.content.document import Document
from bot.content.problems import Problem
from bot.content.schema import PARTS

Loc = tuple[int | str, ...]
M = TypeVar("M", bound=BaseModel)

WORDS = {
    "missing": "{field} is missing",
    "empty": "{field} is empty",
    "string_type": "{field} must be text, but is {value}; put it in quotes",
    "int_type": "{field} must be a whole number, but is {value}",
    "bool_type": "{field} must be true or false, but is {value}",
    "date_type": "{field} must be a date such as 2026-03-31, but is {value}",
    "literal_error": "{field} must be {expected}, but is {value}",
    "list_type": "{field} must be a list, each item on a line that begins with a hyphen",
    "model_type": "{field} must be a block of `name: value` lines, but is {value}",
    "mapping_type": "{field} must be a block of `name: value` lines, but is {value}",
    "too_short": "{field} needs at least one entry",
    "string_too_short": "{field} is empty",
    "string_too_long": "{field} is longer than {max_length} characters",
    "greater_than_equal": "{field} must be at least {ge}, but is {value}",
    "less_than_equal": "{field} must be at most {le}, but is {value}",
    "string_pattern_mismatch": "{field} must be {form}, but is {value}",
}

FORMS = {  # of the fields with a pattern, by the innermost name on the way to them
    "url": "a web address such as https://example.org/page",
    "hosts": "the name of a web server such as docs.example.org",
    "task": 'a task such as "1.2"',
    "tasks": 'a task such as "1.2"',
    "domains": 'a domain number such as "1"',
}
SLUG = "made of lower-case letters, digits and hyphens"


def validate(model: type[M], data: object, document: Document, at: Loc, problems: list[Problem]) -> M | None:
    """The model made of ``data``, which stands at ``at`` in the document; else None, and its problems."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        found = [((*at, *details["loc"]), details) for details in error.errors(include_url=False)]
        meant = {loc: _meant(model, loc) for loc, details in found if details["type"] == "extra_forbidden"}
        misspelt = {(*loc[:-1], name) for loc, name in meant.items()}
        for loc, details in found:
            if loc not in misspelt:  # that it is missing goes without saying then
                text = _unknown(model, loc, meant[loc]) if loc in meant else _say(loc, details)
                problems.append(document.problem(loc, subject(document, loc) + text))
        return None


def subject(document: Document, loc: Loc) -> str:
    """Which question and option the path leads to, as the start of a sentence; empty outside of questions."""
    match loc:
        case ("questions", int(number), *rest):
            item = document.data["questions"][number]
            name = item.get("id") if isinstance(item, dict) else None
            words = name if isinstance(name, str) else f"question {number + 1}"
        case _:
            return ""
    match rest:
        case ("options" | "references" as part, int(number), *_):
            words += f", {part.removesuffix('s')} {number + 1}"
    return f"{words}: "


def _say(loc: Loc, details: ErrorDetails) -> str:
    names = [step for step in loc if isinstance(step, str)]
    match loc:
        case ():
            field = "the file"
        case ("questions", int()):
            field = "it"
        case (*_, int(number)):
            field = f"entry {number + 1} of `{names[-1]}`"
        case _:
            field = f"`{names[-1]}`"
    kind, value = details["type"], details["input"]
    if value is None and kind.endswith("_type"):
        kind = "empty"
    words = WORDS.get(kind, "{field}: {message}")
    return words.format(
        field=field,
        value=_value(value),
        form=next((FORMS[name] for name in reversed(names) if name in FORMS), SLUG),
        message=details["msg"],
        **details.get("ctx", {}),
    )


def _unknown(model: type[BaseModel], loc: Loc, meant: str | None) -> str:
    hint = f"did you mean `{meant}`?" if meant else f"known are {', '.join(_fields(model, loc))}"
    return f"there is no field `{loc[-1]}`; {hint}"


def _meant(model: type[BaseModel], loc: Loc) -> str | None:
    """The field that a name which doesn't exist is most like."""
    return next(iter(get_close_matches(str(loc[-1]), _fields(model, loc), n=1)), None)


def _fields(model: type[BaseModel], loc: Loc) -> list[str]:
    """The fields that may stand beside the value at ``loc``."""
    parts = [PARTS[step] for step in loc[:-1] if isinstance(step, str) and step in PARTS]
    return list((parts[-1] if parts else model).model_fields)


def _value(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case list():
            return "a list"
        case dict():
            return "a block of fields"
        case str():
            return f'"{value[:40]}…"' if len(value) > 40 else f'"{value}"'
        case _:
            return str(value)
