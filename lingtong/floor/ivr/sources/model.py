from typing import Literal

import msgspec

ValueType = Literal["text", "number", "date", "yes_no"]
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Auth = Literal["none", "basic", "bearer", "header", "hmac"]
BodyKind = Literal["none", "json", "form"]
SourceKind = Literal["table", "postgresql", "sqlite"]


class Mapped(msgspec.Struct, frozen=True, kw_only=True):
    """A value of the answer: a JSON Pointer (RFC 6901) or a path such as `bill.items[0].amount`."""

    name: str
    path: str
    type: ValueType = "text"


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What flows may ask of a service; nothing else is ever sent there.

    `{name}` in path and body stands for an input. `repeatable`: the service takes an `Idempotency-Key`, so
    a request that changes something may be sent again.
    """

    name: str
    method: Method = "GET"
    path: str
    body_kind: BodyKind = "none"
    body: str = ""
    repeatable: bool = False
    answers: tuple[Mapped, ...] = ()


class HttpService(msgspec.Struct, frozen=True, kw_only=True):
    """`private` lets it be on this machine or inside the house.

    `key_name` is the header that bears the secret, or the HMAC key's id.
    """

    id: str
    tenant_id: str
    name: str
    name_en: str = ""
    base_url: str
    private: bool = False
    auth: Auth = "none"
    username: str = ""
    key_name: str = ""
    sealed_secret: str = ""
    within: float = 5.0
    retries: int = 1
    enabled: bool = True
    requests: tuple[Request, ...] = ()

    def request(self, name: str) -> Request | None:
        return next((one for one in self.requests if one.name == name), None)


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    type: ValueType = "text"


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """One statement; `:name` stands for a parameter. `writes`: only a write may use it."""

    name: str
    sql: str
    writes: bool = False
    parameters: tuple[Parameter, ...] = ()


class Column(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    type: ValueType = "text"


class DataSource(msgspec.Struct, frozen=True, kw_only=True):
    """A table of our own with its columns, of which the first is the key; or a database with its queries.

    `file` lies in the folder for such files; `private` as of services. Seconds of `within` bound a statement.
    """

    id: str
    tenant_id: str
    name: str
    name_en: str = ""
    kind: SourceKind = "table"
    columns: tuple[Column, ...] = ()
    host: str = ""
    port: int = 5432
    database: str = ""
    username: str = ""
    sealed_password: str = ""
    private: bool = False
    encrypted: bool = True
    file: str = ""
    within: float = 5.0
    enabled: bool = True
    queries: tuple[Query, ...] = ()

    def query(self, name: str) -> Query | None:
        return next((one for one in self.queries if one.name == name), None)

    @property
    def key(self) -> Column:
        return self.columns[0]
