"""The conversation in the terminal, with its lines from a pipe."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import pytest

from bot.answers.desk import Desk
from bot.answers.words import HELP, SOCIAL
from bot.config import Config
from bot.questions.query import Social
from bot.terminal.ask import _lines, chat
from bot.workspace import Workspace
from index.embedder import EmbedderError


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
def test_choosing_by_number(said, number: int) -> None:  # type: ignore[no-untyped-def]
    """A bare number after a choice asks the same of that candidate."""
    offered, chosen = said("洗煤厂升级的目标", str(number))
    lines = offered.splitlines()
    assert lines[0] == "可能是下面几项，请选择（回复编号或换个说法）："
    title = lines[number].split("：")[0].removeprefix(f"{number}. ")
    assert chosen.startswith("整改目标：")
    assert title in chosen


def test_a_number_that_was_not_offered_is_a_problem(said) -> None:  # type: ignore[no-untyped-def]
    """A number beyond the candidates, or without a choice before it, names a problem."""
    assert "问题（二十九）报废机动车" in said("洗煤厂升级的目标", "29")[1]
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


@pytest.mark.parametrize("key", [EOFError, KeyboardInterrupt])
def test_a_key_that_leaves(
    desk: Desk,
    config: Config,
    key: type[BaseException],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Ctrl-D and Ctrl-C at the prompt say good-bye; what was asked before is kept in a history only its owner can read."""
    typed = iter(["第1项谁验收"])

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    class Session:
        def __init__(self, history: object) -> None:
            self.history = history

        def prompt(self, _: str) -> str:
            try:
                return next(typed)
            except StopIteration:
                raise key from None

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("prompt_toolkit.PromptSession", Session)
    assert chat(desk, config, Workspace(config, None).agenda) == 0
    out = capsys.readouterr().out
    assert "验收单位：市委办公室、市政府办公室（共同牵头）" in out
    assert out.endswith("再见。\n")
    assert (config.data / "chat_history").stat().st_mode & 0o777 == 0o600


def test_a_data_directory_that_cannot_be_written_costs_only_the_history(tmp_path: Path) -> None:
    """Without a place for the history it is kept in memory."""
    from prompt_toolkit.history import InMemoryHistory

    from bot.terminal.ask import _history

    (tmp_path / "file").touch()
    assert isinstance(_history(Config.from_env({}, str(tmp_path / "file" / "below"))), InMemoryHistory)


def test_the_model_warms_up_while_the_first_question_is_typed(
    config: Config, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The prompt is shown while `warm_up` runs beside it, once; a model that cannot be loaded disturbs nobody who types."""
    warmed, waiting = threading.Event(), threading.Event()

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    class Session:
        def __init__(self, history: object) -> None:
            self.typed = iter(["第1项谁验收", "第2项谁验收"])

        def prompt(self, _: str) -> str:
            waiting.set()
            assert warmed.wait(60)
            try:
                return next(self.typed)
            except StopIteration:
                raise EOFError from None

    times = []

    def warm_up() -> None:
        assert waiting.wait(60)
        times.append(threading.current_thread() is not threading.main_thread())
        warmed.set()
        raise EmbedderError("向量模型无法加载")

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("prompt_toolkit.PromptSession", Session)
    assert list(_lines(config, warm_up)) == ["第1项谁验收", "第2项谁验收"]
    assert times == [True]
    assert capsys.readouterr() == ("再见。\n", "")
