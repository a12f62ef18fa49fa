"""Long lists are read page by page: a cursor names the last item of a page, by time and id."""

import base64
import binascii
from datetime import datetime

from lingtong.kit import Refusal


class CursorUnreadable(Refusal):
    code = "interaction.cursor"
    status = 422


def cursor_of(at: datetime, item_id: str) -> str:
    return base64.urlsafe_b64encode(f"{at.isoformat()}|{item_id}".encode()).decode().rstrip("=")


def place_of_cursor(cursor: str) -> tuple[datetime, str]:
    try:
        at, _, item_id = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition("|")
        place = datetime.fromisoformat(at), item_id
    except (ValueError, binascii.Error):
        place = None
    if place is None or place[0].tzinfo is None:
        raise CursorUnreadable("Begin the list again.")
    return place
