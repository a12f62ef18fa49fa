"""PINs: right, wrong, guessed, forgotten; and that nobody finds one anywhere afterwards."""

import sqlite3
from pathlib import Path

import pytest
import structlog

from lingtong.floor.ivr.sources.pins import hashing
from lingtong.floor.ivr.sources.tests.house import House, as_text, came, house_of
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.testing import MovableClock

pytestmark = pytest.mark.room
PIN, CALLER = "730418", "+8613812342046"


@pytest.fixture
async def house(parts: Parts) -> House:
    return await house_of(parts)


async def keep(house: House, account: str = "1001", pin: str = PIN) -> str:
    return (await house.run("pin_set", account=account, pin=pin)).outcome


async def check(house: House, pin: str, account: str = "1001", caller: str = CALLER) -> str:
    done = await house.run("pin_check", account=account, pin=pin, caller=caller)
    return "locked" if "locked" in done.values else done.outcome


async def test_a_pin_fits_its_account_alone(house: House) -> None:
    assert await check(house, PIN) == "empty"
    assert await keep(house) == "done"
    assert await keep(house, account="1002", pin="902716") == "done"
    assert [await check(house, PIN), await check(house, PIN, "1002")] == ["done", "refused"]
    assert await keep(house, pin="615290") == "done"
    assert [await check(house, PIN), await check(house, "615290")] == ["refused", "done"]


@pytest.mark.parametrize("pin", ["1111", "1234", "876543", "1001", "0123"])
async def test_an_easy_pin_is_not_taken(house: House, pin: str) -> None:
    assert await keep(house, account="51001", pin=pin) == "refused"
    assert await check(house, pin, account="51001") == "empty"


async def test_five_wrong_ones_lock_the_account_for_half_an_hour(house: House, clock: MovableClock) -> None:
    await keep(house)
    found = [await check(house, "000001", caller=f"+86138000000{n}") for n in range(6)]
    assert found == ["refused"] * 5 + ["locked"]
    assert await check(house, PIN, caller="+8613911112222") == "locked", "the right one does not help now"
    clock.move(30 * 60 + 1)
    assert await check(house, PIN) == "done"


async def test_who_guesses_many_accounts_is_locked_by_number(house: House) -> None:
    for account in range(2000, 2007):
        await keep(house, account=str(account))
    found = [await check(house, "000001", account=str(account)) for account in range(2000, 2006)]
    assert found == ["refused"] * 5 + ["locked"]
    assert await check(house, PIN, account="2006", caller="+8613911112222") == "done"


async def test_a_right_one_in_between_forgives_the_account(house: House) -> None:
    await keep(house)
    for _ in range(3):
        for _ in range(4):
            assert await check(house, "000001", caller="") == "refused"
        assert await check(house, PIN, caller="") == "done"


async def test_an_account_must_be_named(house: House) -> None:
    assert came(await house.run("pin_check", account="", pin=PIN)) == ("failed", "account_missing")
    assert came(await house.run("pin_set", account="x" * 121, pin=PIN)) == ("failed", "account_missing")


async def test_no_pin_is_in_a_log_an_answer_or_the_database(
    house: House, parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with structlog.testing.capture_logs() as logged:
        answers = [
            await house.run("pin_set", account="1001", pin=PIN),
            await house.run("pin_check", account="1001", pin=PIN, caller=CALLER),
            await house.run("pin_check", account="1001", pin=PIN + "9", caller=CALLER),
        ]

        def broken(*_: object) -> bool:
            raise RuntimeError(PIN)

        monkeypatch.setattr(hashing, "_fits", broken)
        answers.append(await house.run("pin_check", account="1001", pin=PIN, caller=CALLER))
    assert came(answers[-1]) == ("failed", "broken")
    assert "errand.broke" in str(logged)
    assert PIN not in str(logged)
    assert all(PIN not in as_text(one) for one in answers)
    await parts.database.close()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]  # noqa: ASYNC240
    assert any(b"caller_pins" in path.read_bytes() for path in files)
    with sqlite3.connect(next(path for path in files if b"SQLite" in path.read_bytes()[:16])) as database:
        assert database.execute("SELECT count(*) FROM caller_pins").fetchone() == (1,)
    assert not [path for path in files if PIN.encode() in path.read_bytes()]
