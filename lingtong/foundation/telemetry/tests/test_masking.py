import pytest

from lingtong.foundation.telemetry.masking import without_numbers

pytestmark = pytest.mark.model


def shown(**event: object) -> dict[str, object]:
    return without_numbers(None, "info", dict(event))


@pytest.mark.parametrize(
    "number", ["13800138000", "+8613800138000", "01088886666", "138 0013 8000", "4008123123"]
)
def test_numbers_are_masked_wherever_they_stand(number: str) -> None:
    for event in (
        shown(event=f"call from {number} arrived"),
        shown(event="x", who=number),
        shown(event="x", data={"deep": [number]}),
        shown(event="x", exception=f"ValueError: {number}\n"),
    ):
        assert number not in str(event)
        assert number.replace(" ", "")[3:-3] not in str(event)


@pytest.mark.parametrize(
    "text",
    [
        "01a205ea-be80-7bcb-83ed-e1f2932a53cf",
        "01234567-1234-7bcb-8123-123456789012",
        "2026-11-21T20:38:10.123456Z",
        "1732221234.123",
        "asterisk-1732221234.12",
        "took 123456 us",
        "127.0.0.1:8420",
        "3b5e17f3092942c9b33dd627d7b9cc3d",
    ],
)
def test_ids_and_times_stay_readable(text: str) -> None:
    assert shown(event=text)["event"] == text


@pytest.mark.parametrize("name", ["caller", "password", "secret", "token", "number"])
def test_what_its_name_tells_is_hidden_whole(name: str) -> None:
    assert shown(event="x", **{name: "1001"})[name] == "…"
