"""Sets of problems that speak of something: 和水有关的, 提到白鹭湖的, 涉气的, 包钢万腾有哪些问题; 别的条里还有没有说到它的."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.language.unit_names import Names
from index.lexical import classes_of
from index.vocabulary import of_the_trade, trade

from .amounts import counts_problems
from .asides import DENIES, limiting
from .mentions import Mentions
from .phrases import load_phrases
from .query import UNIT_KINDS, Act, Kind, Query, Theme
from .residue import residue, unfilled

_LINKED = re.compile(
    r"(?:和|跟|与|同)(?P<with>[^，。,?？和跟与同]{1,12}?)(?:有关系?|相关|沾边|搭边|搭界|挂钩|有(?:牵连|牵扯|联系|关联))"
    r"|涉(?!及|嫌|事|案)(?P<of>[^的,，?？有哪几]{1,6})(?=的|类|问题|任务|方面|有|$)"
    r"|(?:[提说讲写点]到|[写讲](?=[了着有明])|引用|涉及|关于)[了过着有明要]{0,3}+(?!的)(?P<says>[^，。,?？]{1,12}?)(?=的|[吗么没]|有哪|有几|[?？]?$)"
    r"|^(?:那么?)?(?P<it>[^，。,?？]{2,12}?)[都总共一]{0,2}(?:涉及|牵涉|出现|写|点|[被让]|有(?=几|多少|哪))?[到了过]?在?(?:哪[几些]?|几|多少)(?:[条项]|个?(?:问题|任务))(?:里|中|上)?(?:面|头)?(?:都?[提说讲写点][到了过])?(?:了|过)?[?？]?$"
    r"|^(?:那么?)?(?P<about>[^，。,?？]{2,12}?)(?:相关|有关)的?(?:问题|任务|事项)"
)
_ANYWHERE = re.compile("提到|说到|讲到|写到|点到|出现")
_WRITES = re.compile("[写讲][了着有明]|引用")
"""Of a thing, where it is written, too; of a unit its part (写了海南区的)."""
_IN_MEASURES = re.compile("(?:整改|问题)?(?:措施|举措|描述|表述|原文)(?:(?:里面?|中)(?!的)|(?=[提说讲写点]到|写[明了着]))")
"""措施里提到约谈的有哪些: where it is written, no field that is asked for."""
_BESIDES = re.compile(
    r"(?:别的|其[他它]|另外)的?(?:[条项]|个?问题|地方|任务)|还有(?:没有)?(?:哪[些几]?)?(?:别的)?(?:[条项]|个?问题|地方)"
)
_POINTS = re.compile("(?:它|他|她)们?|(?:这|那|该)[家个条项座]?(?:公司|企业|厂|单位|地方|东西|事)?")
_FIELD_SAID = re.compile("查出|发现|督察|咋改|怎么|措施|目标|时限|期限|原因|谁|哪位|叫什么|叫啥|姓")
_LISTING = re.compile(
    "(?:哪|几|多少|什么|啥)(?:几|些)?[个项条]?(?:问题|任务)?|问题|任务|清单|列|[都给]?挑|都有|有(?:没有|无)|有.{0,3}[吗么]|[吗么]$|涉及|提到|说到"
)
_WHERE = re.compile("(?:[什啥]么?|哪[个些])地方")
"""在什么地方 asks of one thing where it is, not for problems."""
_UNITS = "(?:单位|部门|局|家|公司|企业|人|区|县)"
_UNITS_ASKED = re.compile(f"(?:哪|几|多少|什么|啥)[些几个]{{0,2}}{_UNITS}|{_UNITS}都?有?(?:哪|几|多少|什么)")
_MOST, _FEW_BESIDE = 8, 2
"""Of more problems words are no theme; characters that may stand beside a name: 包钢万腾挨了几条批."""


def themed(made: Query, mentions: Mentions) -> Query | None:
    """All problems that speak of what the turn of phrase names (和水有关的, 提到某湖的), if the plan has it."""
    made = replace(made, words=_IN_MEASURES.sub("", made.words))
    linked = _LINKED.search(made.words)
    besides = bool(_BESIDES.search(made.words))
    if made.number is None and not besides and (named := _naming(made, mentions)):
        return named
    if made.number is not None or not (linked or besides) or not _asks_problems(made):
        return None
    said = next((g for g in linked.groups() if g), "") if linked else ""
    said = "" if besides and _POINTS.fullmatch(said) else said
    anywhere = bool(_ANYWHERE.search(made.words) or _WRITES.search(made.words))
    if any(t.words in said for t in made.filter.terms) or (said and not load_phrases().filler.sub("", said)):
        return None  # 某区不涉及的问题, 点到名的: nothing is named
    if said and not mentions.problems_with(said, anywhere=anywhere):
        return None
    return _set_of(made, said, anywhere=anywhere, besides=besides) if said else replace(made, besides=besides)


_LINKS = re.compile(
    "(?:[和跟与同]|涉及|关于)(?P<with>[^，。,?？]{1,20}?)(?:的?(?:都)?(?:有关系?|相关|沾边|搭边|搭界|挂钩|有(?:牵连|牵扯|联系|关联)|[这那]?一?类))"
    "|(?:^|[，。])(?P<of>[^，。,?？]{2,20}?)(?:算[作成]?一类|[这那]一?类|之类)"
)


def linked_things(words: str, mentions: Mentions) -> tuple[str, ...]:
    """What a turn of phrase links things with: 水 and 大气 of 凡是跟水和大气沾边的; nothing where the plan has none of them."""
    found = _LINKS.search(words)
    pieces = [load_phrases().filler.sub("", p) for p in _JOINED.split(found["with"] or found["of"])] if found else []
    return tuple(p for p in pieces if p) if any(p and mentions.problems_with(p) for p in pieces) else ()


_SAYS = re.compile(
    "[提说讲写点](?:了|到|过|着|及|进|在)+|点(?=名|[^，。]{2,14}的?名)|被(?=点|[提说讲写]|列|通报)|点名|列[入进]|出现|引用|露[了过]?[脸面]|现身|涉及|牵[涉扯]|上了?榜|通报"
)
_BARELY = re.compile(
    "[这那]?[一两几三四五]个字|附件|名(?=[的吗么没有在是]|$)|在|过|几次|多少次|[里中内]面?|[这那该][一]?[家个座条处间]?|一[家个座条处]|公司|企业|单位|厂子?|地方|名字"
)
"""What may stand beside a name that is said to be named: 桦江水泥这家企业, 在哪几项里."""


def _naming(made: Query, mentions: Mentions) -> Query | None:
    """Wherever the plan writes a name: 水务集团在哪几项里被点了名, 哪几个问题里提到了桦江水泥这家企业."""
    asks = _SAYS.search(made.words) and _LISTING.search(made.words) and not _UNITS_ASKED.search(made.words)
    if not asks or made.filter.order or made.filter.times or _IN_FIELD_OF_UNITS.search(made.words):
        return None
    said, filler = _SAYS.sub("，", made.words), load_phrases().filler
    runs = re.split("[^0-9a-z一-鿿]+", unfilled(_BARELY.sub("，", said), replace(made.filter, terms=())))
    plain = (r for r in runs if r == mentions.longest(r) and len(filler.sub("", r)) >= _SHORTEST_NAME)
    name = mentions.name_in(said) or max(plain, key=len, default="")
    units = [t for t in made.filter.terms if t.words in name or name in t.words]
    own = any(_OFFICE.search(t.words) for t in units) and not _ANYWHERE.search(made.words)
    wanted = replace(made.filter, terms=tuple(t for t in made.filter.terms if t not in units))
    rest = _BARELY.sub(" ", said.replace(name, " "))
    if not name or own or _asks_of_it(rest) or len(residue(rest, wanted)) > 1:
        return None
    return _set_of(replace(made, filter=wanted), name, anywhere=True) if mentions.problems_with(name, anywhere=True) else None


_IN_FIELD_OF_UNITS = re.compile("[任收头合导]单位(?:那?一?栏)?[里中上内名]")
"""出现在责任单位里: said of a unit's part, not of where its name is written."""


def _asks_of_it(words: str) -> bool:
    """Whether a field is asked for, or why it is so."""
    return bool(_WHY.search(words)) or any(p.search(words) for kind, p in load_phrases().fields if kind is not Kind.FINDING)


_WHY = re.compile("为[啥何]|为什么|因为|原因|凭什么")
_SHORTEST_NAME = 2
_OFFICE = re.compile("(?:[局委办部厅会区县旗市]|政府)$")
"""An office or a district, of which 涉及 and 点名 ask what it has to do; 提到 asks where it is written."""
_JOINED = re.compile("[、,，]|和|跟|与|及|或|还有|加")
_BETWEEN = re.compile("以及|或者|涉及|提到|说到|关于|有关|相关|方面|领域|问题|[、,，和跟与及或同还有加上的这那块类个涉各]")
_IN_FIELD = re.compile("方面|领域|板块|部分|[这那两俩几三四]{1,2}个?大?[块类]")


def united(made: Query, names: Names, mentions: Mentions) -> Query | None:
    """All problems about one of several things: 大气和水方面的, 扬尘或者固废的有哪些, 涉及水的和涉及矿山的."""
    if made.number is not None or _asks_field(made) or not (_asks_problems(made) or made.words.endswith("的")):
        return None
    rest = _BETWEEN.sub("，", unfilled(made.words, replace(made.filter, aspect=None)))
    pieces = [p for p in load_phrases().filler.split(rest) if p]
    in_field = bool(_IN_FIELD.search(made.words))
    themes = [theme for p in pieces if (theme := _theme(p, names, mentions, in_field=in_field))]
    if not 1 < len(themes) == len(pieces) or not _are_joined(pieces, made.words):
        return None
    found = _set_of(made, "")
    return replace(found, filter=replace(found.filter, aspect=None, themes=tuple(themes)))


def _asks_field(made: Query) -> bool:
    """Whether a field is asked for, and not only said of whom or when the problems are (能源局牵头的, 2025年到期的)."""
    limits = (made.field in UNIT_KINDS and made.filter.terms) or (made.field is Kind.DEADLINE and made.filter.times)
    return not (made.field in (None, Kind.FINDING) or limits or _LINKED.search(made.words))


def _theme(said: str, names: Names, mentions: Mentions, *, in_field: bool) -> Theme | None:
    """What it is about; where fields are asked for (方面, 这两块) an aspect first."""
    aspects = [n for n, title in names.aspects if len(said) > 1 and stands_in(said, title)]
    if in_field and len(aspects) == 1:
        return Theme(said, aspects[0])
    return Theme(said) if 0 < len(mentions.problems_with(said)) * 3 <= len(mentions.texts) * 2 else None


def stands_in(said: str, title: str) -> bool:
    """Whether a title has these characters in their order: 生态屏障 of 生态安全屏障."""
    at = iter(title)
    return all(c in at for c in said)


def _are_joined(pieces: list[str], words: str) -> bool:
    """Whether nothing but what joins stands between them."""
    between = [words[words.find(a) + len(a) : words.find(b)] for a, b in pairwise(pieces)]
    return all(_JOINED.search(b) and not _BETWEEN.sub("", b) for b in between)


def spoken_of(made: Query, mentions: Mentions) -> Query | None:
    """All problems that speak of the only words that are left of a question for a set, where there are several."""
    field_said = _FIELD_SAID.search(made.words) and not counts_problems(made.words)
    if made.field not in (None, Kind.FINDING) or field_said or not _LISTING.search(_WHERE.sub("", made.words)):
        return None
    rest = load_phrases().filler.split(unfilled(made.words, made.filter))
    said = mentions.name_in(_without_units(made)) or max((mentions.longest(piece) for piece in rest), key=len, default="")
    left = "".join(rest).replace(said, "")
    if not _begins_a_word(said, made.words, mentions):
        return None
    if len(said) < 2 or len(left) > (_FEW_BESIDE if mentions.is_name(said) else 1):
        return None
    anywhere = bool(_ANYWHERE.search(made.words))
    found = mentions.problems_with(said, anywhere=anywhere)
    if len(found) < 2 or (len(found) > _MOST and not mentions.is_name(said)):
        return None
    counted = load_phrases().find("count", re.sub("[哪这那]几", "", made.words))
    if (counted or any(a.of_things for a in made.amounts)) and not counts_problems(made.words):
        return None
    return _set_of(made, said, anywhere=anywhere)


def _without_units(made: Query) -> str:
    """The words without the units that are named, which are no theme besides (农业农村 of 农业农村局)."""
    words = made.words
    for term in made.filter.terms:
        words = words.replace(term.words, "，")
    return words


def limited(made: Query, mentions: Mentions) -> Query | None:
    """The set of units or times limited also to a thing that is named besides (海南区的排土场几项), by the trade's words where the plan
    calls it otherwise; None where what is named does not limit a set: the plan has none of it, or it is several things."""
    wanted = made.filter
    if wanted.theme or wanted.themes or wanted.aspect or made.number is not None or not (wanted.terms or wanted.times):
        return made
    runs = _HAN.findall(load_phrases().lists["aside"].sub("，", unfilled(made.words, wanted)))
    named = {run: things for run in runs if (things := _things(run, made.words, mentions))}
    if not named:
        return _of_what_none_has(made, runs, mentions)
    themes = [theme for run, things in named.items() if (theme := _called(run, things, mentions))]
    if len(named) > 1 or not themes:
        return None
    found = _set_of(made, "")
    return replace(found, kind=made.kind, filter=replace(found.filter, themes=themes[0], order=wanted.order))


def _of_what_none_has(made: Query, runs: Sequence[str], mentions: Mentions) -> Query | None:
    """The set limited to a thing that is said to be the unit's and of which the plan writes nothing (水务局管的彩票): that is none,
    and not all that the unit has."""
    if not (thing := thing_of_nowhere("，".join(runs), made.words, mentions)):
        return made
    themes = _called(thing, [thing], mentions)
    if not themes:
        return None
    return replace(made, filter=replace(made.filter, themes=themes))


def thing_of_nowhere(rest: str, words: str, mentions: Mentions) -> str:
    """A noun of the rest of the words, said to be somebody's, of which the plan writes nothing."""
    nouns = (w for run in _HAN.findall(rest) for w in mentions.cut(run) if f"的{w}" in words and _is_of_nowhere(w, mentions))
    return next(nouns, "")


def _is_of_nowhere(word: str, mentions: Mentions) -> bool:
    """Whether a noun names a thing that no problem writes; what any set is called (差事, 名单) is none."""
    noun = any(c.startswith(("n", "j", "v")) for c in classes_of(word))
    said_of_any = load_phrases().lists["plain"].search(word) or _ASKS_HOW.search(word)
    return noun and len(word) > 1 and not said_of_any and not mentions.everywhere(word)


_HAN = re.compile("[一-鿿]+")


def _things(run: str, words: str, mentions: Mentions) -> list[str]:
    """The words of a run of `words` that name a thing, which the trade or this plan knows; what every plan has is none.

    What is done (供暖) is a thing where 的 stands before it.
    """
    known = [w for w in of_the_trade(run) if _names(w, mentions, done=f"的{w}" in words) and not _ASKS_HOW.search(w)]
    rest = run
    for word in known:
        rest = rest.replace(word, "，")
    said = (w for w in limiting(rest, mentions) if f"{w}问题" in words or (classes_of(w) and _names(w, mentions)))
    return [*known, *(w for w in said if len(w) == 1 or mentions.everywhere(w))]


_ASKS_HOW = re.compile("[哪几谁啥么多怎]")


def _names(word: str, mentions: Mentions, *, done: bool = False) -> bool:
    """Whether a word is a noun, or ends in one where the general dictionary lacks it, and more than what every plan has; `done`: or a verb."""
    classes, phrases = classes_of(word) or classes_of(mentions.cut(word)[-1]), load_phrases()
    noun = any(c.startswith("n") or c == "vn" or (done and c == "v") for c in classes)
    return noun and not DENIES.search(word) and bool(phrases.filler.sub("", phrases.lists["plain"].sub("", word)))


def _called(run: str, things: list[str], mentions: Mentions) -> tuple[Theme, ...]:
    """What the plan calls them: to the letter, or else one thing as the trade does."""
    pieces = [mentions.longest(piece) or piece for piece in load_phrases().filler.split(run)]
    said = next((p for p in pieces if all(w in p for w in things)), "")
    if said and mentions.problems_with(said):
        return (Theme(said),)
    names = sorted(trade().get(things[0], ())) if len(things) == 1 else []
    return tuple(Theme(n) for n in names if 0 < len(mentions.problems_with(n)) * 3 <= len(mentions.texts))


def _begins_a_word(said: str, words: str, mentions: Mentions) -> bool:
    """Whether it is not the rest of a word (线监测 of 在线监测)."""
    pieces = mentions.cut(words)
    return words.find(said) in {sum(map(len, pieces[:i])) for i in range(len(pieces))}


def _asks_problems(made: Query) -> bool:
    """Whether problems are asked for, not a field of theirs, who they are or how many things."""
    other = _FIELD_SAID.search(made.words) or _UNITS_ASKED.search(made.words) or any(a.of_things for a in made.amounts)
    return bool(_LISTING.search(made.words)) and not other


def _set_of(made: Query, theme: str, *, anywhere: bool = False, besides: bool = False) -> Query:
    counted = load_phrases().find("count", re.sub("[哪这那]几", "", made.words))
    act, kind = (Act.COUNT, Kind.COUNT) if counted else (Act.LIST, Kind.LIST)
    terms = tuple(replace(t, by_name=False) for t in made.filter.terms)  # 具体要做什么 is said of the theme
    wanted = replace(made.filter, terms=terms, theme=theme, anywhere=anywhere, order=None)
    return replace(made, kind=kind, act=act, filter=wanted, field=None, bare=False, besides=besides, unanswerable=None)
