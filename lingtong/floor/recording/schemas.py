from pydantic import BaseModel


class PeaksView(BaseModel):
    """`rate` is values a second; `channels`: the customer, and what the customer hears; from 0 to 1."""

    duration: float
    rate: float
    channels: list[list[float]]


class Integrity(BaseModel):
    """None until the hash was taken."""

    intact: bool | None


class ReportView(BaseModel):
    missing: list[str]
