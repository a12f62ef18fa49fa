"""Which addresses of the net a program may be sent to by what people have typed."""

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Where clouds tell a machine its own keys. The first is link-local, which is never asked anyway.
METADATA = frozenset(
    ipaddress.ip_address(one)
    for one in ("169.254.169.254", "fd00:ec2::254", "100.100.100.200", "168.63.129.16", "192.0.0.192")
)


def is_public(address: str) -> bool:
    """Not loopback, link-local, private, shared, multicast or reserved, also not dressed as IPv6."""
    found = _plain(address)
    return found.is_global and not found.is_multicast and found not in METADATA


def is_inside(address: str) -> bool:
    """Loopback or a private network; what tells a machine's own keys is neither public nor this."""
    found = _plain(address)
    if found in METADATA or found.is_link_local or found.is_multicast or found.is_unspecified:
        return False
    return (found.is_private and not found.is_reserved) or found.is_loopback


def _plain(address: str) -> Address:
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if inner is not None:
            return inner
        if found in ipaddress.ip_network("64:ff9b::/96"):  # RFC 6052: an IPv4 address behind NAT64
            return ipaddress.ip_address(int(found) & 0xFFFFFFFF)
    return found
