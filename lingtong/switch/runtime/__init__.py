"""Asterisk as a thing to install, configure, start and watch. What its clients may use is shown here."""

from lingtong.switch.runtime.ami import Ami, AmiLost, Message, ami_connection
from lingtong.switch.runtime.process import Asterisk, calls_limit, running_pid
from lingtong.switch.runtime.recordings import (
    being_written,
    files_for,
    finish,
    is_being_written,
    open_files,
    unfinished,
)
from lingtong.switch.runtime.render import secrets_of
from lingtong.switch.runtime.settings import SwitchSettings, Tls

__all__ = [
    "Ami",
    "AmiLost",
    "Asterisk",
    "Message",
    "SwitchSettings",
    "Tls",
    "ami_connection",
    "being_written",
    "calls_limit",
    "files_for",
    "finish",
    "is_being_written",
    "open_files",
    "running_pid",
    "secrets_of",
    "unfinished",
]
