"""The names of a plan as people write them: its units under all their abbreviations, its districts, its aspects."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, cached_property

from corpus.grammar.units import load_aliases, plainly
from corpus.model import Plan
from index.vocabulary import Words, substrings

from .cut_names import HEADS, cut_short, spellings, whole_names, written, zone_of
from .spelling import normalise

_OUR_PEOPLE = ("我们", "咱们", "我", "本", "咱")
_OURS = (
    *("我们", "咱们"),
    *(
        who + kind
        for who in _OUR_PEOPLE
        for kind in ("局", "区", "县", "旗", "委", "团", "公司", "集团", "园区", "单位", "管委会")
    ),
)
OURS = re.compile(rf"(?:{'|'.join(sorted(_OURS, key=len, reverse=True))})(?![市省区县旗]|[想需打先看问查]|要[知了查看问])")
"""How the people of a unit's chat speak of it; not 我们市, 我们想知道."""
_PREFIX = re.compile(r"^(?:市|自治区|省|区|县)(?=.{2,})")
_SAID_OF_ANY = re.compile("问题|方面|部分|整改|工作|任务|哪些|几个|有哪")
_CALLED = re.compile('([一-鿿]{2,40})（以下(?:简称|统称)[“"]?([一-鿿]{2,14})[”"]?）')
_OF_THE_CITY = "(?:这边|这里|目前|现在)?(?=的?(?:(?:还|都|一?共|总共|到底)?(?:有|是)?(?:哪些|什么|啥|多少|几)个?(?:整改)?|全部|所有|整改)?的?(?:问题|任务|清单))"
_TOGETHER = re.compile("([一-鿿]{2,8}?)([和跟与同、])([一-鿿]{2,6}?)(?=[这那]?[两俩2二三3四4]个?(?:家|局|部门|单位))")
"""自然资源和生态环境两家: by what two offices are called without their kind, where it is said that they are offices."""
_COMMITTEE = re.compile("(?<=[市县区旗])委员会(?=$|[市县区旗]?政府)")
_BODIES = re.compile("(?<=[市县区旗])委[和及、]?[市县区旗]?政府$")
_UNKNOWN = re.compile(
    r"(?:^|那|换成|改成|[和跟与、，由归])(?P<unit>(?![由归])市?(?!.{0,3}[哪什几个各每多谁我咱你他该这本])[一-鿿]{2,5}?[局委办厅])(?<![一二三四五六七八九十]局)(?<![咋么样该好]办)"
    r"(?=的?呢|负责|牵头|配合|验收|督导|(?:也|都|还)?(?:有|没)(?:哪|什么|啥|几|没|份|任务|问题|活|责任)|(?:参与|沾边)|的?任务|[?？]?$)"
)
"""An office where one is asked for, which no table has: 体育局呢; 中铁十局 is a company."""
_GOVERNMENT = "(?P<unit>(?:国家|中央|自治区|省)(?:委|党委|人民政府|政府|级|里|厅)?|[市州盟](?:委|党委|人民政府|政府))"
_PART, _SO_MANY = "(?:来|去|亲自|直接|统一|组织)*(?:负责|牵头|验收|配合|督办)", "(?:哪|几|多少)[几些]?[项条个件]?"
_UNKNOWN_GOVERNMENT = re.compile(
    f"(?:^|那|[由归要让经报给是])(?:{_GOVERNMENT}){_PART}的?(?:问题|任务)?(?:一?共|总共|都|还)?(?:有|是)?{_SO_MANY}"
    f"|{_SO_MANY}(?:问题|任务)?(?:的验收单位)?(?:是|要|得|该|需|应)*[由归让经报给是要]{_GOVERNMENT.replace('<unit>', '<body>')}{_PART}"
)
"""哪几项由市政府验收: a government that the plan charges with nothing, whatever it says of it besides."""
_ABBREVIATION = re.compile(r"[一-鿿]{1,4}[局委办社]")
_LONG_END, _LONG, _LONGEST = re.compile("局|委员会|中心|支队|[园矿]区管委会"), 4, 14
_OFFICE = re.compile(r"(?:局|委|办|部|中心|会|政府|队|社|公司|院|站|区|县|旗|市|专项组)$")

_DISTRICT = re.compile(
    "(?:请问|那么?)?(?P<name>(?!.{0,2}[哪什几个各每多谁我咱你他该这本])[一-鿿]{2,3}(?<![园矿辖社景小库护发治市城地片])[区县旗])(?:[委政府、]{1,5})?(?:都|还|也|一?共)?的?(?:有|负责|牵头|配合|验收|任务)"
)


@dataclass(frozen=True)
class Names:
    """`units` maps every name to the plan's units it means; () is an office that the plan does not charge with anything."""

    units: Words[tuple[str, ...]]
    districts: tuple[str, ...]
    aspects: tuple[tuple[int, str], ...]
    text: str
    city: str = ""
    deadlines: tuple[str, ...] = ()

    @classmethod
    def of(cls, plan: Plan) -> Names:
        """The names of a plan, its own first, then the vocabulary's."""
        charged = list(dict.fromkeys(d.unit for p in plan.problems for d in (*p.responsible, *p.acceptance)))
        names: dict[str, list[str]] = {}
        for unit in charged:
            for name in _names_of(unit, plan.districts):
                names.setdefault(name, []).append(unit)
        for end, units in cut_short(u for u in charged if not _is_of(u, plan.districts)).items():
            names[end] = [u for u in charged if u in {*units, *names.get(end, ())}]
        for full, short in _CALLED.findall(plan.text):
            for name in dict.fromkeys((short, bare(short))):  # 市整改办, 整改办
                names.setdefault(name, [u for u in charged if full.endswith(u) or u == short])
        said = [(u, tuple(s for w in whole_names(u) for s in spellings(w))) for u in charged]
        for name, officials in load_aliases().items():
            known = tuple(o for o in (name, *officials) if len(o) > 2)
            names.setdefault(name, [u for u, ways in said if any(s.endswith(known) for s in ways)])
        own = Words((name, _by_itself(tuple(dict.fromkeys(units)))) for name, units in names.items())
        city = re.match(r"([一-鿿]{2,5}?)市", plan.title)
        aspects = tuple((a.ordinal, a.title.text) for a in plan.aspects)
        deadlines = tuple(p.deadline_raw.text for p in plan.problems)
        return cls(own, plan.districts, aspects, plan.text, city[1] if city else "", deadlines)

    def in_own_spelling(self, text: str) -> str:
        """乌海市水务局, as letterheads write it, is the plan's 市水务局; 中共乌海市委宣传部 its 市委宣传部.

        Only before an office. Before what is asked of a set (乌海有哪些问题, 关于乌海市的问题) the city is 全市, of which the whole plan is.
        """
        text = _TOGETHER.sub(lambda m: f"{self._as_office(m[1])}{m[2]}{self._as_office(m[3])}", text)
        if not self.city or self.city not in text:
            return text
        text = re.sub(rf"(?:关于|涉及)?{self.city}市?{_OF_THE_CITY}", "全市", text)
        office = r"(?=[一-鿿]{0,16}(?:局|委|办|部|中心|委员会|队|院))"
        return re.sub(rf"(?:中共)?{self.city}市(?:人民政府|政府)?{office}", "市", text)

    def _as_office(self, said: str) -> str:
        """…生态环境 as …生态环境局, where that is a unit of the plan."""
        ends = (said[at:] for at in range(len(said) - 1))
        return f"{said}局" if any(self.units.get(f"{end}局") for end in ends) else said

    def speaking_for(self, units: tuple[str, ...]) -> Names:
        """The same names where 我们 means these units of the plan."""
        return replace(self, units=Words(self.units | dict.fromkeys(_OURS, units)))

    def find(self, text: str) -> list[tuple[str, tuple[str, ...]]]:
        """The units that `text` names, as (words, units), without words that belong to something else (新能源, 能源集团)."""
        found = []
        for words in substrings(text, self.units):
            if not self._begins_a_name(text, words) and (_OFFICE.search(words) or not self._part_of_a_term(text, words)):
                found.append((words, self._of_both_bodies(text, words)))
        if gapped := self._with_gaps(text):
            found = sorted([*gapped, *(f for f in found if not any(f[0] in g for g, _ in gapped))], key=lambda f: text.find(f[0]))
        if any(units for _, units in found):
            return found
        unknown = [(m["unit"] or m["body"], ()) for m in _UNKNOWN_GOVERNMENT.finditer(text)]
        unknown += [(m["unit"], ()) for m in _UNKNOWN.finditer(text)]
        return [*self._abbreviated(text), *found, *unknown, *self._elsewhere(text)][:1]

    def _elsewhere(self, text: str) -> list[tuple[str, tuple[str, ...]]]:
        """A district of another city, of which tasks are asked: the plan does not speak of it."""
        match = _DISTRICT.match(text)
        return [(match["name"], ())] if match and match["name"] not in self.text else []

    def units_called(self, name: str) -> tuple[str, ...]:
        """The units that a name by itself means; before an abbreviation may stand the 市 of its unit (市工信局), no other level's.

        Letterheads (中共海南区委员会, 乌海市海南区人民政府) and both bodies in one word (海南区委区政府) mean the plan's own.
        """
        plain = _BODIES.sub("", _COMMITTEE.sub("委", plainly(name)))
        return self._called(name) or self._called(plain)

    def _called(self, name: str) -> tuple[str, ...]:
        return self.units.get(name) or tuple(u for u in self.units.get(name[1:], ()) if u[0] == name[0]) or self._in_full(name)

    def _in_full(self, name: str) -> tuple[str, ...]:
        """乌海市水务局 is 市水务局, and 乌海市海南区 is 海南区, where the plan is of 乌海市."""
        match = re.match(r"[一-鿿]{2,4}?(市)", name)
        city = match.group() if match else ""
        if not city or city not in self.text:
            return ()
        rest = name[len(city) :]
        return self.units.get(f"市{rest}", ()) or self.units.get(rest, ())

    def _of_both_bodies(self, text: str, words: str) -> tuple[str, ...]:
        """The units of `words`; 冶山区委区政府 and 冶山区委、区政府 are all of that district."""
        district = next((d for d in self.districts if words.startswith(d)), "")
        both = re.search(rf"{re.escape(words)}[和、]?[县市区旗]?政府", text)
        return self.units[district] if both and district in self.units else self.units[words]

    def _with_gaps(self, text: str) -> list[tuple[str, tuple[str, ...]]]:
        """Long names that leave a piece of just one unit's out: 住房城市更新局 of 住房和城市更新局, whatever shorter name ends in them."""
        found: list[tuple[str, tuple[str, ...]]] = []
        for end in (m.end() for m in _LONG_END.finditer(text)):
            for start in range(max(0, end - _LONGEST), end - _LONG):
                short = text[start:end]
                meant = {u for u in self._in_full_names.get(short[:2], ()) if abbreviates(short, bare(u))}
                if len(meant) == 1 and short not in self.units:
                    found.append((short, tuple(meant)))
                    break
        return found

    @cached_property
    def _in_full_names(self) -> dict[str, list[str]]:
        """The units by the first two characters of their names."""
        found: dict[str, list[str]] = {}
        for unit in dict.fromkeys(u for us in self.units.values() for u in us):
            found.setdefault(bare(unit)[:2], []).append(unit)
        return found

    def _abbreviated(self, text: str) -> list[tuple[str, tuple[str, ...]]]:
        """A name of two to five characters that picks characters of just one unit in order: 住更局 → 住房和城市更新局."""
        for match in _ABBREVIATION.finditer(text):
            for start in range(match.start(), match.end() - 2):
                short = text[start : match.end()]
                units = {u for us in self.units.values() for u in us}
                meant = [u for u in units if any(abbreviates(short, bare(name)) for name in whole_names(u))]
                if len(meant) == 1:
                    return [(short, (meant[0],))]
        return []

    def titled_aspect(self, words: str) -> int | None:
        """The aspect whose whole title stands in `words`."""
        return next((n for n, title in self.aspects if title in words), None)

    def aspect(self, words: str) -> int | None:
        """The aspect whose title shares most pairs of characters with `words`."""
        telling = _SAID_OF_ANY.sub("，", words)
        shared = [(sum(telling[i : i + 2] in title for i in range(len(telling) - 1)), -n) for n, title in self.aspects]
        best, number = max(shared, default=(0, 0))
        return -number if best else None

    def _begins_a_name(self, text: str, words: str) -> bool:
        """海南区 in 海南区水务集团, a company that the plan speaks of, though in full (海南区城镇水务集团)."""
        longer = re.match(f"{re.escape(words)}[一-鿿]{{0,12}}?(?:{HEADS})", text[text.find(words) :])
        whole = longer.group() if longer else ""
        return bool(whole) and whole not in self.units and any(way(self.text) for way in written(whole))

    def _part_of_a_term(self, text: str, words: str) -> bool:
        """A short name is not meant where it stands in a longer term of the plan; 市公安 is only its unit's with the level before it."""
        at = text.find(words)
        left, right = text[max(0, at - 1) : at + len(words)], text[at : at + len(words) + 1]
        of_level = at > 0 and all(u.startswith(left) for u in self.units[words])
        terms = (right,) if of_level else (left, right)
        return any(len(t) > len(words) and t in self.text for t in terms)


def abbreviates(short: str, unit: str) -> bool:
    """Whether `short` begins as the unit does and takes its characters in order."""
    at = iter(unit)
    return len(short) < len(unit) and short[0] == unit[0] and all(c in at for c in short)


@cache
def bare(unit: str) -> str:
    """A unit without the level that it belongs to: 市能源局 → 能源局."""
    return _PREFIX.sub("", unit)


def _names_of(unit: str, districts: tuple[str, ...]) -> set[str]:
    """市生态环境局 → itself, 生态环境局, 环保局 …; 海勃湾区委 → itself, 海勃湾区, 海勃湾."""
    if district := _is_of(unit, districts):
        return {unit, normalise(unit), district, district[:-1] if len(district) > 2 else district}
    found = {unit, normalise(unit)}
    for name in whole_names(unit):
        short = bare(name)
        found |= {
            *spellings(name),
            *filter(None, [zone_of(name)]),
            short,
            *(same for same, officials in load_aliases().items() if short in officials),
        }
    return found


def _by_itself(units: tuple[str, ...]) -> tuple[str, ...]:
    """The units without those that are one of them under another name as well, for which it acts (bot.ledger.parties.acting_for)."""
    return tuple(u for u in units if not any(w in units and w != u for w in whole_names(u)))


def _is_of(unit: str, districts: tuple[str, ...]) -> str:
    """The district of which the unit is a body, "" if it is none's."""
    return next((d for d in districts if unit.startswith(d) and len(unit) - len(d) <= 4), "")
