"""整改时限 and dated clauses → typed deadlines (2024年6月底前 → 2024-06-30, relative ones stay undated).

    时限    = (时点 | 相对 | 长期)*          corpus.grammar.terms, corpus.grammar.term_rules; the words between them are passed over

No clock is read here: a date comes from the words alone, or there is none (.github/decisions/0003-deadlines-come-from-words.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import pairwise, zip_longest

from corpus.model import Deadline, DeadlineKind
from corpus.text.breaks import names_unit
from corpus.text.lines import read_lines
from corpus.text.lookalikes import misread_dates
from corpus.text.numbers import to_int

from .term_rules import RULES
from .terms import Term, Years

_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_NAME = re.compile(r"《[^》\n]{0,80}》|（[0-9]{4}年?\s{0,3}[—\-－–至~～]\s{0,3}[0-9]{4}年?）")
_PAST = re.compile(
    r"^[，,（(\s]*(?:已|曾)|^[，,]?[^，。；（(\n对将把]{0,12}已经?(?:完成|建成|取得|达到|印发|整改)|^[，,]?[^，。；（(\n]{0,12}(?<![为除])了(?!解)"
    r"|^[，,]?[^，。；（(\n对将把]{0,16}(?:[局委府会院厅司部办处队站所社心]|均|全部|都|前期)已(?![^，。；\n]{1,8}的)"
    r"|^[^，。；（(\n]{1,30}的基础上"
)
"""What is said behind a bare period that is past: 2024年10月市局已组织论证, 在2024年12月完成勘查的基础上; not 6月，对已建成的设施开展验收."""
_OF_TIME = re.compile(
    "[0-9０-９年月日号天周旬季期前后内末底起改坚推持善常长]|国庆|春节|元旦|五一|春耕|春播|秋收|入冬|供暖|封冻|每"
)
"""Without any of these there is no term: most measures need no more than this look."""
_REPLACED = re.compile(
    r"(?:[^，,。；;（()\n]{0,30}[（(]|(?:完成|前)?[，,；;]?)\s{0,3}(?:现|已|拟|经批准|申请){0,2}(?:延期|延长|延至|顺延|推迟|后延|调整|变更)(?:至|到|为)?"
)
"""2024年10月底，延期至…: the day that another one has taken the place of."""
_WAS = re.compile(
    r"[（(，,；;。\s]原(?:定|来|先|计划|批复|方案)?的?(?:整改|完成|办结){0,2}(?:时限|期限|时间|日期)?[为是：:]?\s{0,3}$"
)
_WIDEST_WAS = 16
"""（原整改时限：2024年10月底）: behind the day that has taken its place."""
_TOLD_BEFORE = re.compile(r"(?:已经?|业已)(?:于|在)?\s*$")


_NAMED_YEARS = re.compile(r"(?<![0-9])20[0-9]{2}(?=年|[—－–~～至-])")
"""The years of a title, of a range both."""
_SIGNED = re.compile(
    r"(?P<unit>[^。，；：:\s]{2,40})[ 　\n]{1,9}(?P<year>20[0-9]{2}|二[〇零○][〇零○一二三四五六七八九]{2})年[0-9一二三四五六七八九十]{1,2}月[0-9一二三四五六七八九十]{1,3}日(?P<issued>印发)?"
)
"""Who signs, above a day or before it, and nothing else: the plan's own day."""
ANY_YEAR = 2000
"""Whether words are a time does not hang on the plan's year."""
_ONLY_WHEN = re.compile("(?:完成|整改|全部|全面|到位|其中|[并且，,；;、。 　])*")
"""What stands beside times that says nothing more."""


def find_terms(text: str, year: int | None = None, own: int | None = None) -> tuple[Term, ...]:
    """Every expression of time in `text`, left to right, without those inside a document's name and misread ones.

    `year` is the one that a month without a year belongs to, until another is spoken of; `own` the one that 今年 is.

    >>> [(t.due, t.trigger) for t in find_terms("2025年6月底前完成A，9月底前完成B")]
    [(datetime.date(2025, 6, 30), None), (datetime.date(2025, 9, 30), None)]
    """
    return _found_terms(text, Years(year, own)) if _OF_TIME.search(text) else ()


@lru_cache(maxsize=4096)
def _found_terms(text: str, years: Years) -> tuple[Term, ...]:
    words, text = text, text.translate(_FULL_WIDTH)
    hidden = [m.span() for m in _NAME.finditer(text)]
    terms: list[Term] = []
    at = 0
    doubtful = misread_dates(text)
    ahead = dict.fromkeys((rule.name for rule in RULES), 0)
    while found := _next_term(text, at, years, ahead):
        at = max(found.end, at + 1)
        if doubt := next((x for x in doubtful if found.start < x[1] and x[0] < found.end), None):
            at = max(at, doubt[1])
            continue
        inside = any(a <= found.start and found.end <= b for a, b in hidden)
        if found.due and not inside:
            # The year spoken of goes on to the next term. 2026年前 ends with 2025-12-31 and still speaks of 2026.
            years = years._replace(carried=found.due.year + _ends_the_year_before(found.ambiguous, found.due))
        if not inside:
            terms.append(replace(found, trigger=found.trigger and words[found.start : found.end]))
    return tuple(terms)


def _ends_the_year_before(ambiguous: bool, due: date) -> bool:
    """Only a period that begins a year gives an ambiguous 31 December: 2026年前, 2026年1月前, 2026年一季度前."""
    return ambiguous and (due.month, due.day) == (12, 31)


def _next_term(text: str, at: int, years: Years, ahead: dict[str, int]) -> Term | None:
    """The leftmost term from `at`; among those that start together, the one of the earlier rule.

    `ahead` holds how far each rule is known not to match, so that a long text is not searched anew for every term.
    """
    best: Term | None = None
    for rule in RULES:
        first = True
        for match in rule.pattern.finditer(text, max(at, ahead[rule.name])):
            if first:
                ahead[rule.name], first = match.start(), False
            if best is not None and match.start() >= best.start:
                break
            if (term := rule.convert(match, years)) is not None:
                best = term
                break
        if first:
            ahead[rule.name] = len(text) + 1
    return best


def plan_year(title: str, deadlines: Iterable[str]) -> int | None:
    """The year that a plan is of: that of its title, else the only one that its deadlines speak of.

    >>> plan_year("某市2025年度整改清单", []), plan_year("某市整改清单", ["2026年3月底前", "9月底前"])
    (2025, 2026)
    """
    named = {int(y) for y in re.findall(r"(?<![0-9])(20[0-9]{2})年", title.translate(_FULL_WIDTH))}
    if not named:
        named = {t.due.year + _ends_the_year_before(t.ambiguous, t.due) for x in deadlines for t in find_terms(x) if t.due}
    return named.pop() if len(named) == 1 else None


def own_year(title: str, text: str) -> int | None:
    """The year in which a plan speaks, 今年 in it: that of its title and of the day that it was signed on, where they agree.

    >>> own_year("某县2025年整改清单", ""), own_year("某县整改清单", "某县政府\\n2025年3月1日")
    (2025, 2025)
    >>> own_year("2024年警示片整改方案", "某县政府\\n2025年3月1日")
    """
    lines = [line.text for line in read_lines(text.translate(_FULL_WIDTH))]
    ends = [m for x in (*lines, *map("\n".join, pairwise(lines))) if (m := _SIGNED.fullmatch(x))]
    signed = {to_int(m["year"]) for m in ends if names_unit(m["unit"]) or m["issued"]}
    years = signed | {to_int(year) for year in _NAMED_YEARS.findall(title.translate(_FULL_WIDTH))}
    return years.pop() if len(years) == 1 else None


def is_past(text: str, term: Term) -> bool:
    """Whether `text` says that what belongs to the term is already done: 2025年5月已完成, 已于2025年5月完成.

    A bracket that tells of the progress, 2025年12月底前（已完成）, takes nothing from a term with 前.
    """
    if _TOLD_BEFORE.search(text[max(0, term.start - 8) : term.start]):
        return True
    after = text[term.end : term.end + 60]
    return bool(_PAST.match(after)) if term.bare else bool(re.match(r"\s{0,3}[，,]?\s{0,3}已", after))


def says_only_when(text: str, year: int | None = None) -> bool:
    """Whether words tell nothing but times, and are no sentence whose stop is its own.

    >>> says_only_when("2025年9月底前完成，并长期坚持。"), says_only_when("2025年底前取得阶段性成果。")
    (True, False)
    """
    at, rest = 0, ""
    for term in find_terms(text, year, year):
        rest += text[at : term.start]
        at = term.end
    return at > 0 and _ONLY_WHEN.fullmatch(rest + text[at:]) is not None


def without_replaced(text: str, terms: Iterable[Term]) -> list[Term]:
    """The terms but those whose place another has taken: 原定2024年10月底，延期至2025年6月底; 2025年6月底（原时限：2024年10月底）."""
    terms = list(terms)
    left = [t for t, after in zip_longest(terms, terms[1:]) if t and not (after and _gives_way(text, t, after))]
    return [t for t in left if not _WAS.search(text[max(0, t.start - _WIDEST_WAS) : t.start])] or left


def _gives_way(text: str, term: Term, after: Term) -> bool:
    moved = _REPLACED.match(text, term.end)
    return moved is not None and not text[moved.end() : after.start].strip()


def parse_deadline(text: str, year: int | None = None, own: int | None = None) -> Deadline:
    """A 整改时限 as a typed deadline; kind NONE where it names no time.

    >>> parse_deadline("立行立改，长期坚持").kind, parse_deadline("批复后12个月内").dates
    (<DeadlineKind.ONGOING: 'ongoing'>, ())
    """
    terms = without_replaced(text, (t for t in find_terms(text, year, own) if not is_past(text, t)))
    dates = tuple(dict.fromkeys(t.due for t in terms if t.due))
    triggers = [t.trigger for t in terms if t.trigger]
    kinds = {t.kind for t in terms}
    if not kinds:
        kind = DeadlineKind.NONE
    elif len(kinds) > 1:
        kind = DeadlineKind.MIXED if dates else DeadlineKind.RELATIVE
    else:
        kind = kinds.pop()
    return Deadline(kind, dates, "；".join(triggers) or None, any(t.ambiguous for t in terms))
