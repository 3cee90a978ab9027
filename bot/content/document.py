"""A YAML file as plain values that still know their lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.constructor import SafeConstructor

from bot.content.problems import Problem

try:  # the C parser is about ten times as fast; where PyYAML was built without it, both agree
    from yaml import CSafeLoader as Loader
except ImportError:  # pragma: no cover
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

TEXT = "tag:yaml.org,2002:str"

HINTS = {
    "cannot start any token": "a tab or a special character is where YAML allows none; indent with spaces "
    "and put texts that start with a sign such as ` @ % in quotes",
    "mapping values are not allowed": 'a colon is inside a text: put the whole text in "quotes"',
    "could not find expected ':'": "a `field: value` line was expected; look for a missing colon or a text "
    "that continues with too little indentation",
    "did not find expected key": "a field was expected; look at the indentation and for a stray quote",
    "did not find expected '-' indicator": "a list item was expected; look at the indentation",
    "expected a single document": "the file has more than one document; remove the --- line",
    "undefined alias": "a text that starts with * must be in quotes",
    "expected alphabetic or numeric character": "a text that starts with * or & must be in quotes",
}


@dataclass(frozen=True, slots=True)
class Document:
    """The values of a file, and the parse tree that knows where each of them stands."""

    file: str
    data: Any
    root: yaml.Node

    def line(self, loc: Sequence[int | str]) -> int:
        """The line of the value at this path, or of the innermost part of the path that exists."""
        node, line = self.root, _line(self.root)
        for step in loc:
            if isinstance(node, yaml.MappingNode):
                pair = next((pair for pair in node.value if pair[0].value == step), None)
                if pair is None:
                    break
                node, line = pair[1], _line(pair[0])
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = _line(node)
            else:
                break
        return line

    def problem(self, loc: Sequence[int | str], text: str) -> Problem:
        """A fault of the value at this path."""
        return Problem(self.file, self.line(loc), text)


def read_document(file: str, raw: bytes, problems: list[Problem]) -> Document | None:
    """Parse a file; what is wrong with it goes to ``problems``, and without a value there is no document."""
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problems.append(Problem(file, line, "this isn't UTF-8 text; save the file as UTF-8"))
        return None
    repeated: list[yaml.Node] = []
    try:
        root = yaml.compose(raw, Loader=Loader)
        data = None if root is None else _plain(root, repeated.append)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        problems.append(_syntax_problem(file, error))
        return None
    for key in repeated:
        problems.append(Problem(file, _line(key), f"`{key.value}` is written twice; keep one of them"))
    if root is None or data is None:
        problems.append(Problem(file, 0, "the file is empty"))
        return None
    return Document(file, data, root)


def _plain(node: yaml.Node, repeated: Callable[[yaml.Node], None]) -> Any:
    """The node's value; PyYAML's own constructor takes twice the time and drops repeated keys in silence."""
    if isinstance(node, yaml.MappingNode):
        values: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in values:
                repeated(key)
            values[name] = _plain(value, repeated)
        return values
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, repeated) for item in node.value]
    if node.tag == TEXT:
        return node.value
    construct = _scalars.yaml_constructors.get(node.tag, SafeConstructor.construct_undefined)
    return construct(_scalars, node)


_scalars = SafeConstructor()


def _syntax_problem(file: str, error: Exception) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 0
    said = [getattr(error, name, None) for name in ("context", "problem", "reason")]
    reason = ", ".join(filter(None, said)) or str(error)
    hint = next((hint for part, hint in HINTS.items() if part in reason), None)
    return Problem(file, line, hint or f"this isn't valid YAML: {reason}")


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
