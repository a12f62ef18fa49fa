"""Documents: their links lead somewhere, and both languages have the same pages."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from tools.checks.source import Problem, files

PAGES = (("docs/guide", "docs/guide/zh"), ("docs", "docs/zh"))
PAIRS = (("README.md", "README.zh-CN.md"),)
_FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$", re.MULTILINE)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//")
ONE_LANGUAGE = {"docs/glossary.md"}  # it holds the words of both
BESIDE = ".zh.md"  # a page may also have its other language beside it


def check(root: Path) -> list[Problem]:
    pages = [*root.glob("*.md"), *files(root, "docs", suffixes=(".md",))]
    return [*(problem for page in pages for problem in _links_of(root, page)), *_pairs(root)]


def _links_of(root: Path, page: Path) -> Iterator[Problem]:
    text = page.read_text(encoding="utf-8")
    for found in _LINK.finditer(_FENCE.sub(lambda block: "\n" * block[0].count("\n"), text)):
        target = unquote(found[1])
        if not _ELSEWHERE.match(target) and not _leads_somewhere(page, target):
            line = text.count("\n", 0, text.find(found[0])) + 1
            yield Problem(page.relative_to(root).as_posix(), line, f"the link {found[1]} leads nowhere")


def _leads_somewhere(page: Path, target: str) -> bool:
    path, _, place = target.partition("#")
    file = page.parent / path if path else page
    if not file.exists():
        return False
    return not place or file.suffix != ".md" or place in _places(file.read_text(encoding="utf-8"))


def _places(text: str) -> set[str]:
    """The anchors of the headings, as code hosts make them."""
    kept = (re.sub(r"[^\w\- ]", "", title.lower()).strip() for title in _HEADING.findall(text))
    return {title.replace(" ", "-") for title in kept}


def _pairs(root: Path) -> Iterator[Problem]:
    for one, other in (*PAIRS, *_guide_pairs(root)):
        for missing, there in ((one, other), (other, one)):
            if (root / there).is_file() and not (root / missing).is_file():
                yield Problem(there, 0, f"its other language, {missing}, is missing")


def _guide_pairs(root: Path) -> Iterator[tuple[str, str]]:
    for english, chinese in PAGES:
        names = {page.name for folder in (english, chinese) for page in (root / folder).glob("*.md")}
        beside = {name for name in names if name.endswith(BESIDE)}
        for name in sorted(names - beside - {name.replace(BESIDE, ".md") for name in beside}):
            if f"{english}/{name}" not in ONE_LANGUAGE:
                yield f"{english}/{name}", f"{chinese}/{name}"
        for name in sorted(beside):
            yield f"{english}/{name.replace(BESIDE, '.md')}", f"{english}/{name}"
