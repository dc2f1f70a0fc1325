"""The board over HTTP: live and read-only, to whoever sits at the machine or knows the password, and to nobody else."""

from __future__ import annotations

import base64
import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bot_fixtures import Command
from browser import CHROMIUM, DRIVER, browser
from telegram_fixtures import Process
from telegram_server import TelegramServer, error

from bot.config import Config, ConfigError
from bot.files.words import BOARD
from bot.web.access import BoardError, Door, Guest, Place, Refused, place
from bot.web.links import Link, read, signed
from bot.web.serving import beside
from bot.web.words import WEB

ROOT = Path(__file__).parent.parent
PASSWORD = "口令correct-horse"
SECRET = "0123456789abcdef" * 2
NOW = 1_800_000_000
LOCAL = {"Host": "127.0.0.1:8080"}


def _refused(door: Door, headers: dict[str, str], query: str = "") -> int | None:
    """With which status the door refuses; None where it lets in."""
    found = door.opens(headers, query, NOW)
    return int(found.status) if isinstance(found, Refused) else None


def _free() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def _basic(password: str, user: str = "x") -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"}


def _ask(port: int, path: str = "/", method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and text of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with contextlib.closing(connection):
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """An empty data directory: the bundled plan, an empty ledger."""
    (tmp_path / "data").mkdir()
    return Config.from_env({}, str(tmp_path / "data"))


@pytest.fixture
def port(config: Config) -> Iterator[int]:
    """The board of it on this machine, without a password."""
    port = _free()
    with beside(config, str(port)):
        yield port


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("8080", Place("127.0.0.1", 8080)),
        ("127.0.0.1:80", Place("127.0.0.1", 80)),
        ("localhost:65535", Place("localhost", 65535)),
        ("[::1]:8080", Place("::1", 8080)),
        ("0.0.0.0:8080", Place("0.0.0.0", 8080)),
        (" 10.1.2.3:8080 ", Place("10.1.2.3", 8080)),
    ],
)
def test_an_address(written: str, found: Place) -> None:
    """A port alone is this machine's."""
    assert place(written) == found


@pytest.mark.parametrize(
    "written", ["", "0", "65536", "127.0.0.1", ":8080", "1.2.3:80", "::1:80", "board.example:80", "http://127.0.0.1:80", "80 80"]
)
def test_what_is_no_address(written: str) -> None:
    """One sentence says how one looks."""
    with pytest.raises(BoardError, match="看不懂"):
        place(written)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "2001:db8::1"])
def test_other_machines_need_a_password(host: str) -> None:
    """Without one it is not even started where they reach it."""
    with pytest.raises(BoardError, match="RECTIFY_BOARD_PASSWORD"):
        Door(Place(host, 8080), "")
    assert _refused(Door(Place(host, 8080), PASSWORD), LOCAL) == 401
    assert _refused(Door(Place(host, 8080), "", SECRET), LOCAL) == 403, "a name is not believed from elsewhere"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (LOCAL, None),
        ({"Host": "localhost:8080"}, None),
        ({"Host": "[::1]:8080"}, None),
        ({"Host": "LOCALHOST"}, None),
        ({"Host": "board.example"}, 403),  # a name of somebody else's that points here
        ({"Host": "127.0.0.1.board.example"}, 403),
        ({"Host": "board.example@127.0.0.1:8080"}, 403),
        ({"Host": "[::1"}, 403),
        ({}, 403),
        (LOCAL | {"X-Forwarded-For": "203.0.113.9"}, 403),
        (LOCAL | {"Forwarded": "for=203.0.113.9"}, 403),
        (LOCAL | {"Via": "1.1 proxy"}, 403),
    ],
)
def test_without_a_password(headers: dict[str, str], status: int | None) -> None:
    """Only whoever asks this machine by its own name, and not through a proxy."""
    assert _refused(Door(Place("127.0.0.1", 8080), ""), headers) == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (_basic(PASSWORD), None),
        (_basic(PASSWORD, "整改办"), None),
        (_basic(PASSWORD) | {"Host": "board.example", "Via": "1.1 proxy"}, None),
        ({"Authorization": _basic(PASSWORD)["Authorization"].replace("Basic", "basic")}, None),
        ({}, 401),
        (_basic(""), 401),
        (_basic(PASSWORD + "x"), 401),
        (_basic(PASSWORD[:-1]), 401),
        ({"Authorization": "Basic"}, 401),
        ({"Authorization": "Basic %%%"}, 401),
        ({"Authorization": "Basic /////w=="}, 401),
        ({"Authorization": f"Bearer {PASSWORD}"}, 401),
        ({"Authorization": "Basic " + base64.b64encode(PASSWORD.encode()).decode()}, 401),  # no user's name
    ],
)
def test_with_a_password(headers: dict[str, str], status: int | None) -> None:
    """It alone counts, from wherever."""
    assert _refused(Door(Place("127.0.0.1", 8080), PASSWORD), headers) == status


def test_a_short_password_is_none() -> None:
    """It is refused among the settings, without being shown."""
    with pytest.raises(ConfigError, match="RECTIFY_BOARD_PASSWORD") as refused:
        Config.from_env({"RECTIFY_BOARD_PASSWORD": "geheim"})
    assert "geheim" not in str(refused.value)
    assert PASSWORD not in repr(Config.from_env({"RECTIFY_BOARD_PASSWORD": PASSWORD}))


UNIT = signed(NOW + 60, ("市水务局",), SECRET)


@pytest.mark.parametrize("password", ["", PASSWORD])
@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
@pytest.mark.parametrize(
    ("query", "status"),
    [
        (signed(NOW + 1, (), SECRET), None),
        (UNIT, None),
        (f"{UNIT}&utm_source=chat", None),
        (signed(NOW, (), SECRET), 410),
        (signed(NOW - 86400, ("市水务局",), SECRET), 410),
        (signed(NOW + 60, (), SECRET[::-1]), 403),
        (UNIT.replace(f"{NOW + 60}", f"{NOW + 61}"), 403),
        (UNIT.replace("units=", "unit="), 403),  # the unit's own link does not open the whole board
        (UNIT[:-1], 403),
        (UNIT[:-1] + "é", 403),
        (f"{UNIT}&units=", None),  # an empty value is no value
        (f"{UNIT}&units=x", 403),
        ("signature=", 403),
        ("signature=&until=x", 403),
        (f"until={NOW + 60}&signature={'0' * 64}", 403),
        ("&".join(["signature=0"] * 20), 403),
    ],
)
def test_a_link(host: str, password: str, query: str, status: int | None) -> None:
    """It opens until its day, to what it was signed for, with or without a password beside it, from wherever."""
    door = Door(Place(host, 8080), password, SECRET)
    assert _refused(door, {"Host": "board.example", "Via": "1.1 proxy"}, query) == status


def test_what_a_link_opens() -> None:
    """A unit's link its own board, another everything; where there is no secret no link opens anything."""
    door = Door(Place("0.0.0.0", 8080), PASSWORD, SECRET)
    assert door.opens({}, signed(NOW + 1, ("海南区委", "海南区政府"), SECRET), NOW) == Guest(("海南区委", "海南区政府"))
    assert door.opens({}, signed(NOW + 1, (), SECRET), NOW) == Guest()
    assert _refused(Door(Place("0.0.0.0", 8080), PASSWORD), {}, signed(NOW + 1, (), "")) == 401
    assert read("party=x") is None
    assert read(UNIT) == Link(NOW + 60, ("市水务局",), UNIT[-64:])


def test_a_short_secret_is_none() -> None:
    """It is refused among the settings, and shown nowhere."""
    with pytest.raises(ConfigError, match="RECTIFY_BOARD_SECRET"):
        Config.from_env({"RECTIFY_BOARD_SECRET": SECRET[:31]})
    assert SECRET not in repr(Config.from_env({"RECTIFY_BOARD_SECRET": SECRET}))


# --- over the wire ----------------------------------------------------------------------------------------------


def test_it_is_live(port: int, config: Config, command: Command) -> None:
    """The same page is not sent again; what somebody enters elsewhere is on the next one."""
    status, headers, text = _ask(port)
    assert (status, BOARD.live in text, BOARD.unregistered in text) == (200, True, True)
    tag = headers["Etag"]
    assert _ask(port, If_None_Match=tag)[0] == 304
    assert _ask(port, method="HEAD")[1]["Etag"] == tag
    assert command("ledger", "set", "23", "已报完成", "--note", "8家全部完成", "--data", config.data).code == 0
    status, headers, text = _ask(port, If_None_Match=tag)
    assert (status, "8家全部完成" in text, headers["Etag"] == tag) == (200, True, False)


def test_every_answer_is_guarded(port: int) -> None:
    """The page, what is not there, what is not allowed and who is not let in: each with the headers, none with a name of software."""
    answers = [
        _ask(port),
        _ask(port, "/ledger.db"),
        _ask(port, "/../data/ledger.db"),
        _ask(port, method="POST"),
        _ask(port, Host="evil.example"),
    ]
    assert [status for status, _, _ in answers] == [200, 404, 404, 405, 403]
    for _, headers, _ in answers:
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; ")
        assert headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")
        assert (headers["X-Content-Type-Options"], headers["Cache-Control"], headers["X-Frame-Options"]) == (
            "nosniff",
            "no-store",
            "DENY",
        )
        assert "Server" not in headers
    assert [text for _, _, text in answers[1:]] == [WEB.answers[404], WEB.answers[404], WEB.answers[405], WEB.local_only]
    assert all("问题" not in text for _, _, text in answers[1:])


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_it_only_shows(port: int, method: str) -> None:
    """Nothing can be sent to it."""
    assert _ask(port, method=method)[0] == 405


def test_nobody_learns_anything_without_the_password(config: Config) -> None:
    """Not what is there, nor that something is not."""
    port = _free()
    with beside(replace(config, board_password=PASSWORD), str(port)):
        for path in ("/", "/x"):
            status, headers, text = _ask(port, path)
            assert (status, text, headers["Www-Authenticate"][:5]) == (401, WEB.wanted, "Basic")
        assert _ask(port, **_basic("wrong-password"))[0] == 401
        assert BOARD.title in _ask(port, **_basic(PASSWORD))[2]
        assert _ask(port, "/x", **_basic(PASSWORD))[0] == 404


def test_a_link_shows_a_units_own_board(config: Config, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """`share` prints it; behind it is what the unit has a part in, live, and nothing of the others."""
    monkeypatch.setenv("RECTIFY_BOARD_SECRET", SECRET)
    port = _free()
    link, until = command(
        "share", "--unit", "水务局", "--at", f"http://127.0.0.1:{port}/", "--data", config.data
    ).out.splitlines()
    assert "之前有效" in until
    with beside(replace(config, board_secret=SECRET), str(port)):
        path = link.removeprefix(f"http://127.0.0.1:{port}")
        status, headers, text = _ask(port, path, Host="board.example")
        assert (status, BOARD.title_of.format(parties="市水务局") in text, "机动车" in text) == (200, True, False)
        assert _ask(port, path, method="HEAD", Host="board.example")[1]["Etag"] == headers["Etag"]
        assert _ask(port, path, If_None_Match=headers["Etag"], Host="board.example")[0] == 304
        assert _ask(port, path.replace("signature=", "signature=0"))[::2] == (403, WEB.link_wrong)
        assert _ask(port, "/?" + signed(1, (), SECRET))[::2] == (410, WEB.link_over)
        assert _ask(port, Host="board.example")[::2] == (403, WEB.link_wanted)
        assert "机动车" in _ask(port)[2]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "RECTIFY_BOARD_SECRET"),
        (("--days", "0"), "--days"),
        (("--at", "board.example"), "--at"),
        (("--unit", "某局"), "某局"),
    ],
)
def test_links_that_are_not_made(
    command: Command, arguments: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line says what is wrong."""
    if arguments:
        monkeypatch.setenv("RECTIFY_BOARD_SECRET", SECRET)
    done = command("share", *arguments)
    assert (done.code, done.out, done.err.count("\n"), said in done.err) == (1, "", 1, True)


def test_a_place_that_is_taken(port: int, config: Config) -> None:
    """One sentence, and nothing is left behind."""
    with pytest.raises(BoardError, match=f"127.0.0.1:{port} 不能使用"), beside(config, str(port)):
        pass


def test_a_damaged_plan_is_told_in_a_sentence(port: int, config: Config) -> None:
    """And shown again when it is whole again."""
    broken = config.revisions / "CURRENT"
    broken.parent.mkdir()
    broken.write_text("7\n")
    assert (_ask(port)[0], _ask(port)[2]) == (503, WEB.answers[503])
    broken.unlink()
    assert _ask(port)[0] == 200


def test_it_runs_without_telegram(config: Config) -> None:
    """`serve --board` without a token shows the board alone, until SIGTERM; in the log is the address and no trace."""
    port = _free()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("RECTIFY_")} | {"PYTHONPATH": str(ROOT)}
    program = [sys.executable, "-m", "bot", "serve", "--board", f"127.0.0.1:{port}", "--data", str(config.data)]
    with subprocess.Popen(program, cwd=config.data, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        assert WEB.listening.format(address=f"127.0.0.1:{port}") in process.stderr.readline()
        assert _ask(port)[0] == 200
        process.send_signal(signal.SIGTERM)
        assert (process.wait(20), process.stderr.read()) == (0, "")


def test_without_a_password_it_does_not_start_for_others(command: Command, tmp_path: Path) -> None:
    """`serve --board 0.0.0.0:…`: one line, exit code 1."""
    done = command("serve", "--board", f"0.0.0.0:{_free()}", "--data", tmp_path)
    assert (done.code, done.out) == (1, "")
    assert "RECTIFY_BOARD_PASSWORD" in done.err
    assert done.err.count("\n") == 1


def test_beside_the_bot_it_waits_for_nobody(revision_root: Path, tmp_path: Path) -> None:
    """While Telegram answers nothing but errors the board is shown; SIGTERM ends both."""
    data, port = tmp_path / "data", _free()
    data.mkdir()
    (data / "revisions").symlink_to(revision_root)
    with TelegramServer() as server:
        server.fail("getMe", error(502, "Bad Gateway"), times=None)
        settings = {"RECTIFY_TOKEN": server.token, "RECTIFY_API_URL": server.url, "RECTIFY_MODEL": "fake/pairs"}
        process = Process(data, "serve", "--board", f"127.0.0.1:{port}", **settings)
        try:
            server.wait_for_call("getMe")
            assert BOARD.title in _ask(port)[2]
            process.signal(signal.SIGTERM)
            assert process.wait(20) == 0
        finally:
            process.kill()


# --- in a browser -----------------------------------------------------------------------------------------------


def _until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end


@pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="no chromium and chromedriver on this machine")
def test_an_open_page_follows(port: int, config: Config, command: Command, tmp_path: Path) -> None:
    """A page that nobody touches shows by itself what was entered; one in use says so, and keeps its filters."""
    with browser(tmp_path / "home") as chromium:
        chromium.open(f"http://127.0.0.1:{port}/#status=%E9%80%BE%E6%9C%9F", 390)
        _until(lambda: chromium.run("return document.body.dataset.live"))
        assert command("ledger", "set", "23", "已报完成", "--note", "8家全部完成", "--data", config.data).code == 0
        chromium.run("document.dispatchEvent(new Event('visibilitychange'))")
        _until(lambda: "8家全部完成" in chromium.run("return document.body.textContent"))
        _until(lambda: chromium.run("return document.body.dataset.live"))
        assert command("ledger", "set", "22", "已报完成", "--note", "全部扑灭", "--data", config.data).code == 0
        chromium.run("window.dispatchEvent(new Event('wheel')); document.dispatchEvent(new Event('visibilitychange'))")
        _until(lambda: not chromium.run("return document.querySelector('#changed').hidden"))
        assert "全部扑灭" not in chromium.run("return document.body.textContent")
        chromium.run("document.querySelector('#changed').click()")
        _until(lambda: "全部扑灭" in chromium.run("return document.body.textContent"))
        assert chromium.run("return document.querySelector('[data-filter=status]').value") == "late"
        assert [x for x in chromium.log() if "favicon" not in x] == []
