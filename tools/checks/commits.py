"""Only the unit of work commits: facts and jobs leave with the commit or not at all."""

import ast
from pathlib import Path

from tools.checks.source import Problem, is_test, parsed

UNIT_OF_WORK = "lingtong/foundation/db/"


def check(root: Path) -> list[Problem]:
    return [
        Problem(path, node.lineno, "`commit(` outside the unit of work (lingtong/foundation/db)")
        for path, tree in parsed(root, "lingtong", "packs")
        if not path.startswith(UNIT_OF_WORK) and not is_test(path)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
