from datetime import UTC, datetime

import pytest

from lingtong.floor.lists.model import Entry, NumberBook, number_of, prefix_of

pytestmark = pytest.mark.model
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
MOBILE = "+8613800002046"


def test_the_closest_entry_comes_first() -> None:
    book = NumberBook([Entry("t", "all", "+86138", True), Entry("t", "some", "+86138000", True)])
    book.put(Entry("t", "one", MOBILE))
    assert list(book.matches("t", MOBILE, NOON)) == ["one", "some", "all"]
    assert list(book.matches("t", "+8613911112222", NOON)) == []
    assert list(book.matches("other", MOBILE, NOON)) == []


def test_what_is_dropped_is_gone_and_nothing_else() -> None:
    book = NumberBook([Entry("t", "a", MOBILE), Entry("t", "b", MOBILE), Entry("t", "a", "+8610", True)])
    book.drop(Entry("t", "a", MOBILE))
    book.drop(Entry("t", "a", "+8610", True))
    book.drop(Entry("t", "a", "+8699", True))
    assert list(book.matches("t", MOBILE, NOON)) == ["b"]
    assert len(book) == 1
    book.drop(Entry("t", "b", MOBILE))
    assert book.is_empty("t")


def test_an_entry_counts_until_its_end() -> None:
    book = NumberBook([Entry("t", "a", MOBILE, False, NOON.timestamp() + 1)])
    assert list(book.matches("t", MOBILE, NOON)) == ["a"]
    assert list(book.matches("t", MOBILE, datetime.fromtimestamp(NOON.timestamp() + 1, UTC))) == []
    book.put(Entry("t", "a", MOBILE))
    assert list(book.matches("t", MOBILE, datetime.max.replace(tzinfo=UTC))) == ["a"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13800002046", MOBILE),
        ("+8613800002046", MOBILE),
        ("01062345678", "+861062345678"),
        ("0012125550100", "+12125550100"),
        ("110", "110"),
    ],
)
def test_numbers_are_written_in_one_way(text: str, number: str) -> None:
    assert number_of(text, "CN") == number


@pytest.mark.parametrize(
    ("text", "begin"),
    [("010", "+8610"), ("+8610", "+8610"), ("0086138", "+86138"), ("138", "+86138"), ("001", "+1")],
)
def test_begins_of_numbers_fit_the_numbers(text: str, begin: str) -> None:
    assert prefix_of(text, "CN") == begin
