"""Lock files name the public package hosts or none: they must install on any machine."""

import re
from pathlib import Path

from tools.checks.source import Problem

PUBLIC = {"pypi.org", "files.pythonhosted.org", "registry.npmjs.org"}
LOCKS = ("uv.lock", "web/package-lock.json", "web/.npmrc", ".npmrc", "uv.toml")
URL = re.compile(r"(?:https?|git\+\w+|file)://(?:[^@/\s\"']*@)?([^/\s\"':]*)")
FUNDING = re.compile(r'^\s*"(?:url|funding)":')


def check(root: Path) -> list[Problem]:
    problems = []
    for name in LOCKS:
        path = root / name
        if not path.is_file():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if FUNDING.match(
                line
            ):  # npm copies where a package asks for donations; nothing is fetched from there
                continue
            for host in URL.findall(line):
                if host not in PUBLIC:
                    problems.append(
                        Problem(name, number, f"private or unknown host `{host or 'local files'}`")
                    )
    return problems
