"""How many of something a set's problems are to have: 验收单位是两家的, 责任单位超过五家的, 没有牵头单位的, 措施只有两条的."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.text.numbers import NUMERAL, to_int

from .duties import duty_said
from .query import Duty, Having

_FROM, _OVER = ("至少", "起码", "最少", "不少于", "不低于"), ("超过", "多于", "大于", "不止")
_UP_TO, _UNDER = ("最多", "至多", "不超过", "不多于"), ("少于", "不到", "不足", "不满")
_EXACTLY = ("刚好", "正好")
_BEFORE = "|".join((*_FROM, *_OVER, *_UP_TO, *_UNDER, *_EXACTLY))
_BEHIND, _BELOW = "及以上|或以上|以上|或者?更多|及以下|或以下|以下|以内|之内", re.compile("下|内")
BOUNDS = rf"(?P<before>{_BEFORE})?(?:只有?|仅有?|就有?|有|是)?(?P<n>{NUMERAL}|多|好几)[个家条项件](?P<behind>{_BEHIND})?"
"""So many of something; its groups are for `bounds`."""
_DUTY = "责任|验收|牵头|配合"
_STEPS = "(?:整改)?(?P<steps>措施|时间节点|节点)"
_NOT_ONE = "(?<![哪第这那前后几另每同])"
_LESS = re.compile(
    rf"(?:(?P<duty>{_DUTY})(?:单位|部门)(?:那?一?栏里?)?(?:并排|并列|同时)?|{_STEPS})(?:数量?|个数)?(?:都|只|仅|就)*(?:有|是|为|写[了着]|列[了着]|填[了着]|达到?|在)?{BOUNDS}(?:单位|部门)?(?P<then>{_BEHIND})?(?P<of>的?)"
)
"""责任单位超过五家的: the thing before the number."""
_MORE = re.compile(
    rf"(?:(?P<first>验收|牵头|配合)(?:要|得|需|必须|须)+)?(?:只|仅|就)?(?:由|归|有|让|给)?{_NOT_ONE}{BOUNDS}(?:{_STEPS}|(?P<duty>{_DUTY})?(?:单位|部门|局)?(?P<then>{_BEHIND})?(?P<joint>(?:一[起同道]|一块儿?|共同|联合|单独|独自)(?:来|去)?)?(?P<doing>牵头|验收?|配合|负责|承担|管|扛)?)(?P<of>的?)"
)
"""由三家以上单位负责的, 有五条措施的: the number before the thing."""
_DISTRICTS = re.compile(
    rf"(?:只|仅|就)(?:由|归|有|涉及|让|[点提]名|[写列])?[了到着]?(?P<n>{NUMERAL})个(?:县\([^)]{{1,8}}\)|[县市区旗、]{{1,7}})(?:党委政府|政府)?(?:来)?(?:单独)?(?:落实|负责|承担|参与|管|干)?的"
)
_AREA = "(?P<area>县[(（][^)）]{1,8}[)）]|[县市区旗、和]{1,7})(?![直级里局属(（])"
_SO_MANY_AREAS = rf"(?P<before>{_BEFORE})?(?:有|是)?(?P<n>{NUMERAL}|多|好几)个(?P<behind>{_BEHIND})?的?{_AREA}(?P<then>{_BEHIND})?(?:党委|政府|、|和|都|要|得|来|共同|一起|联合)*"
_DOES_IT = "(?:落实|负责|承担|参与|管|干)"
_SPREADING = (
    re.compile(
        rf"(?:涉及|牵[涉扯]|涵盖|包括|关系|横?跨|落在|由|归|[点提]名|写)(?:到|了|着|的|过)*{_SO_MANY_AREAS}{_DOES_IT}?(?P<of>的?)"
    ),
    re.compile(rf"{_NOT_ONE}(?:有|是|要)?{_SO_MANY_AREAS}{_DOES_IT}(?P<of>的)"),
)
"""涉及两个以上的县: so many districts whose names end so."""
_NO_DISTRICT = re.compile(
    rf"(?:不(?:涉及|包括|含|写|带|点名?)|没有?(?:涉及|写|点名?|带|落到|列)?)(?:到|任何|哪个|各|有)*{_AREA}(?P<then>的|$)"
)
_LEVEL = "(?P<level>[市州盟省])(?:直属?|级|里|本级|属)的?各?(?:委办局|部门|单位|机关|委办|局)?"
_ALL_OF_LEVEL = re.compile(
    rf"(?:(?P<duty>{_DUTY})(?:单位|部门|方)?(?:那?一?栏|里面?|中)?(?:就|也|又)?)?(?:清一色|一水儿?|统统|全部?|都|只|仅|光)(?:都|全|就)?(?:是|由|归|有|为|写)?的?{_LEVEL}(?P<doing>{_DUTY}|负责)?(?P<of>的?)"
)
"""责任单位清一色市直局的: nobody but those of the city."""
_NONE = re.compile(
    rf"(?:没有?|无|未|不)(?P<marked>明确|确定|写明?|标明?|标注|指定|定|注明|设)?(?:了|出|有)?(?P<nobody>人|谁|哪家)?(?P<duty>{_DUTY})(?P<noun>单位|部门)?(?P<of>的?)"
)
_SOME = re.compile(rf"(?<![没未还])有(?:明确|标明|写明|指定)?(?:了|的)?(?P<duty>{_DUTY})(?:单位|部门)(?P<of>的)(?!有?[吗么没])")
_TOGETHER = re.compile(r"(?:共同|联合|一起|一块)牵头(?P<of>的?)")


def bounds(before: str | None, number: str, behind: str | None) -> tuple[int, int | None]:
    """At least and at most how many: 至少三, 三以上 (3, None); 超过三 (4, None); 不到三 (0, 2); 三以内 (0, 3); 多 (2, None).

    >>> [bounds(*b) for b in (("", "三", "以上"), ("超过", "3", ""), ("不到", "三", None), ("", "两", ""), ("", "多", ""))]
    [(3, None), (4, None), (0, 2), (2, 2), (2, None)]
    """
    n = to_int(number)
    if n is None:
        return 2, None
    if before in _OVER:
        return n + 1, None
    if before in _UNDER:
        return 0, n - 1
    if before in _UP_TO or _BELOW.search(behind or ""):
        return 0, n
    return n, None if before in _FROM or behind else n


def having_in(words: str, *, of_units: bool) -> tuple[Having, ...]:
    """How many of what is asked for; with `of_units` units are named, of whom 牵头 may be said."""
    kept: list[Having] = []
    for having in sorted(_all_in(words, of_units), key=lambda h: (h.span[0], -h.span[1])):
        if not kept or having.span[0] >= kept[-1].span[1]:
            kept.append(having)
    return tuple(kept)


def _all_in(words: str, of_units: bool) -> Iterator[Having]:
    for found in (*_LESS.finditer(words), *_MORE.finditer(words)):
        of_them = of_units and found.re is _MORE and not (found["before"] or found["behind"])  # 水务局、能源局两家负责的
        if not of_them and (having := _counted(found)) is not None:
            yield having
    for found in _DISTRICTS.finditer(words):
        n = to_int(found["n"])
        yield Having("districts", n or 0, n, span=found.span())
    for found in (m for spreading in _SPREADING for m in spreading.finditer(words)):
        least, most = bounds(found["before"], found["n"], found["behind"] or found["then"])
        yield Having("districts", least, most, span=found.span(), ends=_ends(found["area"]))
    for found in _NO_DISTRICT.finditer(words):
        yield Having("districts", 0, 0, span=found.span(), ends=_ends(found["area"]))
    for found in _ALL_OF_LEVEL.finditer(words):
        yield Having("outsiders", 0, 0, duty_said(found["duty"] or found["doing"] or ""), found.span(), found["level"])
    for found in _NONE.finditer(words):
        if found["noun"] or found["nobody"] or (found["marked"] and not of_units):
            yield Having("parties", 0, 0, duty_said(found["duty"]), found.span())
    for found in _SOME.finditer(words):
        yield Having("parties", 1, None, duty_said(found["duty"]), found.span())
    if not of_units and (together := _TOGETHER.search(words)):
        yield Having("parties", 2, None, Duty.LEAD, together.span())


_KINDS = "县区旗市"


def _ends(area: str) -> str:
    """How the names of districts end that are asked for; "" where 区县 means them all."""
    kinds = "".join(k for k in _KINDS if k in area)
    return kinds if len(kinds) == 1 else ""


_ASKED_WHICH = re.compile(
    "哪(?:[些几][个项条]?|一?[个项条])(?:问题|任务)?(?:都|也|就|只|仅|才)*(?:由|归|有|列|写|定|提|安排)?(?:了|出)?$"
)
"""哪几个问题只列了 三条措施: of which problems it is said."""


def _counted(found: re.Match[str]) -> Having | None:
    """What a number is said of; a bare one only of what it describes (验收单位两家的, 两家一起验), for 验收单位两家 may be asked of a problem."""
    said = found.groupdict()
    behind = said["behind"] or said.get("then")
    asked = _ASKED_WHICH.search(found.string[: found.start()])
    if not (said["of"] or said["before"] or behind or asked or (said.get("joint") and said["doing"])):
        return None
    least, most = bounds(said["before"], said["n"], behind)
    if steps := said["steps"]:
        return Having("measures" if steps == "措施" else "milestones", least, most, span=found.span())
    duty = said["duty"] or said.get("doing") or said.get("first")
    if not (duty or re.search("单位|部门", found.group())):
        return None
    return Having("parties", least, most, duty_said("验收" if duty == "验" else duty or ""), found.span())
