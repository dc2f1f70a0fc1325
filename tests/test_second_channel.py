"""The core knows no Telegram: another channel, a folder of text files, is served whole while nothing of Telegram can be imported."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.engine.words import ANSWERS, CONTACT, FOLLOWING, LIAISON, OFFICE
from bot.ledger.workflow import Action, Event, State
from bot.reminders.words import ROUTINE, WORDS
from bot.storage.database import Ledger
from bot.storage.outbox import Post

ROOT = Path(__file__).parent.parent


@dataclass
class Town:
    """Folders of chats, and the program that serves them."""

    data: Path
    folder: Path
    program: subprocess.Popen[str]
    complaints: Path

    def do(self, line: str) -> None:
        """Have the program do something, and wait until it has."""
        assert self.program.stdin
        assert self.program.stdout
        self.program.stdin.write(f"{line}\n")
        self.program.stdin.flush()
        answer = self.program.stdout.readline()
        assert answer == "done\n", self.complaints.read_text("utf-8")

    def say(self, chat: str, who: str, words: str, **headers: str) -> str:
        """Say something in a chat, and the last thing that is said there then."""
        inbox = self.folder / chat / "in"
        inbox.mkdir(exist_ok=True)
        named = {"From": who, **{name.replace("_", "-"): value for name, value in headers.items()}}
        text = "".join(f"{name}: {value}\n" for name, value in named.items())
        (inbox / "said.txt").write_text(f"{text}\n{words}", "utf-8")
        self.do("go")
        return self.heard(chat)[-1]

    def heard(self, chat: str) -> list[str]:
        """What was said in a chat, in order."""
        found = (self.folder / chat / "out").glob("m*.txt")
        return [p.read_text("utf-8") for p in sorted(found, key=lambda p: int(p.stem[1:]))]

    def last(self, chat: str) -> str:
        """The key of the last message."""
        return f"m{len(self.heard(chat))}"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """The program that serves the towns one after another, and where it complains; it ends in good order."""
    complaints = tmp_path_factory.mktemp("channel") / "complaints"
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    with complaints.open("w") as file:
        begun = subprocess.Popen(
            [sys.executable, str(ROOT / "tests" / "folder_channel.py")],
            env={**os.environ, "PYTHONPATH": paths, "HF_HUB_OFFLINE": "1"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=file, text=True, encoding="utf-8",
        )  # fmt: skip
    yield begun, complaints
    begun.communicate(timeout=30)
    assert begun.returncode == 0


@pytest.fixture
def town(program: tuple[subprocess.Popen[str], Path], data_dir: Path, tmp_path: Path) -> Iterator[Town]:
    """A district that reports, a bureau that accepts and one that has nothing to do with it, each with a folder."""
    data, folder = Path(shutil.copytree(data_dir, tmp_path / "data")), tmp_path / "chats"
    for chat in ("海南区", "环境局", "住建局"):
        (folder / chat).mkdir(parents=True)
    made = Town(data, folder, *program)
    made.do(f"open {data} {folder}")
    made.do("bind 海南区 海南区委 海南区政府")
    made.do("bind 环境局 市生态环境局")
    made.do("bind 住建局 市住房和城乡建设局")
    yield made
    made.do("close")
    assert "Traceback" not in made.complaints.read_text("utf-8")


def test_a_question_is_answered(town: Town) -> None:
    """The fact first, its quote from the plan, buttons; a follow-up of the same person refers to it."""
    answer = town.say("海南区", "王工", "第10项谁验收")
    fact, *_ = answer.split("\n")
    assert fact == "* 验收单位：市水务局"
    assert "\n> 依据：" in answer
    assert "[责任单位]" in answer
    assert "[👍][👎]" in answer
    assert "问题（十）" in town.say("海南区", "王工", "什么时候完成")
    assert "问题（十）" not in town.say("海南区", "孙工", "什么时候完成")
    with closing(Ledger(town.data / "ledger.db")) as ledger:
        kept = [ledger.questions.get(n) for n in (1, 2, 3)]
        assert [(a.chat_id, a.user_id, a.problem) for a in kept if a] == [
            ("海南区", "王工", 10),
            ("海南区", "王工", 10),
            ("海南区", "孙工", None),
        ]


def test_the_buttons_under_an_answer_lead_on(town: Town) -> None:
    """Another field, to which a follow-up refers; the plan's own words; a thumb is kept, and one of another chat's question is not."""
    town.say("海南区", "王工", "第10项谁验收")
    asked = town.last("海南区")
    assert town.say("海南区", "王工", "", In_Reply_To=asked, Press="整改时限").startswith("* 整改时限：2024年12月底")
    assert "问题（十）" in town.say("海南区", "王工", "目标呢")
    assert "责任单位：" in town.say("海南区", "王工", "", In_Reply_To=asked, Press="原文")
    assert town.say("海南区", "王工", "", In_Reply_To=asked, Press="👍") == ANSWERS.thanks
    assert town.say("环境局", "赵工", "", Press="v1:t:1:d") == ANSWERS.expired
    updated = town.say("海南区", "王工", "", Press="v1:f:0:10:d")
    assert updated.startswith(ANSWERS.updated)
    with closing(Ledger(town.data / "ledger.db")) as ledger:
        kept = ledger.questions.get(1)
        assert kept
        assert (kept.chat_id, kept.thumb) == ("海南区", 1)


def test_a_candidate_is_chosen(town: Town) -> None:
    """What was asked is answered for the candidate, and the choice of its asker is kept for review."""
    with closing(Ledger(town.data / "ledger.db")) as ledger:
        asked = ledger.questions.keep("海南区", "王工", "谁验收", "choose", 5, False, 1)
    chosen = town.say("海南区", "王工", "", Press=f"v1:c:{asked}:7")
    assert chosen.startswith("* 验收单位：")
    assert "问题（七）" in chosen
    with closing(Ledger(town.data / "ledger.db")) as ledger:
        kept = ledger.questions.get(asked)
        assert kept
        assert kept.chosen == 7


def test_a_digest_is_delivered(town: Town) -> None:
    """Once, to every chat by the name of its folder, with headings and its buttons; a chat that is gone is suspended."""
    town.do("bind 不在 市水务局")
    town.do("morning")
    town.do("morning")
    (digest,) = (t for t in town.heard("海南区") if "整改提醒" in t)
    assert digest.startswith("# 整改提醒 2025年7月8日")
    assert "# 【逾期】" in digest
    assert digest.endswith("[签收][办理][全部清单]")
    with closing(Ledger(town.data / "ledger.db")) as ledger:
        states = {
            chat: row.state for chat in ("海南区", "环境局", "不在") if (row := ledger.outbox.find("digest:2025-07-08", chat))
        }
        assert states == {"海南区": Post.SENT, "环境局": Post.SENT, "不在": Post.FAILED}
        assert [b.active for b in ledger.chats.bindings() if b.chat_id == "不在"] == [False]


def test_a_digest_is_signed_for(town: Town) -> None:
    """By its button, which asks, or by 收到 in reply to it; 办理 under it gives the list."""
    town.do("morning")
    shown = town.say("海南区", "王工", "", In_Reply_To=town.last("海南区"), Press="签收")
    assert shown.startswith("# 将签收：海南区逾期的63项")
    assert town.say("海南区", "王工", "", In_Reply_To=town.last("海南区"), Press="确认").startswith("✅ 已签收63项：王工")
    assert town.say("环境局", "赵工", "收到", In_Reply_To=town.last("环境局")).startswith("✅ 已签收")
    assert town.say("住建局", "孙工", "", In_Reply_To=town.last("住建局"), Press="办理").startswith("# 待办")
    with closing(Ledger(town.data / "ledger.db")) as ledger:
        signed = [(e.action, e.who) for e in ledger.events.all()]
        assert (signed.count((Action.ACKNOWLEDGE, "王工")), {w for _, w in signed}) == (63, {"王工", "赵工"})


def test_the_whole_list_is_a_file(town: Town) -> None:
    """全部清单 under a digest gives all that the chat has to do; a chat that is bound to nothing is told that there is none."""
    town.do("morning")
    town.say("海南区", "王工", "", In_Reply_To=town.last("海南区"), Press="全部清单")
    (whole,) = (town.folder / "海南区" / "out").glob("整改清单_*.csv")
    lines = whole.read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("分类,问题,措施")
    assert any("（二十三）" in line for line in lines)
    (town.folder / "别处").mkdir()
    assert town.say("别处", "孙工", "", Press="v1:d:2025-07-08") == WORDS.digest_gone


def test_the_ledger_begins_by_the_offices_word(town: Town) -> None:
    """Anybody else is refused, and that is recorded."""
    assert town.say("海南区", "王工", "", Press="v1:s:yes") == OFFICE.not_admin
    with closing(Ledger(town.data / "ledger.db")) as ledger:
        assert (ledger.audit.is_begun(), ledger.audit.times_refused("王工")) == (False, 1)


def test_an_item_is_reported_and_accepted(town: Town) -> None:
    """From the list by buttons to a question that is answered with a note and a file; the acceptance unit hears of it and decides."""
    others = ("市生态环境局", "海勃湾区", "乌达区")  # have reported their parts, so that 海南区's completes the problem
    with closing(Ledger(town.data / "ledger.db")) as ledger:
        entered = Event("1-23", Action.SET, datetime.now(UTC), "李主任", ("市生态环境局",), parts=others, part=State.REPORTED)
        ledger.events.add(entered)
    assert town.say("海南区", "王工", "我的任务").startswith("# 待办")
    button = _button(town, "海南区", "（二十三）")
    shown = town.say("海南区", "王工", "", In_Reply_To=town.last("海南区"), Press=button)
    assert "[报完成]" in shown
    assert "写明本单位的完成情况" in town.say("海南区", "王工", "", In_Reply_To=town.last("海南区"), Press="报完成")
    asked = town.last("海南区")
    lack = town.say("海南区", "王工", "8家焦化企业全部完成改造", In_Reply_To=asked)
    assert "佐证" in lack
    shown = town.say("海南区", "王工", "", In_Reply_To=town.last("海南区"), Attachment="验收表.pdf")
    assert shown.startswith("# 将登记：海南区报问题（二十三）已完成")
    said = town.say("海南区", "王工", "", In_Reply_To=town.last("海南区"), Press="确认")
    assert said.startswith("问题（二十三）已报完成，等待市生态环境局验收。")
    notice = town.heard("环境局")[-1]
    assert "请验收" in notice
    assert "8家焦化企业全部完成改造" in notice
    town.say("环境局", "赵工", "", In_Reply_To=town.last("环境局"), Press="验收通过")
    accepted = town.say("环境局", "赵工", "", In_Reply_To=town.last("环境局"), Press="确认")
    assert "验收通过，等待销号" in accepted
    with closing(Ledger(town.data / "ledger.db")) as ledger:
        now = ledger.events.standing("1-23")
        _, *events = now.events
        assert (now.state, [e.action for e in events]) == (State.ACCEPTED, [Action.REPORT, Action.ACCEPT])
        assert [(e.who, e.user_id, e.chat_id) for e in events] == [("王工", "王工", "海南区"), ("赵工", "赵工", "环境局")]
        assert (now.parts["海南区"].note, [e.name for e in now.evidence]) == ("8家焦化企业全部完成改造", ["验收表.pdf"])


def test_a_chat_is_bound(town: Town) -> None:
    """By an administrator, once what was understood is confirmed; by nobody else."""
    (town.folder / "水务局").mkdir()
    assert town.say("水务局", "孙工", "绑定 水无局") == OFFICE.not_admin
    asked = town.say("水务局", "李主任", "绑定 水无局")
    assert asked.startswith("“水无局”按“市水务局”理解。")
    assert town.say("水务局", "孙工", "", In_Reply_To=town.last("水务局"), Press="确认") == OFFICE.not_admin
    assert town.say("水务局", "李主任", "", In_Reply_To="m2", Press="确认") == "已绑定：市水务局"
    assert town.say("水务局", "孙工", "我的任务").startswith("# 待办")


def test_an_event_is_dated(town: Town) -> None:
    """What hangs on it is shown before it is recorded."""
    asked = town.say("环境局", "李主任", "起算日 矿区总规批复 2026-10-01")
    assert asked.startswith("矿区总规批复：2026年10月1日")
    assert town.say("环境局", "李主任", "", In_Reply_To=town.last("环境局"), Press="确认").startswith("已登记：矿区总规批复")
    with closing(Ledger(town.data / "ledger.db")) as ledger:
        assert [d.isoformat() for d in ledger.events.dated().values()] == ["2026-10-01"]


def test_contacts_times_and_subscriptions(town: Town) -> None:
    """Whom a chat's reminders mention, when they come, and who has them in private: decided for every channel alike."""
    assert town.say("海南区", "王工", "联系人 7", Of="张三") == CONTACT.rights
    assert town.say("海南区", "李主任", "联系人 7", Of="张三").endswith("· 张三：问题（七）")
    assert town.say("海南区", "王工", "联系人").endswith("· 张三：问题（七）")
    assert town.say("海南区", "王工", "提醒时间 14:00") == ROUTINE.rights
    assert "每天14:00提醒" in town.say("海南区", "李主任", "提醒时间 14:00")
    assert town.say("海南区", "王工", "订阅") == FOLLOWING.start_first
    (town.folder / "王工").mkdir()
    assert town.say("海南区", "王工", "订阅") == FOLLOWING.done.format(who="王工")
    assert town.heard("王工") == [FOLLOWING.begun.format(units="海南区委、海南区政府")]
    with closing(Ledger(town.data / "ledger.db")) as ledger:
        assert [(who, b.chat_id) for who, b in ledger.chats.followers()] == [("王工", "海南区")]


def test_who_acts_for_a_chat(town: Town) -> None:
    """The chat's administrator names them, and names them no longer; nobody else does."""
    assert town.say("海南区", "王工", "联络员 取消") == LIAISON.whom
    assert town.say("海南区", "王工", "联络员", Of="张三") == LIAISON.rights
    assert town.say("海南区", "李主任", "联络员", Of="张三").startswith("已指定联络员：张三。")
    assert town.say("海南区", "王工", "联络员") == LIAISON.list.format(names="张三")
    assert town.say("海南区", "李主任", "联络员 取消", Of="赵六") == LIAISON.not_one.format(name="赵六")
    assert town.say("海南区", "李主任", "联络员 取消", Of="张三").endswith(LIAISON.none)


def test_what_is_no_business_of_a_chat_is_refused(town: Town) -> None:
    """Rights are the chat's, whatever the channel."""
    shown = town.say("住建局", "孙工", "", Press="v1:l:r:1-23:0")
    assert shown == "只有责任单位可以报完成。"
    with closing(Ledger(town.data / "ledger.db")) as ledger:
        assert (ledger.events.all(), ledger.prompts.get("住建局", town.last("住建局"))) == ([], None)


def _button(town: Town, chat: str, words: str) -> str:
    """The button under the last message whose text ends so; the list is turned until there is one."""
    while True:
        shown = town.heard(chat)[-1]
        for button in (b for line in shown.split("\n") if line.startswith("[") for b in line.strip("[]").split("][")):
            if button.endswith(words):
                return button
        town.say(chat, "王工", "", In_Reply_To=town.last(chat), Press="下一页 ›")


def test_the_hook_would_notice() -> None:
    """The program that serves the folders does fail when anything of Telegram is imported."""
    code = "import sys, folder_channel as f; sys.meta_path.insert(0, f.Refused()); import bot.telegram.html"
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True)
    assert "bot.telegram is imported" in done.stderr
