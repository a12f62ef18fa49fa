"""Lock files name the public package hosts or none: they must install on any machine."""

import re
from pathlib import Path

from tools.checks.source import Problem

PUBLIC = {"pypi.org", "files.pythonhosted.org", "registry.npmjs.org"}
LOCKS = ("uv.lock", "web/package-lock.json", "web/.npmrc", ".npmrc", "uv.toml")
URL = re.compile(r"(?:https?|git\+\w+|file)://(?:[^@/\s\"']*@)?([^/\s\"':]*)")
FETCHED = re.compile(r'^\s*"resolved":')  # other addresses in an npm lock are for people


def check(root: Path) -> list[Problem]:
    return [
        Problem(name, number, f"private or unknown host `{host or 'local files'}`")
        for name in LOCKS
        if (root / name).is_file()
        for number, line in enumerate((root / name).read_text(encoding="utf-8").splitlines(), 1)
        if not name.endswith(".json") or FETCHED.match(line)
        for host in URL.findall(line)
        if host not in PUBLIC
    ]
