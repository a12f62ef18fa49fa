from datetime import datetime
from typing import Any

from pydantic import BaseModel


class FiguresToday(BaseModel):
    """`queues`: live views with answer_rate, aht and handled. `agents`: by those who may see the floor."""

    at: datetime
    queues: list[dict[str, Any]]
    agents: list[dict[str, Any]]
