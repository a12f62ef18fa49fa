"""A file fits in a short read: 400 lines everywhere; the web aims at 250 and is warned."""

from pathlib import Path

from tools.checks.source import PYTHON_FOLDERS, Problem, files, is_generated

CAP = 400
WEB_AIM = 250
SUFFIXES = (".py", ".ts", ".js", ".mjs", ".vue", ".css", ".scss", ".sh", ".sql", ".html")


def check(root: Path) -> list[Problem]:
    return [problem for problem, lines in _longer_than(root, CAP) if lines > CAP]


def warnings(root: Path) -> list[Problem]:
    return [p for p, lines in _longer_than(root, WEB_AIM) if lines <= CAP and p.path.startswith("web/")]


def _longer_than(root: Path, limit: int) -> list[tuple[Problem, int]]:
    found = []
    for path in files(root, *PYTHON_FOLDERS, "web", "deploy", suffixes=SUFFIXES):
        text = path.read_text(encoding="utf-8")
        lines = text.count("\n")
        if lines > limit and not is_generated(text):
            name = path.relative_to(root).as_posix()
            found.append(
                (
                    Problem(name, lines, f"{lines} lines, the limit is {limit}; split it by what it does"),
                    lines,
                )
            )
    return found
