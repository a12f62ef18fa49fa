"""Telephone numbers: E.164 (ITU-T) from any pasted form, place and carrier, masking, dialing rights."""

import re
from enum import StrEnum
from functools import lru_cache

import phonenumbers

from lingtong.kit import Refusal


class DialRight(StrEnum):
    """How far a person may dial; each includes those before it."""

    INTERNAL = "internal"
    NATIONAL = "national"
    INTERNATIONAL = "international"


class NumberUnreadable(Refusal):
    code = "number.unreadable"
    status = 422


class DialingNotAllowed(Refusal):
    code = "number.not_allowed"
    status = 403


_SEPARATORS = re.compile(r"[\s().\-‑–/]+")


def dialable(text: str) -> str:
    """The digits of a pasted number, with a leading plus where it had one. Refuses anything else."""
    digits = _SEPARATORS.sub("", text.strip())
    if not re.fullmatch(r"\+?[0-9*#]{2,24}", digits):
        raise NumberUnreadable(
            "This is no telephone number. Type digits, with + in front for a number abroad."
        )
    return digits


@lru_cache(maxsize=4096)
def e164(number: str, region: str = "CN") -> str | None:
    """E.164 form, or None where the number is short, internal or impossible."""
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=4096)
def dialed_at_home(number: str, region: str = "CN") -> str:
    """What carriers of the region expect for this E.164 number; one from abroad stays as it is."""
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return number
    if parsed.country_code != phonenumbers.country_code_for_region(region):
        return number
    national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return "".join(digit for digit in national if digit.isdigit())


@lru_cache(maxsize=4096)
def place_of(number: str, language: str = "zh", region: str = "CN") -> tuple[str, str]:
    """Place and carrier of a number in a language; empty where unknown. Number portability is not seen.

    The tables are large and are read at the first use: ask once at a calm moment.
    """
    from phonenumbers import carrier, geocoder  # noqa: PLC0415

    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return "", ""
    return geocoder.description_for_number(parsed, language), carrier.name_for_number(parsed, language)


def country_code(region: str) -> int:
    """1 to 3 digits (ITU-T E.164)."""
    return phonenumbers.country_code_for_region(region)


def names_a_customer(number: str) -> bool:
    """Whether calls from this number are from the same customer: not for guests and withheld numbers."""
    return number.lstrip("+").isdigit() and len(number) >= 5


def masked(number: str) -> str:
    """The number with its middle hidden, as screens show it to those without the right to see it.

    A guest of the customer page has no number and is `web`; a withheld number is empty.
    """
    if not number.lstrip("+").replace("*", "").replace("#", "").isdigit():
        return "web" if number.startswith("guest") else ""
    local = number.removeprefix("+86")
    if len(local) < 7:
        return local
    keep = 3 if len(local) >= 10 else 2
    return f"{local[:keep]} **** {local[-4:]}"


def check_right(number: str, right: DialRight, region: str = "CN") -> None:
    """Refuses a number that lies beyond the right (toll fraud begins with dialing abroad)."""
    international = number.startswith(("+", "00")) and not _is_home(number, region)
    if right is DialRight.INTERNAL and len(number) > 6:
        raise DialingNotAllowed("Your role dials inside the center only.", number=masked(number))
    if international and right is not DialRight.INTERNATIONAL:
        raise DialingNotAllowed("Your role may not dial abroad. Ask an administrator.", number=masked(number))


def _is_home(number: str, region: str) -> bool:
    home = phonenumbers.country_code_for_region(region)
    plain = number.removeprefix("+") if number.startswith("+") else number.removeprefix("00")
    return plain.startswith(str(home))
