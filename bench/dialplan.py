"""The comparator: the same Asterisk with all in its dialplan and app_queue, configured as well as can be."""

import asyncio
import contextlib
import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

from bench.center import (
    ALL,
    DEEP,
    DEEP_KEYS,
    DIRECT,
    FEW,
    FEW_AGENTS,
    PLAYBACK,
    PROMPT,
    RAW,
    Size,
    lay_prompt,
    plan,
)
from lingtong.switch.runtime.program import Program
from lingtong.switch.runtime.render import render
from lingtong.switch.runtime.settings import SwitchSettings

RAW_TALK = 1  # seconds
_NOT_NEEDED = re.compile(
    r"load = (res_ari|res_stasis|app_stasis|app_mixmonitor|res_http_websocket|res_websocket"
    r"|res_pjsip_transport_websocket)"
)
_EXTENSIONS = f"""\
[general]
static = yes
writeprotect = yes

[phones]
include => trunks

[guests]

[trunks]
exten => {RAW},1,Answer()
 same => n,Wait({RAW_TALK})
 same => n,Hangup()
exten => {PLAYBACK},1,Answer()
 same => n,Playback(zh/{PROMPT})
 same => n,Hangup()
exten => _{DIRECT}.,1,Answer()
 same => n,MixMonitor(RECORDINGS/${{UNIQUEID}}.raw,bD)
 same => n,Dial(PJSIP/agent-${{EXTEN:{len(DIRECT)}}},20)
 same => n,Hangup()
exten => {ALL},1,Goto(menu-all,s,1)
exten => {FEW},1,Goto(menu-few,s,1)
exten => {DEEP},1,Answer()
 same => n,Goto(deep-1,s,1)
"""
_MENU = f"""
[menu-QUEUE]
exten => s,1,Answer()
 same => n,Background(zh/{PROMPT})
 same => n,WaitExten(6)
 same => n,Hangup()
exten => 1,1,Queue(QUEUE)
 same => n,Hangup()
exten => t,1,Hangup()
exten => i,1,Hangup()
"""
_LEVEL = f"""
[deep-LEVEL]
exten => s,1,Background(zh/{PROMPT})
 same => n,WaitExten(6)
 same => n,Hangup()
exten => KEY,1,Goto(deep-NEXT,s,1)
exten => t,1,Hangup()
exten => i,1,Hangup()
"""
_LAST = """
[deep-LEVEL]
exten => s,1,Playback(zh/goodbye)
 same => n,Hangup()
"""
_QUEUES = """\
[general]
persistentmembers = no
autofill = yes
shared_lastcall = no
log_membername_as_agent = no
"""
_QUEUE = """
[NAME]
musicclass = default
strategy = leastrecent
timeout = 20
retry = 1
wrapuptime = 0
ringinuse = no
autopause = no
announce-frequency = 0
joinempty = yes
leavewhenempty = no
"""


class DialplanSwitch:
    """Without ARI, AMI, WebSocket, CDR and CEL, which it does not need."""

    def __init__(self, settings: SwitchSettings, program: Program, size: Size) -> None:
        self._settings, self._program, self._size = settings, program, size
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> int:
        settings = self._settings
        lay_prompt(settings.prompts)
        render(plan(self._size), settings, self._program)
        etc = settings.etc
        modules = (etc / "modules.conf").read_text().splitlines()
        recorder = self._size.recorded
        kept = [
            line for line in modules if not _NOT_NEEDED.match(line) or (recorder and "mixmonitor" in line)
        ]
        (etc / "modules.conf").write_text("\n".join([*kept, "load = app_queue.so", ""]))
        (etc / "extensions.conf").write_text(
            _EXTENSIONS.replace("RECORDINGS", str(settings.recordings))
            + "".join(_MENU.replace("QUEUE", name) for name in ("all", "few"))
            + "".join(_levels())
        )
        (etc / "queues.conf").write_text(
            _QUEUES + _members("all", self._size.names) + _members("few", self._size.names[:FEW_AGENTS])
        )
        for name in ("manager.conf", "http.conf"):
            (etc / name).write_text("[general]\nenabled = no\n")
        _without_websocket(etc / "pjsip.conf")
        with (settings.log / "console").open("wb") as out:
            self._process = subprocess.Popen(  # noqa: ASYNC220 - a fork takes no time here
                [*self._program.command, "-C", str(etc / "asterisk.conf"), "-f"],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=settings.home,
                env={"PATH": "/usr/bin:/bin", "HOME": str(settings.home), "LANG": "C.UTF-8", "TZ": "UTC"},
            )
        async with asyncio.timeout(30):
            while not await asyncio.to_thread(_answers, settings.sip_port):
                if self._process.poll() is not None:
                    raise RuntimeError(f"Asterisk ended: {(settings.log / 'console').read_text()[-2000:]}")
        return self._process.pid

    async def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            await asyncio.to_thread(self._process.wait, 10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _levels() -> Iterator[str]:
    for level, key in enumerate(DEEP_KEYS, 1):
        yield _LEVEL.replace("LEVEL", str(level)).replace("KEY", key).replace("NEXT", str(level + 1))
    yield _LAST.replace("LEVEL", str(len(DEEP_KEYS) + 1))


def _members(name: str, agents: list[str]) -> str:
    return _QUEUE.replace("NAME", name) + "".join(f"member => PJSIP/{agent}\n" for agent in agents)


def _without_websocket(file: Path) -> None:
    text = file.read_text()
    file.write_text(re.sub(r"\[ws\]\ntype = transport\n(.+\n)*", "", text))


def _answers(sip_port: int) -> bool:
    """Whether SIP is spoken there."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
        lines = (
            f"OPTIONS sip:bench@127.0.0.1:{sip_port} SIP/2.0",
            f"Via: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK-{port}",
            "From: <sip:bench@127.0.0.1>;tag=1",
            f"To: <sip:bench@127.0.0.1:{sip_port}>",
            f"Call-ID: {port}",
            "CSeq: 1 OPTIONS",
            "Max-Forwards: 70",
            "Content-Length: 0",
        )
        one.settimeout(0.2)
        with contextlib.suppress(OSError):
            one.sendto(("\r\n".join(lines) + "\r\n\r\n").encode(), ("127.0.0.1", sip_port))
            return one.recv(2000).startswith(b"SIP/2.0")
    return False
