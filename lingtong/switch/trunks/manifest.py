from typing import Any

import msgspec

from lingtong.foundation.catalog import Finding, Invalid, Kind, Saving
from lingtong.switch.trunks.model import DeskPhone, TrunkRecord
from lingtong.switch.trunks.schemas import DeskPhoneBody, TrunkBody
from lingtong.switch.trunks.sealing import Sealer
from lingtong.switch.trunks.service import new_secret
from lingtong.switch.trunks.tables import DeskPhoneRow, TrunkRow


def trunks_kind(sealer: Sealer) -> Kind[TrunkRecord]:
    async def make(saving: Saving, values: dict[str, Any], old: TrunkRecord | None) -> TrunkRecord:
        password = values.pop("password")
        values.pop("has_password")
        sealed = old.sealed_password if old is not None else ""
        if password is not None:
            sealed = sealer.seal(password, saving.id) if password else ""
        if values["kind"] == "registration" and not sealed:
            message = "password: a trunk that registers needs one."
            raise Invalid([Finding(field="password", code="missing", message=message)])
        given = {**values, "id": saving.id, "tenant_id": saving.tenant_id, "sealed_password": sealed}
        return msgspec.convert(given, TrunkRecord)

    return Kind(
        name="trunks",
        item=TrunkRecord,
        table=TrunkRow,
        body=TrunkBody,
        permission="admin.trunks",
        at_most=200,
        make=make,
        shown=_shown_trunk,
    )


def phones_kind(sealer: Sealer) -> Kind[DeskPhone]:
    """Desk phones. The secret is answered when the phone is made, and never again."""

    async def make(saving: Saving, values: dict[str, Any], old: DeskPhone | None) -> DeskPhone:
        sealed = old.sealed_secret if old is not None else ""
        if old is None:
            secret = new_secret()
            saving.once["secret"] = secret
            sealed = sealer.seal(secret, saving.id)
        given = {**values, "id": saving.id, "tenant_id": saving.tenant_id, "sealed_secret": sealed}
        return msgspec.convert(given, DeskPhone)

    return Kind(
        name="phones",
        item=DeskPhone,
        table=DeskPhoneRow,
        body=DeskPhoneBody,
        permission="admin.trunks",
        at_most=5000,
        key="name",
        make=make,
        shown=_shown_phone,
    )


def _shown_trunk(trunk: TrunkRecord) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(trunk)
    shown["has_password"] = bool(shown.pop("sealed_password"))
    return shown


def _shown_phone(phone: DeskPhone) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(phone)
    del shown["sealed_secret"]
    return shown
