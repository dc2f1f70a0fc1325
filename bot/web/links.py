"""Signed links to the board: until when, of which units, and a signature that only the settings' secret makes. Pure.

Why: .github/decisions/0020-the-board-takes-nothing.md.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

_PURPOSE = "board"
_JOINED = "、"


@dataclass(frozen=True)
class Link:
    """What a link says: valid until a Unix time, of these units (of everything where there are none)."""

    until: int
    units: tuple[str, ...] = ()
    signature: str = ""

    def signed_with(self, secret: str) -> bool:
        """Whether the secret has made its signature; in constant time."""
        return hmac.compare_digest(self.signature.encode(), _signature(self.until, self.units, secret).encode())


def signed(until: int, units: tuple[str, ...], secret: str) -> str:
    """What stands behind the ? of a link's address.

    >>> read(signed(1800000000, ("市水务局",), "s" * 32)).signed_with("s" * 32)
    True
    """
    said = {"until": str(until)} | ({"units": _JOINED.join(units)} if units else {})
    return urlencode(said | {"signature": _signature(until, units, secret)})


def read(query: str) -> Link | None:
    """The link in an address, whoever made it up; None where none is meant."""
    if "signature=" not in query:
        return None
    try:
        found = dict(parse_qsl(query, max_num_fields=9))
    except ValueError:
        found = {}
    if not re.fullmatch("[0-9]{1,12}", found.get("until", "")):
        return Link(0)
    units = tuple(u for u in found.get("units", "").split(_JOINED) if u)
    return Link(int(found["until"]), units, found.get("signature", ""))


def _signature(until: int, units: tuple[str, ...], secret: str) -> str:
    said = f"{_PURPOSE}\n{until}\n{_JOINED.join(units)}"
    return hmac.new(secret.encode(), said.encode(), "sha256").hexdigest()
