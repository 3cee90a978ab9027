"""Evaluates the sums that questions are built on, such as ``round(64*1.048576/0.12) == 559``.

Only numbers, lists, arithmetic, comparisons and a few functions exist here. Expressions come from files that
anyone in a study group may have written, so nothing in them reaches Python's names, attributes or memory.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

LONGEST = 500
LARGEST = 1e15


class Malformed(ValueError):
    """The expression isn't one that this module evaluates."""


def comb(items: int, chosen: int) -> int:
    """Ways to choose; bounded, as the factorials of large numbers take for ever."""
    if items > 10_000:
        raise Malformed("a number here is too large")
    return math.comb(items, chosen)


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "abs": abs,
    "ceil": math.ceil,
    "comb": comb,
    "exp": math.exp,
    "floor": math.floor,
    "len": len,
    "log": math.log,
    "log10": math.log10,
    "log2": math.log2,
    "max": max,
    "min": min,
    "round": round,
    "sqrt": math.sqrt,
    "sum": sum,
}

BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}


def equal(left: Any, right: Any) -> bool:
    """Equality as an editor means it: 0.1 + 0.2 is 0.3."""
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(equal, left, right))
    if isinstance(left, list) or isinstance(right, list):
        return False
    return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-12)


COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: equal,
    ast.NotEq: lambda left, right: not equal(left, right),
    ast.Lt: lambda left, right: left < right and not equal(left, right),
    ast.LtE: lambda left, right: left < right or equal(left, right),
    ast.Gt: lambda left, right: left > right and not equal(left, right),
    ast.GtE: lambda left, right: left > right or equal(left, right),
}


def holds(expression: str) -> bool:
    """Whether a comparison is true; Malformed if it isn't a comparison or can't be computed."""
    if len(expression) > LONGEST:
        raise Malformed(f"longer than {LONGEST} characters")
    try:
        value = _value(ast.parse(expression.strip(), mode="eval").body)
    except Malformed:
        raise
    except SyntaxError:
        raise Malformed("not a valid expression") from None
    except (ArithmeticError, ValueError, TypeError, RecursionError, MemoryError) as error:
        raise Malformed(str(error)) from None
    if not isinstance(value, bool):
        raise Malformed("compares nothing; write `left == right`")
    return value


def _value(node: ast.expr) -> Any:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return _bounded(number)
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return [_value(item) for item in items]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return +_value(operand)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not _value(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in BINARY:
            return _binary(op, _value(left), _value(right))
        case ast.BoolOp(op=op, values=values):
            return (all if isinstance(op, ast.And) else any)([_value(value) for value in values])
        case ast.Compare(left=first, ops=ops, comparators=rest):
            values = [_value(first), *map(_value, rest)]
            return all(map(_compare, ops, values, values[1:]))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
            return _bounded(FUNCTIONS[name](*[_bounded(_value(argument)) for argument in arguments]))
    raise Malformed(f"`{ast.unparse(node)}` isn't allowed here")


def _binary(op: ast.operator, left: Any, right: Any) -> Any:
    if isinstance(left, list) or isinstance(right, list):
        raise Malformed("lists can't be added or multiplied")
    if isinstance(op, ast.Pow):
        _bounded(float(left) ** right)  # before 9**9**9 takes all the memory
    return _bounded(BINARY[type(op)](left, right))


def _compare(op: ast.cmpop, left: Any, right: Any) -> bool:
    if type(op) not in COMPARISONS:
        raise Malformed("only == != < <= > >= compare")
    if isinstance(left, list) and not isinstance(op, ast.Eq | ast.NotEq):
        raise Malformed("lists are equal or not, but have no order")
    return COMPARISONS[type(op)](left, right)


def _bounded(value: Any) -> Any:
    """Numbers no larger than any question needs, so that nobody can make a factorial of a billion."""
    if isinstance(value, int | float) and abs(value) > LARGEST:
        raise Malformed("a number here is too large")
    return value
