"""Names that are asked for and that no clause has: 8家 without one of them, 响水岩等5座 where the others are asked, nobody punished by name."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from bot.questions.naming import MEASURE, Naming
from bot.questions.query import Kind, Query
from corpus.model import Problem
from corpus.text.numbers import to_chinese
from index.chunks import sentences
from index.search import Hit

from .answer import Answer, Citation
from .clause_list import clauses_of
from .nearness import share
from .refusal import Reason, Refusal

_FIRMS = "企业|公司|工厂|厂|机构|单位|商户|店|站|场|作坊"
_OF_FIRMS = re.compile(f"(?:{_FIRMS}|家)$")
_PUNISHED_SAID = re.compile(
    "某(?![些个种项类])|[0-9]{1,5}余?[名人位][^，。；]{0,12}(?:处分|问责|追责|撤职|免职|拘留|逮捕|判处)|(?:处分|问责|追责|撤职|免职|拘留|逮捕|判处)[^，。；]{0,12}[0-9]{1,5}余?[名人位]"
)
_LISTED = re.compile("(?:等|[一-鿿”]{2,8}[、和及与][一-鿿“”]{1,8})$")
_OFFICES = re.compile("[区县旗市](?:委|政府|党委)?$")
_SEVERAL = re.compile(f"[一-鿿”]{{2,8}}[、和及][一-鿿“”]{{1,12}}?等?[0-9一二两三四五六七八九十]{{1,4}}{MEASURE}")
_OWN_FIRM = re.compile("[一-鿿]{4,20}?(?:公司|集团|合作社)")
_NAMED = re.compile(f"[一-鿿]{{4}}(?:公司|集团|合作社)|等[0-9一二三四五六七八九十]{{1,4}}{MEASURE}|{_SEVERAL.pattern}")
_NEAREST, _DESCRIBED, _LONG, _ANY = 3, 3, 3, 10**6


def names_asked(question: Query, problem: Problem, hit: Hit | None) -> Answer | None:
    """The clauses that have the names that are asked for, or that they are not written; None where the near clause may have them."""
    asked = question.naming
    if asked is None:
        return None
    near = clauses_of(question, problem, hit) if hit else _by_share(question, problem)
    texts = [c.passage.text for c in near]
    if asked.punished:
        return None if any(map(_PUNISHED_SAID.search, texts)) else _unsaid(question, problem)
    if asked.others:
        return _unsaid(question, problem) if _lacks_others(asked, texts) else None
    if texts and _describes(asked, question, texts[0]):
        return _unsaid(question, problem)
    named = [c for c in near if _names(asked, c.passage.text)] or _firms(asked, near)
    if asked.count and named and near[0] not in named:
        named.sort(key=lambda c: c.passage.span.start)
        return Answer(question, named[0].field, (problem.number,), tuple(named), detail=True)
    return _unsaid(question, problem) if _lacks(asked, texts, problem.statement.text) else None


def _unsaid(question: Query, problem: Problem) -> Answer:
    words = question.naming.words if question.naming else ""
    return Answer(question, Kind.NONE, refusal=Refusal(Reason.UNSAID, words, problem.number))


def _by_share(question: Query, problem: Problem) -> list[Citation]:
    """The problem's sentences, those with most of the question first."""
    found = [Citation(problem.number, None, Kind.FINDING, s) for s in sentences(problem.statement)]
    done = [Citation(problem.number, m.ordinal, Kind.MEASURES, s) for m in problem.measures for s in sentences(m.passage)]
    return sorted((*found, *done), key=lambda c: -share(question, c.passage.text))


def _lacks(asked: Naming, texts: Sequence[str], finding: str) -> bool:
    """Whether the clause that speaks of the thing only counts it; where no thing is said, whether the finding does."""
    if not asked.thing and not asked.count:
        return not _NAMED.search(finding) and bool(re.search(f"[0-9]{MEASURE}", finding))
    sole, counting = _OF_FIRMS.search(asked.thing) and not asked.count, _counting(asked, texts)
    for text in texts[:_NEAREST]:
        if (sole and _OWN_FIRM.search(text)) or _names(asked, text):
            return False
        if text == counting:
            return not (asked.count and len(_firms_in([text])) >= int(asked.count))
    return False


def _counting(asked: Naming, texts: Sequence[str]) -> str | None:
    """The near clause with a number of the thing that is asked for: 25条河流, 另有3家机构; else with that number."""
    number = f"(?:{asked.count}|{to_chinese(int(asked.count))}{'|两' * (asked.count == '2')})" if asked.count else "[0-9]{1,6}余?"
    ways = [f"[^，。；0-9]{{0,12}}?{_head(asked)}"] * bool(asked.thing) + [""] * bool(asked.count)
    patterns = [re.compile(f"(?<![0-9.第]){number}{MEASURE}{behind}") for behind in ways]
    return next((text for pattern in patterns for text in texts[:_NEAREST] if pattern.search(text)), None)


def _head(asked: Naming) -> str:
    """How a clause may call the thing: the end of its word, of a firm any word for one."""
    if _OF_FIRMS.search(asked.thing):
        return f"(?:{_FIRMS})"
    return re.escape(asked.thing[-2:] if len(asked.thing) >= _LONG else asked.thing[-1:])


def _names(asked: Naming, text: str) -> bool:
    """Whether a clause names some of the things: “云水间”民宿, 响水岩等5座电站, 蒙恒、树亮2家采沙场; no districts."""
    behind = f"[^，。；、0-9]{{0,12}}?{_head(asked)}" if asked.thing else ""
    if asked.thing and re.search(f"”{_head(asked)}", text):
        return True
    most = int(asked.count or _ANY)
    counts = re.finditer(f"(?<![0-9.])(?P<n>[0-9]{{1,6}}){MEASURE}{behind}", text)
    listed = (text[: m.start()] for m in counts if int(m["n"]) <= most)
    return any(_LISTED.search(before) and not _OFFICES.search(before) for before in listed)


def _firms(asked: Naming, near: Sequence[Citation]) -> list[Citation]:
    """One clause, or what was found, where that names as many firms as are asked for."""
    if not asked.count or (asked.thing and not _OF_FIRMS.search(asked.thing)):
        return []
    whole = next(([c] for c in near if len(_firms_in([c.passage.text])) >= int(asked.count)), None)
    found = whole or [c for c in near if c.field is Kind.FINDING and _OWN_FIRM.search(c.passage.text)]
    return found if len(_firms_in([c.passage.text for c in found])) >= int(asked.count) else []


def _firms_in(texts: Sequence[str]) -> set[str]:
    return {m.group() for text in texts for m in _OWN_FIRM.finditer(text)}


def _lacks_others(asked: Naming, texts: Sequence[str]) -> bool:
    """Whether no clause names more than the one that is known, or the one that counts the others does not name them."""
    if asked.count and (text := _counting(asked, texts)):
        return not _names(asked, text)
    if any(not asked.known or asked.known in m.group() for t in texts for m in _SEVERAL.finditer(t)):
        return False
    return len(_firms_in(texts[:1])) <= 1


def _describes(asked: Naming, question: Query, text: str) -> bool:
    """第三方运维单位: whether the thing stands in a clause with nothing before it but what the question says of it."""
    if not _OF_FIRMS.search(asked.thing):
        return False
    said = set(question.words)
    before = (re.split(f"[0-9]{MEASURE}", text[: m.start()]) for m in re.finditer(f"(?:{_FIRMS})(?!司|业)", text))
    return any(_said_before(parts[-1], said) in range(_DESCRIBED, len(parts[-1])) for parts in before)


def _said_before(text: str, said: Set[str]) -> int:
    """How many characters at a text's end are of those said."""
    return next((i for i, c in enumerate(reversed(text)) if c not in said), len(text))
