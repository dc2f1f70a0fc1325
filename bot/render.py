"""Answers → what a person reads and what a program reads; with `texts.py` the only place with words for users."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from corpus.diff import FIELDS, Difference
from corpus.model import DeadlineKind, Firmness, Plan, Problem
from corpus.numerals import to_chinese

from .question import Duty, Filter, Kind
from .reply import Answer, Citation
from .sets import unmarked
from .texts import ASKED, CAN_ASK, FIELD_NAMES, HELLO, HELP, REFUSALS

LONGEST = 4096
_LONG_QUOTE = 220
_MEASURE_QUOTE = 160
_WHOLE_MEASURE = 700


def answer_text(answer: Answer, plan: Plan) -> str:
    """The answer as plain text, the fact first, at most 4,096 characters."""
    text = "\n".join(answer_lines(answer, plan))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def answer_lines(answer: Answer, plan: Plan) -> list[str]:
    """The answer's paragraphs, the fact first, however long it is."""
    return [line for line in (*_carried(answer), *_lines(answer, plan)) if line]


def answer_json(answer: Answer, plan: Plan, id_: object = None) -> dict[str, Any]:
    """The contract's object for one answer."""
    shown = not answer.refused
    return {
        "id": id_,
        "question": answer.question.text,
        "answer": answer_text(answer, plan),
        "problems": [*answer.problems, *answer.related] if shown else [],
        "refused": answer.refused,
        "kind": answer.kind.value,
        "choices": list(answer.choices),
        "citations": [_citation_json(c) for c in answer.citations] if shown else [],
    }


def _citation_json(citation: Citation) -> dict[str, Any]:
    return {"problem": citation.problem, "measure": citation.measure, "field": citation.field, "quote": citation.passage.text}


def _carried(answer: Answer) -> Iterable[str]:
    if answer.carried is not None:
        yield f"（承接上文：{label(answer.carried)}）"


def label(number: int) -> str:
    """问题（二十三）."""
    return f"问题（{to_chinese(number)}）"


def place(citation: Citation) -> str:
    """Where a quote stands: 问题（二十三）· 整改措施2."""
    if citation.problem is None:
        return f"正文第{to_chinese(citation.section)}部分" if citation.section else "正文引言"
    if citation.measure:
        return f"{label(citation.problem)}· 整改措施{citation.measure}"
    return f"{label(citation.problem)}· {FIELD_NAMES[citation.field]}"


def _lines(answer: Answer, plan: Plan) -> Iterable[str]:
    match answer.kind:
        case Kind.HELP:
            return [HELP]
        case Kind.SMALLTALK:
            return [HELLO]
        case Kind.NONE:
            return _refused(answer)
        case Kind.LIST | Kind.COUNT:
            return _set(answer, plan)
        case Kind.BODY:
            return [answer.citations[0].passage.text, *_sources(answer.citations)]
        case Kind.CHOOSE:
            return _choose(answer, plan)
        case _:
            if len(answer.problems) > 1:
                return _several(answer, plan)
            problem = plan.problem(answer.problems[0])
            assert problem is not None
            first, *others = _one(answer, problem, plan)
            return [first, *_more(answer, problem), *others]


def _refused(answer: Answer) -> Iterable[str]:
    refusal = answer.refusal
    if refusal and refusal.reason == "measure":
        number, _, count = refusal.word.partition(":")
        yield f"{label(int(number))}只有{count}条整改措施。"
        return
    text = REFUSALS[refusal.reason] if refusal else REFUSALS["weak"]
    yield text.format(word=refusal.word if refusal else "")
    yield CAN_ASK


# --- one problem ------------------------------------------------------------------------------------------


def _one(answer: Answer, problem: Problem, plan: Plan) -> Iterable[str]:
    if answer.detail:
        yield answer.citations[0].passage.text
        yield _title(problem)
        yield from _sources(answer.citations)
        return
    match answer.kind:
        case Kind.RESPONSIBLE:
            yield f"责任单位：{problem.responsible_raw.text or ASKED['missing']}{_districts(problem.responsible_raw.text, plan)}"
            yield f"{_title(problem)}，整改时限：{problem.deadline_raw.text or ASKED['missing']}"
        case Kind.ACCEPTANCE:
            yield f"验收单位：{problem.acceptance_raw.text or ASKED['missing']}"
            yield _title(problem)
        case Kind.DEADLINE:
            yield f"整改时限：{problem.deadline_raw.text or ASKED['missing']}{_open_event(problem)}"
            yield _title(problem)
            yield from (f"相关节点：{c.passage.text}" for c in answer.citations if c.field == "milestone")
            yield from _sources(c for c in answer.citations if c.field != "milestone")
            return
        case Kind.MILESTONE:
            yield _milestone(answer)
            yield f"{_title(problem)}，整项时限：{problem.deadline_raw.text or ASKED['missing']}"
            others = dict.fromkeys(c.passage.text for c in answer.citations[1:] if c.field == "milestone")
            yield from (f"相关节点：{words}" for words in others if words != answer.citations[0].passage.text)
            yield from _sources(c for i, c in enumerate(answer.citations) if i == 0 or c.field != "milestone")
            return
        case Kind.GOAL:
            yield f"整改目标：{problem.goal.text or ASKED['missing']}"
            yield _title(problem)
        case Kind.FINDING:
            yield f"督察发现：{answer.citations[0].passage.text if answer.citations else problem.statement.text}"
            yield _title(problem)
        case Kind.MEASURES:
            yield from _measures(answer, problem)
            return
        case _:
            yield f"{_title(problem)}"
            yield f"责任单位：{problem.responsible_raw.text or ASKED['missing']}；整改时限：{problem.deadline_raw.text or ASKED['missing']}"
            yield from _sources(answer.citations[:1])
            return
    yield from _sources(answer.citations)


def _more(answer: Answer, problem: Problem) -> Iterable[str]:
    """A line for each other field that was asked in the same breath."""
    passages = {
        Kind.RESPONSIBLE: problem.responsible_raw,
        Kind.ACCEPTANCE: problem.acceptance_raw,
        Kind.DEADLINE: problem.deadline_raw,
        Kind.GOAL: problem.goal,
    }
    for kind in answer.question.more:
        yield f"{FIELD_NAMES[kind.value]}：{passages[kind].text or ASKED['missing']}"
        if kind is Kind.DEADLINE:
            yield from (f"相关节点：{c.passage.text}" for c in answer.citations if c.field == "milestone")


def _several(answer: Answer, plan: Plan) -> Iterable[str]:
    """The same field of several problems, a line each."""
    for number in answer.problems:
        cited = next((c for c in answer.citations if c.problem == number), None)
        problem = plan.problem(number)
        if problem:
            words = _short(cited.passage.text, _MEASURE_QUOTE) if cited else ASKED["missing"]
            yield f"{_title(problem)}　{FIELD_NAMES[cited.field] if cited else ''}：{words}"


def _title(problem: Problem) -> str:
    return f"{label(problem.number)}{problem.title.text}"


def _districts(raw: str, plan: Plan) -> str:
    """Whom 各区 means, from the plan itself."""
    collective = "各" in raw and any(w in raw for w in ("各区", "各县", "各旗", "各市"))
    return f"（各区县指{'、'.join(plan.districts)}）" if collective and plan.districts else ""


def _open_event(problem: Problem) -> str:
    relative = problem.deadline.kind in (DeadlineKind.RELATIVE, DeadlineKind.MIXED) and problem.deadline.trigger
    return "（其中相对时限待定起算日）" if relative else ""


def _milestone(answer: Answer) -> str:
    stone = answer.milestone
    assert stone is not None
    firm = "（力争）" if stone.firmness is Firmness.STRIVE else ""
    waiting = "（待定起算日）" if stone.due is None else ""
    return f"{answer.citations[0].passage.text}{firm}{waiting}。"


def _measures(answer: Answer, problem: Problem) -> Iterable[str]:
    """The nearest two measures whole, the others shortened; at most ten lines."""
    yield f"{_title(problem)}的整改措施："
    shown = answer.citations[:7]
    for place_, citation in enumerate(shown):
        yield f"{citation.measure}. {_short(citation.passage.text, _WHOLE_MEASURE if place_ < 2 else _MEASURE_QUOTE)}"
    if len(problem.measures) > len(shown):
        yield f"（另有{len(problem.measures) - len(shown)}条措施）"


def _sources(citations: Iterable[Citation]) -> Iterable[str]:
    for citation in citations:
        yield f"依据：「{_short(citation.passage.text, _LONG_QUOTE)}」——{place(citation)}"


def _short(text: str, limit: int) -> str:
    flat = " ".join(text.split("\n"))
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


# --- sets -------------------------------------------------------------------------------------------------


def _set(answer: Answer, plan: Plan) -> Iterable[str]:
    found = [p for n in answer.problems if (p := plan.problem(n))]
    yield f"共{len(found)}项：{_described(answer.question.filter)}" + "、".join(
        label(p.number).removeprefix("问题") for p in found
    )
    for problem in found:
        yield f"{label(problem.number)}{_short(problem.title.text, 40)}——{_short(problem.deadline_raw.text, 30)}{_role(problem, answer.question.filter)}"
    if answer.question.filter.duty is Duty.LEAD and (others := unmarked(plan, answer.question.filter)):
        yield f"另有{len(others)}项未标牵头、由其负责：" + "、".join(label(p.number).removeprefix("问题") for p in others)


def _described(wanted: Filter) -> str:
    words = "、".join(w for w, _ in wanted.units)
    duty = {Duty.ACCEPTS: "验收", Duty.LEAD: "牵头", Duty.MEMBER: "配合", Duty.ANY: "负责"}[wanted.duty] if words else ""
    period = f"{'不在' if wanted.not_then else ''}{wanted.period.words}" if wanted.period else "未逾期" if wanted.not_then else ""
    return f"{words}{'不' if wanted.negated else ''}{duty}{period}".strip() + "：" if words or period else ""


def _role(problem: Problem, wanted: Filter) -> str:
    units = {u for _, us in wanted.units for u in us}
    lead = any(d.unit in units and d.role.value == "lead" for d in problem.responsible)
    return "（牵头）" if lead and wanted.duty is not Duty.ACCEPTS else ""


def _choose(answer: Answer, plan: Plan) -> Iterable[str]:
    """Every candidate with the asked fact, so that the reader may stop here."""
    yield ASKED["which"]
    for i, number in enumerate(answer.choices, 1):
        problem = plan.problem(number)
        if problem:
            yield f"{i}. {_title(problem)}：{_fact(answer, problem, first=i == 1)}"


def _fact(answer: Answer, problem: Problem, *, first: bool) -> str:
    field = answer.question.field
    if first and field not in (Kind.RESPONSIBLE, Kind.ACCEPTANCE, Kind.GOAL) and answer.citations:
        return _short(answer.citations[0].passage.text, 200)
    passages = {Kind.ACCEPTANCE: problem.acceptance_raw, Kind.DEADLINE: problem.deadline_raw, Kind.GOAL: problem.goal}
    return _short(passages.get(field or Kind.RESPONSIBLE, problem.responsible_raw).text, 120)


# --- a plan and its changes -------------------------------------------------------------------------------


def plan_text(plan: Plan) -> str:
    """A plan at a glance: a line a problem, then what is odd."""
    lines = [plan.title or "（无标题）", f"{len(plan.problems)}个问题，{len(plan.aspects)}个方面，正文{len(plan.sections)}部分"]
    for problem in plan.problems:
        units = _short(problem.responsible_raw.text or ASKED["missing"], 50)
        lines.append(
            f"{label(problem.number)}{_short(problem.title.text, 40)}｜{units}｜{_short(problem.deadline_raw.text or ASKED['missing'], 30)}"
        )
    if plan.anomalies:
        lines += ["需要核对：", *(f"· {a}" for a in plan.anomalies)]
    return "\n".join(lines)


def published_text(report: dict[str, Any], dry_run: bool) -> str:
    """How a reindex ended."""
    if report["published"]:
        return f"已发布第{report['revision']}版：{report['problems']}个问题，新建向量{report['embedded']}条，沿用{report['reused']}条。"
    return "未发布。" if dry_run else "未发布。确认后请加 --yes。"


def difference_text(difference: Difference, old: Plan | None, new: Plan, anomalies: Iterable[str]) -> str:
    """What changed, problem by problem, old and new side by side, and what is odd in the new text."""
    lines = [
        f"共{len(new.problems)}个问题：新增{len(difference.added)}，删除{len(difference.removed)}，改号{len(difference.renumbered)}，修改{len(difference.changed)}。"
    ]
    lines += [f"＋ {_title(p)}" for n in difference.added if (p := new.problem(n)) and old]
    lines += [f"－ 原{_title(p)}" for n in difference.removed if old and (p := old.problem(n))]
    lines += [f"⇄ 原{label(a)}现为{label(b)}" for a, b in difference.renumbered.items()]
    back = {b: a for a, b in difference.matched.items()}
    for number, fields in difference.changed.items():
        before, after = (old.problem(back[number]) if old else None), new.problem(number)
        if before and after:
            lines += [_change(label(number), name, before, after) for name in fields]
    lines += [f"～ 正文“{title}”有改动" for title in difference.body]
    for number, candidates in difference.doubtful.items():
        lines.append(f"？ 原{label(number)}与{'、'.join(label(c) for c in candidates)}都相近，请核对")
    return "\n".join([*lines, *(f"需要核对：{a}" for a in anomalies)])


def _change(where: str, name: str, before: Problem, after: Problem) -> str:
    names = FIELD_NAMES | {"title": "标题", "statement": "督察发现"}
    return f"～ {where}{names[name]}：「{_short(_shown(before, name), 120)}」→「{_short(_shown(after, name), 120)}」"


def _shown(problem: Problem, name: str) -> str:
    value = {"responsible": problem.responsible_raw.text, "acceptance": problem.acceptance_raw.text}.get(name) or FIELDS[name](
        problem
    )
    return value if isinstance(value, str) else "；".join(value) if isinstance(value, tuple) else str(value)
