"""No phone number in a log message: logs leave the house, customers' numbers do not.

A number goes into a log only through `masked(number)`.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.checks.source import Problem, is_test, parsed

LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log", "bind"}
NUMBERS = {"ani", "dnis", "e164", "msisdn", "phone", "caller", "callee", "number"}
HARMLESS = {"agent_number", "line_number", "order_number", "page_number", "port_number", "serial_number"} | {
    "sequence_number",
    "ticket_number",
    "build_number",
}


def check(root: Path) -> list[Problem]:
    return [
        Problem(path, node.lineno, f"`{name}` in a log message; write masked({name}) or leave it out")
        for path, tree in parsed(root, "lingtong", "packs")
        if not is_test(path)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _is_logging(node)
        for name in _numbers_in(node)
    ]


def _is_logging(call: ast.Call) -> bool:
    target = call.func
    if not isinstance(target, ast.Attribute) or target.attr not in LEVELS:
        return False
    owner = target.value
    name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
    return name.strip("_").lower() in {"log", "logger", "logging"}


def _numbers_in(call: ast.Call) -> Iterator[str]:
    for value in [*call.args, *(keyword.value for keyword in call.keywords)]:
        yield from _bare_numbers(value)


def _bare_numbers(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in {"masked", "len", "bool"}:
            return
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    if _tells_a_number(name):
        yield name
        return
    for child in ast.iter_child_nodes(node):
        yield from _bare_numbers(child)


def _tells_a_number(name: str) -> bool:
    plain = name.strip("_").lower()
    return plain not in HARMLESS and plain.split("_")[-1] in NUMBERS
