"""The steps of a revision on the real plan: what each kind of change comes out as, in every format, and who is told of it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from bot_fixtures import LiftedEmbedder
from revised_plans import DEADLINE, FORMATS, REVISIONS, UNIT, changed, inserted, numbered, twins, without

from bot.messages import Binding
from bot.revisions.changes import notices
from bot.revisions.checks import lost, misquoted, unanswered
from bot.revisions.revise import build_draft, check_built, desk_of, draft, switch
from corpus.diff import compare
from corpus.files.reading import text_of
from corpus.grammar.parse import parse_plan
from corpus.model import Plan
from index.manifest import RevisionError, history
from index.revision import build, load_ids, load_plan
from index.store import current, publish

TODAY = date(2025, 3, 15)
DAMAGED = {"无整改时限": ("整改时限：2024年12月底\n", "")}


@pytest.fixture
def root(data_dir: Path, tmp_path: Path) -> Path:
    """A directory with the published real plan, free to be changed."""
    return Path(shutil.copytree(data_dir / "revisions", tmp_path / "revisions"))


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("name", REVISIONS)
def test_a_revision_is_told_for_what_it_is(plan: Plan, name: str, suffix: str) -> None:
    """Exactly the change that was made is found, whatever format the new text comes in; nothing is doubtful or lost."""
    make, expected = REVISIONS[name]
    new = parse_plan(text_of(FORMATS[suffix](make()), f"方案{suffix}"))
    found = compare(plan, new)
    assert {
        "added": found.added, "removed": found.removed, "renumbered": found.renumbered, "changed": found.changed,
        "doubtful": found.doubtful, "body": found.body,
    } == {"added": (), "removed": (), "renumbered": {}, "changed": {}, "doubtful": {}, "body": ()} | expected  # fmt: skip
    assert [lost(found, plan, new), misquoted(new)] == [[], []]


def test_published_and_back(root: Path, plan: Plan) -> None:
    """Built, checked and switched: the ids follow their problems through the renumbering, and back again."""
    before = load_ids(root)
    new = draft(root, numbered(inserted(8)), "新.txt")
    built = build_draft(root, new, LiftedEmbedder(), [(before.problems[20], "矿区灰太大")])
    assert current(root) == 1
    assert built.reused > built.manifest.embedded > 0
    switch(root, new, built.manifest.number)
    after = load_ids(root)
    assert {before.problems[n]: n + (n > 7) for n in before.problems} == {id_: n for n, id_ in after.problems.items() if n != 8}
    assert after.problems[8] == "2-8"
    desk = desk_of(root, 2, LiftedEmbedder())
    assert any(c.text == "矿区灰太大" and c.problem == 21 for c in desk.searcher._revision.chunks)
    publish(root, 1)
    assert load_plan(root) == plan
    assert load_ids(root) == before


def test_a_second_publication_in_between_is_refused(root: Path) -> None:
    """What was compared with a plan that is no longer in use is not published over the one that is."""
    mine, theirs = draft(root, changed(8, UNIT), "甲"), draft(root, changed(6, DEADLINE), "乙")
    numbers = [build_draft(root, d, LiftedEmbedder()).manifest.number for d in (mine, theirs)]
    switch(root, theirs, numbers[1])
    with pytest.raises(RevisionError, match="第3版已经发布"):
        switch(root, mine, numbers[0])
    assert [m.number for m in history(root)] == [1, 3]
    assert current(root) == 3


def test_the_plan_s_own_questions(root: Path) -> None:
    """A whole revision answers them; one whose words of a problem cannot be found does not, and says which."""
    assert check_built(root, 1, LiftedEmbedder(), TODAY) == []
    desk = desk_of(root, 1, LiftedEmbedder())
    other = desk_of(root, build(root, without(7), "x", (), LiftedEmbedder()).manifest.number, LiftedEmbedder())
    mixed = replace(desk, searcher=other.searcher)
    assert any("问题（七）" in words for words in unanswered(mixed, TODAY))


def test_what_was_lost_is_said(plan: Plan) -> None:
    """A field that a problem had, many problems, or the body gone: each is a sentence."""
    text = changed(9, ("整改时限：2024年12月底\n", ""))
    new = parse_plan(text)
    assert lost(compare(plan, new), plan, new) == ["问题（九）原有整改时限，新文本中没有"]
    half = parse_plan(plan.text[: plan.problems[15].span.start])
    assert lost(compare(plan, half), plan, half) == ["比现行方案少了15个问题，请确认文件完整"]
    bare = parse_plan(plan.text[plan.problems[0].span.start :])
    assert "现行方案有正文，新文本中没有" in lost(compare(plan, bare), plan, bare)


def _bound(*units: str, active: bool = True) -> Binding:
    return Binding(-len(units), None, "群", units, active, "2025-01-01")


def test_units_are_told_of_their_own_problems(plan: Plan) -> None:
    """A unit that leaves a problem and one that stays hear of it, others and suspended chats do not."""
    new = parse_plan(changed(8, UNIT))
    chats = [_bound("市能源局"), _bound("市应急管理局", "x"), _bound("市水务局"), _bound("市能源局", active=False)]
    told = notices(plan, new, compare(plan, new), chats)
    assert [b for b, _ in told] == chats[:2]
    assert told[0][1].split("\n") == [
        "整改方案已更新，涉及本群单位（市能源局）的变化：",
        f"～ 问题（八）责任单位：「{UNIT[0]}」→「{UNIT[1]}」",
    ]


def test_units_are_told_of_new_and_renumbered_problems(plan: Plan) -> None:
    """An added problem is told to its units alone, a new number to the units of that problem."""
    new = parse_plan(numbered(inserted(8)))
    found = compare(plan, new)
    told = dict(notices(plan, new, found, [_bound("市能源局"), _bound("市水务局", "x"), _bound("市商务局", "y", "z")]))
    lines = [text.split("\n")[1:] for text in told.values()]
    assert all(x[0] == "＋ 问题（八）医疗废物处置能力不足" for x in lines[:2])
    moved = {n for n in found.renumbered if any(d.unit == "市水务局" for d in (*plan.problems[n - 1].responsible, *plan.problems[n - 1].acceptance))}  # fmt: skip
    assert len(lines[1]) == 1 + len(moved)


def test_an_answer_overrides_the_match(plan: Plan) -> None:
    """What an administrator decided holds: the problem continues the one that was chosen, or none, and is asked no more."""
    new = parse_plan(twins(plan))
    assert compare(plan, new).doubtful == {7: (7, 8)}
    chosen = compare(plan, new, {7: 8})
    assert (chosen.matched[7], chosen.added, chosen.doubtful) == (8, (7,), {})
    gone = compare(plan, new, {7: None})
    assert (gone.removed, gone.added, gone.doubtful) == ((7,), (7, 8), {})


def test_a_bureau_hears_what_touches_the_group_it_keeps(plan: Plan) -> None:
    """市生态环境局 accepts 问题（四） as the group that it keeps (bot.ledger.workflow.acting_for), so it hears of that problem too."""
    new = parse_plan(changed(4, ("验收单位：", "验收单位：市水务局，")))
    bound = Binding(-1, None, "环境局群", ("市生态环境局",), True, "2026-11-01T00:00:00+00:00")
    told = notices(plan, new, compare(plan, new), [bound])
    assert ["问题（四）验收单位" in text for _, text in told] == [True]
