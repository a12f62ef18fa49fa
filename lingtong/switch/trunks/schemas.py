import ipaddress
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from lingtong.foundation.catalog.schemas import Body, OtherName
from lingtong.kit import Refusal
from lingtong.switch.numbers import dialable

# Names of the switch's own making; a guest's and a browser phone's must never be taken by a desk phone.
RESERVED = ("a-", "guest-", "trunk-")
UNFIT = ';"\\'
_HOST = re.compile(
    r"(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)


def _host(text: str) -> str:
    if _HOST.fullmatch(text):
        return text
    try:
        return str(ipaddress.ip_address(text.strip("[]")))
    except ValueError:
        raise ValueError("is no host name and no IP address") from None


def _network(text: str) -> str:
    try:
        network = ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        raise ValueError("is no IP address and no network such as 203.0.113.0/29") from None
    if network.prefixlen < (8 if network.version == 4 else 32):
        raise ValueError("covers too much of the world; name the carrier's addresses")
    return str(network.network_address) if network.num_addresses == 1 else str(network)


def _free_name(name: str) -> str:
    if name.startswith(RESERVED):
        raise ValueError(f"may not begin with {', '.join(RESERVED)}")
    return name


def _account(text: str) -> str:
    if not all("!" <= sign <= "~" and sign not in UNFIT for sign in text):
        raise ValueError("takes letters, digits and signs, but no space, quote, semicolon or backslash")
    return text


def _number(text: str) -> str:
    try:
        return dialable(text) if text else ""
    except Refusal as no:
        raise ValueError(no.message) from None


SipName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,31}$"), AfterValidator(_free_name)]
Host = Annotated[str, StringConstraints(strip_whitespace=True, max_length=255), AfterValidator(_host)]
Network = Annotated[str, StringConstraints(max_length=64), AfterValidator(_network)]
# They are written into the switch's configuration, where quotes, backslashes and semicolons mean something.
Account = Annotated[str, StringConstraints(max_length=120), AfterValidator(_account)]


class TrunkBody(Body):
    """A password that is left out stays as it is; it is never given back."""

    name: SipName
    kind: Literal["ip", "registration"]
    host: Host
    port: Annotated[int, Field(ge=1, le=65535)] = 5060
    transport: Literal["udp", "tcp", "tls"] = "udp"
    username: Account = ""
    password: Account | None = None
    has_password: bool = False
    allowed_ips: Annotated[list[Network], Field(max_length=100)] = Field(default_factory=list)
    order: Annotated[int, Field(ge=0, le=1000)] = 0
    enabled: bool = True
    outbound: bool = True
    t38: bool = True
    caller_number: Annotated[str, StringConstraints(max_length=40), AfterValidator(_number)] = ""

    @model_validator(mode="after")
    def _complete(self) -> "TrunkBody":
        if self.kind == "ip" and not self.allowed_ips:
            raise ValueError(
                "a trunk known by its address needs allowed_ips; without them anybody could call in"
            )
        if self.kind == "registration" and not self.username:
            raise ValueError("a trunk that registers needs a username")
        return self


class DeskPhoneBody(Body):
    name: SipName
    display_name: OtherName = ""
