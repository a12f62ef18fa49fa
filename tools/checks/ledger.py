"""The ledger of requirements: every ID is there, `done` means that a test shows it, named tests exist."""

import ast
import csv
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.checks.source import ROOT, Problem

LEDGER = "docs/requirements.csv"
IDS = Path(__file__).with_name("requirement_ids.txt")
COLUMNS = ["id", "system", "text", "state", "where", "tests"]
DONE, PART, NOT_YET, ELSEWHERE = "done", "part", "not yet", "carrier or building"
STATES = (DONE, PART, NOT_YET, ELSEWHERE)
LONGEST_TEXT = 90


@dataclass(frozen=True)
class Row:
    line: int
    id: str
    system: str
    text: str
    state: str
    where: str
    tests: tuple[str, ...]


def read_ids(text: str) -> list[str]:
    """`TEL 33` stands for TEL-01 to TEL-33."""
    ids = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            prefix, last = line.split()
            ids += [f"{prefix}-{number:02}" for number in range(1, int(last) + 1)]
    return ids


def read_rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != COLUMNS:
            raise SyntaxError(f"{path.name}: its columns must be {', '.join(COLUMNS)}")
        return [
            Row(
                reader.line_num,
                r["id"],
                r["system"],
                r["text"],
                r["state"],
                r["where"],
                tuple(r["tests"].split()),
            )
            for r in reader
        ]


def check(root: Path, ids: list[str] | None = None) -> list[Problem]:
    path = root / LEDGER
    if not path.is_file():
        return [Problem(LEDGER, 0, "the ledger of requirements is missing")]
    rows = read_rows(path)
    problems = [Problem(LEDGER, row.line, text) for row in rows for text in _problems_of(root, row)]
    return [*problems, *_completeness(rows, read_ids(IDS.read_text()) if ids is None else ids)]


def _completeness(rows: list[Row], wanted: list[str]) -> Iterator[Problem]:
    counts = Counter(row.id for row in rows)
    for row in rows:
        if row.id not in wanted:
            yield Problem(LEDGER, row.line, f"unknown ID {row.id}")
        elif counts[row.id] > 1:
            yield Problem(LEDGER, row.line, f"{row.id} stands there {counts[row.id]} times")
    for missing in [known for known in wanted if known not in counts]:
        yield Problem(LEDGER, 0, f"{missing} is missing")


def _problems_of(root: Path, row: Row) -> Iterator[str]:
    if row.state not in STATES:
        yield f"{row.id}: unknown state `{row.state}`, known are {', '.join(STATES)}"
    if not row.text or len(row.text) > LONGEST_TEXT:
        yield f"{row.id}: its text must have 1 to {LONGEST_TEXT} characters"
    if row.state == DONE and not row.tests:
        yield f"{row.id}: done without a test that shows it"
    if row.state in {DONE, PART} and not row.where:
        yield f"{row.id}: {row.state}, but not said where a user finds it"
    for test in row.tests:
        if not test_exists(root, test):
            yield f"{row.id}: its test {test} does not exist"


def test_exists(root: Path, test: str) -> bool:
    """`path`, `path::name` or `path::Class::name`; for a file that is not Python, only the path counts."""
    name, *inside = test.split("::")
    path = root / name
    if not path.is_file():
        return False
    if not inside or path.suffix != ".py":
        return True
    body: list[ast.stmt] = ast.parse(path.read_text(encoding="utf-8")).body
    for part in inside:
        named = [
            s
            for s in body
            if isinstance(s, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and s.name == part
        ]
        if not named:
            return False
        body = named[0].body
    return True


def counts_by_system(rows: list[Row]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        counts.setdefault(row.system, Counter())[row.state] += 1
    return counts


def main() -> int:
    rows = read_rows(ROOT / LEDGER)
    head = ("system", *STATES, "all")
    table = [
        (name, *(str(c[s]) for s in STATES), str(c.total())) for name, c in counts_by_system(rows).items()
    ]
    total = Counter(row.state for row in rows)
    table.append(("all", *(str(total[state]) for state in STATES), str(total.total())))
    widths = [max(len(line[i]) for line in [head, *table]) for i in range(len(head))]
    for line in [head, *table]:
        cells = (
            cell.ljust(w) if i == 0 else cell.rjust(w)
            for i, (cell, w) in enumerate(zip(line, widths, strict=True))
        )
        print("  ".join(cells))
    problems = check(ROOT)
    print(*problems, sep="\n", end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
