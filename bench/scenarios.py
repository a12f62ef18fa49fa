"""What SIPp plays: callers who press a key, raw callers, and the phones of all agents in one process."""

import re
from pathlib import Path
from string import Template

_HEAD = """      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:1390000[call_number]@[local_ip]:[local_port]>;tag=[pid]c[call_number]
      To: <sip:$number@[remote_ip]:[remote_port]>"""
_SDP = """Content-Type: application/sdp
      Content-Length: [len]

      v=0
      o=bench 1 1 IN IP4 127.0.0.1
      s=-
      c=IN IP4 127.0.0.1
      t=0 0
      m=audio $media RTP/AVP 0
      a=rtpmap:0 PCMU/8000
      a=sendrecv
"""
_OK = """<send><![CDATA[
      SIP/2.0 200 OK
      [last_Via:]
      [last_From:]
      [last_To:]
      [last_Call-ID:]
      [last_CSeq:]
      Content-Length: 0

  ]]></send>"""
_CALLER = (
    """<?xml version="1.0"?>
<scenario name="caller">
  <send retrans="500"><![CDATA[
      INVITE sip:$number@[remote_ip]:[remote_port] SIP/2.0
"""
    + _HEAD
    + """
      Call-ID: [call_id]
      CSeq: 1 INVITE
      Contact: <sip:bench@[local_ip]:[local_port]>
      Max-Forwards: 70
      """
    + _SDP
    + """
  ]]></send>
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="183" optional="true"/>
  <recv response="200"/>
  <send><![CDATA[
      ACK sip:$number@[remote_ip]:[remote_port] SIP/2.0
"""
    + _HEAD
    + """[peer_tag_param]
      Call-ID: [call_id]
      CSeq: 1 ACK
      Max-Forwards: 70
      Content-Length: 0

  ]]></send>
  $key
  <recv request="BYE" timeout="$patience"/>
  """
    + _OK
    + """
</scenario>"""
)
_GIVES_UP = (
    """<nop next="3"/>
  <label id="1"/>
  <send retrans="500"><![CDATA[
      BYE sip:$number@[remote_ip]:[remote_port] SIP/2.0
"""
    + _HEAD
    + """[peer_tag_param]
      Call-ID: [call_id]
      CSeq: 2 BYE
      Max-Forwards: 70
      Content-Length: 0

  ]]></send>
  <recv request="BYE" optional="true" next="2"/>
  <recv response="200" next="3"/>
  <label id="2"/>
  """
    + _OK
    + """
  <label id="3"/>
</scenario>"""
)
_KEY = (
    """<pause milliseconds="$listens"/>
  <send retrans="500"><![CDATA[
      INFO sip:$number@[remote_ip]:[remote_port] SIP/2.0
"""
    + _HEAD
    + """[peer_tag_param]
      Call-ID: [call_id]
      CSeq: $turn INFO
      Max-Forwards: 70
      Content-Type: application/dtmf-relay
      Content-Length: [len]

      Signal=$digit
      Duration=100
  ]]></send>
  <recv response="200"/>"""
)
# All phones are one process; the request's user tells whose it is. `offer` and `free` are logged with the
# clock. The switch asks now and then whether a phone lives.
_PHONES = (
    """<?xml version="1.0"?>
<scenario name="phones">
  <recv request="OPTIONS" optional="true" next="1"/>
  <recv request="INVITE" crlf="true">
    <action>
      <ereg regexp="sip:([a-z0-9-]+)@" search_in="msg" assign_to="all,who"/>
      <ereg regexp=".*" search_in="hdr" header="From:" assign_to="party"/>
      <ereg regexp="sip:[^>]*" search_in="hdr" header="Contact:" assign_to="target"/>
      <ereg regexp="[0-9a-f-]{36}" search_in="hdr" header="X-Lingtong-Interaction:" assign_to="it"/>
      <log message="offer [timestamp] [$$who] it=[$$it] [$$all] [$$target] [$$party]"/>
    </action>
  </recv>
  $ring
  <send retrans="500"><![CDATA[
      SIP/2.0 200 OK
      [last_Via:]
      [last_From:]
      [last_To:];tag=[pid]a[call_number]
      [last_Call-ID:]
      [last_CSeq:]
      Contact: <sip:[local_ip]:[local_port]>
      """
    + _SDP
    + """
  ]]></send>
  <recv request="ACK"/>
  $end
  <nop next="2"/>
  <label id="1"/>
  """
    + _OK
    + """
  <label id="2"/>
</scenario>"""
)
_RINGS = """<send><![CDATA[
      SIP/2.0 180 Ringing
      [last_Via:]
      [last_From:]
      [last_To:];tag=[pid]a[call_number]
      [last_Call-ID:]
      [last_CSeq:]
      Contact: <sip:[local_ip]:[local_port]>
      Content-Length: 0

  ]]></send>
  <pause milliseconds="$rings"/>"""
_HANGS_UP = """<pause milliseconds="$talks"/>
  <nop><action><log message="free [timestamp] [$$who]"/></action></nop>
  <send retrans="500"><![CDATA[
      BYE [$$target] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:phone@[local_ip]:[local_port]>;tag=[pid]a[call_number]
      To:[$$party]
      Call-ID: [call_id]
      CSeq: 1 BYE
      Max-Forwards: 70
      Content-Length: 0

  ]]></send>
  <recv response="200"/>"""
_STAYS = (
    """<recv request="BYE"/>
  """
    + _OK
)
_REGISTER = """<?xml version="1.0"?>
<scenario name="register">
  <send retrans="500"><![CDATA[
      REGISTER sip:[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:[field0]@[remote_ip]>;tag=[pid]r[call_number]
      To: <sip:[field0]@[remote_ip]>
      Call-ID: [call_id]
      CSeq: 1 REGISTER
      Contact: <sip:[field0]@$contact>
      Expires: 600
      Max-Forwards: 70
      Content-Length: 0

  ]]></send>
  <recv response="401" auth="true"/>
  <send retrans="500"><![CDATA[
      REGISTER sip:[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:[field0]@[remote_ip]>;tag=[pid]r[call_number]
      To: <sip:[field0]@[remote_ip]>
      Call-ID: [call_id]
      CSeq: 2 REGISTER
      [field2]
      Contact: <sip:[field0]@$contact>
      Expires: 600
      Max-Forwards: 70
      Content-Length: 0

  ]]></send>
  <recv response="200"/>
</scenario>"""


def _fill(text: str, **values: object) -> str:
    return Template(text).safe_substitute({name: str(value) for name, value in values.items()})


def caller(number: str, *, listens: float, patience: float = 20.0, keys: str = "1") -> str:
    """Calls, listens for so long before each key that it presses, and waits to be released."""
    pressed = [
        _fill(_KEY, listens=int(listens * 1000), digit=digit, turn=turn) for turn, digit in enumerate(keys, 2)
    ]
    text = _CALLER.replace("$key", "\n  ".join(pressed))
    return _fill(text, number=number, patience=int(patience * 1000), media="[media_port]")


def raw_caller(number: str, *, patience: float = 20.0) -> str:
    """Calls and waits to be released."""
    return _fill(
        _CALLER.replace("$key", ""), number=number, patience=int(patience * 1000), media="[media_port]"
    )


def patient_caller(*, patience: float, ear: int) -> str:
    """Calls the number of its line in the list, waits, and hangs up when its patience is over.

    What it hears goes to port `ear`. Both may hang up in the same moment.
    """
    text = _CALLER.replace("$key", "").replace('timeout="$patience"/>', 'timeout="$patience" ontimeout="1"/>')
    text = text.replace("</scenario>", _GIVES_UP)
    return _fill(text, number="[field0]", patience=int(patience * 1000), media=ear)


def speaking(scenario: str, speech: Path) -> str:
    """The same, and each says again and again what is in the file (G.711 mu-law) from the answer on."""
    says = f'<nop><action><exec rtp_stream="{speech},-1,0"/></action></nop>'
    text = re.sub(r"m=audio \S+ ", "m=audio [rtpstream_audio_port] ", scenario)
    if '<recv request="ACK"/>' in text:
        return text.replace('<recv request="ACK"/>', f'<recv request="ACK"/>\n  {says}')
    return text.replace("  <pause milliseconds=", f"  {says}\n  <pause milliseconds=", 1)


def direct_caller(*, patience: float) -> str:
    """Calls the number of its line in the list and waits to be released; says nothing before."""
    text = _CALLER.replace("$key", '<pause milliseconds="0"/>')
    return _fill(text, number="[field0]", patience=int(patience * 1000), media="[media_port]")


def phones(*, talks: float | None, ear: int, rings: float = 0.0) -> str:
    """Every phone answers (at once, or after so many seconds) and hangs up after its talk.

    `talks` of None: stays until the other side clears. What is said to any of them is sent to port `ear`.
    """
    end = _STAYS if talks is None else _HANGS_UP.replace("$talks", str(int(talks * 1000)))
    ring = _RINGS.replace("$rings", str(int(rings * 1000))) if rings else ""
    return _fill(_PHONES.replace("$end", end).replace("$ring", ring), media=ear)


def register(contact_port: int) -> str:
    return _fill(_REGISTER, contact=f"127.0.0.1:{contact_port}")
