"""What the source says about texts, read from its syntax: literals people would see, keys of catalogues."""

from __future__ import annotations

import ast
import builtins
import importlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, get_args

SAYERS = {"say": 1, "Refusal": 0, "command_text": 0, "note": 0, "text": 0}
"""Functions that take the key of a text, and at which position."""

OF_REPLY = {"note", "text"}

CONTAINERS = {"Card", "Label", "Modal", "TextDisplay", "Embed", "add_field", "set_author", "set_footer"}
CONTROLS = {"Button", "Choice", "Select", "SelectOption", "TextInput", "button", "select"}
POSTS = {"create_thread", "edit", "edit_message", "edit_original_response", "send", "send_message"}
SINKS = CONTAINERS | CONTROLS | POSTS
"""Calls whose positional arguments people see."""

VISIBLE = {"label", "placeholder", "content", "description", "title", "text", "name", "topic", "tooltip"}
"""Keyword arguments that people see, in whatever call."""

HIDDEN = {"nonce", "custom_id", "reason", "value", "id", "template"}
UNSEEN_CALLS = {"log", "logging", "re", "cast", "getattr", "hasattr", "TypeVar", "getLogger", "at", "Path"}
PASSING = {"join", "format", "strip", "rstrip", "lstrip", "replace", "capitalize", "upper", "lower"}

MARKUP = re.compile(r"<(@[!&]?|#|t:|/|a?:)|:[tTdDfFsSR]>|https?://\S+|`+[a-z]*$")
LETTER = re.compile(r"[^\W\d_]")
PROSE = re.compile(r"[^\W\d_]{2,}[,;:.!?’]?\s+[^\W\d_]|^\W*[A-Z][a-z]+\W*$|[^\x00-\x7f\W]")


@dataclass(frozen=True)
class Said:
    """A call that takes a key: all keys it may use, and the names of its parameters (None: not known)."""

    line: int
    keys: tuple[str, ...]
    params: frozenset[str] | None


class Source:
    """A module's syntax tree in which each node knows its ancestors."""

    def __init__(
        self, source: str, module: str, values: Mapping[str, Sequence[str]] = MappingProxyType({})
    ) -> None:
        """``values`` are those of expressions in f-strings that the source doesn't tell."""
        self.module, self.tree, self._told = module, ast.parse(source), values
        self._parents = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    def ancestors(self, node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
        """Each ancestor with the child through which it holds the node, the nearest first."""
        while parent := self._parents.get(node):
            yield parent, node
            node = parent

    # Literals

    def literals(self) -> list[str]:
        """Strings that people would see, as "line: text"."""
        found = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant | ast.JoinedStr) and self._is_outermost(node):
                words = MARKUP.sub(" ", _words(node))
                if LETTER.search(words) and self._is_visible(node, words):
                    found.append(f"{node.lineno}: {words.strip()}")
        return found

    def _is_outermost(self, node: ast.AST) -> bool:
        parent = self._parents.get(node)
        return not isinstance(parent, ast.JoinedStr | ast.FormattedValue) or isinstance(node, ast.JoinedStr)

    def _is_visible(self, node: ast.AST, words: str) -> bool:
        shown = bool(PROSE.search(words))
        direct = True  # nothing but containers, conditions and string methods in between
        for parent, child in self.ancestors(node):
            if _is_hidden(parent, child) or (isinstance(parent, ast.Call) and self._is_key(parent, child)):
                return False
            if isinstance(parent, ast.keyword):
                shown = shown or (direct and parent.arg in VISIBLE)
            elif isinstance(parent, ast.Call):
                shown = shown or (direct and _called(parent) in SINKS and child in parent.args)
                direct = direct and _called(parent) in PASSING
            elif isinstance(parent, ast.stmt):
                return shown
        return shown

    # Keys

    def said(self) -> Iterator[Said]:
        """All calls that take a key. Raises ValueError where the key can't be told from the source."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and self._takes_key(node):
                key = node.args[SAYERS[_called(node)]]
                if not self._is_passed_on(key):
                    keys = tuple(sorted(set(self._values(key))))
                    yield Said(node.lineno, keys, self._params(node))

    def _takes_key(self, call: ast.Call) -> bool:
        """Whether the call is one of SAYERS; two are methods of Reply, and other classes have their own."""
        name, receiver = _called(call), ast.unparse(call.func).rpartition(".")[0]
        inside = any(
            isinstance(parent, ast.ClassDef) and parent.name == "Reply" for parent, _ in self.ancestors(call)
        )
        if name in OF_REPLY and receiver != "reply" and not (inside and receiver == "self"):
            return False
        return name in SAYERS and len(call.args) > SAYERS[name]

    def _is_key(self, call: ast.Call, child: ast.AST) -> bool:
        return child in call.args and self._takes_key(call)

    def _is_passed_on(self, key: ast.expr) -> bool:
        """Whether the key comes from another call that takes one: `note` calls `say`, errors are told."""
        if isinstance(key, ast.Attribute):
            return key.attr == "key"
        function = self._function(key)
        return isinstance(key, ast.Name) and getattr(function, "name", "") in SAYERS and key.id == "key"

    def _function(self, node: ast.AST) -> ast.AST:
        functions = ast.FunctionDef | ast.AsyncFunctionDef
        return next((p for p, _ in self.ancestors(node) if isinstance(p, functions)), self.tree)

    def _values(self, node: ast.expr) -> list[str]:
        """All strings that an expression may have."""
        if (told := self._told.get(ast.unparse(node))) is not None:
            return list(told)
        match node:
            case ast.Constant(value=str(text)):
                return [text]
            case ast.IfExp(body=body, orelse=other):
                return self._values(body) + self._values(other)
            case ast.JoinedStr(values=parts):
                texts = [""]
                for part in parts:
                    inner = part.value if isinstance(part, ast.FormattedValue) else part
                    texts = [text + value for text in texts for value in self._values(inner)]
                return texts
            case ast.Name(id=name):
                return [value for bound in self._bindings(node, name) for value in bound]
        raise self._unknown(node, ast.unparse(node))

    def _bindings(self, node: ast.expr, name: str) -> Iterator[list[str]]:
        """The values of a name: what it is assigned in its function, or what it runs through."""
        found = False
        for value in self._assigned(node, name):
            yield self._values(value)
            found = True
        around = {parent for parent, _ in self.ancestors(node)}
        for inner in ast.walk(self._function(node)):
            if inner not in around and self._parents.get(inner) not in around:
                continue
            match inner:
                case ast.comprehension(target=target, iter=source) | ast.For(target=target, iter=source):
                    names = target.elts[:1] if isinstance(target, ast.Tuple) else [target]
                    if any(isinstance(one, ast.Name) and one.id == name for one in names):
                        yield self._elements(source)
                        found = True
        if not found:
            yield self._given(node, name)

    def _given(self, node: ast.expr, name: str) -> list[str]:
        """The values of a parameter: of the Literal it is annotated with, else what this module gives."""
        arguments = getattr(self._function(node), "args", None)
        declared = (*arguments.args, *arguments.kwonlyargs) if arguments else ()
        for argument in declared:
            if argument.arg == name and isinstance(argument.annotation, ast.Name):
                alias = getattr(importlib.import_module(self.module), argument.annotation.id, None)
                if values := [value for value in get_args(alias) if isinstance(value, str)]:
                    return values
        return [value for argument in self._arguments(node, name) for value in self._values(argument)]

    def _arguments(self, node: ast.expr, name: str) -> list[ast.expr]:
        """What this module gives for a parameter of the function around a node."""
        function = self._function(node)
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            raise self._unknown(node, name)
        positional = [argument.arg for argument in function.args.args if argument.arg != "self"]
        calls = [
            one for one in ast.walk(self.tree) if isinstance(one, ast.Call) and _called(one) == function.name
        ]
        given = [keyword.value for call in calls for keyword in call.keywords if keyword.arg == name]
        if name in positional:
            at = positional.index(name)
            given += [call.args[at] for call in calls if len(call.args) > at]
        if not given:
            raise self._unknown(node, name)
        return given

    def _unknown(self, node: ast.expr, what: str) -> ValueError:
        return ValueError(f"{self.module}:{node.lineno}: can't tell the value of {what}")

    def _assigned(self, node: ast.expr, name: str) -> list[ast.expr]:
        """What a local name may hold at this node: not what has been overwritten on all ways to it."""
        around = {parent for parent, _ in self.ancestors(node)}
        values: list[ast.expr] = []
        for inner in ast.walk(self._function(node)):
            match inner:
                case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                    if inner.lineno < node.lineno and self._parents[inner] in around:
                        values = [kept for kept in values if kept.lineno > inner.lineno]
                    values.append(value)
        return [value for value in values if value.lineno <= node.lineno]

    def _elements(self, source: ast.expr) -> list[str]:
        """What a loop runs through: a literal, a local or imported constant, a dictionary's keys."""
        if isinstance(source, ast.Call) and _called(source) == "get_args":
            return list(get_args(getattr(importlib.import_module(self.module), ast.unparse(source.args[0]))))
        if isinstance(source, ast.Call) and isinstance(source.func, ast.Attribute) and not source.args:
            source = source.func.value  # d.items(), d.keys()
        if isinstance(source, ast.ListComp | ast.GeneratorExp):
            return self._elements(source.generators[0].iter)
        if isinstance(source, ast.Dict):
            return [value for key in source.keys if key for value in self._values(key)]
        if isinstance(source, ast.Tuple | ast.List | ast.Set):
            return [value for element in source.elts for value in self._values(element)]
        if isinstance(source, ast.Name):
            for inner in ast.walk(self._function(source)):
                if isinstance(inner, ast.Assign | ast.AnnAssign) and inner.value:
                    targets: Sequence[ast.expr] = (
                        inner.targets if isinstance(inner, ast.Assign) else [inner.target]
                    )
                    if any(isinstance(target, ast.Name) and target.id == source.id for target in targets):
                        return self._elements(inner.value)
            known = getattr(importlib.import_module(self.module), source.id, None)
            if known is None:
                return [
                    v for argument in self._arguments(source, source.id) for v in self._elements(argument)
                ]
            return [str(value) for value in known]
        raise ValueError(f"{self.module}:{source.lineno}: can't tell what {ast.unparse(source)} holds")

    def _params(self, call: ast.Call) -> frozenset[str] | None:
        names: set[str] = set()
        for keyword in call.keywords:
            if keyword.arg:
                names.add(keyword.arg)
            elif isinstance(keyword.value, ast.Name):
                names.update(self._elements(keyword.value))
            else:
                return None
        return frozenset(names)


def _called(node: ast.AST) -> str:
    """The last part of what is called: ``reply.note(…)`` → note."""
    function = getattr(node, "func", None)
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _words(node: ast.AST) -> str:
    """The fixed text of a string; what is filled in counts as a space."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    parts: Sequence[Any] = getattr(node, "values", [])
    return "".join(_words(part) if isinstance(part, ast.Constant) else " " for part in parts)


def _is_hidden(parent: ast.AST, child: ast.AST) -> bool:
    """Whether nobody but programmers sees a string below this node."""
    match parent:
        case ast.Call(func=function):
            return _called(parent) in UNSEEN_CALLS or _root(function) in UNSEEN_CALLS
        case ast.keyword(arg=name):
            return name in HIDDEN
        case ast.Raise(exc=ast.Call() as error):
            return isinstance(getattr(builtins, _called(error), None), type)
        case ast.Assert(msg=message):
            return child is message
        case ast.arg() | ast.AnnAssign(annotation=_) if child is getattr(parent, "annotation", None):
            return True
        case ast.FunctionDef(returns=returns) | ast.AsyncFunctionDef(returns=returns):
            return child is returns
        case ast.Expr(value=ast.Constant()) | ast.Compare():
            return True
        case ast.Subscript(slice=index):
            return child is index
        case ast.Dict(keys=keys):
            return child in keys
    return False
