import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from lingtong.foundation.telemetry import set_up_logs

pytestmark = pytest.mark.room


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_our_lines_and_those_of_libraries_are_masked_alike(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("info", "json")
    structlog.get_logger("switch").info("call.arrived", place="13800138000", took=1)
    logging.getLogger("some.library").warning("from %s", "13800138000")
    ours, theirs = lines(capsys)
    assert (ours["event"], ours["place"], ours["logger"]) == ("call.arrived", "13…00", "switch")
    assert (theirs["event"], theirs["level"]) == ("from 13…00", "warning")


def test_a_failure_is_logged_with_its_traceback_and_without_values(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logs("info", "json")
    secret = "never-in-a-log"
    try:
        int(secret[:5])
    except ValueError:
        structlog.get_logger("test").exception("failed")
    (line,) = lines(capsys)
    assert "ValueError" in str(line["exception"])
    assert secret not in str(line)


def test_lines_below_the_level_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("warning", "json")
    structlog.get_logger("test").info("quiet")
    assert lines(capsys) == []


def test_the_console_form_is_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("info", "console")
    structlog.get_logger("test").info("started", place="13800138000")
    text = capsys.readouterr().err
    assert "started" in text
    assert "13800138000" not in text
