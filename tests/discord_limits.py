"""What Discord would accept: its own OpenAPI description, and limits that are written down in prose only."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

DESCRIPTION = Path(__file__).parent.parent.parent / "shared" / "reference" / "discord-openapi.json"
COMPONENTS = 40
TEXT = 4000
NONCE = 25

UNDESCRIBED: dict[str, Any] = {"tts": {"const": False}, "nsfw": {"const": False}}
"""What discord.py sends with edits and commands although nothing describes it."""

ACTION_ROW, BUTTON, SELECT, TEXT_DISPLAY = 1, 2, 3, 10


class OpenApi:
    """Validates request bodies; fields that aren't described count as faults."""

    def __init__(self, description: dict[str, Any]) -> None:
        schemas = description["components"]["schemas"]
        schemas["MessageAttachmentRequest"]["properties"]["id"] = {
            "type": ["integer", "string"]
        }  # as discord.py
        for schema in schemas.values():
            if schema.get("type") == "object" and "properties" in schema:
                schema.setdefault("additionalProperties", False)
                schema["properties"] = UNDESCRIBED | schema["properties"]
        resource = Resource.from_contents(description, default_specification=DRAFT202012)
        self._registry: Registry[Any] = Registry().with_resource("urn:discord", resource)
        self._paths: dict[str, Any] = description["paths"]

    @classmethod
    def load(cls) -> OpenApi:
        return cls(json.loads(DESCRIPTION.read_text("utf-8")))

    def template(self, method: str, path: str) -> str:
        """The described path that a request goes to: the one with the fewest placeholders."""
        fitting = [
            template
            for template, methods in self._paths.items()
            if method.lower() in methods and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path)
        ]
        if not fitting:
            raise LookupError(f"{method} {path} is not described")
        return min(fitting, key=lambda template: template.count("{"))

    def faults(self, method: str, path: str, body: Any) -> list[str]:
        """What is wrong with the body of a request."""
        template = self.template(method, path)
        request = self._paths[template][method.lower()].get("requestBody")
        if request is None:
            return [f"{method} {template} takes no body"] if body else []
        if body is None:
            return [f"{method} {template} needs a body"] if request.get("required") else []
        pointer = "/".join(
            part.replace("~", "~0").replace("/", "~1")
            for part in (
                "paths",
                template,
                method.lower(),
                "requestBody",
                "content",
                "application/json",
                "schema",
            )
        )
        schema = {"$ref": f"urn:discord#/{pointer.replace('{', '%7B').replace('}', '%7D')}"}
        errors = Draft202012Validator(schema, registry=self._registry).iter_errors(body)
        return [f"{method} {template}: {_told(error)}" for error in errors]


def _told(error: ValidationError) -> str:
    """The fault itself: of alternatives, the one that is about the same type of thing."""
    while error.context:
        branches: dict[Any, list[ValidationError]] = {}
        for inner in error.context:
            branches.setdefault(inner.schema_path[0], []).append(inner)
        fitting = [faults for faults in branches.values() if not any(map(_is_of_another_type, faults))]
        if not fitting:
            break
        error = min(fitting, key=len)[0]
    return f"{error.json_path}: {error.message[-300:]}"


def _is_of_another_type(error: ValidationError) -> bool:
    return error.validator in ("enum", "const", "type") and list(error.relative_path)[-1:] in ([], ["type"])


def walk(components: Any) -> Iterator[dict[str, Any]]:
    """All components of a message, nested ones included."""
    for component in components or ():
        yield component
        yield from walk(component.get("components"))
        if "component" in component:
            yield from walk([component["component"]])


def message_faults(body: dict[str, Any]) -> list[str]:
    """Which of the limits that neither the description nor the simulator knows a message breaks."""
    found = list(walk(body.get("components")))
    faults = []
    if len(found) > COMPONENTS:
        faults.append(f"{len(found)} components")
    texts = [component.get("content", "") for component in found if component["type"] == TEXT_DISPLAY]
    if sum(map(len, texts)) > TEXT:
        faults.append(f"{sum(map(len, texts))} characters of text")
    ids = Counter(component["custom_id"] for component in found if component.get("custom_id"))
    faults += [f"{custom_id} occurs {count} times" for custom_id, count in ids.items() if count > 1]
    for component in found:
        faults += _component_faults(component)
    if texts and (body.get("content") or body.get("embeds")):
        faults.append("content beside components")
    shown = json.dumps(body.get("components"))
    for attachment in body.get("attachments") or ():
        if texts and "filename" in attachment and f"attachment://{attachment['filename']}" not in shown:
            faults.append(f"nobody sees {attachment['filename']}")
    if len(str(body.get("nonce") or "")) > NONCE:
        faults.append(f"the nonce {body['nonce']} is too long")
    return faults


def _component_faults(component: dict[str, Any]) -> Iterator[str]:
    match component["type"]:
        case kind if kind == ACTION_ROW and not 1 <= len(component["components"]) <= 5:
            yield f"{len(component['components'])} in a row"
        case kind if kind == BUTTON and not (component.get("label") or component.get("emoji")):
            yield f"{component.get('custom_id')} has neither label nor emoji"
        case kind if kind == BUTTON and len(component.get("label") or "") > 80:
            yield f"a label of {len(component['label'])} characters"
        case kind if kind == SELECT:
            options = component["options"]
            values = Counter(option["value"] for option in options)
            yield from (
                f"the value {value} occurs {count} times" for value, count in values.items() if count > 1
            )
            if len(options) > 25:
                yield f"{len(options)} options"
            if not component.get("min_values", 1) <= component.get("max_values", 1) <= len(options):
                yield f"{component['custom_id']} wants more than it offers"
            for option in options:
                if (
                    max(len(option["label"]), len(option["value"]), len(option.get("description") or ""))
                    > 100
                ):
                    yield f"an option of {component['custom_id']} is too long"
