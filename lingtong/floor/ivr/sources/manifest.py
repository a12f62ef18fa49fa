"""What administrators keep of services and sources. Secrets go in and never come back."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from lingtong.floor.ivr.sources import templates
from lingtong.floor.ivr.sources.model import DataSource, HttpService
from lingtong.floor.ivr.sources.own import store as own
from lingtong.floor.ivr.sources.schemas import DataSourceBody, HttpServiceBody
from lingtong.floor.ivr.sources.tables import DataSourceRow, HttpServiceRow
from lingtong.foundation.catalog import Finding, Invalid, Kind, Saving
from lingtong.foundation.config import Sealer
from lingtong.foundation.db import Reading, Work

SEALED = "sources.secrets"  # the name of our secret that seals theirs


def services_kind(sealer: Sealer) -> Kind[HttpService]:
    async def make(saving: Saving, values: dict[str, Any], old: HttpService | None) -> HttpService:
        sealed = old.sealed_secret if old is not None else ""
        secret = values.pop("secret")
        values.pop("has_secret")
        if secret is not None:
            sealed = sealer.seal(secret, saving.id) if secret else ""
        if secret is None and old is not None and sealed and _elsewhere(old, values):
            raise Invalid([_again("secret")])
        if values["auth"] != "none" and not sealed:
            message = "secret: this way of authentication needs one."
            raise Invalid([Finding(field="secret", code="missing", message=message)])
        given = {**values, "id": saving.id, "tenant_id": saving.tenant_id, "sealed_secret": sealed}
        return msgspec.convert(given, HttpService)

    return Kind(
        name="http-services",
        item=HttpService,
        table=HttpServiceRow,
        body=HttpServiceBody,
        at_most=200,
        make=make,
        findings=_of_service,
        shown=_shown_service,
    )


def sources_kind(sealer: Sealer) -> Kind[DataSource]:
    async def make(saving: Saving, values: dict[str, Any], old: DataSource | None) -> DataSource:
        sealed = old.sealed_password if old is not None else ""
        password = values.pop("password")
        values.pop("has_password")
        if password is not None:
            sealed = sealer.seal(password, saving.id) if password else ""
        elif old is not None and sealed and (old.host, old.port) != (values["host"], values["port"]):
            raise Invalid([_again("password")])
        given = {**values, "id": saving.id, "tenant_id": saving.tenant_id, "sealed_password": sealed}
        made = msgspec.convert(given, DataSource)
        has_new_key = old is not None and _key(old) not in ("", _key(made))
        if has_new_key and await own.count(saving.work.session, made.id):
            message = "columns: the first one is the key of the rows that are there; it stays."
            raise Invalid([Finding(field="columns", code="key_in_use", message=message)])
        return made

    async def retired(work: Work, source: DataSource) -> None:
        await own.forget_all(work.session, source.id)

    return Kind(
        name="data-sources",
        item=DataSource,
        table=DataSourceRow,
        body=DataSourceBody,
        at_most=200,
        make=make,
        shown=_shown_source,
        retired=retired,
    )


def _key(source: DataSource) -> str:
    return source.key.name if source.kind == "table" else ""


def _elsewhere(old: HttpService, values: dict[str, Any]) -> bool:
    """A secret that is kept is not sent to another house than the one for which it was given."""
    return _house(old.base_url) != _house(values["base_url"])


def _house(url: str) -> str:
    return "/".join(url.split("/", 3)[:3]).lower()


def _again(field: str) -> Finding:
    message = f"{field}: it was given for another address. Give it anew for this one."
    return Finding(field=field, code="secret_again", message=message)


async def _of_service(_: Reading, service: HttpService) -> Sequence[Finding]:
    return list(_warnings(service))


def _warnings(service: HttpService) -> Iterator[Finding]:
    if service.base_url.startswith("http://") and not service.private:
        message = "base_url: without TLS everybody on the way can read what is asked and answered."
        yield Finding(field="base_url", code="not_encrypted", message=message, severity="warning")
    for place, one in enumerate(service.requests):
        if one.method == "GET" and not templates.names_in(one.path):
            message = f"{one.name}: nothing of the caller's is asked for; every caller gets the same."
            field = f"requests.{place}.path"
            yield Finding(field=field, code="same_for_all", message=message, severity="warning")


def _shown_service(service: HttpService) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(service)
    shown["has_secret"] = bool(shown.pop("sealed_secret"))
    return shown


def _shown_source(source: DataSource) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(source)
    shown["has_password"] = bool(shown.pop("sealed_password"))
    return shown
