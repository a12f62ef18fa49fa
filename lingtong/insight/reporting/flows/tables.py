from datetime import datetime

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lingtong.foundation.db import Base, OfTenant


class FlowFigureRow(OfTenant, Base):
    """One count of one hour. `what` is entered, left, hung_up (of a node), calls or served (of the flow).

    `exit` and `key` are those by which the node was left. An hour begins as the tenant's clock says.
    """

    __tablename__ = "flow_figures"
    __table_args__ = (Index("ix_flow_figures_hour", "tenant_id", "flow_id", "hour"),)

    flow_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    node: Mapped[str] = mapped_column(String(60), primary_key=True)
    what: Mapped[str] = mapped_column(String(8), primary_key=True)
    exit: Mapped[str] = mapped_column(String(60), primary_key=True)
    key: Mapped[str] = mapped_column(String(4), primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]
    seconds: Mapped[float]


class FlowFiguresAtRow(Base):
    """One row: the last fact that is counted. It is moved with the counts, so that each fact counts once."""

    __tablename__ = "flow_figures_at"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(BigInteger())
    at: Mapped[datetime | None]
