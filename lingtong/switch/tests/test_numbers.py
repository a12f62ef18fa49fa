import pytest

from lingtong.switch.numbers import (
    DialingNotAllowed,
    DialRight,
    NumberUnreadable,
    check_right,
    dialable,
    dialed_at_home,
    e164,
    masked,
    names_a_customer,
    place_of,
)

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("pasted", "digits"),
    [
        ("0531-8601 2345", "053186012345"),
        ("(021) 6888/9999", "02168889999"),
        ("+44 20 7946 0958", "+442079460958"),
    ],
)
def test_any_pasted_form_of_a_number_can_be_dialed(pasted: str, digits: str) -> None:
    assert dialable(pasted) == digits


@pytest.mark.parametrize("text", ["", "1", "call me", "138;drop", "+", "1" * 25, "１３８"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NumberUnreadable):
        dialable(text)


def test_a_mobile_and_a_fixed_number_of_the_mainland_get_their_international_form() -> None:
    assert e164("13812342046") == "+8613812342046"
    assert e164("0531-86012345") == "+8653186012345"
    assert e164("guest-01") is None


def test_place_and_carrier_are_said_in_the_language_of_the_screen() -> None:
    place, carrier = place_of("13812342046", "zh")
    assert "江苏" in place
    assert carrier == "中国移动"


def test_the_middle_of_a_number_is_hidden_and_a_guest_has_none() -> None:
    assert masked("+8613812342046") == "138 **** 2046"
    assert masked("1001") == "1001"
    assert masked("guest-03") == "web"
    assert masked("guest03") == "web"
    assert masked("anonymous") == ""


def test_only_a_real_number_names_a_customer() -> None:
    assert names_a_customer("+8613812342046")
    assert not names_a_customer("guest-03")
    assert not names_a_customer("")


@pytest.mark.parametrize("number", ["+442079460958", "00442079460958"])
def test_nobody_dials_abroad_without_the_right(number: str) -> None:
    with pytest.raises(DialingNotAllowed):
        check_right(number, DialRight.NATIONAL)
    check_right(number, DialRight.INTERNATIONAL)


def test_the_home_country_is_not_abroad_and_internal_means_inside() -> None:
    check_right("+8613812342046", DialRight.NATIONAL)
    check_right("1002", DialRight.INTERNAL)
    with pytest.raises(DialingNotAllowed):
        check_right("13812342046", DialRight.INTERNAL)


@pytest.mark.parametrize(
    ("number", "dialed"),
    [
        ("+8613800002046", "13800002046"),
        ("+8653186012345", "053186012345"),
        ("+12125551234", "+12125551234"),
        ("1001", "1001"),
    ],
)
def test_numbers_at_home_are_dialed_as_carriers_expect_them(number: str, dialed: str) -> None:
    assert dialed_at_home(number) == dialed
