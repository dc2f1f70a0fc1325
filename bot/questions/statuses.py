"""Whether a message asks the ledger how things stand: of a set of problems in a state, or how far one is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.language.dates import ANY_TIME
from bot.ledger.states import Progress

from .hearing import in_capacity
from .orders import SPARED, STEPS_PAST
from .phrases import load_phrases
from .query import SET_KINDS, Duty, Filter, Kind, Query
from .residue import residue

_HOW_LATE = re.compile(
    r"超没超|逾没逾|到没到|过没过|(?:逾|超|过)(?:了)?期?(?:了)?(?:(?:多久|几天|多少天)(?!就|会|才|得|算)|没|不|了吗|了没)|离到期|还剩(?:多少天|多久|几天)|到期(?:了)?(?:没有?|吗|不)|过期了|超时没|超了多久|还有(?:多久|多少天|几天)|算逾期"
)
_DONE_YET = re.compile(
    "(?:整改|整治|治理|[改办弄搞做干整治修建拆清])(?:完|好|妥当?|成|利索|利落|到位|清楚|结束?|下来)了?(?:没有?|吗|么|不)[呢啊呀]?(?![一-鿿])"
)
"""搞完没, 办妥了吗, 弄利索没有: whether what is to be done has come to its end."""


@dataclass(frozen=True)
class StandingSet:
    """Problems in a state: whose they are and of when says `filter`; `owes` asks what a unit has still to do."""

    progress: Progress
    kind: Kind
    filter: Filter
    owes: bool = False


_IS_TO_BE = re.compile("[要该得应须]{1,2}(?![不没])[一-鿿]{0,4}?到(?:了)?(?:哪|什么|啥)")
"""24年底要干到哪一步: how far it is to be by then, which the plan says."""


def is_to_be(words: str) -> bool:
    """Whether it is asked what is to be reached."""
    return bool(_IS_TO_BE.search(words))


def asks_how_far(question: Query) -> bool:
    """Whether the state of a problem is asked for: 完成了吗, 逾期了吗, 谁还没验收."""
    phrases = load_phrases()
    if question.filter.times and is_to_be(question.words):
        return False
    of_one = question.number is not None and any(p.search(question.words) for _, p in phrases.states)
    said = _DONE_YET.search(question.words) or _HOW_LATE.search(question.words)
    return of_one or said is not None or asks_approval(question) or phrases.find("how_far", question.words) is not None


_APPROVED = re.compile("(?:批复|批准|审批|批)(?:下来)?了?(?:吗|么|没有?|不)[?？]?$")


def asks_approval(question: Query) -> bool:
    """方案批复了没有: whether something was approved, no extension, which the ledger knows."""
    return "延期" not in question.words and bool(_APPROVED.search(question.words))


def asks_days(question: Query) -> bool:
    """还剩几天, 超了多久, 是不是逾期了: what the plan's days tell, whatever the ledger has."""
    return bool(_HOW_LATE.search(question.words)) or question.filter.order == "overdue"


_HAPPENED = re.compile(
    "(?:什么时候|啥时候|啥时|何时|几时|哪天|哪年|几月几?号?|几号|什么时间).{0,4}(?:报|完成|验收?|销|批|延|通过|办结?|改完?|搞完|弄完)[^，。]{0,3}的(?:号|期|收|完成|延期)?[?？]?$"
)


def asks_what_happened(question: Query) -> bool:
    """什么时候销的号, 哪天验收的: when something was done, which a ledger with entries tells."""
    return bool(_HAPPENED.search(question.words))


_OF_ALL = re.compile("全市|全区|全县|整体|总体|全部|所有|方案|总的|整个|台账|率|大家|各单位")


def asks_for_all(question: Query) -> bool:
    """全市进度怎么样, 整改完成率多少: how far everything is, of no problem, unit or time."""
    said = bool(_OF_ALL.search(question.words)) and question.number is None and not question.places
    return said and not question.filter and len(residue(_OF_ALL.sub(" ", topic_of(question).topic), question.filter)) <= 1


_REPORTED = re.compile(
    "(?:上报|填报|报)(?:上来|过来|来|送|了|过|的){0,3}(?:整改|最新|什么|啥|哪些){0,3}(?:进展|进度|情况)|(?:进展|进度|情况)(?:都)?(?:有)?(?:谁|哪.{0,3})(?:上)?报(?:了|过|的)"
)


def asks_what_was_reported(question: Query) -> bool:
    """各单位报上来的进展有哪些: all that the ledger was told, of no problem, unit or time; 几号前报进展 asks when."""
    said = _REPORTED.search(question.words)
    if not said or question.filter or question.number is not None or question.places or question.field is Kind.DEADLINE:
        return False
    return len(residue(_OF_ALL.sub(" ", question.words.replace(said.group(), " ")), question.filter)) <= 2


def topic_of(question: Query) -> Query:
    """The question without the words that ask how far, which leave a topic, or nothing."""
    phrases = load_phrases()
    topic = phrases.lists["now"].sub(
        "", phrases.lists["how_far"].sub("", _HOW_LATE.sub("", _APPROVED.sub("", question.topic or question.words)))
    )
    refused = question.unanswerable
    of_ledger = refused and (phrases.find("now", refused) or refused in (phrases.find("how_far", question.words) or ""))
    bare = len(phrases.filler.sub("", phrases.lists["previous"].sub("", topic))) <= 1
    return replace(question, topic=topic, bare=bare, unanswerable=None if of_ledger else refused)


def standing_of(question: Query) -> StandingSet | None:
    """The set of problems that is asked for by its state, if one is."""
    question = replace(question, words=STEPS_PAST.sub("，", question.words)) if question.filter.steps else question
    listed = question.kind in SET_KINDS or "最" in question.words
    said = load_phrases().state(question.words)
    late = said is not None and said[0] is Progress.DONE_LATE
    if listed and question.filter.order == "overdue" and question.number is None and not late:
        progress = Progress.ON_TIME if question.filter.not_then else Progress.OVERDUE
        return StandingSet(progress, question.kind or Kind.LIST, _without_order(question.filter))
    if question.number is not None or question.step or question.places:
        return None
    found = load_phrases().state(question.words)
    if found and "剩" in found[1].group() and (question.filter.order == "ahead" or SPARED.search(question.words)):
        found = load_phrases().state(
            question.words.replace(found[1].group(), " ")
        )  # 到下月底还剩几项, 除了能源局的还剩哪些: no state
    return _set_of(question, *found) if found else None


def _without_order(wanted: Filter) -> Filter:
    return replace(wanted, order=None, not_then=False)


_BY_NOW = re.compile("今[天日]|目前|现在|眼下|当前")
_WHICH_AREA = re.compile("(?:哪[几一]?|各|每)个?[区县旗]")


def _set_of(question: Query, progress: Progress, said: re.Match[str]) -> StandingSet | None:
    """The set in this state, where nothing besides whose it is and of when is left of the words."""
    phrases = load_phrases()
    wanted = _without_order(question.filter)
    words = _WHICH_AREA.sub(" ", question.words.replace(said.group(), " ", 1))
    if re.search("[待等].{0,2}验收", said.group()):
        wanted = in_capacity(wanted, Duty.ACCEPTS)
    rest = residue(
        phrases.lists["now"].sub(" ", words), replace(wanted, times=replace(wanted.times, spans=())) if wanted.times else wanted
    )
    for period in (*wanted.times.within, *wanted.times.outside):
        rest = rest.replace(phrases.filler.sub("", period.words), "")
    if all(_BY_NOW.search(p.words) for p in (*wanted.times.within, *wanted.times.outside)):
        wanted = replace(wanted, times=ANY_TIME)  # 截至今天销号的: how things stand, whatever was due when
    counted = phrases.find("count", re.sub("[哪这那]几", "", question.words))
    asked = (
        counted
        or wanted.terms
        or question.filter.times
        or re.search(r"谁|有没有|有无|有[^有吗\n]*吗|的呢?[?？]?$|最", question.words)
        or phrases.find("list", question.words)
    )
    if len(rest) > 1 or not asked:
        return None
    owes = bool(wanted.terms) and wanted.duty is Duty.ANY and not (wanted.times or wanted.aspect or wanted.negated)
    return StandingSet(progress, Kind.COUNT if counted else Kind.LIST, wanted, owes and bool(re.search("还[差欠]", said.group())))
