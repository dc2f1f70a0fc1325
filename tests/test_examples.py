"""The office's own way of asking: a question accepted as an example of an intent is understood from then on, in the terminal and in chat."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from bot_fixtures import Command
from telegram_fixtures import running

from bot.answers.desk import Desk
from bot.questions.intents import load_intents
from bot.questions.learning import examples_in, learnt, likeliest, share_right
from bot.questions.query import Act, Kind
from bot.revisions.examples import ExampleError, accept, kept, learned
from bot.revisions.words import INTENTS
from bot.telegram.words import TELEGRAM
from bot.terminal.words import EXAMPLE

TODAY = date(2026, 11, 30)
ASKED, LIKE_IT = "水务局的剧本", ("能源局的剧本", "住建局的剧本")


@pytest.fixture
def data(data_dir: Path, tmp_path: Path) -> Path:
    """A data directory of its own with the real plan published."""
    return Path(shutil.copytree(data_dir, tmp_path / "data"))


def _asked(command: Command, data: Path, question: str) -> dict[str, object]:
    answer: dict[str, object] = json.loads(command("--data", data, "ask", question, "--json").out)
    return answer


def test_a_question_is_understood_once_it_was_accepted(command: Command, data: Path) -> None:
    """Misunderstood before, afterwards it and those like it are lists; the example is listed, and counted by check."""
    assert _asked(command, data, ASKED)["refused"]
    assert command("--data", data, "example").out == EXAMPLE.known.format(intents="、".join(INTENTS.values())) + "\n"
    done = command("--data", data, "example", ASKED, "列出问题")
    assert (done.code, done.out) == (0, EXAMPLE.taught.format(intent="列出问题") + "\n")
    for question in (ASKED, *LIKE_IT):
        assert _asked(command, data, question)["kind"] == "list", question
    assert _asked(command, data, ASKED)["problems"] == _asked(command, data, "水务局有哪些任务")["problems"]
    assert command("--data", data, "example").out.startswith("列出问题：Ｕ的剧本\n")
    assert "本地例句：1条" in command("--data", data, "check").out


@pytest.mark.parametrize(
    ("question", "intent", "understood"),
    [("海勃湾区的剧本", "list", (Act.LIST, Kind.LIST)),
     ("焦化超低排放给盖章的是", "acceptance", (Act.FIELD, Kind.ACCEPTANCE)), ("火点那事儿熬到第几关", "status", (Act.STATUS, None)),
     ("各家的剧本", "groups", (Act.GROUPS, Kind.LIST)), ("焦化超低排放的剧本", "original", (Act.ORIGINAL, None)),
     ("给您比个心", "thanks", (Act.SOCIAL, Kind.SMALLTALK)), ("记下咯就办", "ack", (Act.SOCIAL, Kind.SMALLTALK))],
)  # fmt: skip
def test_any_intent_may_be_learned(desk: Desk, tmp_path: Path, question: str, intent: str, understood: tuple[Act, Kind]) -> None:
    """What the tables leave open is understood as accepted; before it was understood otherwise."""
    before = desk.understand(question, TODAY)
    assert (before.act, before.kind) != understood
    accept(tmp_path / "examples.tsv", desk.masked(question, TODAY), intent)
    after = replace(desk, intents=learned(tmp_path / "examples.tsv")).understand(question, TODAY)
    assert (after.act, after.kind) == understood


def test_what_fixed_words_decide_is_said(command: Command, data: Path) -> None:
    """Where an example changes nothing, that is told; the last intent of the same words counts."""
    for question, intent in (("第5项谁负责", "谁负责"), (ASKED, "数问题"), (ASKED, "list")):
        told = command("--data", data, "example", question, intent, "--json").out
        assert json.loads(told)["changed"] is (question == ASKED), intent
    assert [intent for intent, *_ in kept(data / "examples.tsv")] == ["responsible", "responsible", "list", "list"]


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"list\t0\n", "第1行"), (b"# \nlist\t2\twords\n", "第2行"), (b"nothing\t0\twords\n", "第1行"), (b"list\t0\t \n", "第1行"),
     (b"list\t0\ta\tb\n", "第1行"), (b"\xff\xfe\x00", "读不出来"), (b"list\t0\tab\nlis", "第2行")],
)  # fmt: skip
def test_a_damaged_file_is_said_and_ignored(
    command: Command, data: Path, caplog: pytest.LogCaptureFixture, content: bytes, said: str
) -> None:
    """Questions are answered as without it, check tells its line, and nothing is accepted into it."""
    path = data / "examples.tsv"
    path.write_bytes(content)
    assert _asked(command, data, "第5项谁负责")["kind"] == "responsible"
    assert said in caplog.text
    checked = command("--data", data, "check")
    assert checked.code == 1
    assert said in checked.out
    refused = command("--data", data, "example", ASKED, "列出问题")
    assert (refused.code, path.read_bytes()) == (1, content)
    assert said in refused.err


def test_an_example_may_not_break_the_shipped_ones(tmp_path: Path) -> None:
    """Where more than a point of the shipped examples would be misunderstood, it is refused and nothing changes."""
    path, shipped = tmp_path / "examples.tsv", _shipped()
    wrong = [f"thanks\t{int(follows)}\t{words}" for intent, follows, words in shipped if intent == "responsible"]
    path.write_text("\n".join(wrong), "utf-8")
    with pytest.raises(ExampleError, match="没有采纳"):
        accept(path, "Ｕ谁负责", "thanks")
    assert path.read_text("utf-8") == "\n".join(wrong)


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    """A directory that is none is told in a sentence."""
    (tmp_path / "file").touch()
    with pytest.raises(ExampleError, match="写不进"):
        accept(tmp_path / "file" / "examples.tsv", ASKED, "list")


@pytest.mark.parametrize("arguments", [("盘点一下",), ("盘点一下", "没有的意图"), ("盘点一下", "help")])
def test_what_is_no_example_is_refused(command: Command, data: Path, arguments: tuple[str, ...]) -> None:
    """A question without an intent, or with one that there is not, is refused in one line."""
    done = command("--data", data, "example", *arguments)
    assert (done.code, done.err.count("\n"), (data / "examples.tsv").exists()) == (1, 1, False)


def test_what_is_learned_is_of_the_examples_alone() -> None:
    """None change nothing, their order is all one, each is learned, and the shipped ones stay understood."""
    base, shipped = load_intents(), _shipped()[::20]
    own = [
        ("list", False, "Ｕ的剧本"),
        ("thanks", False, "劳驾"),
        ("responsible", True, "哪家兜底"),
        ("outside", False, "晌午吃啥子"),
    ]
    assert learnt(base, []) is base
    taught, otherwise = learnt(base, own), learnt(base, own[::-1])
    assert taught.moved is not None
    assert otherwise.moved is not None
    assert abs(taught.moved - otherwise.moved).max() < 1e-3
    assert [likeliest(taught.of(words, follows)) for _, follows, words in own] == [intent for intent, *_ in own]
    assert share_right(taught, shipped) > share_right(base, shipped) - 0.002


def test_an_administrator_teaches_in_chat(data: Path) -> None:
    """A refused question is shown with what it may have wanted; pressed, it is understood at once, and after a restart."""
    with running(data) as bot:
        server, user = bot.server, bot.server.add_user("王工")
        server.ask(user, user, ASKED)
        review = server.ask(bot.admin, bot.admin, "/phrasings")
        assert TELEGRAM.unchosen in review.text
        labels = [button.text for row in review.buttons for button in row]
        assert len(labels) == 7
        assert {"列出问题", "忽略"} <= {*labels}
        since = server.mark()
        query = server.press(review, "列出问题", bot.admin)
        call = server.wait_for_call("answerCallbackQuery", lambda c: c.params["callback_query_id"] == query)
        assert call.params["text"] == TELEGRAM.taught.format(intent="列出问题")
        assert server.wait_for(chat=bot.admin, since=since).buttons == []
        assert bot.ask("/phrasings", bot.admin) == TELEGRAM.no_review
        assert (answer := server.ask(user, user, ASKED).text).startswith("共5项：水务局负责")
    (data / "inbox.db").unlink()  # the next server counts its updates from the first again
    with running(data) as again:
        other = again.server.add_user("李工")
        assert again.server.ask(other, other, ASKED).text == answer


def _shipped() -> list[tuple[str, bool, str]]:
    return list(examples_in(files("bot").joinpath("data/intents.tsv").read_text("utf-8")))
