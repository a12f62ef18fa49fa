"""Reading and evaluating: Python's own grammar, of which a short list of forms is taken and nothing else."""

import ast
import operator
import re
import warnings
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Context, Decimal, DecimalException
from functools import lru_cache
from typing import Any

from lingtong.floor.ivr.expressions.functions import FUNCTIONS, TAKE_NOTHING
from lingtong.floor.ivr.expressions.values import LONGEST, MOST_DIGITS, NAME, NoValue, Value, Wrong, as_text

MOST_SIGNS, MOST_PARTS, DEEPEST = 500, 200, 25
Scope = Callable[[str], Value]  # the value of a name
_EXACT = Context(prec=MOST_DIGITS, Emax=MOST_DIGITS * 2, Emin=-MOST_DIGITS * 2)
_COUNT: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: _EXACT.add,
    ast.Sub: _EXACT.subtract,
    ast.Mult: _EXACT.multiply,
    ast.Div: _EXACT.divide,
    ast.FloorDiv: _EXACT.divide_int,
    ast.Mod: _EXACT.remainder,
}
_ORDER: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_FORMS = (
    *(ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.BinOp, *_COUNT),
    *(ast.Compare, ast.Eq, ast.NotEq, *_ORDER, ast.In, ast.NotIn, ast.Tuple, ast.List, ast.Load),
    *(ast.IfExp, ast.Call, ast.Name, ast.Constant),
)


class Expression:
    """`value` evaluates; raises `NoValue` where nothing comes of it."""

    def __init__(self, tree: ast.expr) -> None:
        self.tree = tree
        self.names = frozenset(_names(tree))

    def value(self, scope: Scope) -> Value:
        try:
            found = _value(self.tree, scope)
        except (DecimalException, OverflowError, ValueError, TypeError) as error:
            raise NoValue from error
        return found[:LONGEST] if isinstance(found, str) else found

    def holds(self, scope: Scope) -> bool:
        """As a condition: what has no value does not hold."""
        try:
            return self.value(scope) is True
        except NoValue:
            return False


@lru_cache(maxsize=4096)
def expression(text: str) -> Expression:
    """Raises `Wrong` for anything that is not in the language."""
    if len(text) > MOST_SIGNS:
        raise Wrong("expression_too_long", f"An expression has {MOST_SIGNS} signs at most.")
    try:
        tree = _parsed(text.strip())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Wrong("expression_unreadable", f"{text[:60]!r} is no expression.") from None
    if sum(1 for _ in ast.walk(tree)) > MOST_PARTS or _depth(tree) > DEEPEST:
        raise Wrong("expression_too_long", "This expression is too long; compute it in steps.")
    for part in ast.walk(tree):
        _allow(part)
    return Expression(tree.body)


def _parsed(text: str) -> ast.Expression:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of texts that are nearly Python: they are refused below
        return ast.parse(text, mode="eval")


def _depth(part: ast.AST) -> int:
    return 1 + max((_depth(inner) for inner in ast.iter_child_nodes(part)), default=0)


def _allow(part: ast.AST) -> None:
    allowed = isinstance(part, _FORMS)
    if isinstance(part, ast.Constant):
        allowed = isinstance(part.value, str | int | float | bool)
    elif isinstance(part, ast.Call):
        known = isinstance(part.func, ast.Name) and part.func.id in FUNCTIONS
        if not known:
            raise Wrong("function_unknown", "There is no such function.")
        allowed = not part.keywords
    elif isinstance(part, ast.Name):
        allowed = NAME.fullmatch(part.id) is not None
    if not allowed:
        raise Wrong("expression_unreadable", "This form is not part of the language of flows.")


def _names(tree: ast.AST) -> list[str]:
    called = {id(part.func) for part in ast.walk(tree) if isinstance(part, ast.Call)}
    return [part.id for part in ast.walk(tree) if isinstance(part, ast.Name) and id(part) not in called]


# --- evaluating


def _value(part: ast.expr, scope: Scope) -> Value:
    return _EVALUATE[type(part)](part, scope)


def _constant(part: ast.Constant, _: Scope) -> Value:
    value = part.value
    if isinstance(value, bool | str):
        return value
    assert isinstance(value, int | float)
    return Decimal(str(value))


def _both(part: ast.BoolOp, scope: Scope) -> Value:
    values = (_value(one, scope) is True for one in part.values)
    return all(values) if isinstance(part.op, ast.And) else any(values)


def _unary(part: ast.UnaryOp, scope: Scope) -> Value:
    value = _value(part.operand, scope)
    if isinstance(part.op, ast.Not):
        return value is not True
    return -_number(value)


def _binary(part: ast.BinOp, scope: Scope) -> Value:
    left, right = _value(part.left, scope), _value(part.right, scope)
    if left is None or right is None:
        raise NoValue
    if isinstance(left, date):
        return _with_date(left, right, part.op)
    if isinstance(left, str) and isinstance(right, str) and isinstance(part.op, ast.Add):
        return (left + right)[:LONGEST]
    return _COUNT[type(part.op)](_number(left), _number(right))


def _with_date(left: date, right: Value, op: ast.operator) -> Value:
    if isinstance(right, date) and isinstance(op, ast.Sub):
        return Decimal((left - right).days)
    days = timedelta(days=int(_number(right)))
    return left + days if isinstance(op, ast.Add) else left - days


def _compare(part: ast.Compare, scope: Scope) -> Value:
    left = _value(part.left, scope)
    for op, other in zip(part.ops, part.comparators, strict=True):
        right = _list(other, scope) if isinstance(op, ast.In | ast.NotIn) else _value(other, scope)
        if not _holds(op, left, right):
            return False
        left = right
    return True


def _holds(op: ast.cmpop, left: Any, right: Any) -> bool:
    if isinstance(op, ast.Eq | ast.NotEq):
        return bool(left == right) == isinstance(op, ast.Eq)
    if isinstance(op, ast.In | ast.NotIn):
        return (left in right) == isinstance(op, ast.In)
    if left is None or right is None or type(left) is not type(right):
        raise NoValue
    return _ORDER[type(op)](left, right)


def _list(part: ast.expr, scope: Scope) -> Any:
    """What stands behind `in`: a list, or a text of which something is a part."""
    if isinstance(part, ast.Tuple | ast.List):
        return [_value(one, scope) for one in part.elts]
    value = _value(part, scope)
    if not isinstance(value, str):
        raise NoValue
    return value


def _either(part: ast.IfExp, scope: Scope) -> Value:
    return _value(part.body if _value(part.test, scope) is True else part.orelse, scope)


def _call(part: ast.Call, scope: Scope) -> Value:
    assert isinstance(part.func, ast.Name)
    values = [_value(one, scope) for one in part.args]
    if part.func.id not in TAKE_NOTHING and any(value is None for value in values):
        raise NoValue
    return FUNCTIONS[part.func.id].call(*values)


def _alone(_: ast.expr, __: Scope) -> Value:
    raise NoValue  # a list stands behind `in` only


def _number(value: Value) -> Decimal:
    if not isinstance(value, Decimal):
        raise NoValue
    return value


_EVALUATE: Mapping[type[ast.expr], Callable[[Any, Scope], Value]] = {
    ast.Constant: _constant,
    ast.Name: lambda part, scope: scope(part.id),
    ast.BoolOp: _both,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.Compare: _compare,
    ast.IfExp: _either,
    ast.Call: _call,
    ast.Tuple: _alone,
    ast.List: _alone,
}


# --- templates

_HOLE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


class Template:
    """Text with {expressions}; doubled braces are braces. What has no value is left out."""

    def __init__(self, parts: tuple[str | Expression, ...]) -> None:
        self.parts = parts
        self.expressions = tuple(part for part in parts if isinstance(part, Expression))
        self.plain = (
            "".join(part for part in parts if isinstance(part, str)) if not self.expressions else None
        )

    def text(self, scope: Scope) -> str:
        if self.plain is not None:
            return self.plain
        return "".join(part if isinstance(part, str) else _shown(part, scope) for part in self.parts)[
            :LONGEST
        ]


def _shown(part: Expression, scope: Scope) -> str:
    try:
        return as_text(part.value(scope))
    except NoValue:
        return ""


@lru_cache(maxsize=4096)
def template(text: str) -> Template:
    """Raises `Wrong` where a brace stands alone or holds no expression."""
    if len(text) > MOST_SIGNS * 2:
        raise Wrong("expression_too_long", "This text is too long.")
    parts: list[str | Expression] = []
    at = 0
    for hole in _HOLE.finditer(text):
        parts.append(text[at : hole.start()])
        at = hole.end()
        if hole.group() in ("{{", "}}"):
            parts.append(hole.group()[0])
        elif hole.group(1) is None:
            raise Wrong("template_unreadable", f"A brace stands alone in {text[:60]!r}.")
        else:
            parts.append(expression(hole.group(1)))
    parts.append(text[at:])
    return Template(tuple(part for part in parts if part != ""))
