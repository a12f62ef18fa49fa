"""SIPp as callers and phones, one process each, with own ports and its own sound (see `voice.py`)."""

import asyncio
import signal
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from string import Template

from tests.rig.ports import free_port, free_range

_SDP = """\
Content-Type: application/sdp
      Content-Length: [len]

      v=0
      o=rig 1 1 IN IP4 [local_ip]
      s=-
      c=IN IP4 $media_host
      t=0 0
      m=audio $media_port RTP/AVP 0 101
      a=rtpmap:0 PCMU/8000
      a=rtpmap:101 telephone-event/8000
      a=fmtp:101 0-15
      a=sendrecv
"""
_TO = "sip:$number@[remote_ip]:[remote_port]"
_CALL = """<?xml version="1.0"?>
<scenario name="caller">
  <send retrans="500"><![CDATA[
      INVITE $uri SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: "$name" <sip:$caller@[local_ip]:[local_port]>;tag=[pid]t[call_number]
      To: <sip:$number@[remote_ip]:[remote_port]>
      Call-ID: [call_id]
      CSeq: 1 INVITE
      Contact: <sip:$caller@[local_ip]:[local_port]>
      Max-Forwards: 70
      $sdp
  ]]></send>
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="183" optional="true"/>
  $outcome
</scenario>"""
_ANSWERED = """<recv response="200" crlf="true"/>
  <send><![CDATA[
      ACK sip:$number@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: "$name" <sip:$caller@[local_ip]:[local_port]>;tag=[pid]t[call_number]
      To: <sip:$number@[remote_ip]:[remote_port]>[peer_tag_param]
      Call-ID: [call_id]
      CSeq: 1 ACK
      Max-Forwards: 70
      Content-Length: 0

  ]]></send>
  $stay"""
_STAY = """<recv request="BYE"/>
  <send><![CDATA[
      SIP/2.0 200 OK
      [last_Via:]
      [last_From:]
      [last_To:]
      [last_Call-ID:]
      [last_CSeq:]
      Content-Length: 0

  ]]></send>"""
# A sign from the rig: hang up now. Without a tag, which SIPp would take for the other side's.
_SIGN = """\
INFO sip:caller@127.0.0.1:$port SIP/2.0
Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK-sign
From: <sip:rig@127.0.0.1>
To: <sip:caller@127.0.0.1:$port>
Call-ID: 1-$call
CSeq: 1 INFO
Max-Forwards: 70
Content-Length: 0

"""
_PAUSE = '<pause milliseconds="$milliseconds"/>\n  '
_LEAVE = """<send retrans="500"><![CDATA[
      BYE sip:$number@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: "$name" <sip:$caller@[local_ip]:[local_port]>;tag=[pid]t[call_number]
      To: <sip:$number@[remote_ip]:[remote_port]>[peer_tag_param]
      Call-ID: [call_id]
      CSeq: 2 BYE
      Max-Forwards: 70
      Content-Length: 0

  ]]></send>
  <recv response="200"/>"""
_STAY_OR_LEAVE = f"""<recv request="BYE" optional="true" next="1"/>
  <recv request="INFO"/>
  {_LEAVE}
  <nop next="2"/>
  <label id="1"/>
  {_STAY.removeprefix('<recv request="BYE"/>')}
  <label id="2"/>"""
_REFUSED = """<recv response="$status"/>
  <send><![CDATA[
      ACK sip:$number@[remote_ip]:[remote_port] SIP/2.0
      [last_Via:]
      From: "$name" <sip:$caller@[local_ip]:[local_port]>;tag=[pid]t[call_number]
      To: <sip:$number@[remote_ip]:[remote_port]>[peer_tag_param]
      Call-ID: [call_id]
      CSeq: 1 ACK
      Max-Forwards: 70
      Content-Length: 0

  ]]></send>"""
_REPLY = """<send$retrans><![CDATA[
      SIP/2.0 $status
      [last_Via:]
      [last_From:]
      [last_To:];tag=[pid]u[call_number]
      [last_Call-ID:]
      [last_CSeq:]
      Contact: <sip:[local_ip]:[local_port]>
      $body
  ]]></send>"""
_PHONE = """<?xml version="1.0"?>
<scenario name="phone">
  <recv request="INVITE" crlf="true"/>
  $replies
</scenario>"""
_REGISTER = """<?xml version="1.0"?>
<scenario name="register">
  <send retrans="500"><![CDATA[
      REGISTER sip:[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:$name@[remote_ip]>;tag=[pid]r[call_number]
      To: <sip:$name@[remote_ip]>
      Call-ID: [call_id]
      CSeq: 1 REGISTER
      Contact: <sip:$name@$contact>
      Expires: $expires
      Max-Forwards: 70
      Content-Length: 0

  ]]></send>
  <recv response="401" auth="true"/>
  <send retrans="500"><![CDATA[
      REGISTER sip:[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:$name@[remote_ip]>;tag=[pid]r[call_number]
      To: <sip:$name@[remote_ip]>
      Call-ID: [call_id]
      CSeq: 2 REGISTER
      [authentication username=$name password=$secret]
      Contact: <sip:$name@$contact>
      Expires: $expires
      Max-Forwards: 70
      Content-Length: 0

  ]]></send>
  <recv response="$status"/>
</scenario>"""


class Sipp:
    """A running SIPp. `done()` waits for its success; `log()` is all it sent and received."""

    def __init__(self, process: asyncio.subprocess.Process, folder: Path, host: str, port: int) -> None:
        self._process, self._folder, self._host, self.port = process, folder, host, port
        self._call = folder.name

    async def done(self, within: float = 20.0) -> None:
        try:
            async with asyncio.timeout(within):
                status = await self._process.wait()
        except TimeoutError:
            raise TimeoutError(f"SIPp is not done in {within} s\n{self.log()[-4000:]}") from None
        assert status == 0, f"SIPp ended with {status}\n{self.log()[-4000:]}"

    @property
    def running(self) -> bool:
        return self._process.returncode is None

    def log(self) -> str:
        return "".join(file.read_text(errors="replace") for file in sorted(self._folder.glob("*.log")))

    async def hang_up(self) -> None:
        """Clear the call from this side: an INFO from here is the sign to the scenario of `caller`."""
        sign = _fill(_SIGN, call=self._call, port=self.port).replace("\n", "\r\n")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            one.sendto(sign.encode(), (self._host, self.port))
        await self.done()

    async def end(self) -> None:
        if self.running:
            self._process.send_signal(signal.SIGKILL)
            await self._process.wait()


@asynccontextmanager
async def sipp(
    scenario: str, switch_port: int, *, host: str = "127.0.0.1", port: int = 0, calls: int = 1
) -> AsyncIterator[Sipp]:
    """`calls` of 0 goes on for ever, and answers OPTIONS, as a carrier does."""
    port = port or free_port("udp", host)
    media, _ = free_range(4)  # voice and pictures, each with its RTCP
    with tempfile.TemporaryDirectory(prefix="lt-sipp-") as name:
        folder = Path(name)
        file = folder / "scenario.xml"
        file.write_text(scenario)
        command = ["sipp", "-sf", str(file), "-i", host, "-p", str(port), "-mp", str(media)]
        command += ["-cid_str", f"%u-{folder.name}", "-nostdin"]
        command += ["-m", str(calls), "-l", str(calls)] if calls else ["-aa"]
        command += ["-trace_msg", "-message_file", str(folder / "messages.log"), "-trace_err", "-error_file"]
        command += [str(folder / "errors.log"), f"127.0.0.1:{switch_port}"]
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL, cwd=folder
        )
        one = Sipp(process, folder, host, port)
        try:
            yield one
        finally:
            await one.end()


def _fill(text: str, **values: object) -> str:
    return Template(text).safe_substitute({name: str(value) for name, value in values.items()})


def sdp(port: int, host: str = "127.0.0.1") -> str:
    return _fill(_SDP, media_host=host, media_port=port)


def caller(
    number: str,
    *,
    voice_port: int,
    caller: str = "13800138000",
    name: str = "Caller",
    leaves_after: float | None = None,
    uri: str = "",
) -> str:
    """Calls, and stays until the other side clears, or `Sipp.hang_up`, or for so many seconds.

    A carrier asks at the `uri` that was registered with it for a number that it names in To.
    """
    stay = _STAY_OR_LEAVE
    if leaves_after is not None:
        stay = _fill(_PAUSE + _LEAVE, milliseconds=int(leaves_after * 1000))
    text = _fill(_CALL, outcome=_fill(_ANSWERED, stay=stay), sdp=sdp(voice_port), uri=uri or _TO)
    return _fill(text, number=number, caller=caller, name=name)


def refused_caller(number: str, status: int, *, caller: str = "13800138000") -> str:
    text = _fill(_CALL, outcome=_fill(_REFUSED, status=status), sdp=sdp(9), uri=_TO)
    return _fill(text, number=number, caller=caller, name="Caller")


def phone(*, voice_port: int, rings_for: float = 0.0) -> str:
    """Rings, answers, and stays until the other side clears."""
    ringing = _fill(_REPLY, status="180 Ringing", body="Content-Length: 0\n", retrans="")
    pause = f'<pause milliseconds="{int(rings_for * 1000)}"/>' if rings_for else ""
    answer = _fill(_REPLY, status="200 OK", body=sdp(voice_port), retrans=' retrans="500"')
    return _fill(_PHONE, replies=f'{ringing}\n{pause}\n{answer}\n<recv request="ACK"/>\n{_STAY}')


def declining_phone(status: str = "603 Decline") -> str:
    ringing = _fill(_REPLY, status="180 Ringing", body="Content-Length: 0\n", retrans="")
    no = _fill(_REPLY, status=status, body="Content-Length: 0\n", retrans=' retrans="500"')
    return _fill(_PHONE, replies=f'{ringing}\n{no}\n<recv request="ACK"/>')


def silent_phone() -> str:
    """Rings and never answers; takes the CANCEL."""
    ringing = _fill(_REPLY, status="180 Ringing", body="Content-Length: 0\n", retrans="")
    gone = _fill(_REPLY, status="200 OK", body="Content-Length: 0\n", retrans="")
    return _fill(_PHONE, replies=f'{ringing}\n<recv request="CANCEL"/>\n{gone}')


def lamp() -> str:
    """Is told once how many messages wait."""
    taken = _fill(_REPLY, status="200 OK", body="Content-Length: 0\n", retrans="")
    return _fill(_PHONE.replace("INVITE", "NOTIFY"), replies=taken)


def register(name: str, secret: str, *, contact_port: int, status: int = 200, expires: int = 120) -> str:
    contact = f"127.0.0.1:{contact_port}"
    return _fill(_REGISTER, name=name, secret=secret, contact=contact, status=status, expires=expires)
