"""Where the switch keeps its things and which doors it opens."""

from pathlib import Path

import msgspec


class Tls(msgspec.Struct, frozen=True, kw_only=True):
    """Certificate and key (PEM files) for SIP over TLS and for HTTPS and WSS of the switch itself."""

    certificate: Path
    key: Path
    sip_port: int = 5161
    https_port: int = 8089


class SwitchSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Ports are on `bind` (SIP and RTP) or always on loopback (HTTP, AMI).

    `recordings` and `prompts` are shared with other rooms; everything in `home` is the switch's own.
    `external_address` is what phones outside see, where the machine stands behind NAT.
    """

    home: Path
    recordings: Path
    prompts: Path
    runtime: Path
    bind: str = "127.0.0.1"
    external_address: str = ""
    local_networks: tuple[str, ...] = ()
    sip_port: int = 5160
    http_port: int = 8088
    ami_port: int = 5138
    rtp_first: int = 20000
    rtp_last: int = 24999
    udptl_first: int = 25000
    udptl_last: int = 25499
    tls: Tls | None = None
    qualify_every: int = 15
    app: str = "lingtong"
    zone: str = "cn"

    @classmethod
    def in_folder(cls, data: Path, runtime: Path) -> "SwitchSettings":
        """The usual places below the product's data folder."""
        return cls(
            home=data / "asterisk", recordings=data / "recordings", prompts=data / "prompts", runtime=runtime
        )

    @property
    def etc(self) -> Path:
        return self.home / "etc"

    @property
    def run(self) -> Path:
        return self.home / "run"

    @property
    def log(self) -> Path:
        return self.home / "log"

    @property
    def share(self) -> Path:
        return self.home / "share"

    @property
    def messages(self) -> Path:
        """What callers leave, until it is kept elsewhere."""
        return self.recordings.parent / "messages"

    @property
    def degraded_log(self) -> Path:
        return self.home / "degraded.log"

    @property
    def faxes(self) -> Path:
        """Where pages are handed over: `FAX_ID.tif`, and `FAX_ID.result` when it is over."""
        return self.home / "faxes"

    @property
    def music(self) -> Path:
        """Where operators put it."""
        return self.prompts / "moh"

    @property
    def ready_music(self) -> Path:
        """What Asterisk plays: the same, also in the codecs of the lines."""
        return self.home / "music"

    @property
    def security_log(self) -> Path:
        return self.log / "security"
