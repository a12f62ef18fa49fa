import asyncio
from pathlib import Path

import pytest

from tools.testing.categories import CATEGORIES

pytestmark = pytest.mark.model
pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[3]


@pytest.fixture
def tree(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeconftest((ROOT / "conftest.py").read_text())
    marks = "\n".join(f"  {name}: x" for name in CATEGORIES)
    pytester.makeini(f"[pytest]\npythonpath = {ROOT}\nanyio_mode = auto\nmarkers =\n{marks}\n")
    return pytester


def run(tree: pytest.Pytester, module: str) -> pytest.RunResult:
    tree.makepyfile(module)
    return tree.runpytest_inprocess("-p", "no:cacheprovider")


def test_a_module_without_a_category_stops_the_collection(tree: pytest.Pytester) -> None:
    result = run(tree, "def test_it(): assert True")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*must have exactly one of model, room, switch, journey*has none*"])


def test_two_categories_are_one_too_many(tree: pytest.Pytester) -> None:
    marks = "pytestmark = [pytest.mark.room, pytest.mark.switch]"
    result = run(tree, f"import pytest\n{marks}\ndef test_it(): assert True")
    result.stderr.fnmatch_lines(["*has room and switch*"])


def test_one_category_is_right(tree: pytest.Pytester) -> None:
    result = run(tree, "import pytest\npytestmark = pytest.mark.room\ndef test_it(): assert True")
    result.assert_outcomes(passed=1)


def test_a_model_test_may_not_connect(tree: pytest.Pytester) -> None:
    body = "import pytest, socket\npytestmark = pytest.mark.model\n"
    body += "def test_it(): socket.create_connection(('127.0.0.1', 9))"
    result = run(tree, body)
    result.assert_outcomes(failed=1)


async def test_a_coroutine_is_run_as_a_test() -> None:
    assert asyncio.current_task() is not None
