"""Everything that an operator may set: environment `LINGTONG_…`, then `lingtong.toml`, then these defaults.

Parts are reached with two underscores: `LINGTONG_HTTP__PORT=9000`, or `[http] port = 9000` in the file.
"""

import os
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from lingtong.kit import Refusal

OF_OTHERS = frozenset(
    {"LINGTONG_CONFIG", "LINGTONG_CHROMIUM", "LINGTONG_PYTHON", "LINGTONG_KEEP"}
)  # read elsewhere


class SettingsInvalid(Refusal):
    code = "settings.invalid"
    status = 500


class Mode(StrEnum):
    """One process on SQLite, or many on PostgreSQL and NATS."""

    EMBEDDED = "embedded"
    CLUSTER = "cluster"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HttpSettings(_Part):
    """`hosts` are the names that a browser may ask for; a name that is not there is answered with 400.

    `certificate` and `key` switch HTTPS and WSS on. `trusted_proxies` may tell the browser's address.
    """

    host: str = "127.0.0.1"
    port: int = Field(8420, ge=1, le=65535)
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    certificate: Path | None = None
    key: Path | None = None
    trusted_proxies: tuple[str, ...] = ()
    largest_request: int = Field(1_048_576, ge=1024)  # bytes
    largest_upload: int = Field(33_554_432, ge=1024)  # bytes, for prompts
    metrics_token: str = ""

    @property
    def is_secure(self) -> bool:
        return self.certificate is not None


class AsteriskSettings(_Part):
    """`binary` empty: take what the host has if it is new enough, else the runtime folder.

    `external_address` is what phones and carriers outside see where this machine stands behind NAT;
    `local_networks` (such as `192.168.0.0/16`) are reached without it. With a certificate, phones may use SIP
    over TLS at `tls_port` and WSS at `https_port`.
    """

    runtime: Path = Path(".cache/asterisk")
    binary: str = ""
    host: str = "127.0.0.1"
    sip_port: int = Field(5160, ge=1, le=65535)
    http_port: int = Field(8088, ge=1, le=65535)
    ami_port: int = Field(5138, ge=1, le=65535)
    rtp_start: int = Field(20000, ge=1024, le=65534)
    rtp_end: int = Field(24999, ge=1024, le=65535)
    tls_port: int = Field(5161, ge=1, le=65535)
    https_port: int = Field(8089, ge=1, le=65535)
    external_address: str = ""
    local_networks: tuple[str, ...] = ()
    guest_phones: int = Field(20, ge=0, le=500)
    ice_servers: tuple[str, ...] = ()


class SecuritySettings(_Part):
    """Times in seconds."""

    session_idle: int = 8 * 3600
    session_longest: int = 16 * 3600
    session_rotation: int = 3600
    log_in_tries: int = Field(5, ge=1)  # wrong passwords per login …
    log_in_window: int = Field(300, ge=1)  # … in this time, then it is locked for as long
    log_in_tries_per_address: int = Field(50, ge=1)
    password_shortest: int = Field(10, ge=8)


class PinSettings(_Part):
    """So many wrong PINs of one account, or from one number, lock it for so long."""

    tries: int = Field(5, ge=1, le=100)
    lock_minutes: float = Field(30.0, gt=0, le=7 * 24 * 60)


class MailSettings(_Part):
    """Where letters go. Without a host none is sent. `security`: none, starttls or tls."""

    host: str = ""
    port: int = Field(25, ge=1, le=65535)
    security: Literal["none", "starttls", "tls"] = "none"
    username: str = ""
    password: str = ""
    sender: str = "lingtong@localhost"


class AlarmSettings(_Part):
    """`private_webhooks` lets alarms be posted to addresses inside the house, which is otherwise refused."""

    private_webhooks: bool = False


class EngineSettings(_Part):
    """`lease`: `folder` between engines of one machine that share a data folder; `bus` between machines, each
    with a data folder of its own, by NATS with JetStream.

    `lease_seconds`: how long one that hangs or is cut off may still count as the active engine. `standby`:
    one is expected to stand by, and its absence is told.
    """

    lease: Literal["folder", "bus"] = "folder"
    lease_seconds: float = Field(5.0, ge=1, le=60)
    standby: bool = False


class HealthSettings(_Part):
    """Where an engine and a worker that run apart tell how they are."""

    host: str = "127.0.0.1"
    engine: int = Field(8421, ge=1, le=65535)
    worker: int = Field(8422, ge=1, le=65535)


class ArchiveSettings(_Part):
    """A bucket that speaks S3, for recordings. Without an endpoint there is none.

    `lock` keeps files from being changed or removed before their time, also by whoever has these keys:
    `compliance`, or `governance`, which the bucket's owner can lift. The bucket must have object lock on.
    """

    endpoint: str = ""
    bucket: str = "recordings"
    region: str = "us-east-1"
    access_key: str = ""
    secret_key: str = ""
    lock: Literal["", "compliance", "governance"] = ""


class RecordingSettings(_Part):
    """Free space of the disk in percent, from which it is called short, and very short.

    `more`: a folder on another disk, where new files go while the first is short and that one has more free.
    """

    more: Path | None = None
    warn_free: float = Field(15.0, ge=0, le=100)  # percent
    low_free: float = Field(5.0, ge=0, le=100)  # percent
    archive: ArchiveSettings = ArchiveSettings()


class SpeechSettings(_Part):
    """`programs`: command lines by name that administrators may choose to speak or recognize, such as
    `piper = ["/opt/piper/piper", "--model", "{voice}"]`; none of it is typed in a browser.

    Texts that were spoken are kept for `cache_days` after they were last said, `cache_megabytes` a tenant.
    """

    programs: dict[str, tuple[str, ...]] = {}
    cache_megabytes: int = Field(500, ge=1)
    cache_days: int = Field(90, ge=1)


class Settings(BaseSettings):
    """`database` and `bus` empty: SQLite in the data folder, and the bus inside the process.

    `packs` are switched on: each is named as Python imports it, such as `acme.outages`.
    """

    model_config = SettingsConfigDict(
        env_prefix="LINGTONG_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        toml_file="lingtong.toml",
    )

    mode: Mode = Mode.EMBEDDED
    data: Path = Path("data")
    database: str = ""
    bus: str = ""
    node: str = "node-1"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["console", "json"] = "json"
    customer_page: bool = True
    packs: tuple[str, ...] = ()
    http: HttpSettings = HttpSettings()
    asterisk: AsteriskSettings = AsteriskSettings()
    engine: EngineSettings = EngineSettings()
    health: HealthSettings = HealthSettings()
    security: SecuritySettings = SecuritySettings()
    pins: PinSettings = PinSettings()
    mail: MailSettings = MailSettings()
    alarms: AlarmSettings = AlarmSettings()
    recording: RecordingSettings = RecordingSettings()
    speech: SpeechSettings = SpeechSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the name is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = Path(os.environ.get("LINGTONG_CONFIG", "lingtong.toml"))
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, file)

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite+aiosqlite:///{self.folder('') / 'db.sqlite'}"

    @property
    def asterisk_folder(self) -> Path:
        return self.folder("asterisk")

    @property
    def journal(self) -> Path:
        return self.folder("journal")

    @property
    def sources(self) -> Path:
        """Files of databases that flows may ask."""
        return self.folder("sources")

    @property
    def recordings(self) -> Path:
        return self.folder("recordings")

    @property
    def prompts(self) -> Path:
        return self.folder("prompts")

    @property
    def backups(self) -> Path:
        return self.folder("backups")

    @property
    def secrets_file(self) -> Path:
        return self.folder("") / "secrets.json"

    def folder(self, name: str) -> Path:
        return self.data.absolute() / name


def _check_names(environment: Mapping[str, str]) -> None:
    """A misspelled variable is an error, not a setting that silently does nothing."""
    parts = Settings.model_fields
    for variable in sorted(environment):
        if not variable.startswith("LINGTONG_") or variable in OF_OTHERS:
            continue
        name, _, below = variable.removeprefix("LINGTONG_").lower().partition("__")
        kind = parts[name].annotation if name in parts else None
        fields = getattr(kind, "model_fields", {})
        if name not in parts or (below and below not in fields):
            raise SettingsInvalid(f"There is no setting {variable}. Look for a misspelling.", name=variable)


def load() -> Settings:
    """The settings, or `SettingsInvalid` in one line that names the first mistake."""
    _check_names(os.environ)
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsInvalid(f"Setting {name}: {first['msg']}.", name=name) from error
    except (SettingsError, tomllib.TOMLDecodeError) as error:
        raise SettingsInvalid(f"The settings cannot be read: {error}") from error
