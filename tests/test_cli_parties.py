"""The office's entries by party at the terminal: one party or all, progress, taking back, the desk."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from bot_fixtures import Command, Outcome
from openpyxl import load_workbook


@pytest.fixture
def ledger(command: Command, data_dir: Path, tmp_path: Path) -> Command:
    """`ledger …` over a data directory of its own."""
    own = shutil.copytree(data_dir, tmp_path / "own")
    return lambda *arguments: command("--data", own, "ledger", *arguments)


def _json(outcome: Outcome) -> Any:
    assert (outcome.code, outcome.err) == (0, "")
    return json.loads(outcome.out)


def _parties(ledger: Command, number: str) -> dict[str, dict[str, Any]]:
    return {p["party"]: p for p in _json(ledger("show", number, "--json"))["parties"]}


def test_one_party_is_entered_and_the_others_stay(ledger: Command) -> None:
    """By any of its names, the city's own before it or not; the problem is reported with the last of them."""
    done = _json(ledger("set", "17", "已报完成", "--unit", "乌海市水务局", "--on", "2025-05-01", "--note", "清理完毕", "--json"))
    assert (done["units"], done["parts"], done["part"], done["after"]) == (["市水务局"], ["市水务局"], "reported", "open")
    found = _parties(ledger, "17")
    assert {name: p["state"] for name, p in found.items()} == {"市水务局": "reported", "市自然资源局": "open", "海南区": "open"}
    assert found["市水务局"] == {
        "party": "市水务局", "units": ["市水务局"], "role": "lead", "state": "reported", "done_on": "2025-05-01",
        "note": "清理完毕", "progress": [],
    }  # fmt: skip
    assert ledger("set", "17", "reported", "--unit", "海南区").code == 0
    assert ledger("set", "17", "reported", "--unit", "自然资源局").code == 0
    assert _json(ledger("show", "17", "--json"))["state"] == "reported"


def test_a_milestone_has_the_parties_that_its_clause_names(ledger: Command) -> None:
    """Another's milestone is refused, with whose it is."""
    shown = _json(ledger("show", "7", "--json"))
    assert [p["party"] for p in shown["milestones"][0]["parties"]] == ["市自然资源局"]
    refused = ledger("set", "7", "reported", "--measure", "1", "--unit", "海南区")
    assert refused.code == 1
    assert "市自然资源局" in refused.err


def test_progress_is_no_completion(ledger: Command) -> None:
    """It stands with its party and day; words are needed, a day to come is refused."""
    said = ledger("progress", "7", "--unit", "海南区", "--note", "清理8处", "--on", "2026-11-01")
    assert (said.code, said.err) == (0, "")
    (entry,) = _parties(ledger, "7")["海南区"]["progress"]
    assert (entry["on"], entry["note"], entry["by"][:2]) == ("2026-11-01", "清理8处", "终端")
    assert _json(ledger("show", "7", "--json"))["state"] == "open"
    assert ledger("progress", "7", "--unit", "海南区", "--note", " ").code == 1
    assert ledger("progress", "7", "--unit", "海南区", "--note", "x", "--on", "2099-01-01").code == 1
    assert "市能源局" in ledger("progress", "7", "--unit", "市能源局", "--note", "x").err


def test_the_last_entry_is_taken_back_as_an_entry(ledger: Command) -> None:
    """Both stay in the record; taken back twice in a row it is the one before."""
    ledger("set", "29", "已报完成", "--note", "一")
    ledger("set", "29", "已销号", "--note", "二")
    undone = ledger("undo", "--note", "登错了")
    assert (undone.code, undone.err) == (0, "")
    shown = _json(ledger("show", "29", "--json"))
    assert (shown["state"], shown["note"], [e["action"] for e in shown["events"]]) == ("reported", "一", ["set", "set", "undo"])
    assert shown["events"][2]["note"] == "登错了"
    assert ledger("undo").code == 0
    assert _json(ledger("show", "29", "--json"))["state"] == "open"
    assert "没有可以撤销的" in ledger("undo").err


def test_what_others_build_upon_is_not_taken_back_alone(ledger: Command) -> None:
    """The refusal names the later entry; an entry that is none is said."""
    ledger("set", "29", "已报完成")
    ledger("set", "29", "已销号")
    assert "第2条" in ledger("undo", "1").err
    assert "没有第99条" in ledger("undo", "99").err
    assert ledger("undo", "2").code == 0
    assert ledger("undo", "1").code == 0


def test_an_import_is_taken_back_as_a_whole(ledger: Command, tmp_path: Path) -> None:
    """Every entry that came with it, and nothing else."""
    ledger("set", "5", "已销号")
    path = tmp_path / "t.xlsx"
    ledger("export", path)
    book = load_workbook(path)
    sheet = book["整改台账"]
    state = [c.value for c in sheet[3]].index("状态") + 1
    for row in (4, 6):
        sheet.cell(row, state).value = "已报完成"
    book.save(path)
    assert _json(ledger("import", path, "--json"))["imported"] == 2
    assert len(_json(ledger("undo", "--json"))["undone"]) == 2
    states = {p["problem"]: p["state"] for p in _json(ledger("show", "--json"))}
    assert {n for n, s in states.items() if s != "open"} == {5}


def test_the_desk_says_what_waits_for_whom(ledger: Command) -> None:
    """Acceptance, decisions, closing, signatures, units without a chat, and each party's figures."""
    ledger("set", "17", "已报完成")
    ledger("set", "29", "已验收")
    ledger("set", "30", "已报完成", "--unit", "海勃湾区", "--on", "2024-05-01")
    desk = _json(ledger("desk", "--json"))
    assert [(x["problem"], x["measure"], x["waits_for"]) for x in desk["to_accept"]] == [(17, None, ["市水务局"])]
    assert desk["to_close"] == [{"problem": 29, "measure": None}]
    assert {"海南区", "市水务局"} <= set(desk["unbound"])
    assert "海南区委" not in desk["unbound"]
    figures = {p["party"]: p for p in desk["parties"]}
    assert (figures["海南区"]["items"], figures["海勃湾区"]["on_time"]) == (29, 1)
    assert figures["海南区"].keys() >= {"party", "items", "overdue", "on_time", "late", "signed_share", "overdue_change"}
    assert {x["party"] for x in desk["unsigned"]} >= {"海南区", "市能源局"}
    text = ledger("desk").out
    assert "【待验收】1项" in text
    assert "待市水务局验收" in text


@pytest.mark.parametrize("kind", ["xlsx", "ics", "png"])
def test_a_file_of_one_unit(ledger: Command, tmp_path: Path, kind: str) -> None:
    """What has no part of it is left out."""
    whole, own = tmp_path / f"a.{kind}", tmp_path / f"b.{kind}"
    assert ledger("export", whole).code == 0
    assert ledger("export", own, "--unit", "乌海市水务局").code == 0
    assert own.read_bytes() != whole.read_bytes()
    if kind == "xlsx":
        numbers = {r[0].value for r in load_workbook(own)["整改台账"].iter_rows(min_row=4)}
        assert numbers == {5, 9, 10, 16, 17}


def test_several_units_and_too_many_words(ledger: Command) -> None:
    """`--unit` names units as the plan does; words beyond what an entry holds are refused by every command."""
    done = _json(ledger("set", "17", "已报完成", "--unit", "市水务局、海南区人民政府", "--json"))
    assert done["parts"] == ["市水务局", "海南区"]
    assert "某某公司" in ledger("set", "17", "已报完成", "--unit", "市水务局、某某公司").err
    long = "长" * 2001
    for command in (("set", "17"), ("progress", "17", "--unit", "市自然资源局"), ("undo",)):
        said = ledger(*command, "--note", long)
        assert (said.code, "2001字" in said.err) == (1, True)
