"""The conversation in the terminal, with its lines from a pipe."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bot_fixtures import words_of_two
from prompt_toolkit.application import create_app_session
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot.answers.answer import Answer
from bot.answers.answering import turn
from bot.answers.desk import Desk
from bot.answers.words import HELP, SOCIAL
from bot.config import Config
from bot.questions.query import Social
from bot.terminal.chat import chat
from bot.terminal.prompt import _history
from bot.terminal.words import CHAT
from bot.workspace import Workspace
from index.embedder import EmbedderError
from index.search import Searcher


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Settings with an empty data directory."""
    return Config.from_env({}, str(tmp_path / "data"))


@pytest.fixture
def said(desk: Desk, config: Config, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """What the program prints, answer by answer, when these lines are typed."""

    def run(*lines: str) -> list[str]:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        assert chat(desk, config, Workspace(config, None).agenda) == 0
        head, rest = capsys.readouterr().out.split("（输入“退出”或按 Ctrl-D 离开）\n")
        assert head == f"{desk.plan.title}\n{HELP}\n"
        return rest.rstrip("\n").split("\n\n") if rest else []

    return run


def test_a_question_and_its_follow_up(said) -> None:  # type: ignore[no-untyped-def]
    """The second question takes its topic from the first."""
    first, second = said("第23项谁负责", "那谁验收")
    assert first.startswith("责任单位：市生态环境局，各区委、区政府")
    assert second.startswith("（承接上文：问题（二十三））\n验收单位：市生态环境局\n")


def test_chatter_does_not_lose_the_thread(said) -> None:  # type: ignore[no-untyped-def]
    """Thanks and a refusal in between leave the topic as it was."""
    replies = said("第29项谁负责", "谢谢", "第99项", "谁验收")
    assert replies[1] == SOCIAL[Social.ACKNOWLEDGED]
    assert replies[2].startswith("方案清单中没有第99项。")
    assert replies[3].startswith("（承接上文：问题（二十九））\n验收单位：市商务局（牵头）")


@pytest.mark.parametrize("number", [1, 2])
def test_choosing_by_number(said, desk: Desk, number: int) -> None:  # type: ignore[no-untyped-def]
    """A bare number after a choice asks the same of that candidate."""
    offered, chosen = said(words_of_two(desk, "的目标"), str(number))
    lines = offered.splitlines()
    assert lines[0] == "可能是下面几项，请选择（回复编号或换个说法）："
    title = lines[number].split("：")[0].removeprefix(f"{number}. ")
    assert chosen.startswith("整改目标：")
    assert title in chosen


def test_a_number_that_was_not_offered_is_a_problem(said, desk: Desk) -> None:  # type: ignore[no-untyped-def]
    """A number beyond the candidates, or without a choice before it, names a problem."""
    assert "问题（二十九）报废机动车" in said(words_of_two(desk, "的目标"), "29")[1]
    assert "问题（二）矿权整合" in said("2")[0]


@pytest.mark.parametrize("word", ["退出", "再见", "exit", "QUIT", " q "])
def test_leaving(said, word: str) -> None:  # type: ignore[no-untyped-def]
    """A word of leaving ends the conversation, nothing behind it is answered."""
    assert len(said("第1项", word, "第2项")) == 1


def test_the_end_of_the_input_leaves(said) -> None:  # type: ignore[no-untyped-def]
    """Ctrl-D at once is no error."""
    assert said() == []


def test_lines_that_are_no_question(said) -> None:  # type: ignore[no-untyped-def]
    """Blank lines are passed over, invisible and endless ones refused, and the conversation goes on."""
    said_ = said("", "   ", "\u200b\u200d", "第1项谁验收")
    text = "\n".join(said_)
    assert text.startswith("问题是空的，请输入要问的内容。\n验收单位：市委办公室、市政府办公室（共同牵头）")
    assert "问题太长（10000字）" in "\n".join(said("焦" * 10_000))


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[PipeInput]:
    """What is typed at the prompt, on a terminal that shows nothing."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal())
    with create_pipe_input() as typed, create_app_session(input=typed, output=DummyOutput()):
        yield typed


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_a_key_that_leaves(desk: Desk, config: Config, keys: PipeInput, key: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-D and Ctrl-C at an empty line say good-bye; what was asked before is kept in a history only its owner can read."""
    keys.send_text(f"第2项谁验收\x03第1项谁验收\r{key}")
    assert chat(desk, config, Workspace(config, None).agenda) == 0
    out = capsys.readouterr().out
    assert out.count("验收单位：") == 1
    assert "验收单位：市委办公室、市政府办公室（共同牵头）" in out
    assert out.endswith("再见。\n")
    assert (config.data / "chat_history").stat().st_mode & 0o777 == 0o600


def test_an_answer_can_be_given_up(
    desk: Desk, config: Config, said: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C while it is thought about ends this question alone."""
    first, *rest = "第1项谁验收", "第10项谁验收"

    def thinking(text: str, *others: Any) -> Answer:
        if text == first:
            raise KeyboardInterrupt
        return turn(text, *others)

    monkeypatch.setattr("bot.terminal.chat.turn", thinking)
    assert said(first, *rest)[0].startswith(f"{CHAT.given_up}\n验收单位：市水务局")


def test_a_data_directory_that_cannot_be_written_costs_only_the_history(tmp_path: Path) -> None:
    """Without a place for the history it is kept in memory."""
    (tmp_path / "file").touch()
    assert isinstance(_history(Config.from_env({}, str(tmp_path / "file" / "below"))), InMemoryHistory)


def test_the_model_warms_up_while_the_first_question_is_typed(
    desk: Desk, config: Config, keys: PipeInput, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The prompt is shown while `warm_up` runs beside it, once; a model that cannot be loaded disturbs nobody who types."""
    times = []

    def warm_up(_: Searcher) -> None:
        times.append(threading.current_thread() is not threading.main_thread())
        keys.send_text("第1项谁验收\r第10项谁验收\r\x04")
        raise EmbedderError("向量模型无法加载")

    monkeypatch.setattr(Searcher, "warm_up", warm_up)
    assert chat(desk, config, Workspace(config, None).agenda) == 0
    assert times == [True]
    out, err = capsys.readouterr()
    assert out.count("验收单位：") == 2
    assert err == ""
