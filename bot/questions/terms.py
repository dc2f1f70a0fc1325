"""The units that a set is limited to, each in its capacity, alone or with others, or as those that have no part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.language.unit_names import Names

from .capacities import capacity_told, marked
from .duties import CAN_DENY, ONLY_HELPS, duty_said
from .net import likeliest
from .phrases import load_phrases
from .query import Duty, Term

COLLECTIVE = re.compile(
    r"(?:写着?|连带?着?|算上|包括|含|带上?|不算|不要|不含|没有?写)?各[县市区旗]+的?(?:统称)?(?:也|都|不|除)?(?:都|全)?(?:算|计|要|含|包括|在内|外)?(?:进去|进来|上|在内)?"
)
"""写各区的也算, 连带各区, 不算各县区: whether a unit counts where only all of its kind are written."""
EVERY_DISTRICT = re.compile(
    "(?<!由)各[县市区旗、()]{1,9}(?:党委|政府|、|和)*都(?:要|得|须|该)?(?:落实|负责|参与|涉及|承担|管|干|做|抓|改)"
)
"""各县(市、区)都要落实的: all of them together."""
ANY_DISTRICT = re.compile(
    "(?:(?<![一-鿿])|(?<=[由归是让]))各?个?(?=[市、和]{0,2}[区县旗])[市区县旗、和党委政府里上级]{1,12}(?:自己|自行|单独|直接)?(?=(?:来|去)?(?:牵头|主责|验收))"
)
"""区县牵头的, 由县委县政府自己牵头的: whichever of them; 配合 and 负责 are said of all together."""
BY_NAME = re.compile(
    r"(?:单独|专门|明确|直接|具体|指名|只)?(?:点名(?:写|列)?|点[到了]*(?:我们|咱们?)?的?名?字?|写明|列名|写到|写[进入]|列[进入]|点进|写了|写着|列了)(?:的|了|到)?|单独(?:负责|写|列|点)|具体(?:要|得|该)?(?:干|做|负责)|具体区名|只(?:涉及|有|写)"
)
_NOT_BEFORE = re.compile(
    r"(?:不归|不由|不属于?|(?<!是)不是|并非|非|(?<!有)没有?|无|[剔刨扣除](?:[掉去除开]了?)?|除了?|不(?:涉及|含|带|算|要|用|见|列|写|包[含括])|(?:未|缺)(?:见|列|写|含|包[含括])?)(?:点名?|点到|写|标|列|提到?|涉及|归|由|用|要|含|有|包[含括]|出现|看?见着?)?(?:了|到|有|进|过)?(?:跟|和|与)?市?$"
)
_NOT_BEHIND = re.compile(
    r"^(?:自己|也|都|来|的|并)?(?:不是(?:责任|牵头|验收|配合)|不(?!是不|仅|止|只|了|管(?:牵头|配合|主责|谁|是|什么|哪))(?:单独)?(?:负责|牵头|管|参与|涉及|配合|验收|沾|用|归|含|算|在内|由|要|验|有)|(?<!有)[没未]有?(?:被|给|在)?(?:份|责任|关系|参与|牵头|负责|沾|提|写|配合|列|当|作为|算|进)|无关|没它|以外|之外|除外|的除外|外的)"
)
_PICKED = re.compile("^(?:有没有|有无|有)?(?:哪[些个几条项一]*|什么|啥)(?:问题|任务|事项)?(?:里|中)?(?:都|是)*")
"""海南区有没有哪个问题是不沾边的: what may stand between a unit and what is said of its part."""
HOLDS = "(?:(?:里面?|中|一栏|名单|当中)?(?:还|也|都|并|又)?(?:不|没|未)?(?:含有?|包[含括]了?|带[着有]?|列[有了着]|写[有了着]|出现了?))?"
"""验收单位不包括市水务局的: what links a field and one that stands in it."""
_SAID_ALONE = "(?:只|仅|单)(?:由|归|有|让|是|剩下?|写|列|标|涉及|[点提]名|[点提])(?:了|到|着|过|出)*名?(?:的?是)?"
_ITSELF = "(?:自己|就|也就)?(?:独有|专有|特有|独自|独家|(?:这|那)?一(?:家|[个家](?:局|单位|部门|[区县旗市])))(?:来|单独|独自)?"
_BY_ITSELF = "(?:单独|独自|独立|独家)(?:来|去)?(?=验收|牵头|负责)"
NOBODY_ELSE = re.compile(
    "(?:再|又|并|而且|也|都){0,3}(?:没有?|无|不(?:含|带|涉及|牵扯))了?(?:任何)?(?:别|其[他它余]|另外|第二|旁)的?个?(?:家|人|单位|部门|局|谁)(?:再|来|一起|共同)*(?:(?:验收|牵头|负责|配合|掺和|参与|插手|搭手|沾边)的?)?|(?:再)?别无(?:他|二|别)[家人]|独此一家|独一家"
)
"""没有别家的, 别无他家: the one that is named has it alone; 除了它没有别的单位验收的 says the same."""
_SOLE_BEFORE = re.compile(f"{_SAID_ALONE}$")
_SOLE_BEHIND = re.compile(f"^(?:{_ITSELF}(?!和|跟)|{_BY_ITSELF})")
SOLE = re.compile(f"{NOBODY_ELSE.pattern}|{_BY_ITSELF}|(?<=[就只光])自己|{_SAID_ALONE}|{_ITSELF}(?:的?名)?")
"""只点名海南区这一个区: nobody else is to be named, among districts no other district."""
_NOT_LEADING = re.compile("(?:不(?:用|必|需要?)|没有?)(?:再|自己|去|来|它|他们?)*(?:当头|挑头|带头|打头|领头)")
"""哪些是自己不用当头的，我是某局的: the denial stands at the capacity, far from the unit."""
_NEITHER = re.compile(r"^(?:是|自己)?既[没不](?:有|是)?[^，。]{1,5}[，,]?也[没不](?:有|是)?[^，。]{1,5}的")
"""既没牵头也没配合的: in no capacity."""
_WRITTEN_APART = re.compile("(?<![只仅光就])(?:单独?[写列点标]|专门[写列点提])")
"""单写海南区的, 单独点名的: under its own name, beside others or not."""


_ASKS_WHETHER = re.compile("(?<![不没未])(?<=[一-鿿])[不没](?:有)?[呢啊呀]?[?？]?$")
"""民政局有份不, 他们验收没: asks whether, and denies nothing."""


def find_terms(
    words: str, names: Names, named: Sequence[tuple[str, tuple[str, ...]]], times: Sequence[tuple[int, int]] = ()
) -> tuple[tuple[Term, ...], bool]:
    """The units that the words name (`named`), each in its capacity; and whether one of them is enough. `times` are spans of `words`."""
    words = _ASKS_WHETHER.sub("吗", words)
    spans, units = _spans(words, [w for w, _ in named]), dict(named)
    not_collective = bool((found := COLLECTIVE.search(words)) and re.search("不算|不要|不含|除外|不计|没", found.group()))
    heard = [capacity_told(marked(words, spans, at, names.districts, times)) for at in range(len(spans))]
    terms: list[Term] = []
    ends, starts = [0, *(end for _, end in spans)], [*(start for start, _ in spans[1:]), len(words)]
    for (start, end), above, below, told in zip(spans, ends, starts, heard, strict=False):
        said, before, behind = words[start:end], words[above:start], words[end:below]
        term = _term(Term(said, units[said]), told, before, behind, words, alone=len(spans) == 1)
        apart = not_collective or bool(BY_NAME.search(words) and _is_district(term.units, names))
        terms += _in_two(replace(term, by_name=apart and not term.sole), behind, alone=len(spans) == 1)
    if not terms and EVERY_DISTRICT.search(words):
        return tuple(Term(d, names.units.get(d, ())) for d in names.districts), False
    if not terms and ANY_DISTRICT.search(words):
        return tuple(Term(d, names.units.get(d, ()), duty_said(words)) for d in names.districts), True
    if others := _other_districts(words, terms, names):
        return others, True
    if not terms and not_collective and re.search("具体|只", words):
        return tuple(Term(d, names.units.get(d, ()), by_name=True) for d in names.districts), True
    return tuple(terms), _is_any(terms, heard)


_THINKABLE = 0.2


def _term(unit: Term, told: Mapping[str, dict[str, float]], before: str, behind: str, words: str, *, alone: bool) -> Term:
    """A unit as it is meant: its capacity as it is heard; what is denied, and that nobody else has it, also as the words around it say.

    `alone`: no other unit is named.
    """
    nobody_else = alone and bool(NOBODY_ELSE.search(words))
    duty = Duty.ANY if load_phrases().find("both_roles", words) else Duty(likeliest(told["duty"]))
    if alone and duty is Duty.ANY and told["duty"][said := duty_said(words)] >= _THINKABLE:
        duty = said  # 发改委有没有要它验收的: where the tables know a capacity and it is thinkable
    heard_denied = likeliest(told["denied"]) == "yes" and bool(CAN_DENY.search(words))
    sole = likeliest(told["alone"]) == "yes" or nobody_else or _is_alone(before, behind)
    return replace(
        unit,
        duty=duty,
        negated=heard_denied or (_is_negated(before, behind) and not nobody_else),
        sole=sole and not _WRITTEN_APART.search(words),
        charged=bool(_CHARGED.search(behind)),
    )


def _in_two(term: Term, behind: str, *, alone: bool) -> Iterator[Term]:
    """The unit, or twice where it is meant in two capacities: 自己牵头自己又验收的, 验收但不负责的."""
    if alone and term.duty is not Duty.ANY and not term.negated and (also := _ALSO.search(behind)):
        other = duty_said(also["other"])
        own = duty_said(also["first"]) if other is term.duty else term.duty
        yield from (replace(term, duty=duty, sole=False) for duty in (own, other))
    else:
        yield term
    if (but := BUT_NOT.search(behind)) and not ONLY_HELPS.search(behind):
        denied = duty_said(but["part"])
        of_the_same = term.duty.accepting and denied is Duty.LEAD  # 参加验收但不是牵头的
        yield Term(term.words, term.units, Duty.ACCEPTS_LEADING if of_the_same else denied, negated=True)


def _is_alone(before: str, behind: str) -> bool:
    itself = behind.startswith("自己") and re.search("[就只光仅]是?$", before)
    return bool(itself or _SOLE_BEFORE.search(before) or _SOLE_BEHIND.match(behind))


def _is_negated(before: str, behind: str) -> bool:
    said = _NOT_BEFORE.search(before[-8:]) or any(_NOT_BEHIND.match(b) for b in (behind, _PICKED.sub("", behind)))
    return bool(said or _NEITHER.match(behind) or _NOT_LEADING.search(before + behind)) and not ONLY_HELPS.search(behind)


_ALSO = re.compile(
    "(?P<first>牵头|主责|配合|验收)[^，。]{0,6}?(?:又|也|还|并且?|而且|同时)(?:自己|是|由|要|得|来)*(?P<other>牵头|主责|配合|验收)"
)
"""自己牵头自己又验收的: one unit in two capacities."""


def _is_any(terms: Sequence[Term], heard: Sequence[Mapping[str, dict[str, float]]]) -> bool:
    """水务局、能源局 and 水务局或能源局: either; with 都, 共同, 同时 both."""
    several = len({t.words for t in terms if not t.negated}) > 1
    return several and sum(told["joined"]["either"] for told in heard) > len(heard) / 2


OTHER_DISTRICTS = re.compile(
    r"(?:除(?:了|去|开)?)?(?:[一-鿿]{1,4}[区县旗市])?(?:[以之]?外)?[，,、]?的?(?:别的|其[他它余]的?|另外(?:的|[几两])?个?|剩下的?|(?<=外的)|(?<=外))[几各]?个?[区县旗市]"
)


def _other_districts(words: str, terms: list[Term], names: Names) -> tuple[Term, ...]:
    """除了海南区别的区: the plan's districts that are not named."""
    named = {u for t in terms for u in t.units}
    if not named or not OTHER_DISTRICTS.search(words) or not all(t.negated and _is_district(t.units, names) for t in terms):
        return ()
    rest = [(d, names.units.get(d, ())) for d in names.districts]
    return tuple(Term(d, units, terms[0].duty) for d, units in rest if not named & set(units))


def _spans(words: str, named: Iterable[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = 0
    for name in named:
        start = words.find(name, at)
        if start < 0:
            start = words.find(name)
        if start >= 0 and not any(a <= start < b for a, b in found):
            found.append((start, start + len(name)))
            at = start + len(name)
    return sorted(found)


def _is_district(units: tuple[str, ...], names: Names) -> bool:
    return any(u.startswith(d) for u in units for d in names.districts)


_CHARGED = re.compile("负责|承担|责任")
BUT_NOT = re.compile(
    "(?:(?:但是?|却|而)(?:自己|本身)?|自己|本身|[，,](?=[又并也]))[又并都也却]?(?:不(?:是|由|用|归|当|在|算)?|[没未]有?(?:当|列[进入]?|算|作为)?)(?P<part>责任|负责|牵头|验收|配合|参与)"
)
"""验收但不负责的: the same unit in another capacity."""
