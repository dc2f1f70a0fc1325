"""A set that is heard rather than read: what the message wants is learned to be one, and every word that may limit it is understood.

The tables read 市水务局牵头的有几项; of 城管局挑大梁的数目 they know the unit, and the rest is how people ask: words that no plan has
(`data/asking.txt`), or without which nothing would be heard so. Where a word is left that denies, or names what the plan does not
know, nothing is heard: a set is told whole, or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.language.unit_names import Names
from bot.ledger.states import Progress
from index.vocabulary import of_the_trade, trade

from .acts import ASKS_WHEN, extreme_of, is_of_coming, top_in, units_holding
from .amounts import figures_in
from .asides import DENIES, limiting
from .duties import capacity_of
from .intents import SETS, Heard
from .mentions import Mentions
from .phrases import load_phrases
from .query import UNIT_KINDS, Act, Duty, Extreme, Kind, Query, Term, Theme
from .residue import EVERYWHERE, blanked, unfilled
from .themes import linked_things, stands_in, thing_of_nowhere

_SURE, _CERTAIN = 0.8, 0.85
"""How likely a set must be where the tables read none, of all kinds together; and where no word asks or bids for anything."""
_JOINED = re.compile("[、,，]|或者|和|跟|与|及|或|还有|加")
_QUOTES = re.compile("[“”\"'‘’《》「」]")
_MEDIUM = re.compile(
    "(?<![一-鿿])[水气土](?=的|方面|[这那]块|类|口|里|部分|、|和|还是)|(?<=[、和])[水气土](?=的|方面|[这那]?块|类|口|里|部分|、)"
)
"""水的问题里, 水、气、土里头: one character that limits as a word does."""
_QUOTED = re.compile("[“\"「『‘']([^“”\"「」『』‘’']{1,12})[”\"」』’']")
"""Words of the plan's own, as they are written there."""
_ONE_OF = re.compile("相关|有关|关系|沾边|涉及|[这那]?[一]?类|挂钩|挨得?[着上]|牵扯|两头")
"""Of several things one is enough, whatever stands between them."""
_STANDS_IN = re.compile('(?:措施|描述|目标|原文)(?:里[头面]?|中|上)|[“"「『]')
"""措施里头带拆除的: where it is written, no field that is asked for."""
_WRITTEN = re.compile("字[样眼]|个字|写[着了明]|措施|原文|提到|说到|点到|出现|要求")
"""Where something is written is asked for, and not what a problem is about."""
_ONE = re.compile("[那这该]个?问题|[那这该](?:一?[条项件桩题个]|块|边|事)|第[0-9一二三四五六七八九十]+[条项个]")
"""One problem is spoken of, and something of it asked: 拆破车那条验收的都有哪几个局."""
_EVERYTHING = re.compile("(?:[一总拢]共|全[市县]|整个|方案|合计).{0,14}(?:多少|几)[个条项处]?(?:毛病|问题|题目?|事|任务|条目)")
"""一共给咱们挑了多少个毛病: all that there are."""
_OF_THINGS = re.compile("哪[些几]{0,2}[个家座条处]?(?:企业|公司|厂|矿|园区|项目|河|湖|村|镇|街道|人|家(?!单位|部门|局))")
"""Not problems are asked for, but who or what a problem speaks of."""
_WISHED = re.compile("[谁哪啥几吗么多数列报给发要来拎挑念看查找拉捋摆盘抄导]|有没有|有无|是否|如何|怎|理一|汇总|调出|做个")
_GENERAL = re.compile(
    "时间|关系|相关|有关|主体|职责|系统|督察|出现|要求|数[目量]?|次数|合计|共计|告知|逐[条一件]|一并|列出|关于|部分|动作|具体|头上|地方|单子|全市|台账|项数|领导|描述|[两俩几三四]个?字|字|怎样|手段|说法"
)
"""Words of any question for a set."""
_HOW_TOLD = re.compile("不[用要](?:列|全文|展开|细|解释|重复|多说|原文)|一[个条项]都?不[落漏少]")
_ANY_DISTRICT = re.compile("各?(?:[县区旗市]{2,3}|地方政府|属地)(?:里|级|上|政府|自己|自个儿)*")


def heard_set(made: Query, heard: Heard, names: Names, mentions: Mentions) -> Query | None:
    """The set that is learned to be wanted, if all that limits it is understood."""
    by_place = made.number is not None or made.places or made.step or made.measure
    left = blanked(made.words, (*made.filter.times.spans, *(h.span for h in made.filter.having)))
    of_things = any(unit not in "项条个家%％前后" for _, unit in figures_in(left))  # 19艘船的清单: of what a problem counts
    if by_place or of_things or made.act is Act.SOCIAL or made.corrects or made.naming or _ONE.search(made.words):
        return None
    of_a_limit = made.field in UNIT_KINDS or made.field is Kind.FINDING or made.filter.terms or made.filter.times
    of_an_end = made.field is Kind.DEADLINE and _wanted(heard) == "extreme"  # 期限排最后的
    if made.field and not (of_a_limit or of_an_end or _STANDS_IN.search(made.words)):
        return None
    wished = _WISHED.search(made.words)
    if sum(heard.intent.get(name, 0.0) for name in SETS) < (_SURE if wished else _CERTAIN) or not (wished or made.filter):
        return None
    said, made = made.words, _of_districts(made, names)
    aspect, made = _of_aspect(made, names)
    themes = _themes(made, heard, mentions)
    if themes is None:
        return None
    made = replace(made, filter=replace(made.filter, aspect=aspect)) if aspect else made
    limits = replace(made.filter, themes=themes, theme="") if themes else made.filter
    if len(themes) == 1 and _WRITTEN.search(made.words):
        limits = replace(made.filter, theme=themes[0].words, anywhere=True)
    plain = replace(
        made, words=said, filter=limits, field=None, more=(), unanswerable=None, topic="", bare=True, naming=None, kind=Kind.LIST
    )
    return _as_wanted(plain, heard)


_LEAST = 0.6
"""How likely the state, the end or the breakdown must be that no word of the tables says."""
_STATES = {state.replace(" ", "_"): state for state in Progress}
_ENDS = {
    "latest": Extreme("deadline", most=True), "earliest": Extreme("deadline", most=False), "coming": Extreme("deadline", most=False),
    "longest_overdue": Extreme("late", most=True), "least_overdue": Extreme("late", most=False),
    "most_tasks": Extreme("unit", most=True), "least_tasks": Extreme("unit", most=False),
    "most_tasks_district": Extreme("district", most=True), "least_tasks_district": Extreme("district", most=False),
    "most_accepts": Extreme("unit", most=True, duty=Duty.ACCEPTS), "most_aspect": Extreme("aspect", most=True),
    "least_aspect": Extreme("aspect", most=False), "busiest_month": Extreme("month", most=True),
    "most_units": Extreme("parties", most=True), "least_units": Extreme("parties", most=False),
    "most_measures": Extreme("measures", most=True), "least_measures": Extreme("measures", most=False),
    "most_steps": Extreme("milestones", most=True),
}  # fmt: skip
_GROUPS = {
    "by_unit": ("unit", Duty.ANY), "by_lead": ("unit", Duty.LEAD), "by_accept": ("unit", Duty.ACCEPTS), "by_district": ("district", Duty.ANY),
    "by_aspect": ("aspect", Duty.ANY), "by_year": ("year", Duty.ANY), "by_month": ("month", Duty.ANY), "by_state": ("state", Duty.ANY),
    "by_term": ("term", Duty.ANY),
}  # fmt: skip
_UNITS = {"units_all": Duty.ANY, "units_lead": Duty.LEAD, "units_coop": Duty.MEMBER, "units_accept": Duty.ACCEPTS}


_LIKELY_STEPS = 0.6


def with_steps(read: Query, likely: Mapping[str, float]) -> Query:
    """超低排放中间有几个关口要卡: the dated steps of what is named, where they are learned to be meant."""
    of_one = read.act is Act.FIELD and read.field in (None, Kind.DEADLINE, Kind.MEASURES) and not (read.bare or read.filter)
    meant = of_one and likely.get("milestones", 0.0) >= _LIKELY_STEPS and not read.measure
    return replace(read, act=Act.MILESTONES, kind=None, field=None) if meant else read


def _as_wanted(made: Query, heard: Heard) -> Query | None:
    """The set as it is likeliest wanted; None where neither words nor ear say of what."""
    match _wanted(heard):
        case "list" | "count" | "units" if _OF_UNITS.search(made.words) and (duty := _duty_of_units(heard)):
            return replace(made, act=Act.UNITS, duty=duty)
        case "list" | "count" if not made.filter and _EVERYTHING.search(made.words):
            return replace(made, act=Act.COUNT, kind=Kind.COUNT)
        case "list" | "count" if (
            ASKS_WHEN.search(made.words) or _OF_THINGS.search(made.words) or any(a.of_things for a in made.amounts)
        ):
            return None
        case "list" if made.filter:
            return replace(made, act=Act.LIST)
        case "count" if made.filter:
            return replace(made, act=Act.COUNT, kind=Kind.COUNT)
        case "status_list" | "groups" if heard.sure("state", _LEAST) == "mix":
            return replace(made, act=Act.GROUPS, by="state")
        case "status_list" if state := _STATES.get(heard.sure("state", _LEAST)):
            return replace(made, act=Act.LIST, progress=state, filter=replace(made.filter, order=None, not_then=False))
        case "extreme":
            return _of_an_end(made, heard)
        case "groups" if said := _GROUPS.get(heard.sure("by", _LEAST)):
            return replace(made, act=Act.GROUPS, by=said[0], duty=said[1])
        case "units" if (held := units_holding(made.words)) is not None:
            return replace(made, act=Act.GROUPS, by="unit", held=held, duty=capacity_of(made))
        case _:
            return None


def _wanted(heard: Heard) -> str:
    """The likeliest kind of set."""
    return max(SETS, key=lambda name: heard.intent.get(name, 0.0))


_OF_UNITS = re.compile("单位|部门|局|家")


def _duty_of_units(heard: Heard) -> Duty | None:
    """In which capacity units are asked for, where units are."""
    likely = {duty: heard.told["by"][name] for name, duty in _UNITS.items()}
    return max(likely, key=lambda duty: likely[duty]) if sum(likely.values()) >= _LEAST else None


_OF_PROBLEMS = re.compile("哪[些几个一]{0,2}(?:题|问题|[项条])")
"""涉及县区最多的是哪些题: no unit's tasks are counted."""


def _of_an_end(made: Query, heard: Heard) -> Query | None:
    """The end that is learned to be asked for, else the one that the words say, of units in the capacity that is said."""
    label = heard.sure("extreme", _LEAST)
    end = _ENDS.get(label) if label else extreme_of(made.words)
    if end is None or (end.of in ("unit", "district") and _OF_PROBLEMS.search(made.words)):
        return None
    duty = capacity_of(made) if end.duty is Duty.ANY and end.of in ("unit", "district") else end.duty
    order = "ahead" if label == "coming" or is_of_coming(made.words) else None
    top = top_in(made.words)
    said = replace(end, duty=duty, top=top[0] if top else 1)
    return replace(made, act=Act.EXTREME, extreme=said, filter=replace(made.filter, order=order))


def _of_districts(made: Query, names: Names) -> Query:
    """区县打头的, 牵头单位为县区的: whichever of them, in a capacity that is said."""
    found = _ANY_DISTRICT.search(made.words)
    duty = capacity_of(made)
    if made.filter.terms or not found or duty not in (Duty.LEAD, Duty.ACCEPTS):
        return made
    terms = tuple(Term(d, names.units.get(d, ()), duty) for d in names.districts)
    words = made.words.replace(found.group(), "，")
    return replace(made, words=words, filter=replace(made.filter, terms=terms, any_unit=True))


_FIELD = re.compile("方面|领域|板块|部分|[这那]?一?[块类](?!的?企业)")


def _of_aspect(made: Query, names: Names) -> tuple[int | None, Query]:
    """海洋岸线这一类, 大气方面那几个: an aspect by a piece of its title, where an aspect is spoken of, and the message without it."""
    if made.filter.aspect or not _FIELD.search(made.words):
        return None, made
    pieces = [
        p
        for p in load_phrases().filler.split(_FIELD.sub("，", EVERYWHERE.sub("，", unfilled(made.words, made.filter))))
        if len(p) > 1
    ]
    found = {n: p for n, title in names.aspects for p in pieces if stands_in(p, title)}
    if len(found) != 1:
        return None, made
    ((aspect, piece),) = found.items()
    return aspect, replace(made, words=made.words.replace(piece, "，"))


def _themes(made: Query, heard: Heard, mentions: Mentions) -> tuple[Theme, ...] | None:
    """What the words that are left limit the set to: nothing, a thing, or one of several; None where that is not understood."""
    rest = _QUOTES.sub("", EVERYWHERE.sub("，", _HOW_TOLD.sub("，", unfilled(made.words, made.filter))))
    if heard.sure("extreme", _LEAST).endswith("district") or heard.sure("by", _LEAST).endswith("district"):
        rest = _ANY_DISTRICT.sub("，", rest)
    linked = linked_things(made.words, mentions)
    linked = () if any(t.words in thing for t in made.filter.terms for thing in linked) else linked
    for thing in linked:
        rest = rest.replace(thing, "，")
    media = tuple(dict.fromkeys(_MEDIUM.findall(made.words)))
    quoted = tuple(q for q in _QUOTED.findall(made.words) if mentions.everywhere(q))
    for thing in quoted:
        rest = rest.replace(thing, "，")
    named = [n for n in mentions.named_in(load_phrases().filler.split(rest)) if mentions.is_name(n)]
    for name in named:
        rest = rest.replace(name, "，")
    if (thing := thing_of_nowhere(rest, made.words, mentions)) and not heard.depends_on(thing):
        return None
    left = [w for w in dict.fromkeys(limiting(rest, mentions)) if not _GENERAL.fullmatch(w)]
    left = [w for w in left if DENIES.search(w) or not heard.depends_on(w)]
    called = (
        {q: (Theme(q),) for q in quoted}
        | {m: _called(m, mentions) for m in media}
        | {w: _called(w, mentions) for w in (*linked, *named, *left)}
    )
    if _wanted(heard) == "status_list" and heard.sure("state", _LEAST) in _STATES:
        called = {w: themes for w, themes in called.items() if not DENIES.search(w)}  # 没报的: the state says so
    if not all(called.values()):
        return None
    if len(called) > 1 and not _are_joined(sorted(called, key=made.words.find), made.words):
        run = mentions.longest(made.words)
        return (Theme(run),) if all(w in run for w in called) and mentions.problems_with(run, anywhere=True) else None
    return tuple(dict.fromkeys(t for themes in called.values() for t in themes))


def _called(word: str, mentions: Mentions) -> tuple[Theme, ...]:
    """What the plan calls a thing: by the word itself, or as the trade does."""
    names = (word, *sorted(n for w in of_the_trade(word) for n in trade().get(w, ())))
    return tuple(Theme(n) for n in names if 0 < len(mentions.problems_with(n)) * 3 <= len(mentions.texts) * 2)


def _are_joined(words: Sequence[str], said: str) -> bool:
    """Whether something that joins stands between each and the next, and nothing else unless one of them is enough."""
    filler, one_of = load_phrases().filler, _ONE_OF.search(said)
    between = [_QUOTES.sub("", said[said.find(a) + len(a) : said.find(b)]) for a, b in pairwise(words)]
    return all(_JOINED.search(b) and (one_of or not filler.sub("", _JOINED.sub("", b))) for b in between)
