"""`python -m bot serve` as a process: starts, answers with the bundled model, ends as it should, shows no secret."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import signal
import socket
import sqlite3
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.error import HTTPError

import openpyxl
import pytest
from bot_fixtures import Command
from forked_lives import wait
from telegram_fixtures import Process
from telegram_server import PATIENCE, Fault, TelegramServer, error, hang

from bot.engine.words import BINDING
from bot.storage.database import Ledger
from bot.telegram.words import FILES

SECRET = "AAtest-secret_0123456789"
TOKEN = f"7000000001:{SECRET}"


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    """A server that knows one token."""
    with TelegramServer(TOKEN) as started:
        yield started


Start = Callable[..., Process]
Hook = Callable[[], tuple[Process, int]]


@pytest.fixture
def start(revision_root: Path, tmp_path: Path, server: TelegramServer) -> Iterator[Start]:
    """Starts the bot where no model can be loaded, which takes seconds: it answers what needs no search."""
    shutil.copytree(revision_root, tmp_path / "data" / "revisions")
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / "sentence_transformers.py").write_text("raise ImportError('not in this test')", "utf-8")
    path = f"{tmp_path / 'without'}{os.pathsep}{Path(__file__).parent.parent}"
    with _starter(tmp_path / "data", server, PYTHONPATH=path, RECTIFY_MODEL="fake/pairs") as starter:
        yield starter


@pytest.fixture
def start_with_model(real_revision_root: Path, tmp_path: Path, server: TelegramServer) -> Iterator[Start]:
    """Starts the bot with the bundled model and an index of some of the plan's problems."""
    shutil.copytree(real_revision_root, tmp_path / "data" / "revisions")
    with _starter(tmp_path / "data", server) as starter:
        yield starter


@contextlib.contextmanager
def _starter(data: Path, server: TelegramServer, **common: str) -> Iterator[Start]:
    """A function that starts `serve`; in the end what still runs is killed, and no output may hold the token or a trace."""
    started: list[Process] = []

    def run(**environment: str) -> Process:
        settings = {"RECTIFY_TOKEN": TOKEN, "RECTIFY_API_URL": server.url} | common | environment
        started.append(Process(data, "serve", **settings))
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.wait()
        assert SECRET not in process.output
        assert "Traceback" not in process.output


def test_a_cadre_and_an_administrator(start_with_model: Start, server: TelegramServer, tmp_path: Path) -> None:
    """A question in free words, a second instance that is refused, SIGTERM with a question in hand."""
    cadre, admin = server.add_user("王工"), server.add_user("李主任")
    process = start_with_model(RECTIFY_ADMINS=str(admin.id))
    assert "问题（二十三）" in server.ask(cadre, cadre, "谁负责焦化超低排放").text
    assert "第1版" in server.ask(admin, admin, "/revisions").text
    second = start_with_model()
    assert second.wait() == 1
    assert second.output.count("\n") == 1
    assert "另一个运行中的机器人" in second.output
    since = server.mark()
    server.say(cadre, cadre, "第10项谁验收")
    server.wait_read()
    process.signal(signal.SIGTERM)
    assert process.wait() == 0
    assert [s.text[:4] for s in server.sent(cadre, since=since)] == ["验收单位"]
    assert (tmp_path / "data" / "ledger.db").stat().st_mode & 0o077 == 0


def test_what_goes_wrong_on_the_way(start: Start, server: TelegramServer) -> None:
    """No menus, a bad gateway at the start and a poisoned update do not keep it from answering what was asked while it was down; a token refused later ends it."""
    user = server.add_user("王工")
    server.fail("getMe", error(502, "Bad Gateway"))
    server.fail("setMyCommands", error(500, "Internal Server Error"), times=None)
    with server.changed:
        server.say(user, user, "第3项谁验收")
        del server.updates[-1]["message"]["date"]
    server.say(user, user, "第3项谁验收")
    process = start()
    assert "问题（三）" in server.wait_for(chat=user).text
    server.refuse("1:other")
    assert process.wait() == 1
    assert process.output.splitlines()[-1].startswith("Telegram 不认可 RECTIFY_TOKEN")


def test_a_model_that_hangs_keeps_nothing_from_ending(start: Start, server: TelegramServer, tmp_path: Path) -> None:
    """What needs no search is answered, and a signal ends it in good order."""
    (tmp_path / "without" / "sentence_transformers.py").write_text("import threading\nthreading.Event().wait()", "utf-8")
    user, process = server.add_user("王工"), start()
    assert "问题（三）" in server.ask(user, user, "/problem 3").text
    process.signal(signal.SIGTERM)
    assert process.wait() == 0


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook", "setMyCommands", "getUpdates"])
@pytest.mark.parametrize("fault", [hang(2 * PATIENCE), error(502, "Bad Gateway")], ids=["hangs", "fails"])
def test_a_signal_ends_it_however_far_it_has_come(start: Start, server: TelegramServer, method: str, fault: Fault) -> None:
    """Whatever Telegram leaves unanswered while polling is begun, a signal ends it in good order, without waiting for it."""
    asked = threading.Event()
    server.fail(method, fault, times=None)
    server.on_call(method, 1, "before", asked.set)
    process = start()
    assert asked.wait(PATIENCE)
    process.signal(signal.SIGTERM)
    assert process.wait() == 0


def _in_hand(inbox: Path) -> int:
    """How many updates a running bot has not done with."""
    with closing(sqlite3.connect(inbox)) as db:
        return int(db.execute("SELECT count(*) FROM updates WHERE body IS NOT NULL").fetchone()[0])


@pytest.mark.parametrize(("when", "answers"), [("before", 1), ("after", 2)])
def test_what_is_in_hand_at_a_kill(start: Start, server: TelegramServer, tmp_path: Path, when: str, answers: int) -> None:
    """A question and an administrator's command killed before their answer took effect are answered after the restart; killed after it, once more."""
    user, admin = server.add_user("王工"), server.add_user("李主任")
    group = server.add_chat("supergroup", "督办办", [user, admin])
    process = start(RECTIFY_ADMINS=str(admin.id))
    server.wait_for_call("setMyCommands")
    process.dies(server, "sendMessage", 1, when, user)
    server.say(user, user, "第3项谁验收")
    assert process.wait() == -signal.SIGKILL
    process = start(RECTIFY_ADMINS=str(admin.id))
    assert all("问题（三）" in s.text for s in server.wait_for_many(answers, chat=user))
    wait(lambda: not _in_hand(tmp_path / "data" / "inbox.db"), "the record of the answer")
    process.dies(server, "sendMessage", 1, when, group)
    server.say(group, admin, "/chats")
    assert process.wait() == -signal.SIGKILL
    start(RECTIFY_ADMINS=str(admin.id))
    assert all(s.text.startswith(BINDING.none) for s in server.wait_for_many(answers, chat=group))
    assert (len(server.sent(user)), len(server.sent(group))) == (answers, answers)


def test_killed_thrice_with_ten_questions_in_hand(start: Start, server: TelegramServer) -> None:
    """Each end comes at the first answer: the last start leaves nobody without a word, one person at most without an answer, and repeats nothing.

    What else was on its way to the server at an end arrives, and nobody is left to hear of it: that alone may come once more.
    """
    people = [server.add_user(f"王工{i}") for i in range(10)]
    for person in people:
        server.say(person, person, "第3项谁验收")
    started: list[Process] = []
    for _ in range(3):
        server.on_call("sendMessage", 1, "before", lambda: started[-1].kill())
        started.append(start())
        assert started[-1].wait() == -signal.SIGKILL
        server.wait_gone()
    unheard = server.mark()
    last = start()
    server.wait_until(lambda: all(server.sent(p, since=unheard) for p in people), what="a word for everybody")
    last.signal(signal.SIGTERM)
    assert last.wait() == 0
    said = [server.sent(person, since=unheard) for person in people]
    assert sum("问题（三）" not in found[0].text for found in said) <= 1
    assert all(len(found) == 1 for found in said)
    assert all(len(server.sent(person)) <= 2 for person in people)


def test_an_import_is_entered_once_whenever_it_is_killed(start: Start, server: TelegramServer, tmp_path: Path) -> None:
    """Killed after the ledger's commit and before the answer: the press, handled again, answers what was done and enters nothing more."""
    admin = server.add_user("李主任")
    process = start(RECTIFY_ADMINS=str(admin.id))
    since = server.mark()
    server.say(admin, admin, "/ledger")
    sent = server.wait_for(chat=admin, since=since, method="sendDocument")
    assert sent.file
    book = openpyxl.load_workbook(io.BytesIO(sent.file.data))
    book["整改台账"]["J6"] = "已验收"
    out, since = io.BytesIO(), server.mark()
    book.save(out)
    server.upload(admin, admin, "台账.xlsx", out.getvalue(), "/ledger")
    shown = server.wait_for(chat=admin, since=since)
    with closing(Ledger(tmp_path / "data" / "ledger.db")) as ledger:
        server.wait_until(lambda: ledger.prompts.get(shown.chat_id, shown.message_id))
        process.dies(server, "editMessageText", 1)
        since = server.mark()
        server.press(shown, FILES.yes, admin)
        assert process.wait() == -signal.SIGKILL
        assert [e.item for e in ledger.events.all()] == ["1-3"]
        start(RECTIFY_ADMINS=str(admin.id))
        server.wait_for(lambda s: s.text == FILES.done.format(count=1), chat=admin, since=since)
        assert [e.item for e in ledger.events.all()] == ["1-3"]


def test_a_damaged_inbox_keeps_nobody_from_starting(start: Start, server: TelegramServer, tmp_path: Path) -> None:
    """It is put aside, the administrators are told, and questions are answered."""
    (tmp_path / "data" / "inbox.db").write_bytes(b"no database" * 500)
    admin = server.add_user("李主任")
    start(RECTIFY_ADMINS=str(admin.id))
    server.wait_for(lambda sent: "inbox.db 已损坏" in sent.text, chat=admin)
    server.say(admin, admin, "第3项谁验收")
    server.wait_for(lambda sent: "问题（三）" in sent.text, chat=admin)


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"RECTIFY_TOKEN": "7000000001:wrong"}, "Telegram 不认可 RECTIFY_TOKEN"),
        ({"RECTIFY_TOKEN": ""}, "没有设置 RECTIFY_TOKEN"),
        ({"RECTIFY_TOKEN": SECRET, "RECTIFY_ADMINS": "王工", "RECTIFY_USERS": "x"}, "RECTIFY_TOKEN 不是"),
    ],
    ids=["refused", "missing", "malformed"],
)
def test_a_start_that_fails(start: Start, environment: dict[str, str], words: str) -> None:
    """Exit code 1 within seconds, and the last line says why."""
    process = start(**environment)
    assert process.wait() == 1
    assert words in process.output.splitlines()[-1]


def test_a_token_makes_serve_the_default(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a command the bot runs if a token is set (without one it is a conversation in the terminal)."""
    served: list[str] = []
    monkeypatch.setattr("bot.app.serve", lambda config, **_: served.append(config.token) or 0)
    monkeypatch.setenv("RECTIFY_TOKEN", TOKEN)
    assert command().code == 0
    assert served == [TOKEN]


def test_check_tells_the_settings_and_no_secret(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a token is set, how many administrators there are, and how updates come."""
    assert "没有设置 RECTIFY_TOKEN" in command("check").out
    settings = {"TOKEN": TOKEN, "ADMINS": "1 2", "WEBHOOK_URL": "https://bot.example.org/hook", "WEBHOOK_SECRET": "hook-secret"}
    for name, value in settings.items():
        monkeypatch.setenv(f"RECTIFY_{name}", value)
    outcome = command("check")
    assert outcome.code == 0
    assert all(words in outcome.out for words in ("机器人令牌：已设置", "管理员：2人", "https://bot.example.org/hook"))
    assert "secret" not in outcome.out


@pytest.fixture
def hook(start: Start) -> Hook:
    """Starts the bot with a webhook; its port comes with it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return lambda: (
        start(
            RECTIFY_WEBHOOK_URL="https://bot.example.org/hook",
            RECTIFY_WEBHOOK_SECRET="hook-secret",
            RECTIFY_WEBHOOK_PORT=str(port),
        ),
        port,
    )


def test_a_webhook(hook: Hook, server: TelegramServer) -> None:
    """Updates come to the port with the secret only, and are answered."""
    user = server.add_user("王工")
    process, port = hook()
    call = server.wait_for_call("setWebhook")
    assert (call.params["url"], call.params["secret_token"]) == ("https://bot.example.org/hook", "hook-secret")
    message = server.say(user, user, "/help")
    body = json.dumps({"update_id": 5, "message": message}).encode()
    address = f"http://127.0.0.1:{port}/hook"
    assert _post(address, body, "wrong") == 403
    assert [_post(address, odd, "hook-secret") for odd in (b"{", b"[]", b"7", b'{"update_id": 6, "message": 7}')] == [200] * 4
    assert _post(address, body, "hook-secret") == 200
    assert _post(address, body, "hook-secret") == 200
    assert len(server.wait_for_many(1, chat=user)) == 1
    process.signal(signal.SIGTERM)
    assert process.wait() == 0
    assert "hook-secret" not in process.output
    assert len(server.sent(user)) == 1


def test_a_webhooks_update_outlives_a_kill(hook: Hook, server: TelegramServer) -> None:
    """What was answered with 200 is on disk: killed before the answer is sent, the next start sends it, and Telegram need not repeat it."""
    process, port = hook()
    address, people = f"http://127.0.0.1:{port}/hook", []
    server.wait_for_call("setWebhook")
    process.dies(server, "sendMessage", 1)
    for number in range(5):
        person = server.add_user("李工")
        body = json.dumps({"update_id": 10 + number, "message": server.say(person, person, "/help")}).encode()
        if _post(address, body, "hook-secret", process.runs) == 200:
            people.append(person.id)
    process.wait()
    assert people
    hook()
    server.wait_until(lambda: {s.chat_id for s in server.sent()} >= set(people), what="an answer for everybody")
    assert all(1 <= len([s for s in server.sent() if s.chat_id == p]) <= 2 for p in people)


def test_a_webhook_reads_nothing_of_strangers(hook: Hook, server: TelegramServer) -> None:
    """Refused by the headers alone, on loopback only; a body beyond every update's size is not read of anybody."""
    _, port = hook()
    assert _post(f"http://127.0.0.1:{port}/hook", b"{}", "wrong") == 403
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as stranger:
        stranger.sendall(b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n")
        assert b" 403 " in stranger.recv(200)
    assert _status(port, b"Content-Length: 900000000") == 400
    assert _status(port, b"X: " + b"x" * 100_000) in (400, 0)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", port), 10)


def _status(port: int, header: bytes) -> int:
    """What a request with the secret and one more header gets; 0 where the connection is closed instead."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as known, contextlib.suppress(ConnectionError):
        known.sendall(
            b"POST /hook HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: hook-secret\r\n" + header + b"\r\n\r\n"
        )
        answer = known.recv(200)
    return int(answer.split()[1]) if answer else 0


def test_a_port_that_is_taken(start: Start) -> None:
    """Said in the last line; what was begun beside the updates is ended in order."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start(
            RECTIFY_WEBHOOK_URL="https://bot.example.org/hook",
            RECTIFY_WEBHOOK_SECRET="hook-secret",
            RECTIFY_WEBHOOK_PORT=str(taken.getsockname()[1]),
        )
        assert process.wait() == 1
    assert "不能使用" in process.output
    assert "Task was destroyed" not in process.output


def _post(address: str, body: bytes, secret: str, runs: Callable[[], bool] = lambda: True) -> int:
    """The status that a delivered update gets; waits for the port to open, 0 where the program ends before."""
    headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": secret}
    request = urllib.request.Request(address, body, headers)
    end = time.monotonic() + PATIENCE
    while runs() and time.monotonic() < end:
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=PATIENCE) as reply:
                return int(reply.status)
        except HTTPError as refused:
            return refused.code
        except OSError:
            time.sleep(0.05)
    return 0
