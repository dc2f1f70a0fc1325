"""What is to be done with what a message names: of what the turn of phrase says, the rest of the words allows, and was learned."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.language.unit_names import Names
from corpus.model import FieldKind

from .acts import (
    ASKS_WHEN,
    act_of,
    asks_for_steps,
    each_time,
    extreme_of,
    groups_by,
    is_of_coming,
    is_of_each,
    is_yes_or_no,
    later_or_earlier,
    units_holding,
    writes_day,
)
from .asides import limiting
from .contrasts import compared
from .duties import duty_said
from .filters import set_kind
from .firms import asking_firms
from .heard import heard_set, with_steps
from .intents import SETS, Heard
from .mentions import Mentions
from .naming import naming_in
from .phrases import load_phrases
from .query import SET_KINDS, UNIT_KINDS, Act, Contrast, Extreme, Filter, Kind, Query
from .residue import EVERYWHERE, residue, unfilled
from .state import SETS as STATE_SETS
from .statuses import asks_approval, asks_for_all, asks_how_far, asks_what_was_reported, standing_of, topic_of
from .themes import limited, spoken_of, themed, united

_TO_SHOW = re.compile(
    "原文|全文|原话|完整内容|完整的?|(?:全部|所有|全)的?(?:内容|信息|资料)|一次性?|整段|原样|发我|发来|发一下|看看|看一下|看下|那条|那一条|内容"
)
_DATED_STEPS = re.compile("节点|中间|阶段|安排|分步|几步")
_IN_STEPS = re.compile("措施|[里上中]|写|标明|注明|要求|着|说")
_SURE = 0.6
"""How likely a set must be, as learned, to be taken for one where the tables leave words over."""


def with_act(made: Query, names: Names, mentions: Mentions | None, heard: Heard, follows: bool) -> Query:
    """The same with its act: of what the turn of phrase says and the rest allows; what tables leave open was learned."""
    read = with_steps(_read(made, names, mentions, heard.intent, follows), heard.intent)
    if mentions is None or read.act in STATE_SETS or read.kind in SET_KINDS:
        return read
    found = heard_set(made, heard, names, mentions)
    of_a_clause = follows and found is not None and found.act is Act.COUNT and not made.filter  # 负荷太低的有几个
    return read if found is None or of_a_clause else found


def _read(made: Query, names: Names, mentions: Mentions | None, likely: Mapping[str, float], follows: bool) -> Query:
    """What the tables read."""
    if made.act is Act.SOCIAL or any(a.form == "day" for a in made.amounts):
        return made
    if asks_what_was_reported(made):
        return replace(made, act=Act.GROUPS, by="reported", kind=Kind.LIST, unanswerable=None, field=None)
    if firms := asking_firms(made):
        return firms
    naming = naming_in(made.words)
    if naming and naming.punished:
        return _of_punished(replace(made, naming=naming))
    if made.field in (None, Kind.FINDING, Kind.RESPONSIBLE):
        made = replace(made, naming=naming)
    if not made.filter.times and later_or_earlier(made.words):
        return compared(made, mentions)
    if by := each_time(made):
        return replace(made, act=Act.GROUPS, by=by, kind=Kind.LIST)
    if _of_which_unit(made):
        made = replace(made, kind=Kind.RESPONSIBLE, field=Kind.RESPONSIBLE, filter=replace(made.filter, terms=()))
    if is_of_each(made):
        return replace(made, act=Act.COMPARE, contrast=Contrast(end=Extreme("unit", most=True)))
    if mentions and (joint := united(made, names, mentions)):
        return _in_groups(joint) or joint
    if mentions and not made.naming and (theme := themed(made, mentions)):
        if theme.filter.theme:
            return theme
        made = theme
    if follows and _says_no_day(made) and _is_set(likely) < _NO_SET:
        return replace(made, kind=made.field, filter=Filter(), topic="", bare=True)
    made = _told_of(_limited(_of_aspect(_no_set(made, likely), names, likely), likely, mentions), mentions)
    act = Act.FIELD if made.filter.accepts_itself else _act(made.words, likely, follows)
    act = Act.FIELD if made.filter.steps and act is Act.MILESTONES else act
    if act is Act.MILESTONES and mentions and made.filter.times:
        limits = limited(made, mentions)
        made, act = (limits, act) if limits and not (limits is made and _speaks_of_few(made, mentions)) else (made, Act.FIELD)
    if act is Act.ORIGINAL:
        return _original(made)
    if act is Act.COMPARE:
        return compared(made, mentions)
    content = _content(made, mentions)
    left = _ENDS_OF.sub("", EVERYWHERE.sub("", residue(made.words, made.filter)))
    state = standing_of(made)
    of_the_end = made.bare and made.kind in SET_KINDS and made.filter.order in ("first", "last")
    if act is Act.EXTREME and not _by_number(made) and (state or of_the_end or len(left) <= 1):
        order = "ahead" if is_of_coming(made.words) else None
        end, progress = replace(state.filter if state else made.filter, order=order), state.progress if state else None
        return replace(made, act=Act.EXTREME, extreme=extreme_of(made.words), kind=Kind.LIST, filter=end, progress=progress)
    if state:
        made = replace(made, kind=state.kind, progress=state.progress, filter=state.filter, owes=state.owes)
        return _figure(made, act, content) or replace(made, act=Act.LIST)
    return _figure(made, act, content) or _list_or_claim(made, mentions, likely, act)


def _speaks_of_few(made: Query, mentions: Mentions) -> bool:
    """洗选整合24年底要干到哪一步: whether words that limit no set are the plan's own of some of its problems."""
    said = mentions.longest(_DATED_STEPS.sub(" ", unfilled(made.words, made.filter)))
    return len(said) > 1 and mentions.is_of_few(said) and not load_phrases().is_only("done_with_any", said)


_ONE_OR_OTHER = re.compile("还是")
_OF_SEVERAL = re.compile("哪|几|谁|都|任务|问题|多|少|早|晚|先|的$")


def _of_which_unit(made: Query) -> bool:
    """这归海南还是海勃湾弄: which of two units has it, and no set of theirs."""
    either = len(made.filter.terms) > 1 and _ONE_OR_OTHER.search(made.words)
    return bool(either and made.number is None and not _OF_SEVERAL.search(made.words) and not made.filter.times)


def _of_punished(made: Query) -> Query:
    """处分了哪几个人 is asked of a problem, and no unit's duty."""
    topic = load_phrases().lists["previous"].sub(" ", made.topic.replace(made.naming.words if made.naming else "", " "))
    bare = made.number is None and len(load_phrases().filler.sub("", topic)) <= 1
    kind = None if made.number is None else Kind.PROBLEM
    return replace(
        made, act=Act.FIELD, kind=kind, field=None, more=(), filter=Filter(), topic=topic, bare=bare, unanswerable=None
    )


def _in_groups(joint: Query) -> Query | None:
    """大气和水这两块分别几项: how many of each."""
    apart = re.search("分别|各[有是几多]|各自|哪个", joint.words)
    return replace(joint, act=Act.GROUPS, by="theme", kind=Kind.LIST) if apart else None


_LEARNT = {
    "units": Act.UNITS, "groups": Act.GROUPS, "milestones": Act.MILESTONES, "extreme": Act.EXTREME, "verify": Act.VERIFY, "compare": Act.COMPARE,
    "original": Act.ORIGINAL,
}  # fmt: skip
_SURE_ACT, _VERY_SURE = 0.6, 0.8
_FIGURES, _UNTHINKABLE = (Act.GROUPS, Act.UNITS, Act.COMPARE, Act.MILESTONES), 0.2
"""Turns of phrase that stand in other questions too (每年向谁报告), unless a figure is learned to be thinkable."""

_HELD_APART = re.compile(
    "(?:和|跟|与|比|[0-9一二三四五六七八九十]、第?[0-9一二三四五六七八九十]).{0,30}(?:哪|谁|一样|区别|不同|同一|[是归由]一|第.{1,6}[早晚])"
)

_STEPS_COUNTED = re.compile("节点.{0,4}(?:几|多少)|(?:几|多少)个?(?:时间)?节点")

_ALIKE = re.compile(
    "(?:那|它们|[这那]?[两俩几]个|都){0,3}的?(?:整改)?(?:时限|期限|目标|措施|(?:验收|责任|牵头)(?:单位)?)?(?:都|是){0,2}(?:一样|相同|同一[个家天])的?(?:吗|么|不|没有?|不一样)?[?？]?$"
)
"""时限一样吗, of what was shown."""


def _act(words: str, likely: Mapping[str, float], follows: bool) -> Act:
    """Of what the turn of phrase says, unless something else is learned to be next to certain."""
    said = act_of(words)
    name = max(likely, key=lambda n: likely[n], default="")
    if said is Act.MILESTONES and _STEPS_COUNTED.search(words):
        return said
    held_apart = said is Act.COMPARE and (_HELD_APART.search(words) or _ALIKE.match(words))
    if said in _FIGURES and not held_apart and _is_set(likely) + likely.get("compare", 0.0) < _UNTHINKABLE:
        return Act.FIELD
    if likely.get(name, 0.0) < _SURE_ACT or name == "correction":
        return said
    learnt = _LEARNT.get(name, Act.FIELD)
    if learnt is Act.MILESTONES and follows and likely[name] < _VERY_SURE:
        return said
    unsaid = learnt in (Act.EXTREME, Act.COMPARE) and extreme_of(words) is None
    apart = said is Act.GROUPS and "按" in words  # 按单位列一下
    kept = (apart or said in (Act.VERIFY, Act.EXTREME, Act.ORIGINAL)) and learnt is Act.FIELD
    return said if unsaid or kept else learnt


def _original(made: Query) -> Query:
    topic = _TO_SHOW.sub("", made.topic)
    bare = len(load_phrases().filler.sub("", topic)) <= 1
    return replace(made, act=Act.ORIGINAL, topic=topic, bare=bare, unanswerable=None, kind=None, filter=Filter())


def _by_number(made: Query) -> bool:
    return bool(made.number is not None or made.step or made.places)


def _figure(made: Query, act: Act, content: str) -> Query | None:
    """Groups, dated steps or units, where no topic besides is left of the words."""
    wanted, by_number = made.filter, _by_number(made)
    rest = _DATED_STEPS.sub("", residue(made.words, wanted))
    rest = _IN_STEPS.sub("", rest) if asks_for_steps(made.words) else rest
    if act is Act.GROUPS and not by_number and (wanted or len(content) <= 3):
        return replace(made, act=Act.GROUPS, by=groups_by(made.words), duty=duty_said(made.words), kind=made.kind or Kind.LIST)
    in_time = wanted.times and not by_number and len(rest) <= 2 and asks_for_steps(made.words)
    if in_time or (act is Act.MILESTONES and (made.bare or len(rest) <= 2 or by_number or wanted)):
        return replace(made, act=Act.MILESTONES, as_written=writes_day(made.words))
    if act is Act.UNITS and (held := units_holding(made.words)):
        return replace(
            made, act=Act.GROUPS, by="unit", held=held, duty=duty_said(made.words), kind=Kind.LIST, number=None, numbers=()
        )
    if act is Act.UNITS and not by_number and (made.kind in SET_KINDS or len(rest) <= 1):
        return replace(made, act=Act.UNITS, duty=duty_said(made.words))
    return None


_LIKELY_STATUS = 0.5
"""So likely a message asks how far something is, as learned: of 1,805 known questions 4 do, of which one asks for a measure, and 3 more from 0.4."""


def _list_or_claim(made: Query, mentions: Mentions | None, likely: Mapping[str, float], act: Act) -> Query:
    """A list or a count, how far something is, all that speaks of a theme, a claim; else a field of what the topic means."""
    if asks_how_far(made) and asks_for_all(made) and not asks_approval(made):
        return replace(made, act=Act.GROUPS, by="state", kind=Kind.LIST, unanswerable=None)
    if made.kind in SET_KINDS:
        return replace(made, act=Act.COUNT if made.kind is Kind.COUNT else Act.LIST)
    claims = act is Act.VERIFY or is_yes_or_no(made.words)
    named = made.filter.terms or made.filter.times
    of_a_unit = made.field in UNIT_KINDS
    learnt = likely.get("status", 0.0) >= _LIKELY_STATUS and not made.unanswerable
    of_a_part = _by_number(made) and made.filter.terms and not made.filter.times and asks_how_far(made)
    if of_a_part or ((asks_how_far(made) or learnt) and not (claims and (named or of_a_unit))):
        kind = Kind.COUNT if any(a.of_whole for a in made.amounts) else made.kind
        return replace(made, act=Act.STATUS, kind=kind, bare=made.bare or _only_asks_how_far(made, mentions))
    by_number = _by_number(made)
    if mentions and not by_number and not made.naming and (theme := spoken_of(made, mentions)):
        return theme
    return replace(made, act=Act.VERIFY) if claims and (by_number or not made.bare or named) else made


def _only_asks_how_far(made: Query, mentions: Mentions | None) -> bool:
    """现在什么进度, 批复了没有: but 管网那个 is the plan's own word."""
    asked = topic_of(made)
    return asked.bare and not (mentions and len(mentions.longest(load_phrases().lists["previous"].sub(" ", asked.topic))) > 1)


def _of_aspect(made: Query, names: Names, likely: Mapping[str, float]) -> Query:
    """大气这块, 其他需要关注的问题里头: all that is left of the words is a piece of an aspect's title."""
    if made.filter.aspect or made.number is not None:
        return made
    pieces = [p for p in load_phrases().filler.split(unfilled(made.words, made.filter)) if p]
    telling = [p for p in pieces if len(p) > 1]
    found = {n for n, title in names.aspects if telling and all(p in title for p in telling)}
    if len(found) != 1 or len(pieces) > len(telling) + 1:
        return made
    said = re.search("这块|那块|方面|部分|那几|问题|类|领域", made.words)
    if not said and not (re.search("里|口", made.words) and _is_set(likely) >= _NO_SET):
        return made
    kind = made.kind or (Kind.LIST if made.field in (None, Kind.FINDING) else None)
    return replace(made, filter=replace(made.filter, aspect=found.pop()), kind=kind)


_NO_SET = 0.3


def _says_no_day(made: Query) -> bool:
    """时限没写日子，写的什么, of the problem talked about."""
    wanted = made.filter
    alone = wanted == Filter(order=wanted.order, written=wanted.written)
    return alone and wanted.order in ("undated", "ongoing") and made.field is Kind.DEADLINE and made.kind in SET_KINDS


def _no_set(made: Query, likely: Mapping[str, float]) -> Query:
    """那24年底要开工几个: a time and a count limit no set where one is learned to be unlikely."""
    wanted = made.filter
    only_time = wanted.times and not (wanted.terms or wanted.aspect or wanted.order not in (None, "due"))
    of_things = _asks_amount(made) and not made.share
    if made.kind not in SET_KINDS or not only_time or (_is_set(likely) >= _NO_SET and not of_things):
        return made
    return replace(made, kind=made.field, topic=made.words, bare=False)


def _asks_amount(made: Query) -> bool:
    """一年能用掉多少: of something else than problems, where nothing falls due."""
    bare = any(not a.unit for a in made.amounts) and not load_phrases().find("due", made.words)
    return any(a.of_things for a in made.amounts) or (bare and not made.filter.terms)


_COUNT_THEM = re.compile("(?:[数点]一?[数下点]|[点报计]个数)(?:然后|再|并|来)?(?:念|读|报|说)?")
"""数一数然后念给我听, of what was shown."""
_OF_WHOSE = re.compile("的[?？]?$")


def _unlimited(made: Query, likely: Mapping[str, float], mentions: Mentions | None) -> Kind | None:
    """LIST or COUNT where no word is left that may limit the set further (市财政局摊上几件, 它当验收单位的数一数)."""
    learnt = _is_set(likely)
    if mentions is None or made.number is not None or made.unanswerable or max(likely.values(), default=0.0) >= _SURE > learnt:
        return None
    asks_who = made.field in UNIT_KINDS and not made.filter.terms
    if asks_who or _asks_amount(made) or ASKS_WHEN.search(made.words):
        return None
    asks = any(load_phrases().find(name, made.words) for name in ("list", "count")) or _OF_WHOSE.search(made.words)
    if not (asks or learnt >= _NO_SET) or limiting(unfilled(made.words, made.filter), mentions):
        return None
    return set_kind(made.words, made.filter, "") or Kind.LIST


def _as_set(made: Query, likely: Mapping[str, float], mentions: Mentions | None) -> Query:
    """A set where one is learned to be likely, and units, times or the like limit it, whatever other words there are."""
    if made.kind in SET_KINDS or made.step or made.places or made.measure:
        return made
    if not made.filter and mentions and _COUNT_THEM.search(made.words) and made.number is None:
        only = not made.field and not limiting(_COUNT_THEM.sub("，", made.words), mentions)
        return replace(made, kind=Kind.COUNT, bare=True) if only else made
    if not made.filter:
        return made
    if kind := _unlimited(made, likely, mentions):
        return replace(made, kind=kind, field=None, more=(), bare=True)
    several = len(made.numbers) > 1
    if (ASKS_WHEN.search(made.words) and not several) or _asks_amount(made):
        return made
    left = residue(made.words, made.filter)
    if made.number is None and made.filter.terms and made.field is Kind.DEADLINE and len(left) <= 1:
        return replace(made, kind=Kind.LIST, field=None)
    sure = _SURE if left else _NO_SET  # 2025年6月 and nothing besides
    wanted = _is_set(likely) >= sure if len(left) <= 2 else likely.get("list", 0.0) + likely.get("count", 0.0) >= _SURE
    if (made.number is not None and not several) or not wanted:
        return made
    of_content = made.field and not made.field.is_of(FieldKind.UNITS, FieldKind.DEADLINE)
    if of_content and likely.get("list", 0.0) < _SURE:
        return made
    kind = Kind.COUNT if likely.get("count", 0.0) > likely.get("list", 0.0) else Kind.LIST
    among = made.numbers if several else None
    return replace(made, kind=kind, field=None, unanswerable=None, number=None, numbers=(), among=among, within=several)


def _limited(made: Query, likely: Mapping[str, float], mentions: Mentions | None) -> Query:
    """The set, limited to the thing that is named besides; no set of all of a unit where the plan has none of it, nor where the
    number of something else is named that the plan tells (187个火点里某县占多少)."""
    found = _as_set(made, likely, mentions)
    if found.kind not in SET_KINDS or not mentions:
        return found
    figures = ("".join(said) for said in made.claimed if said[1] not in "项条" and len(said[0]) > 1)
    asked = None if any(mentions.everywhere(f) for f in figures) else limited(found, mentions)
    return asked or replace(made, kind=made.field, topic=made.words, bare=False)


def _is_set(likely: Mapping[str, float]) -> float:
    """How likely a set is wanted; a correction (换成海南区) says nothing of what."""
    said = 1.0 - likely.get("correction", 0.0)
    return sum(likely.get(n, 0.0) for n in SETS) / said if said > 0 else 0.0


_ENDS_OF = re.compile(
    "第[二三四五]|[五六七八九十]|接|快|马上|到期|期限|时限|完成|最|早|晚|先|后|多|少|久|长|急|近|哪|远|拖|短|宽|松|充裕"
)


def _content(made: Query, mentions: Mentions | None) -> str:
    """What is left of the words that may be a topic of the plan."""
    rest = residue(made.words, made.filter)
    return rest if mentions is None or not rest or mentions.longest(rest) else ""


def _told_of(made: Query, mentions: Mentions | None) -> Query:
    """管网那个: words that say nothing in themselves may yet be the plan's own for some of its problems."""
    if not made.bare or mentions is None or made.filter.aspect:
        return made
    topic = load_phrases().lists["previous"].sub(" ", unfilled(made.topic or made.words, made.filter))
    said = mentions.longest(EVERYWHERE.sub(" ", topic))
    few = bool(load_phrases().filler.sub("", said)) and mentions.is_of_few(said)
    if not few or made.kind in SET_KINDS or load_phrases().is_only("done_with_any", said):
        return made
    return replace(made, bare=False, topic=said)
