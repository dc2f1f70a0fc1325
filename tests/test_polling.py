"""When polling is given up, and how an update that cannot be parsed is got rid of."""

from __future__ import annotations

import asyncio
import json
import logging
import sys

import pytest
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.engine.upkeep.logs import RedactingFormatter
from bot.telegram.wire.logs import _is_news
from bot.telegram.wire.polling import PATIENCE, SILENCE, UpdatesRequest, Watch, parsable
from bot.telegram.words import SERVING

TOKEN = "7000000001:AAsecret-token_of_the_bot"


def _watched(*seen: tuple[float, int]) -> tuple[str | None, int]:
    """The reason and the number of stops after statuses at these seconds."""
    now, stops = [0.0], [0]

    def stop() -> None:
        stops[0] += 1

    watch = Watch(stop, lambda: now[0])
    for at, status in seen:
        now[0] = at
        watch.saw(status)
    return watch.reason, stops[0]


def test_what_came_is_kept_before_it_is_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library sees a batch, and so confirms it with its next request, only once it is kept."""
    body, kept = json.dumps({"ok": True, "result": [{"update_id": 7}, {"update_id": 8}]}).encode(), list[int]()

    async def answered(*_: object, **__: object) -> tuple[int, bytes]:
        return 200, body

    monkeypatch.setattr(HTTPXRequest, "do_request", answered)
    request = UpdatesRequest(Watch(lambda: None), lambda updates: kept.extend(u["update_id"] for u in updates))
    assert asyncio.run(request.do_request("getUpdates", "POST")) == (200, body)
    assert kept == [7, 8]


@pytest.mark.parametrize("status", [401, 404])
def test_a_refused_token_ends_it_once(status: int) -> None:
    """The first refusal stops the program, the following change nothing."""
    reason, stops = _watched((0, 200), (1, status), (2, status))
    assert stops == 1
    assert reason is not None
    assert "RECTIFY_TOKEN" in reason


def test_conflicts_end_it_after_a_minute() -> None:
    """Another poller is put up with for a minute, as when an old instance is just being replaced; answers between do not count."""
    reason, stops = _watched((0, 409), (20, 409), (30, 200), (45, 409), (PATIENCE, 409), (70, 409))
    assert stops == 1
    assert reason is not None


@pytest.mark.parametrize(
    "seen",
    [
        [(0, 409), (59, 409), (200, 409), (250, 409)],
        [(i, 502) for i in range(100)],
        [(0, 429), (100, 500), (200, 200)],
    ],
    ids=["conflicts long apart", "bad gateway", "other errors"],
)
def test_what_passes_does_not_end_it(seen: list[tuple[float, int]]) -> None:
    """Everything else is waited out."""
    assert _watched(*seen) == (None, 0)


def test_an_update_that_cannot_be_parsed_is_reduced_to_its_id(caplog: pytest.LogCaptureFixture) -> None:
    """Its neighbours are kept whole, and it is logged."""
    user = {"id": 5, "is_bot": False, "first_name": "王"}
    good = {
        "update_id": 1,
        "message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "from": user, "text": "问"},
    }
    bad = {"update_id": 2, "message": {"message_id": 2, "chat": {"id": 5, "type": "private"}}}
    body = json.dumps({"ok": True, "result": [good, bad]}).encode()
    shown, updates = parsable(body)
    assert updates == [good, {"update_id": 2}]
    assert json.loads(shown) == {"ok": True, "result": updates}
    assert "update 2" in caplog.text


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html>", b"[]", b"null", b'{"ok":true}', b'{"result":true}', b'{"ok":true,"result":7}', b'{"ok":true,"result":[{}]}',
        b'{"ok":true,"result":[7,null]}', b'{"ok":true,"result":[{"update_id":"x"}]}', b'{"ok":true,"result":[{"update_id":true}]}',
        b'{"ok":true,"result":[{"update_id":' + b"9" * 30 + b"}]}", b"[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_list_of_updates_is_no_answer(body: bytes) -> None:
    """The library, which would end its polling for good on some of these, has nothing to read, and asks again after a pause."""
    assert parsable(body) == (b"", [])
    with pytest.raises(TelegramError):
        HTTPXRequest.parse_json_payload(b"")


def test_what_has_no_name_holds_up_no_other() -> None:
    """It is left out, as it could never be confirmed; its neighbour is handled."""
    shown, updates = parsable(b'{"ok":true,"result":[null,{"update_id":8},{"update_id":"9"}]}')
    assert (json.loads(shown)["result"], updates) == ([{"update_id": 8}], [{"update_id": 8}])


def test_polling_that_ended_ends_the_program() -> None:
    """Five minutes without a request, once there was one: whatever ended them, somebody has to start it again; an outage makes requests."""
    now, stops = [0.0], list[int]()
    watch = Watch(lambda: stops.append(1), lambda: now[0])
    now[0] = 10_000.0
    watch.look()
    for _ in range(20):
        watch.asks()
        now[0] += SILENCE
        watch.look()
    assert (watch.reason, stops) == (None, [])
    now[0] += 1
    watch.look()
    watch.look()
    assert (watch.reason, stops) == (SERVING.silent, [1])


def test_who_gives_up_disturbs_no_other_poller(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last request of a stop would end that of the poller that is to go on, and have it give up in its turn."""
    made = list[str]()

    async def answered(_: object, url: str, *__: object, **___: object) -> tuple[int, bytes]:
        made.append(url)
        return 401, b""

    monkeypatch.setattr(HTTPXRequest, "do_request", answered)
    monkeypatch.setattr("bot.telegram.wire.polling._ENDING", 0.0)
    request = UpdatesRequest(Watch(lambda: None), lambda _: None)
    asked = [RequestData([RequestParameter("timeout", 25, None)]), RequestData([RequestParameter("timeout", 0, None)])]
    assert [asyncio.run(request.do_request("getUpdates", "POST", data))[0] for data in asked] == [200, 200]
    assert made == ["getUpdates"]


def _line(message: str, *arguments: object, error: BaseException | None = None) -> str:
    trace = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("x", logging.ERROR, "f.py", 1, message, arguments, trace)
    return RedactingFormatter([TOKEN, "hook/secret"]).format(record)


def test_no_secret_in_a_line() -> None:
    """In the message, its arguments, encoded in an address, in a traceback: nowhere."""
    try:
        raise ValueError(f"POST https://example.org/bot{TOKEN}/getMe")
    except ValueError as raised:
        lines = [
            _line(f"x {TOKEN}"),
            _line("%s", TOKEN),
            _line("%s", "bot7000000001%3AAAsecret-token_of_the_bot"),
            _line("x", error=raised),
        ]
    lines.append(_line("hook/secret hook%2Fsecret"))
    assert "Traceback" in lines[3]
    assert not any("AAsecret" in line or "hook" in line for line in lines)


def test_no_other_token_either() -> None:
    """What looks like a bot's token is not shown, whosever it is."""
    assert "AAAA" not in _line(f"1234567890:{'A' * 35}")


def test_the_librarys_traces_of_a_refused_token_are_left_out() -> None:
    """The program says it in one sentence."""
    try:
        raise InvalidToken
    except InvalidToken:
        record = logging.LogRecord("x", logging.ERROR, "f.py", 1, "m", (), sys.exc_info())
    assert not _is_news(record)
