"""Which chat and topic speaks for which units: read with slips, shown before it is replaced, kept true when a revision renames a unit."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from telegram_fixtures import Running, running
from telegram_server import Chat, Sent

from bot.engine.words import BINDING
from bot.language.unit_guesses import read_units
from bot.language.unit_names import Names
from bot.ledger.renamed import lost_units, successors
from bot.telegram.words import REVISING
from corpus.diff import compare
from corpus.grammar.parse import parse_plan
from corpus.model import Plan


@pytest.fixture
def own(data_dir: Path, tmp_path: Path) -> Iterator[Running]:
    """A bot with a data directory of its own."""
    with running(Path(shutil.copytree(data_dir, tmp_path / "data"))) as started:
        yield started


@pytest.fixture(scope="module")
def names(plan: Plan) -> Names:
    """The real plan's names."""
    return Names.of(plan)


def _bind(bot: Running, chat: Chat, words: str, thread: int | None = None) -> Sent:
    asked = bot.server.ask(chat, bot.admin, f"/bind {words}", thread=thread)
    since = bot.server.mark()
    bot.server.press(asked, BINDING.yes, bot.admin)
    return bot.server.wait_for(chat=chat, since=since)


@pytest.mark.parametrize(
    ("typed", "units"),
    [("市能源局", ["市能源局"]), ("能原局", ["市能源局"]), ("能源局、水务局", ["市能源局", "市水务局"]),
     ("生态局和水务局", ["市生态环境局", "市水务局"]), ("水无局与能源局", ["市水务局", "市能源局"]),
     ("住房和城乡建设局", ["市住房和城乡建设局"]), ("住房和城乡建社局", ["市住房和城乡建设局"]),
     ("海勃弯区", ["海勃湾区委", "海勃湾区政府"]), ("海勃湾区和乌达区", ["海勃湾区委", "海勃湾区政府", "乌达区委", "乌达区政府"]),
     ("市水务", ["市水务局"]), ("海南区委、区政府", ["海南区委", "海南区政府"]), ("中共海南区委员会", ["海南区委"]),
     ("乌海市海南区人民政府", ["海南区政府"]), ("海南区委区政府", ["海南区委", "海南区政府"]), ("乌海市水务局（牵头）", ["市水务局"])],
)  # fmt: skip
def test_units_are_read_with_their_slips(names: Names, typed: str, units: list[str]) -> None:
    """A wrong, a missing or an added character, shortened names, several joined by 和."""
    assert [u for m in read_units([typed], names) for u in m.units] == units


@pytest.mark.parametrize("typed", ["市天文台", "某某和某某", "局", "商某局和天文台"])
def test_what_is_no_unit_is_none(names: Names, typed: str) -> None:
    """Nothing is guessed where nothing is near."""
    assert [m for m in read_units([typed], names) if m.units and m.typed != "商某局"] == []


def test_a_slip_with_two_meanings_is_asked_about(names: Names) -> None:
    """Both are named, and none is taken."""
    (meant,) = read_units(["市某务局"], names)
    assert meant.units == ()
    assert {"市水务局", "市商务局"} <= set(meant.choices)


def test_a_guess_is_said_before_it_is_bound(own: Running) -> None:
    """What 能原局 is taken for stands above the question; several meanings are named instead of one."""
    group = own.server.add_chat("group", "群", [own.admin])
    asked = own.server.ask(group, own.admin, "/bind 能原局和水务局").text
    assert asked.startswith("“能原局”按“市能源局”理解。")
    assert "· 市水务局" in asked
    assert "市水务局；市商务局" in own.server.ask(group, own.admin, "/bind 市某务局").text.replace(
        "市商务局；市水务局", "市水务局；市商务局"
    )


def test_each_topic_has_its_own_binding(own: Running) -> None:
    """Three topics of one forum are three chats: tasks, /unbind and letters are each its own."""
    server = own.server
    forum = server.add_chat("supergroup", "整改论坛", [own.admin], forum=True)
    energy, water = (server.add_topic(forum, own.admin, name) for name in ("能源", "水务"))
    assert _bind(own, forum, "能源局", energy).thread == energy
    assert _bind(own, forum, "水务局", water).text == "已绑定：市水务局"
    energys, waters = (server.ask(forum, own.admin, "/mine", thread=t) for t in (energy, water))
    assert energys.text != waters.text
    assert (energys.thread, waters.thread) == (energy, water)
    assert server.ask(forum, own.admin, "/mine").text == BINDING.not_bound
    listed = own.ask("/chats", own.admin)
    assert "整改论坛·话题" in listed
    assert server.ask(forum, own.admin, "/unbind", thread=energy).text == BINDING.unbound
    assert server.ask(forum, own.admin, "/mine", thread=water).text == waters.text
    assert server.ask(forum, own.admin, "/mine", thread=energy).text == BINDING.not_bound


def test_a_new_binding_says_what_it_replaces(own: Running) -> None:
    """The old units of the chat, and the chat that has the new ones already."""
    server = own.server
    first, second = (server.add_chat("supergroup", title, [own.admin]) for title in ("能源群", "新群"))
    _bind(own, first, "市能源局")
    _bind(own, second, "市水务局")
    asked = server.ask(second, own.admin, "/bind 市能源局").text
    assert "本群原来绑定的是市水务局，将被替换。" in asked
    assert "市能源局已绑定在“能源群”" in asked


def test_units_without_a_chat_are_listed(own: Running) -> None:
    """/chats ends with who cannot be reached."""
    group = own.server.add_chat("group", "群", [own.admin])
    _bind(own, group, "市能源局")
    left = own.ask("/chats", own.admin).split("\n")[-1]
    assert left.startswith("还没有群的单位")
    assert "市水务局" in left
    assert "市能源局" not in left


def test_what_became_of_a_unit(plan: Plan) -> None:
    """A renamed unit is found in its place; one that is only gone has no successor."""
    renamed = parse_plan(plan.text.replace("市水务局", "市水利局"))
    assert lost_units(("市水务局", "市能源局"), renamed) == ("市水务局",)
    matched = compare(plan, renamed).matched
    assert successors("市水务局", plan, renamed, matched) == ("市水利局",)
    gone = parse_plan(plan.text.replace("市水务局、", "").replace("、市水务局", "").replace("市水务局", "市能源局"))
    assert successors("市水务局", plan, gone, compare(plan, gone).matched) == ()


def test_a_renamed_unit_is_asked_about(own: Running, plan: Plan) -> None:
    """Publishing finds the group that would hear nothing any more; a press binds it to the new name, once."""
    server = own.server
    group = server.add_chat("supergroup", "水务群", [own.admin])
    _bind(own, group, "市水务局")
    server.upload(own.admin, own.admin, "新.txt", plan.text.replace("市水务局", "市水利局").encode(), "/reindex")
    asked = server.wait_for(lambda s: REVISING.ask in s.text, chat=own.admin)
    server.press(asked, REVISING.publish, own.admin)
    failing = server.wait_for(lambda s: "已发布第2版" in s.text or "仍要发布" in s.text, chat=own.admin)
    if "仍要发布" in failing.text:
        server.press(failing, REVISING.insist, own.admin)
    question = server.wait_for(lambda s: "水务群" in s.text and "市水务局" in s.text, chat=own.admin)
    assert "⚠️ 方案中没有市水务局" in own.ask("/chats", own.admin)
    since = server.mark()
    server.press(question, "改绑到市水利局", own.admin)
    assert server.wait_for(chat=own.admin, since=since).text == "“水务群”已改绑到：市水利局"
    assert own.in_loop(lambda: own.ledger.chats.binding(group.id)).units == ("市水利局",)
    query = server.press(question, question.flat()[0].data or "", own.admin, forged=True)
    call = server.wait_for_call("answerCallbackQuery", lambda c: c.params["callback_query_id"] == query)
    assert call.params["text"] == BINDING.settled
