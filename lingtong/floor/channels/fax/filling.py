"""A letter for each row of a table: `{column}` stands for what the row has there. Pure."""

import re
from collections.abc import Sequence

from lingtong.floor.channels.fax.errors import FaxFieldUnknown, FaxTooLong
from lingtong.floor.channels.fax.pages import MOST_TEXT

_FIELD = re.compile(r"\{([^{}\n]{1,60})\}")


def need_columns(text: str, heading: Sequence[str]) -> None:
    known = {cell.strip() for cell in heading}
    for name in _FIELD.findall(text):
        if name.strip() not in known:
            raise FaxFieldUnknown(f"The list has no column {name.strip()}.", name=name.strip())


def filled(text: str, heading: Sequence[str], row: Sequence[str]) -> str:
    """A cell that the row does not have is empty."""
    values = {name.strip(): cell.strip() for name, cell in zip(heading, row, strict=False)}
    made = _FIELD.sub(lambda found: values.get(found[1].strip(), ""), text)
    if len(made) > MOST_TEXT:
        raise FaxTooLong("The text is too long; 20,000 characters are the most.", most=MOST_TEXT)
    return made
