"""Data directories that earlier programs wrote: what they hold still answers, or it is said by which command it does again.

index-of-format-1 is what the program wrote before problems had ids, index-of-format-2 what it wrote on 27 November 2026; both
hold tests/data/plans/02-qinghe.txt in the vectors of `LiftedEmbedder`.
"""

import json
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from bot_fixtures import Command, LiftedEmbedder

from bot.revisions.revise import build_draft, draft
from bot.revisions.words import CHANGES
from bot.storage.database import Ledger
from index.revision import load_ids

DATA = Path(__file__).parent / "data"
QUESTION = "谁负责畜禽养殖污染"
ANSWER = "责任单位：县农业农村局，柳林镇人民政府"
Unpacked = Callable[[int], Path]


@pytest.fixture
def unpacked(tmp_path: Path) -> Unpacked:
    """The format of an index → a data directory that holds one."""

    def unpack(number: int) -> Path:
        shutil.unpack_archive(DATA / f"index-of-format-{number}.zip", tmp_path / "data")
        return tmp_path / "data"

    return unpack


def _repair(said: str) -> list[str]:
    """The arguments of the command that a sentence tells to run."""
    told = re.search(r"python -m bot (reindex .* --yes)", said)
    assert told
    return shlex.split(told[1])


def test_an_index_of_the_same_format_answers(unpacked: Unpacked, command: Command) -> None:
    """Checked and asked as it is; the next one takes its vectors over."""
    data = str(unpacked(2))
    assert command("check", "--data", data).code == 0
    assert command("ask", QUESTION, "--data", data).out.startswith(ANSWER)
    plan = f"{data}/revisions/000001/plan.txt"
    assert "沿用26条" in command("reindex", plan, "--yes", "--data", data).out
    assert command("rollback", "1", "--data", data).code == 0


@pytest.mark.parametrize("arguments", ["check", f"ask {QUESTION}", "plan", "revisions", "ledger show 1", "remind", "rollback 1"])
def test_an_index_of_another_format_names_its_repair(arguments: str, unpacked: Unpacked, command: Command) -> None:
    """Every command says what is the matter, and the command that it tells makes all well, from the directory's own copy."""
    data = str(unpacked(1))
    refused = command(*arguments.split(), "--data", data)
    said = refused.out + refused.err
    assert (refused.code, "格式是1，本程序用" in said, "没有索引" in said) == (1, True, False)
    assert command(*_repair(said), "--data", data).code == 0
    assert command("check", "--data", data).code == 0
    assert command("ask", QUESTION, "--data", data).out.startswith(ANSWER)


def test_a_copy_holds_an_index_of_another_format(unpacked: Unpacked, command: Command, tmp_path: Path) -> None:
    """Who upgrades before the backup loses nothing: what is restored is told its repair, which makes all well."""
    data, copies = unpacked(1), tmp_path / "copies"
    Ledger(data / "ledger.db").close()
    assert "方案原文1版" in command("backup", copies, "--data", data).out
    shutil.rmtree(data)
    (copy,) = copies.iterdir()
    assert command("restore", copy, "--data", data).code == 0
    assert command(*_repair(command("check", "--data", data).out), "--data", data).code == 0
    assert command("ask", QUESTION, "--data", data).out.startswith(ANSWER)


def test_what_is_rebuilt_is_not_gone_back_from(unpacked: Unpacked, command: Command) -> None:
    """A revision of another format stays where it is, unlisted, and is refused with its repair."""
    data = unpacked(1)
    command(*_repair(command("ask", QUESTION, "--data", data).err), "--data", data)
    assert [r["number"] for r in json.loads(command("revisions", "--json", "--data", data).out)] == [2]
    assert "格式是1" in command("rollback", "1", "--data", data).err
    assert command("ask", QUESTION, "--data", data).out.startswith(ANSWER)


def test_the_ledger_outlives_a_change_of_format(unpacked: Unpacked, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was entered before stands at its problem after the rebuild, whose ids go on from those of the old format."""
    data = str(unpacked(2))
    plan = Path(data) / "revisions" / "000001" / "plan.txt"
    assert command("reindex", plan, "--yes", "--data", data).code == 0
    assert command("ledger", "set", "2", "--unit", "县农业农村局", "--note", "排查完毕", "--data", data).code == 0
    before = json.loads(command("ledger", "show", "2", "--json", "--data", data).out)
    for module in ("manifest", "revision"):
        monkeypatch.setattr(f"index.{module}.FORMAT", 3)
    refused = command("ledger", "show", "2", "--data", data)
    assert refused.code == 1
    assert command(*_repair(refused.err), "--data", data).code == 0
    after = json.loads(command("ledger", "show", "2", "--json", "--data", data).out)
    assert (after["id"], len(after["events"])) == (before["id"], 1)
    assert after == before


@pytest.mark.parametrize("number", [1, 2])
def test_a_new_plan_is_compared_across_a_change_of_format(
    number: int, unpacked: Unpacked, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The text that the old index holds is what a revised plan differs from, problem by problem; so is what it loses."""
    root = unpacked(number)
    for module in ("manifest", "revision"):
        monkeypatch.setattr(f"index.{module}.FORMAT", 3)
    revised = root / "revised.txt"
    text = (root / "revisions" / "000001" / "plan.txt").read_text("utf-8")
    revised.write_text(text.replace("验收单位：县农业农村局", "验收单位：市农业农村局"), "utf-8")
    said = command("reindex", revised, "--dry-run", "--data", root).out
    assert ("修改1" in said, "「县农业农村局」→「市农业农村局」" in said, CHANGES.compared_with_copy in said) == (
        True,
        True,
        True,
    )


def test_accepted_words_outlive_a_change_of_format(unpacked: Unpacked, monkeypatch: pytest.MonkeyPatch) -> None:
    """A phrasing that administrators accepted is built into the revision that follows one of another format."""
    root = unpacked(2) / "revisions"
    task = load_ids(root).problems[2]
    monkeypatch.setattr("index.manifest.FORMAT", 3)
    monkeypatch.setattr("index.revision.FORMAT", 3)
    new = draft(root, (root / "000001" / "plan.txt").read_text("utf-8"), "plan.txt")
    built = build_draft(root, new, LiftedEmbedder(), [(task, "猪粪谁管")])
    chunks = (root / f"{built.manifest.number:06}" / "chunks.jsonl").read_text("utf-8")
    assert "猪粪谁管" in chunks
