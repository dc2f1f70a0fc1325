"""What can go wrong with a request to the Bot API: errors of the protocol, and faults that a test wants."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from telegram_objects import Json


@dataclass(frozen=True)
class Reply:
    """An HTTP answer."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """What goes wrong with a request: whether it takes effect, how long it hangs, what is answered instead, if anything."""

    apply: bool = False
    seconds: float = 0.0
    answer: Reply | None = None
    drop: bool = False


@dataclass
class Rule:
    """Which requests a fault befalls; `left` is how many more, None for all."""

    method: str
    chat_id: int | None
    fault: Fault
    left: int | None

    def befalls(self, method: str, params: Json) -> bool:
        """Whether it befalls this request."""
        return self.left != 0 and self.method in ("*", method.lower()) and self.chat_id in (None, params.get("chat_id"))


@dataclass
class Moment(Rule):
    """The `left`-th request from now on, at whose coming ("before") or after whose effect ("after") something is done."""

    when: str
    do: Callable[[], object]


class ApiError(Exception):
    """An error answer: HTTP status, description, parameters."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters

    def reply(self) -> Reply:
        """The answer of the protocol; 429 has a Retry-After header too."""
        body: Json = {"ok": False, "error_code": self.status, "description": self.description}
        wait = self.parameters.get("retry_after")
        body |= {"parameters": self.parameters} if self.parameters else {}
        return Reply(self.status, json.dumps(body).encode(), {"Retry-After": str(wait)} if wait else {})


def bad(description: str, **parameters: int) -> ApiError:
    """Bad Request."""
    return ApiError(400, f"Bad Request: {description}", **parameters)


def forbidden(description: str) -> ApiError:
    """Forbidden."""
    return ApiError(403, f"Forbidden: {description}")


def conflict(description: str) -> ApiError:
    """Conflict."""
    return ApiError(409, f"Conflict: {description}")


def error(status: int, description: str, **parameters: int) -> Fault:
    """A fault that answers an error of the protocol and has no effect."""
    return Fault(answer=ApiError(status, description, **parameters).reply())


def retry_after(seconds: int) -> Fault:
    """A fault that answers 429."""
    return error(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def hang(seconds: float, apply: bool = False) -> Fault:
    """A fault that keeps the client waiting: without effect and then cut off, or with effect and then a true answer."""
    return Fault(apply=apply, seconds=seconds, drop=not apply)


DROP = Fault(drop=True)
APPLY_THEN_DROP = Fault(apply=True, drop=True)
GARBAGE = Fault(answer=Reply(200, b'\x1f\x8b{"ok":tru'))
BAD_GATEWAY = Fault(answer=Reply(502, b"<html><head><title>502 Bad Gateway</title></head></html>", {"Content-Type": "text/html"}))
