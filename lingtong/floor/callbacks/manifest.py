from lingtong.floor.callbacks.config import DoNotCall
from lingtong.floor.callbacks.schemas import DoNotCallBody
from lingtong.floor.callbacks.tables import DoNotCallRow
from lingtong.foundation.catalog import Kind

DO_NOT_CALL = Kind(
    name="do-not-call",
    item=DoNotCall,
    table=DoNotCallRow,
    body=DoNotCallBody,
    at_most=20_000,
    unique=("number",),
)
