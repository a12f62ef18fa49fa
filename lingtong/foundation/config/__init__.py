"""Settings of one installation, and the secrets that it makes for itself."""

from lingtong.foundation.config.secrets import Secrets, SecretsUnreadable
from lingtong.foundation.config.settings import (
    AsteriskSettings,
    HttpSettings,
    Mode,
    SecuritySettings,
    Settings,
    SettingsInvalid,
    load,
)

__all__ = [
    "AsteriskSettings",
    "HttpSettings",
    "Mode",
    "Secrets",
    "SecretsUnreadable",
    "SecuritySettings",
    "Settings",
    "SettingsInvalid",
    "load",
]
