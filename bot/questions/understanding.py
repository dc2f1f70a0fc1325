"""Text → Question: what is asked, decided before anything is searched, of the message alone (in its conversation: bot.questions.dialogue).

    1 what is no question to the plan: help, small talk, 收到, a report, who one is
    2 several questions in one message, which are then understood one by one
    3 a problem by its number: 第23条, 问题（二十三）, 28号问题
    4 a set of problems: 哪些/几项 with a unit, a time, an aspect, a state or a theme, and no topic besides
    5 a field: 谁验收 → acceptance, 谁负责 → responsible, 什么时候 → deadline, 要达到 → goal, 查出 → finding, 怎么改 → measures
    6 what words are left are the topic

The phrases are data: `data/question.toml`. Pure; `today` decides what 明年 means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from bot.language.spelling import normalise
from bot.language.unit_names import Names

from .acts import act_of, asks_for_steps, extreme_of, groups_by, is_yes_or_no
from .filters import blanked, find_filter, residue, set_kind, unfilled
from .intents import SETS, load_intents, mask
from .mentions import Mentions
from .numbers import Numbers, find_step, read_numbers
from .phrases import load_phrases
from .question import Act, Duty, Filter, Kind, Question, Social
from .social import corrected, is_small_talk, social_of
from .statuses import asks_how_far, standing_of

_LISTING = re.compile(
    r"(?:哪|几|多少|什么|啥)(?:几|些)?[个项条]?(?:问题|任务)?|问题|任务|清单|列|都有|有(?:没有|无)|涉及|提到|说到"
)
_EVERYTHING = re.compile(
    r"^(?:全部|所有|全市|整个方案|方案|清单)?(?:的|里|中|共)?(?:一共|总共|共)?(?:有)?(?:哪些|什么|多少个?|几个)?(?:整改)?(?:问题|任务|清单|目录)(?:有?(?:哪些|什么|多少|几个)|清单|目录|列表)?(?:都?(?:列|发)(?:一下|出来)?)?(?:我看看|看看)?$|^目录$|全部问题|所有问题|问题清单|有哪些问题$"
)


def understand(
    text: str,
    names: Names,
    today: date,
    correct: Callable[[str], str] = str,
    mentions: Mentions | None = None,
    follows: bool = False,
) -> Question:
    """The question that `text` asks of a plan with these names; `correct` puts misspelt terms right, `follows`: not the first."""
    words = names.in_own_spelling(correct(normalise(text)))
    phrases = load_phrases()
    if not re.search(r"[一-鿿a-z0-9]", words) or phrases.is_only("help", words):
        return Question(text, words, Kind.HELP, social=Social.HELP, act=Act.SOCIAL)
    if (instead := corrected(words)) is not None:
        return replace(_understood(text, instead, names, today, mentions, follows), corrects=True)
    return _understood(text, words, names, today, mentions, follows)


def _understood(text: str, words: str, names: Names, today: date, mentions: Mentions | None, follows: bool) -> Question:
    wanted = find_filter(words, names, today)
    numbers = read_numbers(blanked(words, wanted.times.spans))
    fields = _fields(words)
    said = social_of(words, bool(wanted.terms), bool(numbers.problems or (fields and not wanted.terms)))
    if said:
        return Question(text, words, Kind.SMALLTALK, filter=wanted, social=said, act=Act.SOCIAL)
    likely = load_intents().of(_masked(words, wanted, names, mentions), follows)
    if not re.search("[吗么呢?？谁哪啥]|什么|几|多少|怎么|咋", words) and (likelier := _talk(likely)):
        return Question(text, words, Kind.SMALLTALK, filter=wanted, social=likelier, act=Act.SOCIAL)
    made = _with_act(_plain(text, words, wanted, numbers, fields), names, mentions, likely)
    return _with_left(made, wanted.times.left)


_DUE_LIST = re.compile(r"(?:到期|完成|截止).*(?:哪|几|多少|清单)|(?:哪|几|多少).*(?:到期|完成|截止)|到期的?$")


def _with_left(made: Question, left: str) -> Question:
    """The same with the piece of time that was not understood; a set of what falls due then is a set all the same (99月到期的有哪些)."""
    if left and made.number is None and made.kind in (None, Kind.DEADLINE) and _DUE_LIST.search(made.words):
        made = replace(made, kind=Kind.LIST, act=Act.LIST)
    return replace(made, left=left)


_TALK = {"report": Social.REPORTED, "agree": Social.AGREED, "ack": Social.ACKNOWLEDGED, "complaint": Social.COMPLAINED}
_SURE_TALK = 0.7


def _talk(likely: Mapping[str, float]) -> Social | None:
    """What a message that asks nothing is learned to be."""
    name = max(likely, key=lambda n: likely[n])
    return _TALK.get(name) if likely[name] >= _SURE_TALK else None


def _plain(text: str, words: str, wanted: Filter, numbers: Numbers, fields: tuple[Kind, ...]) -> Question:
    """The question by number, set, field and topic."""
    phrases = load_phrases()
    field, *more = fields or (None,)
    back = bool(phrases.find("previous", words))
    step = find_step(words)
    if step or numbers.problems:
        return Question(
            text, words, field or Kind.PROBLEM, numbers.problems[0] if numbers.problems else None, field, wanted, refers_back=back,
            topic=_topic(blanked(words, numbers.spans)), step=step, numbers=numbers.problems[1:] and numbers.problems,
            measure=numbers.measure, places=numbers.places, place=_first(numbers.places), more=tuple(more),
        )  # fmt: skip
    rest = residue(words, wanted)
    unanswerable = _unanswerable(words)
    kind = set_kind(words, wanted, rest)
    if kind is None and back and len(rest) <= 1 and (wanted.times or wanted.duty is not Duty.ANY) and not field:
        kind = Kind.LIST  # 2025年的呢, 那验收的呢: the list talked about, otherwise filtered
    if kind and not wanted and not _EVERYTHING.search(words) and len(rest) > 0:
        kind = None
    if kind is None and _EVERYTHING.search(words) and not numbers.places:
        kind = Kind.COUNT if re.search("多少|几个|一共有?几", words) else Kind.LIST
        unanswerable = None
    common = {"places": numbers.places, "place": _first(numbers.places), "measure": numbers.measure}
    if kind and (wanted or len(rest) <= 1) and (unanswerable is None or phrases.find("now", unanswerable)):
        return Question(text, words, kind, None, field, wanted, rest, back, bare=not rest, **common)  # type: ignore[arg-type]
    talk = load_phrases().lists["smalltalk"].sub("", words)
    if is_small_talk(words) and not (field and len(phrases.filler.sub("", talk)) > 2):
        return Question(text, words, Kind.SMALLTALK, social=Social.HELLO, act=Act.SOCIAL)
    topic = _topic(words)
    bare = len(phrases.filler.sub("", topic)) <= 1 and not re.search(r"[a-z]{2}", topic)
    return Question(text, words, field, None, field, wanted, topic, back, bare, unanswerable, more=tuple(more), **common)  # type: ignore[arg-type]


def _first(places: tuple[int, ...]) -> int | None:
    return places[0] if places else None


def masked_words(words: str, names: Names, today: date, mentions: Mentions | None) -> str:
    """The words as `bot.questions.intents` reads them."""
    return _masked(words, find_filter(words, names, today), names, mentions)


def _masked(words: str, found: Filter, names: Names, mentions: Mentions | None) -> str:
    named = mentions.named_in(load_phrases().filler.split(words)) if mentions else ()
    return mask(words, [t.words for t in found.terms], names.districts, found.times.spans, named)


# --- what is to be done -----------------------------------------------------------------------------------


_TO_SHOW = re.compile("原文|全文|原话|完整内容|完整的?|整段|原样|发我|发来|发一下|看看|看一下|看下|那条|那一条|内容")
_DATED_STEPS = re.compile("节点|中间|阶段|安排|分步|几步")
_SURE = 0.6
"""How likely a set must be, as learned, to be taken for one where the tables leave words over."""


def _with_act(made: Question, names: Names, mentions: Mentions | None, likely: Mapping[str, float]) -> Question:
    """The same with its act: of what the turn of phrase says and the rest allows; what tables leave open was learned."""
    if made.act is Act.SOCIAL:
        return made
    made = _told_of(_as_set(_of_aspect(made, names), likely), mentions)
    words, wanted = made.words, made.filter
    by_number = made.number is not None or made.step or made.places
    act = act_of(words)
    if act is Act.ORIGINAL:
        topic = _TO_SHOW.sub("", made.topic)
        bare = len(load_phrases().filler.sub("", topic)) <= 1
        return replace(made, act=Act.ORIGINAL, topic=topic, bare=bare, unanswerable=None, kind=None, filter=Filter())
    if act is Act.COMPARE:
        return replace(made, act=Act.COMPARE, extreme=extreme_of(words))
    content = _content(made, mentions)
    extreme = extreme_of(words) if act is Act.EXTREME and not by_number else None
    if extreme and len(_ENDS_OF.sub("", content)) <= 2:
        return replace(made, act=Act.EXTREME, extreme=extreme, kind=Kind.LIST, filter=replace(wanted, order=None))
    if state := standing_of(made):
        return replace(made, act=Act.LIST, kind=state.kind, progress=state.progress, filter=state.filter, owes=state.owes)
    rest = _DATED_STEPS.sub("", residue(words, wanted))
    if act is Act.GROUPS and not by_number and (wanted or len(content) <= 3):
        return replace(made, act=Act.GROUPS, by=groups_by(words), kind=made.kind or Kind.LIST)
    if act is Act.MILESTONES and (made.bare or len(rest) <= 2 or by_number or wanted):
        return replace(made, act=Act.MILESTONES)
    if wanted.times and not by_number and len(rest) <= 2 and asks_for_steps(words):
        return replace(made, act=Act.MILESTONES)
    if act is Act.UNITS and not by_number and (made.kind in (Kind.LIST, Kind.COUNT) or (len(rest) <= 1)):
        return replace(made, act=Act.UNITS)
    if made.kind in (Kind.LIST, Kind.COUNT):
        return replace(made, act=Act.COUNT if made.kind is Kind.COUNT else Act.LIST)
    if asks_how_far(made) and not (
        is_yes_or_no(words) and (wanted.terms or wanted.times or made.field in (Kind.ACCEPTANCE, Kind.RESPONSIBLE))
    ):
        return replace(made, act=Act.STATUS)
    if mentions and not by_number and (theme := _theme(made, mentions)):
        return theme
    if is_yes_or_no(words) and (by_number or not made.bare or wanted.terms or wanted.times):
        return replace(made, act=Act.VERIFY)
    return made


def _of_aspect(made: Question, names: Names) -> Question:
    """大气这块, 其他需要关注的问题里头: all that is left of the words is a piece of an aspect's title."""
    if made.filter.aspect or made.number is not None:
        return made
    pieces = [p for p in load_phrases().filler.split(unfilled(made.words, made.filter)) if p]
    telling = [p for p in pieces if len(p) > 1]
    found = {n for n, title in names.aspects if telling and all(p in title for p in telling)}
    if len(found) != 1 or len(pieces) > len(telling) + 1:
        return made
    if not re.search("这块|那块|方面|部分|那几|里|问题|类|领域|口", made.words):
        return made
    kind = made.kind or (Kind.LIST if made.field in (None, Kind.FINDING) else None)
    return replace(made, filter=replace(made.filter, aspect=found.pop()), kind=kind)


def _as_set(made: Question, likely: Mapping[str, float]) -> Question:
    """A set where one is learned to be likely, and units, times or the like limit it, whatever other words there are."""
    if made.kind in (Kind.LIST, Kind.COUNT) or not made.filter or made.step or made.places or made.measure:
        return made
    several = len(made.numbers) > 1
    if made.number is None and made.filter.terms and made.field is Kind.DEADLINE and len(residue(made.words, made.filter)) <= 1:
        return replace(made, kind=Kind.LIST, field=None)
    if (made.number is not None and not several) or sum(likely.get(n, 0.0) for n in SETS) < _SURE:
        return made
    if made.field in (Kind.MEASURES, Kind.GOAL, Kind.FINDING) and likely.get("list", 0.0) < _SURE:
        return made
    kind = Kind.COUNT if likely.get("count", 0.0) > likely.get("list", 0.0) else Kind.LIST
    among = made.numbers if several else None
    return replace(made, kind=kind, field=None, unanswerable=None, number=None, numbers=(), among=among, within=several)


_ENDS_OF = re.compile("到期|期限|时限|完成|最|早|晚|先|后|多|少|久|长|急|近|哪|远|拖")
_EVERYWHERE = re.compile(
    "任务|问题|事项|单位|部门|工作|整改|情况|内容|措施|目标|时限|期限|责任|负责|验收|牵头|配合|完成|处理|解决"
)


def _content(made: Question, mentions: Mentions | None) -> str:
    """What is left of the words that may be a topic of the plan."""
    rest = residue(made.words, made.filter)
    return rest if mentions is None or not rest or mentions.longest(rest) else ""


def _told_of(made: Question, mentions: Mentions | None) -> Question:
    """管网那个: words that say nothing in themselves may yet be the plan's own for some of its problems."""
    if not made.bare or mentions is None or made.filter.aspect:
        return made
    topic = load_phrases().lists["previous"].sub(" ", unfilled(made.topic or made.words, made.filter))
    said = mentions.longest(_EVERYWHERE.sub(" ", topic))
    few = 0 < len(mentions.everywhere(said)) * 3 <= len(mentions.texts)
    if not few or made.kind in (Kind.LIST, Kind.COUNT):
        return made
    return replace(made, bare=False, topic=said)


_FIELD_SAID = re.compile(r"查出|发现|督察|咋改|怎么|措施|目标|时限|期限|原因")


def _theme(made: Question, mentions: Mentions) -> Question | None:
    """和扬尘有关的有哪些, 包钢万腾有什么问题: all problems that speak of it, where there are several."""
    if made.field not in (None, Kind.FINDING) or _FIELD_SAID.search(made.words) or not _LISTING.search(made.words):
        return None
    rest = load_phrases().filler.split(unfilled(made.words, made.filter))
    said = max((mentions.longest(piece) for piece in rest), key=len, default="")
    left = "".join(rest).replace(said, "")
    if len(said) < 2 or len(left) > 1:
        return None
    found = mentions.problems_with(said, made.words)
    if len(found) < 2 or (len(found) > 8 and not mentions.is_name(said)):
        return None
    counted = load_phrases().find("count", re.sub("哪几", "", made.words))
    kind = Kind.COUNT if counted else Kind.LIST
    return replace(made, kind=kind, act=Act.COUNT if counted else Act.LIST, filter=replace(made.filter, theme=said), field=None)


# --- words ------------------------------------------------------------------------------------------------


def _unanswerable(words: str) -> str | None:
    """The words that ask for what no plan tells: a kind of thing, or how far something is by now."""
    phrases = load_phrases()
    now = phrases.find("now", words) if phrases.find("progress", words) else None
    return phrases.find("unanswerable", words) or now


_TOGETHER = (Kind.RESPONSIBLE, Kind.ACCEPTANCE, Kind.DEADLINE, Kind.GOAL, Kind.MEASURES)
"""Fields that may be asked beside another."""


def _fields(words: str) -> tuple[Kind, ...]:
    """The fields asked for: the first of the table, or several in the order they are named (谁负责、谁验收)."""
    phrases = load_phrases()
    rest = phrases.lists["no_field"].sub(lambda m: "，" * len(m.group()), words)
    found: list[tuple[int, Kind]] = []
    for kind, pattern in phrases.fields:
        matches = list(pattern.finditer(rest))
        if matches:
            found.append((matches[0].start(), kind))
        rest = pattern.sub(lambda m: "，" * len(m.group()), rest)  # 谁验收 is not 谁 as well
    together = [kind for _, kind in sorted(found) if kind in _TOGETHER]
    return tuple(together) if len(together) > 1 and found[0][1] in _TOGETHER else tuple(kind for _, kind in found[:1])


_ASKING = re.compile(r"[?？!！,，。.、:：;；\s]+|^(?:请问|问下|问一下|我想问|想问|麻烦问|帮我查|查一下|查下)")


def _topic(words: str) -> str:
    """The words without those that only ask: 谁负责焦化超低排放 → 焦化超低排放."""
    rest = words
    for _, pattern in load_phrases().fields:
        rest = pattern.sub(" ", rest)
    rest = load_phrases().lists["previous"].sub(" ", rest)
    return _ASKING.sub("", rest)
