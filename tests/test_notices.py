"""What a digest says: whole texts as a group reads them, within Telegram's limits."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from ledger_fixtures import BARE

from bot.ledger.agenda import Agenda
from bot.ledger.workflow import Action, Event, Standing, State, standing
from bot.messages import Binding
from bot.reminders.digests import Digest, digests, listeners, unsigned
from bot.reminders.morning import unsigned_text, weekly_text
from bot.reminders.text import as_paragraphs, digest_buttons, digest_file, digest_list, digest_text, digests_json, is_cut
from bot.telegram.html import to_html
from bot.workdays import is_workday
from corpus.grammar.parse import parse_plan
from corpus.identity import first_ids
from corpus.model import Plan

AT = datetime(2025, 6, 20, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
BOUND = "2025-01-02T01:00:00+00:00"


def _agenda(plan: Plan, today: date, **standings: Standing) -> Agenda:
    return Agenda.of(plan, first_ids(plan, 1), {k.replace("_", "-"): s for k, s in standings.items()}, {}, today, is_workday)


def _digest(plan: Plan, today: date, *units: str, **standings: Standing) -> Digest:
    made = digests(_agenda(plan, today, **standings), listeners(plan, [Binding(-100, None, "群", units, True, BOUND)]))
    return next(d for d in made if d.party.chat_id)


def _after(item: str, action: Action, **what: object) -> Standing:
    return standing([Event(item, action, AT, "李主任", ("市生态环境局",), **what)])  # type: ignore[arg-type]


def test_a_whole_digest(plan: Plan) -> None:
    """Sections in their order, two lines an item: what, then when, in which role and why the colour."""
    expected = """整改提醒 2025年12月1日（周一）
市交通运输局

【逾期】2项
🟡 问题（二十四）措施1：争取2025年6月底前开工建设（大力推动低碳产业园铁路专用线项目前期工作）
　6月30日到期（力争），逾期154天 · 牵头、验收 · 节点已过，整项时限12月31日
🟡 问题（二十四）措施2：力争2024年底至少1家物流企业列入自治区试点企业
　2024年12月31日到期（力争），逾期335天 · 牵头、验收 · 节点已过，整项时限12月31日

【即将到期】3项
🔵 问题（二十四）交通运输结构调整行动迟缓
　12月31日到期，还有30天 · 牵头、验收
🔵 问题（二十四）措施1：争取2025年12月底前开工建设（与石嘴山市对接推进黄公铁路至石嘴山市惠农区铁路项目）
　12月31日到期（力争），还有30天 · 牵头、验收
🔵 问题（二十五）措施1：2026年之前购置更新104台纯电动公交车
　12月31日到期，还有30天 · 牵头、验收"""
    closed = _after("1-21", Action.SET, after=State.CLOSED)
    digest = _digest(plan, date(2025, 12, 1), "市交通运输局", **{"1_21": closed})
    assert digest_text(digest) == expected
    assert [[b.data for b in row] for row in digest_buttons(digest)] == [["v1:k:2025-12-01", "v1:w:2025-12-01"]]


def test_a_digest_at_the_quarter(plan: Plan) -> None:
    """Ongoing problems in the plan's words, and what waits for an event; nothing is overdue, so there is nothing to sign."""
    expected = """整改提醒 2024年1月2日（周二）
市能源局

【长期坚持】2项
🔵 问题（二十）矿区扬尘污染问题仍然严重
　立行立改，长期坚持 · 牵头、验收
🔵 问题（二十二）煤矿火点治理不够有力
　立行立改，长期坚持 · 牵头、验收

待定起算日：问题（二）、问题（二）措施3（等“《矿区总规》批复”）"""
    digest = _digest(plan, date(2024, 1, 2), "市能源局", **{"1-15-1-1": _after("1-15-1-1", Action.SET, after=State.CLOSED)})
    assert digest_text(digest) == expected
    assert [[b.text for b in row] for row in digest_buttons(digest)] == [["办理"]]


def test_an_extension_an_acceptance_and_several_roles(plan: Plan) -> None:
    """The plan's day beside the granted one, who is asked to accept, and which unit has which role."""
    granted = _after("1-18", Action.GRANT, day=date(2025, 10, 9))
    reported = _after("1-18", Action.REPORT, after=State.REPORTED)
    both = ("市公用事业发展中心", "市住房和城乡建设局")
    text = digest_text(_digest(plan, date(2025, 9, 30), *both, **{"1-18": granted}))
    assert "　10月9日到期，还有9天 · 原时限9月30日，已延至10月9日 · 市住房和城乡建设局牵头、市公用事业发展中心配合、验收" in text
    text = digest_text(_digest(plan, date(2025, 9, 30), *both, **{"1-18": reported}))
    assert "【待验收】1项\n🔵 问题（十八）2015年以来" in text
    assert "　6月20日报完成，请验收 · 验收" in text


def test_the_last_working_day_before_a_day_off_is_told(plan: Plan) -> None:
    """What falls due within the holidays has no morning of its own."""
    granted = _after("1-18", Action.GRANT, day=date(2025, 10, 5))
    text = digest_text(_digest(plan, date(2025, 9, 30), "市住房和城乡建设局", **{"1-18": granted}))
    assert "10月5日到期，还有5天（今天是最后一个工作日）" in text


def test_eighty_lines_are_grouped(plan: Plan) -> None:
    """A count, the problems, the latest five; the rest behind a button, whose file has them all."""
    digest = _digest(plan, date(2026, 11, 26), "海南区委", "海南区政府")
    lines = digest_text(digest, known=False).split("\n")
    assert lines[2:6] == ["（台账尚未导入，以下按方案时限计算）", "", "【逾期】76项", lines[5]]
    assert lines[5].startswith("涉及27个问题：（一）、（二）2项、（三）4项")
    assert sum(line.startswith(("🔴", "🟡")) for line in lines) == 5
    assert "其余71项点“全部清单”查看，或发 /mine 办理。" in lines
    assert [b.text for b in digest_buttons(digest)[0]] == ["签收", "办理", "全部清单"]
    assert len(digest_list(digest)) == 1 + 76
    assert not is_cut(_digest(plan, date(2025, 12, 1), "市交通运输局"))


def test_the_list_holds_no_formula(plan: Plan) -> None:
    """Whatever a plan's words begin with, they are text in the file that Excel opens; days that are past stay numbers."""
    digest = _digest(plan, date(2026, 11, 26), "海南区委", "海南区政府")
    words = ['=HYPERLINK("http://x","y")', "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "清运3处"]
    lines = [
        replace(line, entry=replace(line.entry, item=replace(line.entry.item, quote=said, measure="2")))
        for said, line in zip(words, (x for x in digest.lines if not x.entry.item.whole), strict=False)
    ]
    _, *rows = csv.reader(io.StringIO(digest_file(replace(digest, lines=tuple(lines)))[1].decode("utf-8-sig")))
    assert [row[3] for row in rows] == [*(f"'{said}" for said in words[:-1]), words[-1]]
    assert all(int(row[6]) < 0 for row in rows)


@pytest.mark.parametrize("today", [date(2024, 12, 2), date(2024, 12, 26), date(2025, 6, 27), date(2026, 11, 26)])
def test_every_digest_is_one_message(plan: Plan, today: date) -> None:
    """Even a group bound to every unit of the plan stays within 4,096 characters, and says everything or that there is a file."""
    units = tuple(dict.fromkeys(d.unit for p in plan.problems for d in p.responsible))
    agenda = _agenda(plan, today)
    for named in (units, *((u,) for u in units)):
        for digest in digests(agenda, listeners(plan, [Binding(-1, None, "群", named, True, BOUND)])):
            text = digest_text(digest)
            shown = sum(line.startswith(("🔴", "🟡", "🔵")) for line in text.split("\n"))
            assert len(text) <= 4096
            assert shown == len(digest.lines) or is_cut(digest)
            assert all(len(b.data.encode()) <= 64 for row in digest_buttons(digest) for b in row)


def test_words_of_people_are_escaped(plan: Plan) -> None:
    """HTML in a plan or a note is shown, not obeyed; the title and the sections' names are bold."""
    assert (
        to_html(as_paragraphs("整改提醒 <b>\n【逾期】1项\na & b")) == "<b>整改提醒 &lt;b&gt;</b>\n<b>【逾期】1项</b>\na &amp; b"
    )


def test_the_contract_of_a_digest(plan: Plan) -> None:
    """The JSON of a day has exactly these keys, and the plan's own words as quotes."""
    digest = _digest(plan, date(2025, 12, 1), "市交通运输局")
    made = digests_json(date(2025, 12, 1), [digest])
    assert made.keys() == {"on", "digests"}
    assert made["on"] == "2025-12-01"
    (one,) = made["digests"]
    assert (one["unit"], one["chat_id"], one["text"]) == ("市交通运输局", -100, digest_text(digest))
    assert one["items"][-1] == {
        "problem": 25, "measure": "1", "due": "2025-12-31", "days_left": 30, "colour": "blue", "section": "soon",
        "quote": "2026年之前购置更新104台纯电动公交车",
    }  # fmt: skip
    assert all(item["quote"] in plan.text for item in one["items"])


def test_what_the_office_reads(plan: Plan) -> None:
    """Unsigned items a line a chat; the week by states, units, days and requests, each cut before it is too long."""
    today = date(2025, 7, 7)
    asked = _after("1-23", Action.ASK_EXTENSION, day=date(2026, 6, 30), note="设备到货推迟")
    agenda = _agenda(plan, today, **{"1-23": asked})
    late = unsigned(agenda, listeners(plan, [Binding(-1, None, "群", ("市水务局",), True, BOUND)]))
    assert unsigned_text(today, late, 3).split("\n")[0] == "逾期超过3个工作日无人签收 2025年7月7日（周一）"
    assert "· 市水务局：12项　（五）2项、（九）、（十）3项、（十六）2项、（十七）4项" in unsigned_text(today, late, 3)
    week = weekly_text(agenda, agenda)
    assert week.startswith("整改周报 2025年7月7日（周一）\n30个问题：整改中30，已报完成0，已验收0，已销号0")
    assert "【待批延期】1项\n· 问题（二十三） 申请延至2026年6月30日（市生态环境局：设备到货推迟）" in week
    assert len(week) <= 4096


@pytest.mark.parametrize(
    ("today", "named"),
    [(date(2026, 11, 30), False), (date(2026, 12, 1), True), (date(2026, 12, 31), True), (date(2027, 1, 1), False)],
)
def test_the_week_names_what_falls_due_from_today_to_the_thirtieth_day(today: date, named: bool) -> None:
    """Of a problem due on 31 December: both ends count, a day beyond either does not."""
    agenda = _agenda(parse_plan(BARE), today)
    assert ("【30天内到期】" in weekly_text(agenda, agenda)) is named
