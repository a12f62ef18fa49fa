"""What kind of number it is (ITU-T E.164, and the plans of the countries). Pure."""

from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberType, shortnumberinfo

from lingtong.floor.outbound_rules.config import NumberClass
from lingtong.switch.numbers import country_code, e164

# Called besides those that the tables have, wherever they are in use.
EMERGENCY = {"CN": frozenset({"110", "119", "120", "122"})}
_OF_TYPE: dict[int, NumberClass] = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.TOLL_FREE: "free",
    PhoneNumberType.PREMIUM_RATE: "premium",
    PhoneNumberType.SHARED_COST: "domestic",
    PhoneNumberType.FIXED_LINE: "domestic",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "domestic",
}


@lru_cache(maxsize=4096)
def class_of(number: str, region: str = "CN", home: frozenset[str] = frozenset()) -> NumberClass:
    """`home`: own numbers in E.164; a fixed number of the same area is local."""
    if number in EMERGENCY.get(region, ()) or shortnumberinfo.is_emergency_number(number, region):
        return "emergency"
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return "short" if len(number) <= 6 else "other"
    if parsed.country_code != country_code(region):
        return "international"
    kind = _OF_TYPE.get(phonenumbers.number_type(parsed))
    if kind is None:
        return _without_type(number)
    return "local" if kind == "domestic" and _area(number, region) in _areas(home, region) else kind


def home_of(numbers: frozenset[str], region: str) -> frozenset[str]:
    return frozenset(full for number in numbers if (full := e164(number, region)))


def _without_type(number: str) -> NumberClass:
    """Neither a valid number of the country nor abroad: a service, or a neighbor dialed without the area."""
    if len(number) <= 6:
        return "short"
    return "local" if len(number) in (7, 8) and number[0] not in "01" else "other"


def _areas(home: frozenset[str], region: str) -> set[str]:
    return {area for number in home if (area := _area(number, region))}


def _area(number: str, region: str) -> str:
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.national_significant_number(parsed)[
        : phonenumbers.length_of_geographical_area_code(parsed)
    ]
