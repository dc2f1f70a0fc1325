"""HTTP of the Bot API server of the tests: requests in the protocol's three encodings, files, connections that are cut."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import sys
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from telegram_faults import ApiError, Reply
from telegram_objects import Json

if TYPE_CHECKING:
    from telegram_server import TelegramServer

UPLOAD_LIMIT = 50 * 2**20
_TEXTS = re.compile("text|caption|parse_mode|callback_query_id|inline_query_id|url|title|language_code|next_offset|secret_token")


class Http(ThreadingHTTPServer):
    """Keeps the open connections, to close them at the end."""

    daemon_threads = True
    request_queue_size = 64
    api: TelegramServer

    def __init__(self, *args: Any) -> None:
        self._open: set[Any] = set()
        self._closed = threading.Condition()
        super().__init__(*args)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection."""
        with self._closed:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection."""
        super().shutdown_request(request)
        with self._closed:
            self._open.discard(request)
            self._closed.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error; anything else is told by `stop`."""
        problem = sys.exception()
        if problem is not None and not isinstance(problem, OSError):
            self.api.failures.append(problem)

    def wait_idle(self, seconds: float) -> bool:
        """Whether in time every connection made so far is closed by its client, and what came by it dealt with."""
        with socket.create_connection(("127.0.0.1", self.server_port), seconds) as last:  # accepted behind all others
            last.shutdown(socket.SHUT_WR)
            last.recv(1)
        with self._closed:
            return self._closed.wait_for(lambda: not self._open, seconds)

    def close_all(self) -> None:
        """Cut every connection and wait, at most 5 s, for the threads that serve them."""
        self.server_close()
        with self._closed:
            for request in self._open:
                with contextlib.suppress(OSError):
                    request.shutdown(socket.SHUT_RDWR)
            self._closed.wait_for(lambda: not self._open, 5)


class Handler(BaseHTTPRequestHandler):
    """One connection; every request is answered by the server's `answer`."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Http

    def do_GET(self) -> None:
        """A file, or a method called by GET."""
        api, path = self.server.api, urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
        if not path.startswith("/file/"):
            self.do_POST()
            return
        self._reply(api.hand_out(path))

    def do_POST(self) -> None:
        """A method."""
        size = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(size)
        address = urllib.parse.urlsplit(self.path)
        match = re.fullmatch(r"/bot([^/]+)/(\w+)", urllib.parse.unquote(address.path))
        if match is None:
            self._reply(ApiError(404, "Not Found").reply())
        elif size > UPLOAD_LIMIT:
            self._reply(ApiError(413, "Request Entity Too Large").reply())
        else:
            fields, parts = _fields(self.headers.get("Content-Type", ""), body)
            fields = dict(urllib.parse.parse_qsl(address.query, keep_blank_values=True)) | fields
            self._reply(self.server.api.answer(match[1], match[2], {k: _value(k, v) for k, v in fields.items()}, parts))

    def _reply(self, reply: Reply | None) -> None:
        if reply is None:
            self.close_connection = True
            return
        self.send_response(reply.status)
        for key, value in {"Content-Type": "application/json", "Content-Length": str(len(reply.body)), **reply.headers}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the calls are kept in `calls`."""


def _fields(content_type: str, body: bytes) -> tuple[Json, dict[str, tuple[str, str, bytes]]]:
    """The fields of a request and its files as (name, type, bytes), in any of the three encodings."""
    if content_type.startswith("application/json"):
        return json.loads(body or b"{}"), {}
    if not content_type.startswith("multipart/form-data"):
        return dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True)), {}
    fields: Json = {}
    files: dict[str, tuple[str, str, bytes]] = {}
    boundary = b"\r\n--" + content_type.split("boundary=")[1].strip('"').encode()
    for part in (b"\r\n" + body).split(boundary)[1:-1]:
        head, _, data = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        names = dict(re.findall(r'\b(name|filename)="([^"]*)"', head.decode()))
        mime = re.search(r"(?i)content-type: *([^\r\n]+)", head.decode())
        if "filename" in names:
            files[names["name"]] = (names["filename"].replace("%22", '"'), mime[1] if mime else "application/octet-stream", data)
        else:
            fields[names["name"]] = data.decode()
    return fields, files


def _value(name: str, raw: Any) -> Any:
    """A field as the JSON it stands for, unless it is free text."""
    if _TEXTS.fullmatch(name) or not isinstance(raw, str):
        return raw
    try:
        return json.loads(raw)
    except ValueError:
        return raw
