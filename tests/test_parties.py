"""Whose an item is, and what each party's own word makes of it."""

from dataclasses import replace
from datetime import date

import pytest
from ledger_fixtures import LAND, OFFICE, TODAY, Book

from bot.ledger.agenda import Entry
from bot.ledger.parties import milestone_parties, parties_of, party_name
from bot.ledger.standing import Part, Standing, part_of, standing
from bot.ledger.text import problem_json
from bot.ledger.undoing import why_not_undo
from bot.ledger.workflow import Action, Actor, Declined, Evidence, State, deciders, why_not
from corpus.model import Plan, Role

SOUTH = Actor("海南区联络员", ("海南区委", "海南区政府"), user_id=1)
WATER = Actor("水工", ("市水务局",), user_id=2)


def _entry(book: Book, id_: str) -> Entry:
    entry = book.agenda().entry(id_)
    assert entry
    return entry


@pytest.mark.parametrize(
    ("unit", "party"),
    [
        ("乌达区委", "乌达区"),
        ("乌达区人民政府", "乌达区"),
        ("阿拉善左旗政府", "阿拉善左旗"),
        ("云岭县党委", "云岭县"),
        ("市水务局", "市水务局"),
        ("市委办公室", "市委办公室"),
        ("市委", "市委"),
    ],
)
def test_committee_and_government_of_an_area_are_one_party(unit: str, party: str) -> None:
    """Every other unit is its own."""
    assert party_name(unit) == party


def test_a_problem_has_its_parties_with_their_units_and_roles(plan: Plan) -> None:
    """In the plan's order; the lead is marked."""
    problem = plan.problem(17)
    assert problem
    assert [(p.name, p.units, p.role) for p in parties_of(problem)] == [
        ("市水务局", ("市水务局",), Role.LEAD),
        ("市自然资源局", ("市自然资源局",), Role.MEMBER),
        ("海南区", ("海南区委", "海南区政府"), Role.MEMBER),
    ]


@pytest.mark.parametrize(
    ("units", "named"),
    [
        (("市自然资源局",), [("市自然资源局", ("市自然资源局",))]),
        (("乌达区政府",), [("乌达区", ("乌达区委", "乌达区政府"))]),
        (("市气象局",), [("市气象局", ("市气象局",))]),
    ],
)
def test_a_milestone_is_its_doers(plan: Plan, units: tuple[str, ...], named: list[tuple[str, tuple[str, ...]]]) -> None:
    """A party of the problem with all its units there; one that the problem does not name by itself."""
    problem = plan.problem(7)
    assert problem
    stone = replace(problem.measures[0].milestones[0], units=units)
    assert [(p.name, p.units) for p in milestone_parties(problem, stone)] == named
    assert milestone_parties(problem, replace(stone, units=())) == parties_of(problem)


def test_one_party_reports_its_own_part_only(plan: Plan) -> None:
    """海南区's word settles neither the problem nor what is another's; the others are still lacking."""
    book = Book(plan).do("1-7", Action.REPORT, SOUTH, note="已全部办结")
    whole = _entry(book, "1-7")
    assert (whole.state, whole.overdue, whole.lacking) == (State.OPEN, True, ("市自然资源局", "海勃湾区", "乌达区"))
    assert (whole.part("海南区").state, whole.part("海南区").note, whole.part("乌达区").state) == (
        State.REPORTED,
        "已全部办结",
        State.OPEN,
    )
    training, survey = _entry(book, "1-7-1-1"), _entry(book, "1-7-3-1")
    assert (training.settled_for("市自然资源局"), survey.settled_for("海南区"), survey.settled_for("乌达区")) == (
        False,
        True,
        False,
    )


def test_an_item_is_reported_when_all_its_parties_are(plan: Plan) -> None:
    """The last report makes it so; words stand under each party's name, the day is the latest."""
    book = Book(plan).do("1-17", Action.REPORT, SOUTH, note="拆除完毕", done_on=date(2026, 6, 1))
    book.do("1-17", Action.REPORT, LAND, note="图斑核完", done_on=date(2026, 5, 1))
    assert _entry(book, "1-17").state is State.OPEN
    book.do("1-17", Action.REPORT, WATER, note="清理完毕", done_on=date(2026, 4, 1))
    done = _entry(book, "1-17").standing
    assert (done.state, done.done_on) == (State.REPORTED, date(2026, 6, 1))
    assert done.note.split("\n") == ["海南区：拆除完毕", "市自然资源局：图斑核完", "市水务局：清理完毕"]


def test_a_milestone_of_another_cannot_be_reported(plan: Plan) -> None:
    """The reason names whose it is."""
    with pytest.raises(Declined, match="由市自然资源局负责"):
        Book(plan).do("1-7-1-1", Action.REPORT, SOUTH, note="完成")


def test_nobody_reports_twice(plan: Plan) -> None:
    """A party that has reported is told who is still lacking."""
    book = Book(plan).do("1-29", Action.REPORT, SOUTH, note="完成")
    with pytest.raises(Declined, match="已经报过完成"):
        book.do("1-29", Action.REPORT, SOUTH, note="完成")


def test_progress_completes_nothing(plan: Plan) -> None:
    """It stands with the party, by whom and of which day, and outlives a return."""
    book = Book(plan).do("1-7", Action.PROGRESS, SOUTH, note="清理8处", done_on=date(2026, 11, 1))
    book.do("1-7", Action.PROGRESS, OFFICE, note="电话核实", parties=("乌达区",))
    entry = _entry(book, "1-7")
    assert entry.state is State.OPEN
    assert [(p.on, p.note, p.by) for p in entry.part("海南区").progress] == [(date(2026, 11, 1), "清理8处", "海南区联络员")]
    assert [p.note for p in entry.part("乌达区").progress] == ["电话核实"]
    book.do("1-7", Action.REPORT, SOUTH, note="完成").do("1-7", Action.RETURN, LAND, note="不实", parties=("海南区",))
    assert len(_entry(book, "1-7").part("海南区").progress) == 1


def test_a_report_is_withdrawn_until_it_is_accepted(plan: Plan) -> None:
    """By its own party, the others' reports stay; afterwards only a return helps."""
    book = Book(plan).reported("1-29", note="完成").do("1-29", Action.WITHDRAW, SOUTH)
    entry = _entry(book, "1-29")
    assert (entry.state, entry.lacking, entry.part("海勃湾区").state) == (State.OPEN, ("海南区",), State.REPORTED)
    book.do("1-29", Action.REPORT, SOUTH, note="又完成")
    units = deciders(book.item("1-29").problem)
    book.do("1-29", Action.ACCEPT, Actor("验收组", units))
    assert _entry(book, "1-29").state is State.ACCEPTED
    with pytest.raises(Declined, match="不能撤回"):
        book.do("1-29", Action.WITHDRAW, SOUTH)


def test_a_return_names_whose_part_is_meant(plan: Plan) -> None:
    """Only that party reports again, and then it is reported."""
    book = Book(plan).reported("1-17", note="完成")
    book.do("1-17", Action.RETURN, WATER, note="现场不符", parties=("海南区",))
    entry = _entry(book, "1-17")
    assert (entry.state, entry.lacking) == (State.OPEN, ("海南区",))
    book.do("1-17", Action.REPORT, SOUTH, note="已改")
    assert _entry(book, "1-17").state is State.REPORTED


def test_the_office_enters_for_one_party_or_for_all(plan: Plan) -> None:
    """One party's part does not complete the problem; acceptance and closing are for the whole."""
    book = Book(plan).do("1-17", Action.SET, OFFICE, state=State.REPORTED, note="已查", parties=("海南区",))
    assert _entry(book, "1-17").lacking == ("市水务局", "市自然资源局")
    with pytest.raises(Declined, match="对整项的"):
        book.do("1-17", Action.SET, OFFICE, state=State.CLOSED, parties=("海南区",))
    book.do("1-17", Action.SET, OFFICE, state=State.CLOSED)
    assert {p["state"] for p in problem_json(book.agenda(), book.item("1-17").problem)["parties"]} == {"closed"}
    book.do("1-17", Action.SET, OFFICE, state=State.OPEN)
    assert len(_entry(book, "1-17").lacking) == 3


def test_a_note_of_the_office_takes_back_no_report(plan: Plan) -> None:
    """Words without a state leave every part as it is."""
    book = Book(plan).do("1-17", Action.REPORT, SOUTH, note="完成").do("1-17", Action.SET, OFFICE, note="下周现场看")
    assert _entry(book, "1-17").part("海南区").state is State.REPORTED


def test_who_reported_does_not_accept(plan: Plan) -> None:
    """Another person of the same unit does; the rule asks for the person, not for the unit."""
    book = Book(plan).reported("1-22", note="完成")
    said = book.events["1-22"][-1]
    book.events["1-22"][-1] = replace(said, user_id=9)
    item, now = book.item("1-22"), standing(book.events["1-22"])
    assert "不能自己验收" in (why_not(Action.ACCEPT, item, now, Actor("王工", ("市能源局",), user_id=9), TODAY) or "")
    assert why_not(Action.ACCEPT, item, now, Actor("赵工", ("市能源局",), user_id=10), TODAY) is None


def test_the_office_acts_for_a_unit_without_a_chat(plan: Plan) -> None:
    """An acceptance unit that cannot be reached blocks no item for ever; it is recorded in that unit's name."""
    book = Book(plan).reported("1-22", note="完成")
    book.do("1-22", Action.ACCEPT, replace(OFFICE, instead=("市能源局",)))
    assert (_entry(book, "1-22").state, book.events["1-22"][-1].units) == (State.ACCEPTED, ("市能源局",))


def test_the_entry_of_a_party_that_a_revision_removed_holds_nobody_up(plan: Plan) -> None:
    """Where all that are left have reported, the item is reported."""
    book = Book(plan).do("1-17", Action.REPORT, SOUTH, note="完成").do("1-17", Action.REPORT, LAND, note="完成")
    item = book.item("1-17")
    left = replace(item, parties=tuple(p for p in item.parties if p.name != "市水务局"))
    assert why_not(Action.ACCEPT, left, standing(book.events["1-17"]), Actor("水工", ("市水务局",)), TODAY) is None


def test_what_was_taken_back_counts_no_more(plan: Plan) -> None:
    """The item stands as if the entry had never been; both stay in the record."""
    book = Book(plan).do("1-17", Action.REPORT, SOUTH, note="完成").do("1-17", Action.REPORT, LAND, note="完成")
    first, second = book.events["1-17"]
    assert why_not_undo(first, standing(book.events["1-17"])) is None  # another party's, and the item stayed open
    undo = replace(second, id=9, action=Action.UNDO, undoes=second.id, parts=(), part=None)
    now = standing([first, second, undo])
    assert (now.parts.get("市自然资源局", Part()).state, now.parts["海南区"].state, len(now.events)) == (
        State.OPEN,
        State.REPORTED,
        3,
    )
    assert now.last == first
    assert "已经撤销" in (why_not_undo(second, now) or "")


def test_what_others_built_upon_is_not_taken_back_alone(plan: Plan) -> None:
    """First the later entry, which is named."""
    book = Book(plan).reported("1-22", note="完成").do("1-22", Action.ACCEPT, Actor("赵工", ("市能源局",)))
    report, acceptance = book.events["1-22"]
    assert f"第{acceptance.id}条" in (why_not_undo(report, standing(book.events["1-22"])) or "")
    assert why_not_undo(acceptance, standing(book.events["1-22"])) is None


def test_evidence_belongs_to_who_sent_it(plan: Plan) -> None:
    """A supplement goes to the report of its own party; who has reported nothing supplements nothing."""
    photo = Evidence("photo", "A")
    book = Book(plan).do("1-17", Action.REPORT, SOUTH, note="完成").do("1-17", Action.SUPPLEMENT, SOUTH, evidence=(photo,))
    assert _entry(book, "1-17").part("海南区").evidence == (photo,)
    with pytest.raises(Declined, match="不能再补充"):
        book.do("1-17", Action.SUPPLEMENT, LAND, note="路过")


def test_a_bare_state_is_everybodys() -> None:
    """A standing that names no parts says the same of all (how it stood before items had parts)."""
    assert part_of(Standing(State.REPORTED, done_on=date(2025, 1, 1)), "乌达区") == Part(State.REPORTED, done_on=date(2025, 1, 1))
