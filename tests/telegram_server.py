"""A Telegram Bot API server on 127.0.0.1 for tests: what a bot says to it is checked as the real one checks it.

    with TelegramServer() as server:
        user = server.add_user("王工")
        ...  # a process that polls server.base_url with server.token
        server.say(user, user, "/start")
        assert "你好" in server.wait_for(chat=user).text

Every method may be called from any thread. `sent` are the messages and edits that took effect, `calls` every request.
Markdown is refused, albums, payments and games are not there; the clock is the real one.
"""

from __future__ import annotations

import json
import math
import re
import threading
import time
from collections.abc import Callable

from telegram_faults import (
    APPLY_THEN_DROP,
    BAD_GATEWAY,
    DROP,
    GARBAGE,
    ApiError,
    Fault,
    Moment,
    Reply,
    Rule,
    error,
    hang,
    retry_after,
)
from telegram_http import Handler, Http
from telegram_methods import BotApi
from telegram_objects import Button, Call, Chat, File, Json, Place, Sent, User
from telegram_onlooker import PATIENCE, Onlooker

__all__ = [
    "APPLY_THEN_DROP", "BAD_GATEWAY", "DROP", "GARBAGE", "PATIENCE", "Button", "Call", "Chat", "Fault", "File", "Sent", "TelegramServer",
    "User", "error", "hang", "retry_after",
]  # fmt: skip


class TelegramServer(BotApi, Onlooker):
    """The server and the people who use it."""

    def __init__(self, token: str = "7000000001:TEST", username: str = "plan_test_bot", privacy: bool = True) -> None:
        super().__init__(token, username, privacy)
        self.failures: list[BaseException] = []
        self._rules: list[Rule] = []
        self._moments: list[Moment] = []
        self._cleared = 0
        self._http = Http(("127.0.0.1", 0), Handler)
        self._http.api = self
        self._loop = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        self.base_url, self.base_file_url = f"{self.url}/bot", f"{self.url}/file/bot"

    # --- life

    def start(self) -> TelegramServer:
        """Begin to answer; `base_url` and `base_file_url` are what a client is started with."""
        self._loop.start()
        return self

    def stop(self) -> None:
        """End every request, close every connection; raises what the server itself failed with, if anything."""
        with self.changed:
            again, self.stopped = self.stopped, True
            self.changed.notify_all()
        if not again and self._loop.ident:
            self._http.shutdown()
        self._http.close_all()
        if self.failures:
            raise self.failures[0]

    def __enter__(self) -> TelegramServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def wait_gone(self) -> None:
        """Wait until nothing is left of a process that ended: what it had sent before may take effect after its end."""
        with self.changed:
            self._poll += 1
            self.changed.notify_all()
        assert self._http.wait_idle(PATIENCE)

    # --- what goes wrong

    def fail(self, method: str, fault: Fault, *, chat: Place | None = None, times: int | None = 1) -> None:
        """Let the next requests of a method ("*" for any), in a chat if given, go wrong; `times` None is until `clear_faults`."""
        with self.changed:
            self._rules.append(Rule(method.lower(), chat.id if chat else None, fault, times))

    def refuse(self, token: str) -> None:
        """From now on another token is the right one; who waits for updates asks again at once."""
        with self.changed:
            self.token = token
            self._poll += 1
            self.changed.notify_all()

    def clear_faults(self) -> None:
        """All is well again; what hangs goes on at once."""
        with self.changed:
            self._rules.clear()
            self._cleared += 1
            self.changed.notify_all()

    def on_call(
        self, method: str, n: int, when: str = "before", do: Callable[[], object] = lambda: None, *, chat: Place | None = None
    ) -> None:
        """Kill point: at the n-th request of a method from now on `do`, then cut the connection; "before" it has no effect."""
        assert when in ("before", "after")
        with self.changed:
            self._moments.append(Moment(method.lower(), chat.id if chat else None, Fault(), n, when, do))

    def flood_limit(self, chat: Place, messages: int, seconds: float) -> None:
        """Answer 429 where a chat gets more than so many messages and edits in so many seconds."""
        with self.changed:
            self._chat(chat).flood = (messages, seconds)

    # --- one request

    def answer(self, token: str, method: str, params: Json, parts: dict[str, tuple[str, str, bytes]]) -> Reply | None:
        """Deal with a request, `parts` being its files (name, type, bytes); None cuts the connection."""
        with self.changed:
            if token != self.token:
                return ApiError(401, "Unauthorized").reply()
            call = Call(method, {**params, **{key: self._store(*part).id for key, part in parts.items()}})
            self.calls.append(call)
            if self._reached(call, "before"):
                return None
            fault = self._fault(method, params)
            reply = self._apply(call) if fault.apply else None
            if self._reached(call, "after"):
                return None
            if fault.seconds:
                cleared = self._cleared
                self.changed.wait_for(lambda: self.stopped or self._cleared != cleared, fault.seconds)
            if fault.answer:
                reply = fault.answer
                call.status, call.result = reply.status, reply.body.decode(errors="replace")
            call.status = call.status or 0
            self.changed.notify_all()
            return None if fault.drop else reply

    def hand_out(self, path: str) -> Reply | None:
        """A file by the path of its address; what is to `fail` of the method "file" befalls it."""
        with self.changed:
            fault = self._fault("file", {})
            found = next((f for f in self.files.values() if path == f"/file/bot{self.token}/{f.path}"), None)
        if fault.apply:
            return Reply(200, found.data, {"Content-Type": found.mime}) if found else ApiError(404, "Not Found").reply()
        return fault.answer

    def _reached(self, call: Call, when: str) -> bool:
        """Whether this request is one that a test waits for; what is to be done then is done."""
        for moment in [m for m in self._moments if m.when == when and m.befalls(call.method, call.params)]:
            moment.left = (moment.left or 1) - 1
            if moment.left == 0:
                call.status = call.status or 0
                moment.do()
                self.changed.notify_all()
                return True
        return False

    def _fault(self, method: str, params: Json) -> Fault:
        """What is to go wrong with a request; by default nothing."""
        rule = next((r for r in self._rules if r.befalls(method, params)), None)
        if rule is None:
            return Fault(apply=True)
        rule.left = None if rule.left is None else rule.left - 1
        return rule.fault

    def _apply(self, call: Call) -> Reply:
        handler = getattr(self, f"_api_{call.method.lower()}", None)
        try:
            if handler is None:
                raise ApiError(404, "Not Found")
            self._check_flood(call)
            call.result = handler(call.params)
            call.status = 200
            return Reply(200, json.dumps({"ok": True, "result": call.result}).encode())
        except ApiError as e:
            call.status, call.result = e.status, e.description
            return e.reply()
        except Exception as e:  # a mistake of this server, which `stop` tells
            self.failures.append(e)
            return ApiError(500, f"Internal Server Error: {e!r}").reply()

    def _check_flood(self, call: Call) -> None:
        chat = self.chats.get(call.params.get("chat_id", 0))
        if chat is None or chat.flood is None or not re.match("send(?!ChatAction)|edit", call.method):
            return
        most, seconds = chat.flood
        now = time.monotonic()
        chat.sends = [at for at in chat.sends if now - at < seconds]
        if len(chat.sends) >= most:
            wait = math.ceil(seconds - (now - chat.sends[0])) or 1
            raise ApiError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        chat.sends.append(now)
