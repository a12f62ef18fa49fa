import json
from pathlib import Path

import pytest

from bench import figures, results
from bench.load import Logged, read_log
from bench.results import Circumstances, Goal, figure, table, void, write

pytestmark = pytest.mark.model

AROUND = Circumstances(
    machine="a desk", commit="abc", at="2026-01-01", foreign=0.0, anyway=False, quick=False
)
NEEDED = {"id", "what", "value", "unit", "goal", "met", "comparator", "ratio", "machine", "commit"}


def test_a_percentile_is_a_value_that_was_measured() -> None:
    hundred = [float(number) for number in range(1, 101)]

    assert figures.percentile(hundred, 0.99) == 99.0
    assert figures.percentile(hundred, 0.5) == 50.0
    assert figures.percentile([7.0], 0.99) == 7.0
    assert figures.percentile([3.0, 1.0, 2.0], 1.0) == 3.0


def test_a_ratio_compares_what_was_measured_side_by_side() -> None:
    found = figures.ratio([10.0, 20.0, 40.0], [10.0, 10.0, 10.0])

    assert found == figures.Spread(2.0, 1.0, 4.0)
    assert figures.ratio([1.0], [0.0]) is None


def test_who_went_second_goes_first_in_the_next_round() -> None:
    assert [figures.in_turn("AB", number) for number in range(3)] == [["A", "B"], ["B", "A"], ["A", "B"]]


def test_an_idle_gap_is_from_free_to_the_next_offer_of_the_same_agent() -> None:
    freed = [(1.0, "wang"), (2.0, "li"), (9.0, "wang")]
    offered = [(0.5, "wang"), (1.2, "wang"), (1.9, "zhang"), (2.6, "li")]

    assert figures.gaps(freed, offered) == pytest.approx([0.2, 0.6])


def test_the_log_of_the_phones_is_read_with_its_clock() -> None:
    text = "offer 2026-01-01 10:00:00.5 1767261600.500000 agent-0001 it=0190-x INVITE sip:x\nnoise\n"
    text += "free 2026-01-01 10:00:01.5 1767261601.500000 agent-0001\n"

    assert list(read_log(text)) == [
        Logged("offer", 1767261600.5, "agent-0001", "0190-x"),
        Logged("free", 1767261601.5, "agent-0001"),
    ]


def test_a_figure_is_the_middle_of_its_rounds_and_says_whether_the_goal_is_met() -> None:
    one = figure("S2.mean", "idle", "ms", [15.0, 12.0, 30.0], [600.0, 600.0, 600.0], Goal("≤", 20))

    assert (one.value, one.spread, one.comparator, one.ratio) == (15.0, (12.0, 30.0), 600.0, 0.025)
    assert (one.goal, one.met, one.rounds) == ("≤ 20", True, 3)
    assert not Goal("≥", 150).met(149.0)


def test_a_failed_check_leaves_no_figure() -> None:
    one = void("S2.mean", "idle", "ms", "3 calls failed", Goal("≤", 20))

    assert (one.value, one.met) == (None, False)
    assert "void" in table([one])
    assert "3 calls failed" in table([one])


def test_the_file_keeps_the_benchmarks_that_did_not_run(tmp_path: Path) -> None:
    file = tmp_path / "results" / "latest.json"
    write([figure("S1.100.raw", "raw", "ms", [1.5]), figure("S2.mean", "idle", "ms", [15.0])], AROUND, file)
    write([figure("S1.150.raw", "raw", "ms", [1.0])], AROUND, file)

    kept = json.loads(file.read_text())

    assert [one["id"] for one in kept] == ["S1.150.raw", "S2.mean"]
    assert set(kept[0]) >= NEEDED
    assert kept[0]["machine"] == "a desk"


def test_the_machine_and_the_commit_are_told() -> None:
    assert " × " in results.machine()
    assert "GB" in results.machine()
    assert results.commit()
