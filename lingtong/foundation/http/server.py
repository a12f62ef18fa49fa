import socket

import uvicorn
from starlette.applications import Starlette

from lingtong.foundation.config import HttpSettings
from lingtong.foundation.http.wire import WireProtocol
from lingtong.kit import Refusal

LARGEST_FRAME = 1 << 20


class PortInUse(Refusal):
    code = "http.port_in_use"
    status = 500


class CertificateMissing(Refusal):
    code = "http.certificate_missing"
    status = 500


class PartEnded(Exception):
    """Something that lives as long as the server has ended before it; the log says why."""


class Server(uvicorn.Server):
    async def on_tick(self, counter: int) -> bool:
        """uvicorn itself would go on: pages would come, and every screen would stand still."""
        if self.lifespan.error_occurred:
            raise PartEnded("what runs beside the server has failed")
        return await super().on_tick(counter)


def server_for(app: Starlette, settings: HttpSettings) -> Server:
    """`await server.serve(sockets=[listening_socket(settings)])` until `server.should_exit`."""
    for file in (settings.certificate, settings.key):
        if settings.is_secure and (file is None or not file.is_file()):
            raise CertificateMissing(f"HTTPS needs a certificate and its key; {file} is not there.")
    return Server(
        uvicorn.Config(
            app,
            loop="uvloop",
            lifespan="on",
            ws=WireProtocol,
            ws_max_size=LARGEST_FRAME,
            ws_per_message_deflate=False,  # a compression per message and socket costs more than it saves
            ws_ping_interval=20,
            ws_ping_timeout=20,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=list(settings.trusted_proxies),
            ssl_certfile=settings.certificate,
            ssl_keyfile=settings.key,
            timeout_graceful_shutdown=5,
        )
    )


def listening_socket(settings: HttpSettings) -> socket.socket:
    """Bound before anything else starts, so that a port in use is one clear line."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((settings.host, settings.port))
    except OSError as error:
        found.close()
        raise PortInUse(
            f"{settings.host}:{settings.port} cannot be used ({error.strerror}). "
            "Stop what uses it, or set LINGTONG_HTTP__PORT.",
            port=settings.port,
        ) from error
    found.listen(1024)
    return found
