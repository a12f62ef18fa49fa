from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.db import Base, OfTenant


class FloorMapRow(OfTenant, Base):
    """One for each tenant that ever drew its hall."""

    __tablename__ = "floor_maps"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int]
    rooms: Mapped[list[Any]]
