"""What an expression gives, found before anybody calls: the check of a flow asks."""

import ast
from collections.abc import Callable, Mapping
from typing import Any

from lingtong.floor.ivr.expressions.functions import FUNCTIONS, GIVEN
from lingtong.floor.ivr.expressions.language import Expression, expression, template
from lingtong.floor.ivr.expressions.values import Type, Wrong

Types = Mapping[str, Type]  # of the variables by name


def check_expression(text: str, types: Types) -> tuple[Type, Expression]:
    """Raises `Wrong` for unknown names and values of the wrong type."""
    found = expression(text)
    return _type(found.tree, {**GIVEN, **types}), found


def check_template(text: str, types: Types) -> tuple[Expression, ...]:
    found = template(text).expressions
    for one in found:
        _type(one.tree, {**GIVEN, **types})
    return found


def _type(part: ast.expr, types: Types) -> Type:
    return _TYPES[type(part)](part, types)


def _constant(part: ast.Constant, _: Types) -> Type:
    if isinstance(part.value, bool):
        return "yes_no"
    return "text" if isinstance(part.value, str) else "number"


def _name(part: ast.Name, types: Types) -> Type:
    if part.id not in types:
        raise Wrong("variable_unknown", f"There is no variable {part.id!r}.")
    return types[part.id]


def _both(part: ast.BoolOp, types: Types) -> Type:
    for one in part.values:
        _need(one, "yes_no", types)
    return "yes_no"


def _unary(part: ast.UnaryOp, types: Types) -> Type:
    return _need(part.operand, "yes_no" if isinstance(part.op, ast.Not) else "number", types)


def _binary(part: ast.BinOp, types: Types) -> Type:
    left, right = _type(part.left, types), _type(part.right, types)
    add, subtract = isinstance(part.op, ast.Add), isinstance(part.op, ast.Sub)
    if left == right == "text" and add:
        return "text"
    if left == "date" and right == "number" and (add or subtract):
        return "date"
    if left == right == "number" or (left == right == "date" and subtract):
        return "number"
    raise Wrong("type_wrong", f"A {left} and a {right} cannot be counted together.")


def _compare(part: ast.Compare, types: Types) -> Type:
    left = _type(part.left, types)
    for op, other in zip(part.ops, part.comparators, strict=True):
        if isinstance(op, ast.In | ast.NotIn):
            _need_inside(other, left, types)
        else:
            left = _need(other, left, types)
    return "yes_no"


def _need_inside(part: ast.expr, kind: Type, types: Types) -> None:
    if isinstance(part, ast.Tuple | ast.List):
        for one in part.elts:
            _need(one, kind, types)
    elif kind != "text" or _type(part, types) != "text":
        raise Wrong("type_wrong", "Behind 'in' stands a list, or a text in which to look for a text.")


def _either(part: ast.IfExp, types: Types) -> Type:
    _need(part.test, "yes_no", types)
    return _need(part.orelse, _type(part.body, types), types)


def _call(part: ast.Call, types: Types) -> Type:
    assert isinstance(part.func, ast.Name)
    name, function = part.func.id, FUNCTIONS[part.func.id]
    most = len(part.args) if function.many else len(function.takes)
    if not len(function.takes) - function.optional <= len(part.args) <= most:
        raise Wrong("type_wrong", f"{name} takes {len(function.takes)} values.")
    given = [_type(one, types) for one in part.args]
    for place, kind in enumerate(given):
        wanted = function.takes[min(place, len(function.takes) - 1)]
        if wanted not in ("any", kind):
            raise Wrong("type_wrong", f"{name} takes a {wanted}, not a {kind}.")
    if function.gives != "same":
        return function.gives
    if len(set(given)) > 1:
        raise Wrong("type_wrong", f"{name} takes values of one type.")
    return given[0]


def _list(_: ast.expr, __: Types) -> Type:
    raise Wrong("type_wrong", "A list stands behind 'in' only.")


def _need(part: ast.expr, kind: Type, types: Types) -> Type:
    found = _type(part, types)
    if found != kind:
        raise Wrong("type_wrong", f"Here stands a {found}, and a {kind} is needed.")
    return found


_TYPES: Mapping[type[ast.expr], Callable[[Any, Types], Type]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.BoolOp: _both,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.Compare: _compare,
    ast.IfExp: _either,
    ast.Call: _call,
    ast.Tuple: _list,
    ast.List: _list,
}
