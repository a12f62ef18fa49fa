from pathlib import Path

import pytest

from tools.checks import ledger
from tools.checks.tests.test_planted import plant

pytestmark = pytest.mark.model

HEAD = "id,system,text,state,where,tests\n"
IDS = ["PWR-01", "PWR-02"]
TEST = "tests/journeys/test_first_call.py"


def told(root: Path, *rows: str) -> str:
    plant(root, ledger.LEDGER, HEAD + "\n".join(rows) + "\n")
    plant(root, TEST, "class Day:\n    def test_night(self): ...\nasync def test_first_call(): ...\n")
    return "\n".join(problem.text for problem in ledger.check(root, IDS))


def test_a_full_ledger_is_right(tmp_path: Path) -> None:
    shown = f"PWR-02,power,Round the clock,done,Entry points,{TEST}::test_first_call {TEST}::Day::test_night"
    assert told(tmp_path, "PWR-01,power,Phone,not yet,,", shown) == ""


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("PWR-02,power,Round the clock,done,Entry points,", "done without a test"),
        (
            "PWR-02,power,Round the clock,done,Entry points,tests/test_gone.py",
            "tests/test_gone.py does not exist",
        ),
        (f"PWR-02,power,Round the clock,done,Entry points,{TEST}::test_gone", "::test_gone does not exist"),
        (f"PWR-02,power,Round the clock,done,Entry points,{TEST}::Day::test_first_call", "does not exist"),
        (f"PWR-02,power,Round the clock,done,,{TEST}", "not said where"),
        ("PWR-02,power,Round the clock,nearly,,", "unknown state `nearly`"),
        ("PWR-02,power,,not yet,,", "1 to 90 characters"),
        ("PWR-03,power,Pager,not yet,,", "unknown ID PWR-03"),
        ("PWR-01,power,Phone,not yet,,", "stands there 2 times"),
        ("PWR-01,power,Phone,not yet,,", "PWR-02 is missing"),
    ],
)
def test_a_wrong_row_is_told(tmp_path: Path, row: str, complaint: str) -> None:
    assert complaint in told(tmp_path, "PWR-01,power,Phone,not yet,,", row)


def test_the_ids_are_counted_not_listed() -> None:
    assert ledger.read_ids("# comment\nK8 2\nRT 1\n") == ["K8-01", "K8-02", "RT-01"]


def test_counts_are_by_system() -> None:
    rows = [
        ledger.Row(2, "A-01", "power", "x", ledger.DONE, "", ()),
        ledger.Row(3, "A-02", "power", "x", "part", "", ()),
    ]
    assert ledger.counts_by_system(rows) == {"power": {"done": 1, "part": 1}}
