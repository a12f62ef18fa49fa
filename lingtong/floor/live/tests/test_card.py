import asyncio

import pytest

from lingtong.floor.live.card import Cards
from lingtong.floor.live.testing import PlainParts, center_of, interaction_view
from lingtong.floor.live.views import Card, InteractionView
from lingtong.kit.virtual_time import run_virtually

pytestmark = pytest.mark.model

CARD = Card(interactions=3, last_note="called about the meter")


class Shown:
    def __init__(self, card_after: float, card: Card | None = CARD) -> None:
        self.views: list[tuple[float, InteractionView]] = []
        self._after, self._card = card_after, card
        self.contacts = PlainParts(center_of("t"), self._look_up)

    def __call__(self, tenant_id: str, view: InteractionView) -> None:
        self.views.append((asyncio.get_running_loop().time(), view))

    async def _look_up(self) -> Card | None:
        await asyncio.sleep(self._after)
        return self._card

    @property
    def told(self) -> list[tuple[float, str, bool]]:
        return [(round(at, 3), view.state, view.card is not None) for at, view in self.views]


def test_a_quick_look_up_sends_one_view_with_its_card() -> None:
    async def story(shown: Shown) -> None:
        async with asyncio.TaskGroup() as group:
            cards = Cards(shown.contacts, group, shown)
            cards.arrived("a", "+8613800002046")
            cards.changed("t", interaction_view("a"))

    shown = Shown(0.01)
    run_virtually(story(shown))
    assert shown.told == [(0.01, "ringing", True)]
    assert shown.contacts.asked == [("a", "+8613800002046")]


def test_a_slow_database_holds_the_offer_up_for_a_tenth_of_a_second() -> None:
    async def story(shown: Shown) -> None:
        async with asyncio.TaskGroup() as group:
            cards = Cards(shown.contacts, group, shown)
            cards.changed("t", interaction_view("a"))
            await asyncio.sleep(0.05)
            cards.changed("t", interaction_view("a", state="talking"))
            await asyncio.sleep(0.5)
            cards.changed("t", interaction_view("a", state="hold"))

    shown = Shown(1.0)
    run_virtually(story(shown))
    assert shown.told == [(0.1, "talking", False), (0.55, "hold", False), (1.0, "hold", True)]


def test_without_an_answer_the_view_stays_without_a_card() -> None:
    async def story(shown: Shown) -> None:
        async with asyncio.TaskGroup() as group:
            Cards(shown.contacts, group, shown).changed("t", interaction_view("a"))

    for shown in (Shown(60.0), Shown(0.2, card=None)):
        run_virtually(story(shown))
        assert shown.told == [(0.1, "ringing", False)]


def test_a_new_number_needs_one_view() -> None:
    async def story(shown: Shown) -> None:
        async with asyncio.TaskGroup() as group:
            Cards(shown.contacts, group, shown).changed("t", interaction_view("a"))

    shown = Shown(0.01, card=None)
    run_virtually(story(shown))
    assert shown.told == [(0.01, "ringing", False)]


def test_an_offer_that_ended_meanwhile_is_not_shown_again() -> None:
    async def story(shown: Shown) -> None:
        async with asyncio.TaskGroup() as group:
            cards = Cards(shown.contacts, group, shown)
            cards.changed("t", interaction_view("a"))
            await asyncio.sleep(0.01)
            cards.gone("a", "wang")

    shown = Shown(0.05)
    run_virtually(story(shown))
    assert shown.told == []


def test_later_views_carry_the_card_without_another_look_up() -> None:
    async def story(shown: Shown) -> None:
        async with asyncio.TaskGroup() as group:
            cards = Cards(shown.contacts, group, shown)
            cards.changed("t", interaction_view("a"))
            await asyncio.sleep(1)
            cards.changed("t", interaction_view("a", state="talking"))

    shown = Shown(0.01)
    run_virtually(story(shown))
    assert shown.told == [(0.01, "ringing", True), (1.0, "talking", True)]
    assert len(shown.contacts.asked) == 1


def test_a_hello_is_not_held_up_and_the_card_follows() -> None:
    async def story(shown: Shown) -> None:
        async with asyncio.TaskGroup() as group:
            cards = Cards(shown.contacts, group, shown)
            assert cards.known("t", interaction_view("a")).card is None
            await asyncio.sleep(1)
            assert cards.known("t", interaction_view("a")).card == CARD

    shown = Shown(0.01)
    run_virtually(story(shown))
    assert shown.told == [(0.01, "ringing", True)]
