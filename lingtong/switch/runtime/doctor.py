"""What `lingtong doctor` asks of the switch: each question with what is wrong and how to mend it."""

import resource
import shutil
import socket
from collections.abc import Iterator

import msgspec

from lingtong.kit import Refusal
from lingtong.switch.runtime.modules import MODULES, OPTIONAL
from lingtong.switch.runtime.process import calls_limit, running_pid
from lingtong.switch.runtime.program import Program, find
from lingtong.switch.runtime.settings import SwitchSettings

_CALLS_WANTED = 200
_FREE_MB_WANTED = 500


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """`mend` is empty where all is well."""

    ok: bool
    what: str
    mend: str = ""


def examine(settings: SwitchSettings) -> list[Finding]:
    return list(_findings(settings))


def _findings(settings: SwitchSettings) -> Iterator[Finding]:
    try:
        program = find(settings.runtime)
    except Refusal as problem:
        yield Finding(ok=False, what="Asterisk", mend=problem.message)
    else:
        yield Finding(ok=True, what=f"Asterisk {'.'.join(map(str, program.version))} in {program.root}")
        yield _modules(program)
    pid = running_pid(settings)
    if pid is None:
        yield from _ports(settings)
    else:
        yield Finding(ok=True, what=f"Asterisk runs (process {pid})")
    yield _files()
    yield _disk(settings)
    if settings.tls is not None:
        yield from _certificate(settings)


def _modules(program: Program) -> Finding:
    missing = [name for name in MODULES if not (program.modules / f"{name}.so").is_file()]
    needed = [name for name in missing if name not in OPTIONAL]
    if needed:
        return Finding(
            ok=False,
            what=f"Asterisk lacks {', '.join(needed)}",
            mend="Install the package of Asterisk's modules, or remove the host's Asterisk and run: "
            "lingtong engine install",
        )
    note = f" (without {', '.join(missing)})" if missing else ""
    return Finding(ok=True, what=f"All modules of Asterisk are there{note}")


def _ports(settings: SwitchSettings) -> Iterator[Finding]:
    doors = [
        ("SIP over UDP", socket.SOCK_DGRAM, settings.bind, settings.sip_port, "LINGTONG_ASTERISK__SIP_PORT"),
        ("SIP over TCP", socket.SOCK_STREAM, settings.bind, settings.sip_port, "LINGTONG_ASTERISK__SIP_PORT"),
        ("ARI", socket.SOCK_STREAM, "127.0.0.1", settings.http_port, "LINGTONG_ASTERISK__HTTP_PORT"),
        ("AMI", socket.SOCK_STREAM, "127.0.0.1", settings.ami_port, "LINGTONG_ASTERISK__AMI_PORT"),
    ]
    for name, kind, host, port, setting in doors:
        try:
            with socket.socket(socket.AF_INET, kind) as one:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, int(kind is socket.SOCK_STREAM))
                one.bind((host, port))
        except OSError as problem:
            mend = f"End the program that uses {host}:{port}, or set another port with {setting}."
            yield Finding(ok=False, what=f"Port {port} for {name}: {problem.strerror}", mend=mend)
        else:
            yield Finding(ok=True, what=f"Port {port} for {name} is free")


def _files() -> Finding:
    limit = calls_limit()
    what = f"{limit} calls fit into the limit of open files"
    if limit >= _CALLS_WANTED:
        return Finding(ok=True, what=what)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return Finding(
        ok=False, what=what, mend=f"Raise it: ulimit -n {max(hard, 4096)} (or LimitNOFILE= in the service)."
    )


def _disk(settings: SwitchSettings) -> Finding:
    folder = settings.recordings
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free // 2**20
    hours = free * 2**20 // (32_000 * 3600)
    what = f"{free} MB are free for recordings ({hours} hours of talk)"
    if free >= _FREE_MB_WANTED:
        return Finding(ok=True, what=what)
    return Finding(ok=False, what=what, mend="Make room, or keep recordings for a shorter time.")


def _certificate(settings: SwitchSettings) -> Iterator[Finding]:
    assert settings.tls is not None
    for file in (settings.tls.certificate, settings.tls.key):
        readable = file.is_file()
        mend = (
            "" if readable else "Name a PEM file that this user can read, or make one: lingtong certificate"
        )
        yield Finding(ok=readable, what=f"{file} is {'there' if readable else 'missing'}", mend=mend)
