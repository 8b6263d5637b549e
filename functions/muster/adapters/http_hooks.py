"""Calls to partners by HTTPS, to public addresses only: a webhook must not be a way into the network that Muster runs in."""

import ipaddress
import socket
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

from shared.errors import Code, Rejected

TIMEOUT_S = 10.0
_HTTPS = 443
_PUBLIC_IPV6 = ipaddress.IPv6Network("2000::/3")
"""All that is routed between networks lies in here; what else Python calls global is no server's."""
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""How a network that speaks IPv6 only reaches IPv4: the last 32 bits are the address. What 64:ff9b:1::/48 leads to is local."""


class HttpHooks:
    """Implements ``ports.messaging.Hooks``.

    The name is resolved once and the connection made to that very address, so that a name can't turn to an inner address
    between check and use; the certificate is still checked against the name.

    Args:
        allow_local: whether plain HTTP to loopback is allowed too, as on the emulator suite.
    """

    def __init__(self, *, allow_local: bool = False) -> None:
        self._allow_local = allow_local

    def check(self, url: str) -> None:
        """Refuse an address that is not a public server's by HTTPS; a name that does not resolve now may do so later."""
        self._address(_split(url))

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int | None:
        """Post once; None when no answer came."""
        import urllib3

        parts = _split(url)
        address = self._address(parts)
        if address is None:
            return None
        sent = {"Host": parts.netloc, "Content-Type": "application/json", "User-Agent": "Muster", **headers}
        target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        try:
            with self._pool(parts, address) as pool:
                answer = pool.request("POST", target, body=body, headers=sent, redirect=False, preload_content=False)
                answer.close()
        except urllib3.exceptions.HTTPError:
            return None
        return int(answer.status)

    def _pool(self, parts: SplitResult, address: str) -> Any:
        import urllib3

        timeout = urllib3.Timeout(connect=TIMEOUT_S, read=TIMEOUT_S)
        if parts.scheme == "http":
            return urllib3.HTTPConnectionPool(address, parts.port or 80, timeout=timeout, retries=False)
        return urllib3.HTTPSConnectionPool(
            address,
            parts.port or _HTTPS,
            timeout=timeout,
            retries=False,
            server_hostname=parts.hostname,
            assert_hostname=parts.hostname,
        )

    def _address(self, parts: SplitResult) -> str | None:
        """Resolve the name; None when it does not resolve now.

        Raises:
            Rejected: ``X921`` for anything but HTTPS to a public address.
        """
        host = parts.hostname
        if host is None or parts.username is not None or parts.scheme not in {"https", "http"}:
            raise Rejected(Code.BAD_WEBHOOK_URL)
        try:
            found = socket.getaddrinfo(host, parts.port or _HTTPS, type=socket.SOCK_STREAM)
        except OSError:
            return None
        address = str(found[0][4][0])
        ip = ipaddress.ip_address(address)
        if self._allow_local and ip.is_loopback:
            return address
        if parts.scheme != "https" or not _is_public(ip):
            raise Rejected(Code.BAD_WEBHOOK_URL)
        return address


def _is_public(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether any network may reach it; one of IPv6 that leads to one of IPv4 is as public as that one."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not ip.is_multicast
    inside = ip.ipv4_mapped or ip.sixtofour
    if ip in _NAT64:
        inside = ipaddress.IPv4Address(ip.packed[-4:])
    return _is_public(inside) if inside else ip in _PUBLIC_IPV6 and ip.is_global


def _split(url: str) -> SplitResult:
    """Take an address apart.

    Raises:
        Rejected: ``X921`` for one that no server can have; names beyond ASCII are given in their ``xn--`` form, as HTTP sends them.
    """
    try:
        parts = urlsplit(url)
        is_plain = parts.netloc.isascii() and parts.port != 0
        (parts.hostname or "").encode("idna")
    except ValueError:
        is_plain = False
    if not is_plain:
        raise Rejected(Code.BAD_WEBHOOK_URL)
    return parts
