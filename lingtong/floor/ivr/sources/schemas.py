import json
import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from lingtong.floor.ivr.sources.model import Auth, BodyKind, Method, ValueType
from lingtong.floor.ivr.sources.templates import names_in
from lingtong.foundation.catalog.schemas import Body, Name, OtherName, printable

MOST_REQUESTS, MOST_ANSWERS, MOST_COLUMNS = 30, 30, 30
LONGEST_STATEMENT = 4000
_BEGINS_READING = re.compile(r"\s*(select|with)\b", re.IGNORECASE)

Plain = AfterValidator(printable)
Word = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\W\d]\w{0,39}$")]
Secret = Annotated[str, StringConstraints(max_length=2000), Plain]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=255), Plain]
Header = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^([A-Za-z0-9-]{1,60})?$")]
FileName = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^([A-Za-z0-9_-][A-Za-z0-9._-]{0,80})?$")
]
Within = Annotated[float, Field(ge=0.5, le=30, allow_inf_nan=False)]


def _base(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise ValueError("is no address such as https://bills.example.com, without a name and password in it")
    if parts.query or parts.fragment or "{" in text:
        raise ValueError("ends before the question mark; what changes belongs to the requests")
    return text.rstrip("/")


def _path(text: str) -> str:
    if not text.startswith("/") or "\\" in text or "#" in text or ".." in text:
        raise ValueError("begins with a slash and has no two points")
    names_in(text)
    return text


Base = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), Plain, AfterValidator(_base)]
Path = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000), Plain, AfterValidator(_path)]
Statement = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_STATEMENT)
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class MappedBody(_Part):
    name: Word
    path: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), Plain] = ""
    type: ValueType = "text"


class RequestBody(_Part):
    name: Word
    method: Method = "GET"
    path: Path
    body_kind: BodyKind = "none"
    body: Annotated[str, StringConstraints(max_length=8000)] = ""
    repeatable: bool = False
    answers: Annotated[list[MappedBody], Field(max_length=MOST_ANSWERS)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _readable(self) -> "RequestBody":
        if self.body_kind == "json":
            try:
                json.loads(self.body)
            except ValueError:
                raise ValueError(
                    'the body is no JSON; write placeholders as texts: {"id": "{account}"}'
                ) from None
        if self.body_kind != "none" and self.method == "GET":
            raise ValueError("a GET has no body")
        names_in(self.body)
        _apart("answers", [one.name for one in self.answers])
        return self


class HttpServiceBody(Body):
    """A secret that is left out stays as it is; it is never given back."""

    name: Name
    name_en: OtherName = ""
    base_url: Base
    private: bool = False
    auth: Auth = "none"
    username: Text = ""
    key_name: Header = ""
    secret: Secret | None = None
    has_secret: bool = False
    within: Within = 5.0
    retries: Annotated[int, Field(ge=0, le=3)] = 1
    enabled: bool = True
    requests: Annotated[list[RequestBody], Field(max_length=MOST_REQUESTS)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _complete(self) -> "HttpServiceBody":
        if self.auth == "basic" and not self.username:
            raise ValueError("basic authentication needs a username")
        if self.auth == "header" and not self.key_name:
            raise ValueError("the header that carries the key has no name")
        _apart("requests", [one.name for one in self.requests])
        return self


class ParameterBody(_Part):
    name: Word
    type: ValueType = "text"


class QueryBody(_Part):
    name: Word
    sql: Statement
    writes: bool = False
    parameters: Annotated[list[ParameterBody], Field(max_length=MOST_COLUMNS)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_statement(self) -> "QueryBody":
        if ";" in self.sql.rstrip().removesuffix(";"):
            raise ValueError("one statement only")
        if not self.writes and not _BEGINS_READING.match(self.sql):
            raise ValueError("begins with SELECT, or is marked as one that writes")
        _apart("parameters", [one.name for one in self.parameters])
        return self


class DataSourceBody(Body):
    name: Name
    name_en: OtherName = ""
    kind: Literal["table", "postgresql", "sqlite"] = "table"
    columns: Annotated[list[ParameterBody], Field(max_length=MOST_COLUMNS)] = Field(default_factory=list)
    host: Text = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 5432
    database: Text = ""
    username: Text = ""
    password: Secret | None = None
    has_password: bool = False
    private: bool = False
    encrypted: bool = True
    file: FileName = ""
    within: Within = 5.0
    enabled: bool = True
    queries: Annotated[list[QueryBody], Field(max_length=MOST_REQUESTS)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _complete(self) -> "DataSourceBody":
        needed: dict[str, tuple[Any, ...]] = {
            "table": (self.columns,),
            "postgresql": (self.host, self.database, self.username),
            "sqlite": (self.file,),
        }
        if not all(needed[self.kind]):
            raise ValueError(
                "a table needs columns, a server its host, database and username, a file its name"
            )
        _apart("columns", [one.name for one in self.columns])
        _apart("queries", [one.name for one in self.queries])
        return self


def _apart(what: str, names: list[str]) -> None:
    if len(set(names)) < len(names):
        raise ValueError(f"two of the {what} have the same name")
