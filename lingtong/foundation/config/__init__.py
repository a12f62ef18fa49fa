"""Settings of one installation, and the secrets that it makes for itself."""

from lingtong.foundation.config.sealing import SealBroken, Sealer
from lingtong.foundation.config.secrets import Secrets, SecretsUnreadable
from lingtong.foundation.config.settings import (
    AlarmSettings,
    ArchiveSettings,
    AsteriskSettings,
    HttpSettings,
    MailSettings,
    Mode,
    PinSettings,
    RecordingSettings,
    SecuritySettings,
    Settings,
    SettingsInvalid,
    load,
)

__all__ = [
    "AlarmSettings",
    "ArchiveSettings",
    "AsteriskSettings",
    "HttpSettings",
    "MailSettings",
    "Mode",
    "PinSettings",
    "RecordingSettings",
    "SealBroken",
    "Sealer",
    "Secrets",
    "SecretsUnreadable",
    "SecuritySettings",
    "Settings",
    "SettingsInvalid",
    "load",
]
