"""Where the board is shown and to whom: on this machine to whoever sits at it, elsewhere by the password or a signed link. Pure.

Why: .github/decisions/0020-the-board-takes-nothing.md.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from corpus.errors import RectifyError

from .links import Link, read
from .words import WEB

_LOCAL = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]+)?", re.IGNORECASE)
_FORWARDED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")


class BoardError(RectifyError):
    """Why the board cannot be shown there."""


@dataclass(frozen=True)
class Place:
    """Where it is listened."""

    host: str
    port: int

    @property
    def local(self) -> bool:
        """Whether only this machine reaches it."""
        return self.host == "localhost" or ipaddress.ip_address(self.host).is_loopback

    @property
    def written(self) -> str:
        """As it stands in an address."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def place(written: str) -> Place:
    """An address as people write it; without a host it is this machine's own.

    >>> place("127.0.0.1:8080"), place("[::1]:80"), place("8080").written
    (Place(host='127.0.0.1', port=8080), Place(host='::1', port=80), '127.0.0.1:8080')

    Raises:
        BoardError: it is none.
    """
    match = re.fullmatch(r"(?:(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+|localhost)):)?([0-9]{1,5})", written.strip())
    host, port = ((match[1] or match[2] or "127.0.0.1"), int(match[3])) if match else ("", 0)
    try:
        if host != "localhost":
            ipaddress.ip_address(host)
    except ValueError:
        port = 0
    if not 0 < port < 65536:
        raise BoardError(WEB.address.format(address=written[:60]))
    return Place(host, port)


@dataclass(frozen=True)
class Refused:
    """With which status somebody is refused, and in which words."""

    status: HTTPStatus
    words: str


@dataclass(frozen=True)
class Guest:
    """Who is let in: to everything, or to the board of these units."""

    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class Door:
    """Who is let in: whoever has a link or knows the password, and where there is no password whoever asks this machine by its own name.

    A page of another site can have its name point here (DNS rebinding), and a proxy brings whoever asks it: both are refused.

    Raises:
        BoardError: other machines reach the place, and there is neither a password nor a secret that signs links.
    """

    place: Place
    password: str
    secret: str = ""

    def __post_init__(self) -> None:
        if not self.password and not self.secret and not self.place.local:
            raise BoardError(WEB.password.format(host=self.place.host))

    def opens(self, headers: Mapping[str, str], query: str = "", now: float = 0) -> Guest | Refused:
        """Whether a request is let in, by its headers and what stands behind the ? of its address."""
        if self.secret and (link := read(query)):
            return self._by_link(link, now)
        if self.password:
            known = hmac.compare_digest(_password_in(headers.get("Authorization", "")).encode(), self.password.encode())
            return Guest() if known else Refused(HTTPStatus.UNAUTHORIZED, WEB.wanted)
        strange = not _LOCAL.fullmatch(headers.get("Host", "")) or any(name in headers for name in _FORWARDED)
        if strange or not self.place.local:
            return Refused(HTTPStatus.FORBIDDEN, WEB.link_wanted if self.secret else WEB.local_only)
        return Guest()

    def _by_link(self, link: Link, now: float) -> Guest | Refused:
        if not link.signed_with(self.secret):
            return Refused(HTTPStatus.FORBIDDEN, WEB.link_wrong)
        return Guest(link.units) if now < link.until else Refused(HTTPStatus.GONE, WEB.link_over)


def _password_in(header: str) -> str:
    """The password of HTTP's Basic scheme (RFC 7617), whatever the user's name; "" where there is none."""
    scheme, _, value = header.partition(" ")
    try:
        said = base64.b64decode(value, validate=True).decode() if scheme.lower() == "basic" else ""
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return said.partition(":")[2]
