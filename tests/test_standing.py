"""Who may do what to an item, and where it stands afterwards."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.items import Item, items
from bot.ledger.workflow import (
    Action,
    Actor,
    Declined,
    Event,
    Evidence,
    Standing,
    State,
    act,
    acting_for,
    deciders,
    due_day,
    standing,
)
from bot.workdays import is_workday
from corpus.identity import first_ids
from corpus.model import Plan

AT = datetime(2025, 3, 14, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
HOUSING = Actor("建设局群", ("市住房和城乡建设局",))
ENERGY = Actor("能源局群", ("市能源局",))
ENVIRONMENT = Actor("生态环境局群", ("市生态环境局",))
OFFICE = Actor("李主任", admin=True)
DISTRICTS = Actor("各区群", ("海勃湾区委", "海南区委", "乌达区委"))
OFFICE_CHAT = Actor("督办办公室群", in_office=True)


@pytest.fixture(scope="module")
def every(plan: Plan) -> dict[str, Item]:
    """The items of the real plan by id."""
    return {i.id: i for i in items(plan, first_ids(plan, 1), {}, is_workday)}


def _all(item: Item) -> Actor:
    """A chat that speaks for everybody whose item it is."""
    return Actor("各责任单位", tuple(u for p in item.parties for u in p.units))


def _after(item: Item, *steps: tuple[Action, Actor]) -> Standing:
    events: list[Event] = []
    for action, actor in steps:
        events.append(act(action, item, standing(events), actor, AT, note="情况属实"))
    return standing(events)


def test_an_item_is_closed_step_by_step(every: dict[str, Item]) -> None:
    """Reported by the responsible unit, accepted by the acceptance unit, closed by the office."""
    item = every["1-22"]  # 市能源局（牵头） is responsible and the lead acceptance unit
    report = (Action.REPORT, _all(item))
    assert _after(item, report).state is State.REPORTED
    assert _after(item, report, (Action.ACCEPT, ENERGY)).state is State.ACCEPTED
    assert _after(item, report, (Action.ACCEPT, ENERGY), (Action.CLOSE, OFFICE)).state is State.CLOSED


def test_only_the_acceptance_unit_accepts(every: dict[str, Item]) -> None:
    """Not a member where a lead is marked, not a responsible unit, and not the office."""
    for actor in (ENVIRONMENT, HOUSING, OFFICE):
        with pytest.raises(Declined, match="只有验收单位"):
            _after(every["1-22"], (Action.REPORT, _all(every["1-22"])), (Action.ACCEPT, actor))


def test_all_accept_where_no_lead_is_marked(plan: Plan, every: dict[str, Item]) -> None:
    """Jointly accepted: the last one's word makes it accepted."""
    joint = next(p for p in plan.problems if len(deciders(p)) > 1)
    item = every[f"1-{joint.number}"]
    responsible = Actor("责任单位", tuple(d.unit for d in joint.responsible))
    first, *others = (Actor(u, (u,)) for u in deciders(joint))
    done = [(Action.REPORT, responsible), (Action.ACCEPT, first)]
    assert _after(item, *done).state is State.REPORTED
    assert _after(item, *done, *((Action.ACCEPT, o) for o in others)).state is State.ACCEPTED


@pytest.mark.parametrize("action", [Action.REPORT, Action.ACKNOWLEDGE])
def test_only_a_responsible_unit_acts_for_it(every: dict[str, Item], action: Action) -> None:
    """Another unit's chat can neither report nor sign."""
    with pytest.raises(Declined, match="只有责任单位"):
        _after(every["1-22"], (action, HOUSING))


def test_nothing_is_accepted_or_closed_before_its_time(every: dict[str, Item]) -> None:
    """What was not reported is not accepted; what was not accepted is not closed; what was reported is not reported again."""
    with pytest.raises(Declined, match="还没有报完成"):
        _after(every["1-22"], (Action.ACCEPT, ENERGY))
    with pytest.raises(Declined, match="验收通过后才能销号"):
        _after(every["1-22"], (Action.REPORT, _all(every["1-22"])), (Action.CLOSE, OFFICE))
    with pytest.raises(Declined, match="不用再报"):
        _after(every["1-22"], (Action.REPORT, ENERGY), (Action.REPORT, ENERGY))


def test_the_office_chat_decides_extensions_but_closes_nothing(every: dict[str, Item]) -> None:
    """Closing and the office's own entries are the administrators' alone."""
    item = every["1-23"]
    asked = act(Action.ASK_EXTENSION, item, Standing(), ENVIRONMENT, AT, day=date(2026, 6, 30), note="设备到货推迟")
    assert act(Action.DECLINE, item, standing([asked]), OFFICE_CHAT, AT, note="不属不可抗力").action is Action.DECLINE
    for action in (Action.CLOSE, Action.SET):
        with pytest.raises(Declined, match="只有管理员"):
            act(action, item, Standing(State.ACCEPTED), OFFICE_CHAT, AT)


def test_the_same_unit_accepts_once(plan: Plan, every: dict[str, Item]) -> None:
    """A second press of one of two acceptance units changes nothing."""
    item = every["1-2"]  # 市自然资源局、市能源局（共同牵头）
    with pytest.raises(Declined, match="还在等其他验收单位"):
        _after(item, (Action.REPORT, _all(item)), (Action.ACCEPT, ENERGY), (Action.ACCEPT, ENERGY))


def test_what_was_said_and_shown_stands_until_it_is_open_again(every: dict[str, Item]) -> None:
    """Report and supplements add up; a day of completion is kept; a return clears them."""
    item, photo, file = every["1-22"], Evidence("photo", "A"), Evidence("document", "B", "验收表.pdf")
    events = [act(Action.REPORT, item, Standing(), _all(item), AT, note="已治理", evidence=(photo,), done_on=date(2025, 3, 1))]
    events.append(act(Action.SUPPLEMENT, item, standing(events), ENERGY, AT, evidence=(file,)))
    now = standing(events)
    assert (now.note, now.evidence, now.done_on) == ("已治理", (photo, file), date(2025, 3, 1))
    events.append(act(Action.RETURN, item, now, ENERGY, AT, note="照片不清"))
    now = standing(events)
    assert (now.state, now.note, now.evidence, now.done_on) == (State.OPEN, "", (), None)


def test_a_returned_item_is_open_again(every: dict[str, Item]) -> None:
    """Earlier agreements do not count for the next report."""
    now = _after(every["1-22"], (Action.REPORT, _all(every["1-22"])), (Action.ACCEPT, ENERGY), (Action.RETURN, ENERGY))
    assert (now.state, now.accepted_by) == (State.OPEN, frozenset())


def test_an_extension_is_asked_in_time_and_granted_by_the_office(every: dict[str, Item]) -> None:
    """The granted day counts; the plan's stays with the item."""
    item = every["1-23"]
    asked = act(Action.ASK_EXTENSION, item, Standing(), ENVIRONMENT, AT, day=date(2026, 6, 30), note="设备到货推迟")
    with pytest.raises(Declined, match="督办办公室"):
        act(Action.GRANT, item, standing([asked]), ENVIRONMENT, AT, day=date(2026, 6, 30))
    granted = act(Action.GRANT, item, standing([asked]), OFFICE, AT, day=date(2026, 5, 31))
    now = standing([asked, granted])
    assert (due_day(item, now), item.due, now.asked) == (date(2026, 5, 31), date(2025, 12, 31), None)


@pytest.mark.parametrize(
    ("at", "day", "note", "reason"),
    [
        (AT.replace(year=2026), date(2026, 6, 30), "推迟", "已经逾期"),
        (AT, date(2025, 12, 31), "推迟", "要晚于"),
        (AT, None, "推迟", "要晚于"),
        (AT, date(2026, 6, 30), " ", "写明原因"),
    ],
)
def test_an_extension_needs_time_a_new_day_and_a_reason(
    every: dict[str, Item], at: datetime, day: date | None, note: str, reason: str
) -> None:
    """Too late, not later, no day, no reason: each is said."""
    with pytest.raises(Declined, match=reason):
        act(Action.ASK_EXTENSION, every["1-23"], Standing(), ENVIRONMENT, at, day=day, note=note)


def test_no_granted_day_is_none_later(every: dict[str, Item]) -> None:
    """The office grants no day up to the one that counts now."""
    asked = act(Action.ASK_EXTENSION, every["1-23"], Standing(), ENVIRONMENT, AT, day=date(2026, 6, 30), note="设备到货推迟")
    for day in (date(2025, 12, 31), date(2025, 6, 30)):
        with pytest.raises(Declined, match="要晚于"):
            act(Action.GRANT, every["1-23"], standing([asked]), OFFICE, AT, day=day)


def test_what_was_reported_needs_no_extension(every: dict[str, Item]) -> None:
    """Asked for only while it is open, whatever the day and the reason."""
    reported = _after(every["1-22"], (Action.REPORT, _all(every["1-22"])))
    with pytest.raises(Declined, match="已报完成，不用延期"):
        act(Action.ASK_EXTENSION, every["1-22"], reported, ENERGY, AT, day=date(2030, 6, 30), note="设备到货推迟")


def test_a_day_that_is_asked_for_belongs_to_the_grant_alone(every: dict[str, Item]) -> None:
    """What else is entered while it waits grants nothing by the way."""
    asked = act(Action.ASK_EXTENSION, every["1-23"], Standing(), ENVIRONMENT, AT, day=date(2026, 6, 30), note="设备到货推迟")
    entered = act(Action.SET, every["1-23"], standing([asked]), OFFICE, AT, state=State.REPORTED, done_on=date(2025, 3, 1))
    now = standing([asked, entered])
    assert (entered.day, due_day(every["1-23"], now)) == (None, date(2025, 12, 31))


def test_why_it_is_not_closed_is_true(every: dict[str, Item]) -> None:
    """What is reported waits for acceptance; only what is open is still being put right."""
    with pytest.raises(Declined, match="这一项还在整改中"):
        act(Action.CLOSE, every["1-22"], Standing(), OFFICE, AT)
    with pytest.raises(Declined, match="这一项已报完成"):
        _after(every["1-22"], (Action.REPORT, _all(every["1-22"])), (Action.CLOSE, OFFICE))


def test_a_bureau_speaks_for_the_group_it_keeps() -> None:
    """专项组（市生态环境局） is the bureau's; another bureau's name within a longer one is not."""
    named = ("工业专项组（市生态环境局）", "市水务局")
    assert acting_for(["市生态环境局"], named) == named[:1]
    assert acting_for(["市水务局"], ("市水务局（市河湖长办）", "市水务局公司")) == ("市水务局（市河湖长办）",)
    assert acting_for(["生态环境局"], named) == ()


@given(st.lists(st.tuples(st.sampled_from(Action), st.sampled_from([ENERGY, ENVIRONMENT, OFFICE, DISTRICTS])), max_size=12))
def test_whatever_is_tried_the_states_follow_the_rules(plan: Plan, tries: list[tuple[Action, Actor]]) -> None:
    """No sequence of actions closes what was not accepted, nor accepts what was not reported."""
    item = next(i for i in items(plan, first_ids(plan, 1), {}, is_workday) if i.id == "1-22")
    events: list[Event] = []
    for action, actor in tries:
        if action in (Action.SET, Action.UNDO):
            continue
        try:
            events.append(act(action, item, standing(events), actor, AT, note="情况属实"))
        except Declined:
            continue
    seen = [e.after for e in events]
    for before, after in zip([State.OPEN, *seen], seen, strict=False):
        assert (
            after
            in {
                State.OPEN: (State.OPEN, State.REPORTED),
                State.REPORTED: (State.REPORTED, State.ACCEPTED, State.OPEN),
                State.ACCEPTED: (State.ACCEPTED, State.CLOSED, State.OPEN),
                State.CLOSED: (State.CLOSED, State.OPEN),
            }[before]
        )
