"""Settings of one installation, and the secrets that it makes for itself."""

from lingtong.foundation.config.secrets import Secrets, SecretsUnreadable
from lingtong.foundation.config.settings import (
    AlarmSettings,
    AsteriskSettings,
    HttpSettings,
    MailSettings,
    Mode,
    SecuritySettings,
    Settings,
    SettingsInvalid,
    load,
)

__all__ = [
    "AlarmSettings",
    "AsteriskSettings",
    "HttpSettings",
    "MailSettings",
    "Mode",
    "Secrets",
    "SecretsUnreadable",
    "SecuritySettings",
    "Settings",
    "SettingsInvalid",
    "load",
]
