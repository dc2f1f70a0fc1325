"""What a measure wants done by a time: dated and relative clauses → milestones with their exact words.

    节点    = 分句 with a term; its quote runs from the clause's beginning to the sentence's end or the next term's words
    括注    = （…完成时限：时间…） closing what stands before it: the quote is those words with the bracket

A date that names a document, a past event or a finding is none (`_obliges`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise

from corpus.model import DeadlineKind, Firmness, Milestone, Passage, Span
from corpus.text.labels import label_kind
from corpus.text.numbers import read_number

from .deadlines import find_terms, is_past, without_replaced
from .terms import OFFSET, Term, clause_start

_SENTENCE_BREAK = re.compile(r"[。；！？\n;]")
_LEADS_IN_BARE = re.compile(
    r"(?:^|[，,。；;：:！？\n、（(])\s{0,9}(?:[0-9]{1,2}[.．、]\s{0,3})?(?:(?:力争|争取|计划|确保|拟|预计)?(?:在|于|到|至)?)\s{0,3}$"
)
_NAMES_BEFORE = re.compile(r"(?:截至|截止到?|依据|根据|按照|对照|对|较|比)\s{0,3}$")
_NAMES_BEHIND = re.compile(
    r"\s{0,3}(?:(?:已经?|正式|联合|统一)?(?:建成|印发|投运|投产|投用|下达|发布|出台|批复|备案|排查发现|排查出|公布|反馈)"
    r"(?:实施|投产|投用|投运|使用|运行|执行)?的|相比)"
)
"""What a date names instead of obliging: 对2020年底前建成的项目, 2022年10月底印发的方案, 与2020年底相比."""
_LEADS_IN = re.compile(r"(?:力争|争取|计划|确保|拟|预计)?(?:在|于|到|至)?$")
_JOINT = re.compile(r"[\s、]|以及|并且|[和及并与]|力争|争取|计划|确保")
_SEEKING = r"争取(?!中央|国家|自治区|省|上级|相关|更多|各级|资金|政策|支持|项目|指标)"
_STRIVE_BEFORE = re.compile(rf"(?:力争|{_SEEKING})[^，,。；;、：:\n]{{0,16}}$")
_STRIVE_AFTER = re.compile(
    rf"\s{{0,3}}[，,]?\s{{0,3}}(?:[^，,。；;、\n完成建]{{0,12}}力争|{_SEEKING})(?!\s{{0,3}}(?:在|于|到)?\s{{0,3}}(?:20[0-9]{{2}}|[0-9]{{1,2}}月))"
)
_RECURS = re.compile(r"\s{0,3}[，,]?\s{0,3}(?:每|逐)")
_DONE = re.compile(r"已|完毕|截至|目前|(?<![为除])了(?!解)")
_WITHIN = 60
_CLOSING = "，,；;。.、 　\n"
_BRACKET = re.compile(r"[（(][^（()）\n]*[）)]")
_LABELLED = re.compile(r"[（(](?P<label>[^（()）：:\n]{2,16})[：:][^（()）\n]*[）)]")
_TIME_LABEL = re.compile(r"(?:时限|期限|完成时间|整改时间|办结时间)[ 　]*[：:为]")


def find_milestones(
    passage: Passage, year: int | None = None, own: int | None = None, *, told: bool = False
) -> tuple[Milestone, ...]:
    """What a measure wants done by a time, one milestone a term, quoted from its clause to the next term.

    Only terms that oblige count: a relative one needs a term of months or days, a bare 2024年 must open its clause,
    and what is said of the past (2022年以来, 2023年已完成) or only names something (2020年底前建成的项目) is none.
    What （进展情况：…） tells within a measure is none. Where what was done is `told` among the measures, only 前 without a word of the past in its sentence obliges.
    """
    text = passage.text
    of_progress = [m for m in _LABELLED.finditer(text) if label_kind(m["label"]) == "progress"]
    terms = [t for t in find_terms(text, year, own) if not any(m.start() < t.start < m.end() for m in of_progress)]
    terms = [t for t in terms if _obliges(text, t) and not (told and _may_be_done(text, t))]
    terms = without_replaced(text, terms)
    notes = [m for m in _BRACKET.finditer(text) if _TIME_LABEL.search(m.group())]
    noted = [(t, note) for t in terms for note in notes if note.start() < t.start < note.end()]
    spoken = [t for t in terms if t not in [n for n, _ in noted]]
    said = {t.due for t in spoken}
    found = _spoken(text, spoken, notes) + [
        (t, *_closed_by(text, note, notes)) for t, note in noted if t.due is None or t.due not in said
    ]
    return tuple(_milestone(passage, *x) for x in sorted(found, key=lambda x: x[0].start))


def _obliges(text: str, term: Term) -> bool:
    """Whether the term says by when to do something; 对2020年底前建成的项目 and 截至2023年底 only name a time."""
    if is_past(text, term) or _leads(_NAMES_BEFORE, text, term) or _NAMES_BEHIND.match(text, term.end):
        return False
    if term.bare and (not _leads(_LEADS_IN_BARE, text, term) or _RECURS.match(text, term.end)):
        return False
    match term.kind:
        case DeadlineKind.DATE:
            return True
        case DeadlineKind.RELATIVE:
            return bool(re.search(rf"{OFFSET}$|^20[0-9]{{2}}年.*前$", term.trigger or ""))
        case _:
            return False


def _leads(pattern: re.Pattern[str], text: str, term: Term) -> bool:
    """Whether the words right before the term are those: no pattern needs more than so many, of whatever text."""
    return bool(pattern.search(text, max(0, term.start - _WITHIN), term.start))


def _may_be_done(text: str, term: Term) -> bool:
    """Whether the term may say when something was done (于5月30日完成, 3月底前完成了, 6月底前完成，现已投运)."""
    begins = max(text.rfind(c, 0, term.start) for c in "。；！？\n;") + 1
    ends = next((m.start() for m in _SENTENCE_BREAK.finditer(text, term.end)), len(text))
    return term.bare or bool(_DONE.search(text, begins, ends))


def _spoken(text: str, terms: list[Term], notes: list[re.Match[str]]) -> list[tuple[Term, int, int]]:
    """Each term with the range of its clause; what stands in brackets breaks no clause, a note of time ends it."""
    flat = _BRACKET.sub(lambda m: "〇" * len(m.group()), text)
    starts = _starts(text, flat, terms)
    stops = sorted([*starts, *(n.start() for n in notes)])
    return [(t, a, _clause_end(text, flat, t, stops)) for t, a in zip(terms, starts, strict=True)]


def _starts(text: str, flat: str, terms: list[Term]) -> list[int]:
    """Where each term's words begin: with its clause, or with itself where the term before has its own deed there."""
    starts = [_clause_start(text, flat, t) for t in terms]
    own = list(starts)
    for i, (before, term) in enumerate(pairwise(terms), 1):
        if starts[i - 1] == starts[i] and _has_deed(text[before.end : term.start]):
            own[i] = term.start - len(_led_in(text[before.end : term.start]))
        elif starts[i - 1] == starts[i]:
            own[i] = own[i - 1]
    return own


def _led_in(between: str) -> str:
    match = _LEADS_IN.search(between)
    return match.group() if match else ""


def _has_deed(between: str) -> bool:
    """Whether two terms of one clause have each their own words (完成设计和), against 6月、12月 that share what follows."""
    deed = between.removesuffix(_led_in(between))
    return not _JOINT.match(deed) and len(_JOINT.sub("", deed)) >= 2


def _clause_start(text: str, flat: str, term: Term) -> int:
    start = clause_start(flat, term.start)
    start += len(text[start : term.start]) - len(text[start : term.start].lstrip())
    number = read_number(text[start : term.start])
    return start + number.width if number else start


def _clause_end(text: str, flat: str, term: Term, stops: list[int]) -> int:
    """Up to the sentence's end, or the words of the next term if those come first; what joins the two goes."""
    stop = next((m.start() for m in _SENTENCE_BREAK.finditer(flat, term.end)), len(text))
    at = bisect_right(stops, term.end)
    later = stops[at] if at < len(stops) else len(text)
    words = text[term.end : min(stop, later)].rstrip(_CLOSING)
    if later <= stop and later < len(text):
        words = re.sub(r"(?:以及|并且|[和及并与])$", "", words).rstrip(_CLOSING)
    return term.end + len(words)


def _closed_by(text: str, note: re.Match[str], notes: list[re.Match[str]]) -> tuple[int, int]:
    """The words that a note closes, with it: from behind the note before it, or the measure's beginning."""
    at = notes.index(note)
    start = notes[at - 1].end() if at else 0
    return start + len(text[start : note.end()]) - len(text[start : note.end()].lstrip("，,；;。 　\n")), note.end()


def _milestone(passage: Passage, term: Term, start: int, end: int) -> Milestone:
    text = passage.text
    strive = _leads(_STRIVE_BEFORE, text, term) or _STRIVE_AFTER.match(text, term.end)
    quote = Passage(text[start:end], Span(passage.span.start + start, passage.span.start + end))
    return Milestone(quote, term.due, term.trigger, Firmness.STRIVE if strive else Firmness.FIRM, term.ambiguous)
