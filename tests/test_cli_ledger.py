"""`ledger show|set|event|import|export` as other programs and the office use them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from bot_fixtures import Command, Outcome


@pytest.fixture
def ledger(command: Command, data_dir: Path, tmp_path: Path) -> Command:
    """`ledger …` over a data directory of its own."""
    own = shutil.copytree(data_dir, tmp_path / "own")
    return lambda *arguments: command("--data", own, "ledger", *arguments)


def _json(outcome: Outcome) -> object:
    assert (outcome.code, outcome.err) == (0, "")
    return json.loads(outcome.out)


def _failed(outcome: Outcome, words: str) -> None:
    assert outcome.code == 1
    assert outcome.err.count("\n") == 1
    assert words in outcome.err


def test_show_without_any_entry(ledger: Command) -> None:
    """Every problem, and that nothing is registered."""
    lines = ledger("show").out.splitlines()
    assert lines[0] == "台账尚无登记，按方案时限计算。"
    assert lines[1].startswith("共30项：整改中30，")
    assert len(lines) == 32


def test_set_and_show(ledger: Command) -> None:
    """A state, its day and note; the history says who and when; a milestone of its own."""
    done = ledger("set", "29", "已销号", "--on", "2024-04-20", "--note", "已取缔")
    assert (done.code, done.err) == (0, "")
    assert "状态：✅ 已销号" in done.out
    shown = ledger("show", "29").out
    assert "完成：2024年4月20日" in shown
    assert "登记，整改中→已销号，完成于2024年4月20日。已取缔" in shown
    assert ledger("set", "第23项", "reported", "--measure", "2").code == 0
    problem = _json(ledger("show", "23", "--json"))
    assert isinstance(problem, dict)
    assert problem["state"] == "open"
    assert [(m["id"], m["state"]) for m in problem["milestones"] if m["state"] != "open"] == [("1-23-2-1", "reported")]
    assert problem["milestones"][4]["events"][0]["who"].startswith("终端")


@pytest.mark.parametrize(
    "arguments",
    [
        ["set", "24", "--measure", "2", "已报完成"],
        ["set", "--note", "已建成", "24.2", "reported"],
        ["set", "--measure", "2", "24", "--note", "已建成", "已报完成"],
    ],
)
def test_options_may_stand_anywhere(ledger: Command, arguments: list[str]) -> None:
    """Before, between and after what they belong to; a word too many is usage."""
    assert "状态：☑️ 已报完成" in ledger(*arguments).out
    assert ledger(*arguments, "多余").code == 2


def test_an_extension_is_later_than_the_plans_day(ledger: Command) -> None:
    """An earlier day is refused as in an import; the plan's own day takes an extension back; the reason is no progress."""
    _failed(ledger("set", "15", "--due", "2020年3月底"), "延期要晚于方案时限（")
    _failed(ledger("set", "25", "--due", "2026-12-31"), "延期要晚于方案时限（2026年12月31日）")
    done = ledger("set", "25", "--due", "2027-06-30", "--note", "批复延期").out
    assert "延期至2027年6月30日" in done
    assert "完成情况" not in done
    assert "批复延期" in ledger("show", "25").out
    assert "延期至" not in ledger("set", "25", "--due", "2026-12-31").out


def test_looking_begins_no_ledger(ledger: Command, tmp_path: Path) -> None:
    """The file comes with the first entry."""
    assert (ledger("show").code, ledger("event").code) == (0, 0)
    assert not (tmp_path / "own" / "ledger.db").exists()


def test_show_json_has_every_problem(ledger: Command) -> None:
    """One value, the plan's days beside the granted ones."""
    assert ledger("set", "25", "--due", "2027年6月底", "--json").code == 0
    problems = _json(ledger("show", "--json"))
    assert isinstance(problems, list)
    assert [p["problem"] for p in problems] == list(range(1, 31))
    assert (problems[24]["due"], problems[24]["planned"], problems[24]["granted"]) == ("2027-06-30", "2026-12-31", "2027-06-30")
    assert {p["colour"] for p in problems} <= {"blue", "yellow", "red"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["set", "99", "已销号"], "方案中没有“99”这一项"),
        (["set", "3", "快好了"], "不认识状态“快好了”"),
        (["set", "3"], "请写状态"),
        (["set", "3", "已完成", "--on", "2099-01-01"], "不能晚于今天"),
        (["set", "3", "整改中", "--on", "2024-01-01"], "不能晚于今天"),
        (["set", "3", "已完成", "--on", "某天"], "看不懂日期“某天”"),
        (["set", "3", "已完成", "--measure", "1"], "有3个节点，请写明：3.1.1"),
        (["set", "3", "已完成", "--measure", "9"], "没有时间节点9"),
        (["event", "印发", "2026-10-01"], "等待的事件有：矿区总规批复"),
        (["event", "矿区总规批复"], "请写日期"),
        (["import", "none.xlsx"], "文件不存在"),
        (["export", "x.pdf"], ".xlsx、.docx、.ics、.png 或 .html"),
        (["export", "x.ics", "--unit", "市教育局"], "没有“市教育局”"),
        (["export", "x.docx", "--unit", "市能源局"], "--unit 只用于"),
    ],
)
def test_what_is_refused(ledger: Command, arguments: list[str], words: str) -> None:
    """One line on stderr, and the ledger stays empty."""
    _failed(ledger(*arguments), words)
    assert "整改中30" in ledger("show").out


def test_an_event_dates_what_waits_for_it(ledger: Command) -> None:
    """Dated, corrected, withdrawn."""
    assert "还没有日期" in ledger("event").out
    assert "2026年10月1日" in ledger("event", "《矿区总规》批复", "2026-10-01").out
    dated = _json(ledger("event", "--json"))
    assert isinstance(dated, list)
    assert {i["id"]: i["due"] for i in dated[0]["items"]} == {
        "1-2": "2027-10-01",
        "1-2-1-1": "2027-03-01",
        "1-2-3-2": "2027-10-01",
    }
    assert "还没有日期" in ledger("event", "矿区总规批复", "撤销").out


def test_excel_out_and_in(ledger: Command, tmp_path: Path) -> None:
    """Only what was edited is registered; a dry run registers nothing; the same file again changes nothing."""
    path = tmp_path / "台账.xlsx"
    assert ledger("export", path).code == 0
    book = openpyxl.load_workbook(path)
    sheet = book["整改台账"]
    heads = [c.value for c in sheet[3]]
    sheet.cell(6, heads.index("状态") + 1).value = "已验收"
    sheet.cell(6, heads.index("完成情况") + 1).value = "=1+1 项目已退出"[4:]
    book.save(path)
    dry = _json(ledger("import", path, "--dry-run", "--json"))
    assert isinstance(dry, dict)
    assert (dry["imported"], dry["wrong"]) == (0, [])
    assert dry["changes"] == [
        {
            "cell": "整改台账!J6",
            "id": "1-3",
            "problem": 3,
            "measure": None,
            "parties": [],
            "fields": {"state": ["整改中", "已验收"], "note": ["", "项目已退出"]},
        }
    ]
    assert "整改中30" in ledger("show").out
    assert "登记了1项变动" in ledger("import", path).out
    assert "已验收1" in ledger("show").out
    again = ledger("export", path)
    assert again.code == 0
    assert "没有变动。" in ledger("import", path).out


def test_one_wrong_row_keeps_all_out_unless_it_is_skipped(ledger: Command, tmp_path: Path) -> None:
    """Reported with its cell, exit code 1."""
    path = tmp_path / "台账.xlsx"
    ledger("export", path)
    book = openpyxl.load_workbook(path)
    book["整改台账"]["J6"], book["整改台账"]["J7"] = "快好了", "已验收"
    book.save(path)
    failed = ledger("import", path)
    assert "✗ 整改台账!J6：不认识状态“快好了”" in failed.out
    _failed(failed, "有1行有误，没有登记任何内容")
    assert "整改中30" in ledger("show").out
    assert ledger("import", path, "--skip", "6").code == 0
    assert "已验收1" in ledger("show").out


def test_a_hostile_file(ledger: Command, tmp_path: Path) -> None:
    """One sentence, no trace."""
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK\x03\x04" + b"x" * 100)
    _failed(ledger("import", path), "已损坏")


@pytest.mark.parametrize(("name", "magic"), [("a.docx", b"PK"), ("a.png", b"\x89PNG"), ("a.ics", b"BEGIN:VCALENDAR")])
def test_the_other_files(ledger: Command, tmp_path: Path, name: str, magic: bytes) -> None:
    """By extension; nothing else is left beside them."""
    path = tmp_path / "out" / name
    path.parent.mkdir()
    assert ledger("export", path).code == 0
    assert path.read_bytes().startswith(magic)
    assert [p.name for p in path.parent.iterdir()] == [name]


def test_usage(ledger: Command) -> None:
    """Without a command it is usage."""
    assert ledger().code == 2


def test_a_question_reads_the_ledger(ledger: Command, command: Command, tmp_path: Path) -> None:
    """What was registered is answered; a ledger that was never begun is not begun by asking."""
    own = tmp_path / "own"
    assert "（按方案时限计算，台账尚无登记）" in command("--data", own, "ask", "第23项完成了吗").out
    assert not (own / "ledger.db").exists()
    assert ledger("set", "23", "已报完成").code == 0
    assert command("--data", own, "ask", "第23项完成了吗").out.startswith("问题（二十三）已报完成。\n")
    line = json.dumps({"id": 1, "q": "第29项逾期了吗", "today": "2024-04-01"}, ensure_ascii=False)
    told = json.loads(command("--data", own, "ask", "--jsonl", stdin=line).out)
    assert (told["kind"], told["problems"], told["refused"]) == ("status", [29], False)
    assert told["answer"].startswith("不是。\n问题（二十九）整改中，还有29天。")
    assert command("--data", own, "chat", stdin="第23项完成了吗\n").out.count("问题（二十三）已报完成。") == 1
