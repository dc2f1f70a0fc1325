"""How much a message asks for: 几亩, 百分之几, 几天内, 多高; and whether it is problems that it counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .money import Money, money_in

_NUMERAL = r"(?<![0-9.])[0-9一二两三四五六七八九十百千][0-9.]*\s*[余多]?[万亿]?批?"
_SHARE = r"百分之几|百分之多少|百分比|几成|占比|[占的](?:多少|几)(?![0-9一-鿿])|(?:多大|多高|多少|什么)(?:的?比例|比重)|(?:比例|比重)(?:是|为|占|达到?)?(?:多少|几|多大)"
_LEVEL = r"[到至达](?:多少|几)(?![0-9一-鿿])"
_SPAN = r"(?:多长时间|多少时间|多久)(?:[之以]?内)?|(?:多少|几)个?(?:小时|分钟|天|日|周|工作日|月)(?:之|以)?内"
_OFTEN = r"(?:多久|多长时间|(?:几|多少)个?[天日周月年])(?![之以]?内)[^，。]{0,8}一[次回遍趟轮](?!性)"
_DAY = "每个?(?:月|季度?|年)[^，。]{0,8}(?:几[号日]|哪一?[天日]|多少号)"
_SIZE = r"多[大高长宽深远重厚](?:的?面积)?"
_UNITS = (
    "个人|万吨|吨|万亩|亩|公顷|立方米?|平方米?|万?方|公里|千米|米|万?元|块钱?|百分点|小时|年|个月|座|台|辆|户|人|次|回|度|倍|只|头|羽|眼|艘|口|株|棵|遍"
    "|家|处|个|项|条|件|起|套|片|块|名|种|天|平米|平|立|张|间|栋|所|份|宗|尾|位|公斤|斤|工人|职工|员工|居民|村民|渔民"
)
OFTEN = re.compile(_OFTEN)
"""多久一次, 多长时间测一回: how often, and no day."""
_ASKED = re.compile(
    rf"(?P<day>{_DAY})|(?P<often>{_OFTEN})|(?P<share>{_SHARE})|(?P<level>{_LEVEL})|(?P<span>{_SPAN})|(?P<size>{_SIZE})|(?<![哪第这那])(?:多少|几(?!号|月|时|点(?!几)|乎|年[前后])[十百千]?)(?P<unit>{_UNITS})?"
)
_WRITTEN = dict.fromkeys("台辆", "[座台辆套个]") | dict.fromkeys(("工人", "职工", "员工", "居民", "村民", "渔民"), "[人名户]") | dict.fromkeys("棵株", "[棵株]") | dict.fromkeys("次遍回", "[次遍]") | {
    "座": "[座栋间处个]", "个人": "[人名位]", "块": "[元块]", "块钱": "元", "方": "立方|方", "万方": "万立方|万方", "个月": "个?月", "百分点": "百分点|%|％", "名": "[名人]", "只": "[只羽头]", "头": "[头只羽]", "度": "(?:摄氏)?度|℃|千瓦时",
}  # fmt: skip
_COUNT = r"(?:[0-9][0-9.]*|[二两三四五六七八九十百千]+)\s*[余多]?[万亿千百]?[余多]?"
"""A number that counts; 发现一处 does not."""
_A_SHARE = re.compile(r"[0-9]\s*(?:[%％]|[∶:：]\s*[0-9])|百分之|百分点|[一二两三四五六七八九]成|半数|一半|过半")
_OF_IT = re.compile("(?:其中|其余|余下|剩余|剩下)[^。；]{0,12}[0-9][^。；，]{0,3}")
"""整合淘汰其中5家: of what a clause before it counts."""
_A_PART = re.compile(rf"{_A_SHARE.pattern}|其中[^。；]{{0,12}}[0-9]")
_RATE = re.compile("(?:率|比例|比重|占比|权重|满意度)(?!先)[^，。、；]{0,5}$")
_A_LEVEL = re.compile(rf"[到至达于为在][^，。；0-9]{{0,3}}[0-9]|{_A_SHARE.pattern}")
_A_SPAN = re.compile(rf"(?:{_NUMERAL}|[当即同]|半)(?:个?(?:小时|分钟|工作日|天|日|周|年)|个月)(?:之|以)?内?")
_DATE = re.compile("[0-9]{4}年(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?|[0-9]{1,2}月(?:[0-9]{1,2}日|[底前至])")
"""A day or a month of the calendar, which is no span."""
_A_DAY = re.compile("每个?(?:月|季度?|年)[^，。；]{0,6}?[0-9]{1,2}[日号]")
_LASTS = {
    "年": "年|个?月",
    "个月": "个?月|[天日年]",
    "天": "个?工作日|[天日周]|小时",
    "小时": "小时|分钟|天",
    "分钟": "分钟|小时",
}
"""Units of time, and how a clause may write so much of it; days of the calendar apart."""
_AGAIN = re.compile("每(?:半|[0-9一二两三四五六]+)?个?(?:小时|天|日|周|旬|月|季度?|年|次)|定期")
_A_LENGTH = re.compile(rf"{_NUMERAL}(?:厘|毫|千)?(?:米|公里)(?!/)")
_AN_AREA = re.compile(rf"{_NUMERAL}(?:平方|公顷|亩)")
_A_SIZE = dict.fromkeys("长远", _A_LENGTH) | {
    "高": re.compile(rf"{_NUMERAL}(?:厘|毫)?米(?!/)"),
    **{c: re.compile(rf"{c}[^，。；0-9]{{0,8}}{_NUMERAL}(?:厘|毫)?米|{_NUMERAL}(?:厘|毫)?米[^，。；0-9]{{0,4}}{c}") for c in "宽深厚"},
    "大": re.compile(rf"{_NUMERAL}(?:平方|公顷|亩|立方|米|公里|吨)"), "重": re.compile(rf"{_NUMERAL}(?:公斤|吨|克)"),
}  # fmt: skip
_POWER, _A_POWER = re.compile("(?:装机|功率)[^，。、；]{0,4}$"), re.compile(rf"{_NUMERAL}(?:千|兆)?瓦(?!时)")
_STRENGTH = re.compile("(?:浓度|含量|标准|限值|数值|噪声|温度|目标|要求|损失|污染)[^，。、；]{0,3}$")
"""浓度有多高 asks no length."""
_LOOSE = frozenset("家处个项条件起套片块名种天平立张间栋所份宗尾位")
"""Units of so many things that a clause which has one need not be the one that is asked for."""
_ALIKE = tuple(tuple(group.split("|")) for group in (
    "家|户|个|处|座|栋|间|所", "人|名|位|户|口", "台|套|个|辆", "件|起|次|宗|个|项|份", "条|个|公里|处", "头|只|羽", "棵|株", "尾|万",
    "次|遍|回|轮", "种|类", "片|块|处|个", "张|个|份", "平|立|方", "眼|口|个", "艘|条|只", "吨|立方|方|万吨|万方", "公斤|斤", "亩|公顷|平方|万亩",
))  # fmt: skip
"""Measure words that may be asked with one and written with another."""
_VARIED = _LOOSE | {"次", "遍", "回", "人", "年", "小时", "个月"}
"""Units that plans write in other ways (2批次, 每日, 三家), so that a clause without them may still say how many."""
_OF_PROBLEMS = re.compile(
    "(?:几|多少)(?:[项条]|[个件]?(?:问题|任务|整改)|个(?:$|[?？是提涉和跟与说写有的]))|问题.{0,6}(?:几|多少)个?|[点提说写][了过到](?:几|多少)[处次]"
)


SHARE = re.compile(
    "(?:一?共)?占(?:了|到|全部|总数|总的|所有|整个|全市|方案|的)*(?:问题|任务)?的?(?:总数的?)?(?:几成|百分之几|百分之多少|多少|(?:多大)?的?比例|(?:多大)?的?比重)(?:是?多[少大])?"
    "|(?P<half>(?:是不是|是否|有没有|有)?(?:都)?(?:占了?|到了?|够)?(?:超?过半数?|(?:超过|过)?一半(?:以上)?|(?:超过|过)?半数(?:以上)?)(?:了|的|吗|么|没有?|[?？])*$)"
)
"""占几成, 占多少, 是不是过半, of a set: what part of all problems it is; `half` asks whether it is more than half."""


@dataclass(frozen=True)
class Amount:
    """One amount that is asked for, as it was said: a share, a span of time, a size, or so many of a unit ("" where none is said)."""

    words: str
    form: str  # share | part | rate | level | day | often | span | size | power | money | unit
    unit: str = ""

    def is_said_in(self, clause: str) -> bool:
        """Whether a clause holds a number of that kind, where the kind tells clauses apart."""
        match self.form:
            case "share" | "rate":
                return bool(_A_SHARE.search(clause))
            case "part":
                return bool(_A_PART.search(clause))
            case "level":
                return bool(_A_LEVEL.search(clause))
            case "span":
                return bool(_A_SPAN.search(_DATE.sub("", clause)))
            case "often":
                return bool(_AGAIN.search(clause))
            case "day":
                return bool(_A_DAY.search(clause))
            case "money":
                return Money(self.words, self.unit).is_said_in(clause)
            case "size":
                return bool((_AN_AREA if "面积" in self.words else _A_SIZE[self.words[1]]).search(clause))
            case "power":
                return bool(_A_POWER.search(clause))
        return (self.unit not in _LOOSE or self.unit in _LASTS) and self.is_counted_in(clause)

    def is_counted_in(self, clause: str) -> bool:
        """Whether a clause has a number of its unit, be that one of many things (家, 件)."""
        written = _LASTS.get(self.unit) or _WRITTEN.get(self.unit, self.unit)
        text = _DATE.sub("", clause) if self.unit in _LASTS else clause
        return bool(written and re.search(rf"{_NUMERAL}(?:{written})", text))

    @property
    def lasts(self) -> bool:
        """Whether it is how long something goes on or within what time it is done: 多久, 几年, 几天内."""
        return self.form == "span" or self.unit in _LASTS

    def can_be_said_in(self, text: str) -> bool:
        """Whether a text has any number that may be of that kind: of 几处 one with 处 or a like measure word."""
        if self.form in ("size", "power") or self.unit == "个人":
            return self.is_said_in(text) or self.is_counted_in(text)
        if self.form != "unit" or not self.unit or self.unit in _WRITTEN or self.unit in _LASTS:
            return self.form != "unit" or self.is_said_in(text) or not self.is_strict
        return self.is_told_alike(text)

    def is_known_from(self, known: tuple[tuple[str, str], ...], clauses: Sequence[str]) -> bool:
        """Whether the clauses with a figure that the question itself names (98项里几项没改) tell no other of its kind, and none tells a part of it."""
        texts = [(clause, figure) for clause in clauses for figure in self._alike_in(known) if figure in clause]
        told = any(self.is_told_alike(c.replace(f, "")) or _A_SHARE.search(c) for c, f in texts)
        return bool(texts) and not told and not any(self.is_part_told(known, c) for c in clauses)

    def is_part_told(self, known: tuple[tuple[str, str], ...], clause: str) -> bool:
        """Whether it tells how many of those that the question names: 淘汰其中5家, asked 14家里淘汰几家."""
        return bool(self._alike_in(known)) and any(map(self.is_told_alike, _OF_IT.findall(clause)))

    def _alike_in(self, known: tuple[tuple[str, str], ...]) -> list[str]:
        return [f"{number}{unit}" for number, unit in known if self.unit and self.is_told_alike(f"9{unit}")]

    def is_told_alike(self, text: str) -> bool:
        """Whether a text has a number with its unit or with one of the same class: 户 and 家, 亩 and 公顷, 方 and 吨."""
        alike = {like for group in _ALIKE if self.unit in group for like in group} | {self.unit}
        return bool(self.unit and re.search(rf"{_COUNT}(?:{'|'.join(sorted(alike))})", _DATE.sub("", text)))

    def may_count_in(self, text: str) -> bool:
        """The same, be it but one of them: 建成一处."""
        return self.is_told_alike(re.sub("[一1](?=[一-鿿])", "2", text))

    @property
    def is_loose(self) -> bool:
        """Whether it counts what has no measure word of its own: 几个, 多少件."""
        return self.form == "unit" and self.unit in _LOOSE and self.unit not in _LASTS

    @property
    def is_strict(self) -> bool:
        """Whether a plan that says it says it so: no clause with 亩, no answer to 几亩."""
        return self.form in ("share", "money", "power") or bool(self.unit and self.unit not in _VARIED)

    @property
    def tells(self) -> bool:
        """Whether a clause with a number of its kind is likelier the one that is asked for."""
        return self.is_strict or self.unit in _LASTS or self.form in ("part", "rate", "level", "often", "day")

    @property
    def of_whole(self) -> bool:
        """Whether it is how much of all of something: 完成了百分之几, 完成多少了."""
        return self.form in ("share", "part") or self.words == "多少"

    @property
    def of_things(self) -> bool:
        """Whether it is what a clause counts or measures, not problems: 几家, 几亩, but not 几项, 多少."""
        return self.form != "unit" or bool(self.unit and self.unit not in "个项条件")


def amounts_in(words: str) -> tuple[Amount, ...]:
    """All amounts that `words` ask for, money first, the others in their order.

    >>> [a.words for a in amounts_in("拆了多少亩又补建几座")], amounts_in("哪几个局"), amounts_in("几月到期")
    (['多少亩', '几座'], (), ())
    """
    money = money_in(words)
    rest = words.replace(money.words, "，", 1) if money else words
    others = tuple(Amount(m.group(), _form(m), m["unit"] or "") for m in _ASKED.finditer(rest))
    return (Amount(money.words, "money", money.each), *others) if money else others


def _form(asked: re.Match[str]) -> str:
    """What kind of amount it is; 占多少 may be told in numbers; of 收集率要多少 and 占比多高 a rate, which a plan may also write in words (全覆盖)."""
    form = "part" if asked.group()[0] in "占的" else asked.lastgroup or "unit"
    if form in ("unit", "size") and not asked["unit"] and _POWER.search(asked.string[: asked.start()]):
        return "power"
    if form == "size" and _STRENGTH.search(asked.string[: asked.start()]):
        return "unit"
    return (
        "rate"
        if not asked["unit"] and form in ("unit", "level", "size") and _RATE.search(asked.string[: asked.start()])
        else form
    )


_BEFORE = re.compile("([一-鿿]{2})(?:一?共|总共|[有要得是的建装设聘买拆改种打了]){0,4}$")


def counts_the_same(words: str, clause: str) -> bool:
    """Whether a clause has a number of the very thing that is counted: 窝点几个 and 查获窝点5个, 多少个排口 and 63个混排口.

    >>> counts_the_same("危废窝点几个", "查获窝点5个"), counts_the_same("危废窝点几个", "窝点全部取缔")
    (True, False)
    """
    for asked in _ASKED.finditer(words):
        behind = re.match("[一-鿿]{2}", words[asked.end() :])
        before = _BEFORE.search(words[: asked.start()])
        for thing in (m.group(m.lastindex or 0) for m in (before, behind) if m and asked["unit"]):
            unit = f"[万亿余多]{{0,3}}{asked['unit']}?"
            if re.search(f"{thing}[^，。；0-9]{{0,2}}[0-9]|[0-9]{unit}[^，。；0-9]{{0,4}}{thing}", clause):
                return True
    return False


def counts_problems(words: str) -> bool:
    """Whether problems are counted: 几项, 多少个问题, 被点了几处."""
    return bool(_OF_PROBLEMS.search(words))


_NUMBER = re.compile(r"(?<![0-9.])([0-9]+(?:\.[0-9]+)?)\s?([%％]|[个家台处座次项亩吨万公平立户人米条]|天|小时)")
_DIGITS = str.maketrans({c: str(i) for i, c in enumerate("零一二三四五六七八九")})


_FIGURE = re.compile(r"(?<![0-9.第十百千])([0-9]+(?:\.[0-9]+)?)\s?(?![年月日号项])([一-鿿%％])")


def figures_in(words: str) -> frozenset[tuple[str, str]]:
    """The figures that `words` name, each with the first character of what it is of, no times nor problems.

    >>> sorted(figures_in("2024年那4.3米的焦炉，6座，第8座，五虎山"))
    [('4.3', '米'), ('6', '座')]
    """
    return frozenset(_FIGURE.findall(words))


def numbers_in(words: str) -> tuple[tuple[str, str], ...]:
    """The numbers that `words` say, each with the unit behind it.

    >>> numbers_in("改8家，达到95%，第3项")
    (('8', '家'), ('95', '%'), ('3', '项'))
    """
    return tuple(_NUMBER.findall(words.translate(_DIGITS)))
