"""What a message wants done, by the turns of phrase that say it: 分别几项, 哪个先到期, 最晚的, 原文, 是不是, 有哪些节点."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.text.numbers import to_int

from .duties import duty_said
from .having import BOUNDS, bounds
from .phrases import load_phrases
from .query import UNIT_KINDS, Act, Extreme, Kind, Query, Than
from .residue import residue

_ORIGINAL = re.compile(
    r"(?<!措施)(?:原文|全文|原话|完整(?:内容|的)|(?:全部|所有|全)的?(?:内容|信息|资料)|整段|原样|一字不[差漏落])"
)
_MILESTONES = re.compile(r"节点|分几步|哪几步|几个阶段|分阶段|时间安排|时间表|带日期|分步")
_STEPS = re.compile(
    r"(?:要|得|该|应)?(?:干完?|办完?|做完?|完成(?=的?措施))(?:啥|什么|的?(?:措施|工作|事))|的?措施(?:有|$)|措施(?:要|该|得|应)|办啥事|措施[^，。谁哪]{0,2}(?:里|写|标|注明|要求)"
)
_UNITS = re.compile(
    r"(?:哪些|哪几个?|哪几家|几个|几家|多少[个家]?|什么)(?:责任|验收|牵头|配合)?(?:单位|部门|局)|(?:责任|验收|牵头|配合)(?:单位|部门)(?:都|一共|总共)?(?:有|是|都)?(?:哪|谁|几)|(?:单位|部门)(?:都)?(?:有|是)(?:哪|几)|都?有谁(?:的|负责|参加|参与)?|都归哪|谁(?:都)?参与|都是谁|是哪几个局|都谁"
)
_GROUPS = re.compile(
    r"(?:几|哪几|哪些|多少)个?大?方面|(?:各|每个?|每一个?)(?:大?方面|部分|单位|部门|局|区|旗县|县|年|月|类|板块|责任单位)|分别(?:有|是)?(?:几|多少)[个项条]|按.{0,6}?(?:方面|部分|类型|板块|大类|[年月区县旗局]|单位|部门|时限|期限|到期|时间).{0,4}?(?:分|排|归|看|列|统计|汇总)|分(?:一下)?[类组]|分开列|归归?类"
)
_IN_NUMBERS = re.compile(
    "[几多](?!号|月|点|时)|哪|分别|各自|统计|汇总|排[一个序名出列]|列[一个出下]|分[开成组类一]|分$|归[一类]|占|什么|啥|清单|情况|看看"
)
"""Whether 各区, 每个局 is asked to be told apart, not only named (由各区发完, 每月28日前报)."""
_COLLECTIVE_DOER = re.compile(
    r"(?:由|写着?|连带?着?|算上|包括|含|带上?)各[区县旗市]+|各[区县旗市、()]{1,9}的?(?:都|也|不)(?:要|得|须|该)?[落负参涉承管干做抓改算含计]|每月(?=[^有]{0,3}几号)"
)
_BY = (
    ("state", r"状态|进度|进展"),
    ("aspect", r"方面|部分|类型|板块|大类"),
    ("year", r"年"),
    ("month", r"月"),
    ("district", r"各区|每个区|各县|各旗"),
    ("unit", r"单位|谁"),
    ("office", r"部门|局"),
    ("term", r"时限|期限|到期|时间"),
)
_DUE = "(?:要|快|就|该|会|得)*(?:到期|截止|交账|到时间|到点)"
_NEXT_DUE = f"(?:最近|接下来|往后|下面|后面|马上|快|下一?[个项条批](?:要|该|就)?){_DUE}(?=的|[^，。]{{0,2}}哪)"
"""下一个到期的, 接下来要到期的: the nearest day to come."""
_EXTREME = re.compile(
    rf"(?:哪一?[个家][^，]{{0,8}}|谁的?[^，]{{0,4}})(?:任务|问题|活儿?)最[多少]|(?:最(?![多少](?:[几能可不要得]|[0-9]|(?![的是])[^的是哪]{{0,3}}(?:几|多少)))|期限最)(?:早|晚|先|后(?:要|该)?(?:到期|完成|完|交账|截止)|多|少|久|长|急|近|重|集中|靠后|靠前|迟|紧|快|远|短|宽[松裕]?|充裕|松)|(?<=[中里])(?:早|晚|先|后)(?:到期|完成|截止)(?=的)|(?:期限|时限|到期|时间|日期)(?:上|都)?[排定]?[在到]?最[后前末]|接下来最?先|拖得最|{_NEXT_DUE}"
    r"|(?<![和跟与比])第(?P<place>[二三四五])(?:个?(?:早|晚|先|近)(?=到期|完成|截止|的)|多|少|长|久)"
)
_COMPARE = re.compile(
    r"(?:哪一?[个项条家件]|谁|哪边)(?:问题|任务)?(?:的|里|要求|要){0,2}(?:[改弄办干搞做整治]?完成?|整改|到期|涉及的?)?(?:责任|牵头|配合|验收)?(?:期限|时限|任务|问题|活儿?|单位|部门|措施|节点)?(?:得|要|会|[排定]得?)?(?:更|先|比较|要)?(?:早|晚|先|靠后|靠前|在前|在后|长|短|多|少|重|急)(?!于)|谁(?:的)?(?:任务|问题|活儿?)?(?:更)?(?:多|少|重)|比(?!例|重|率|[0-9]{4}年|上年|去年|往年|同期).{0,16}?(?:早|晚|(?<![几哪])多(?!少)|(?<!多)少|长)|一样[吗不么没]|一不一样|是?一样的|同一?[个家天日]|(?:是|归|由)一[个家](?:局|单位|部门|区)?|不同|区别|差别|差在哪|差多少|有啥不一样|相同|哪个先|谁先|谁更|哪个更|[和跟与比][^，]{1,20}谁.{0,4}(?:多|少)(?!少)|谁[^最]{0,4}(?:多|少)(?!少)"
)
_VERIFY = re.compile(
    r"确定|归[^谁哪]{1,8}[?？]$|是不是|是否|对吗|对不对|对吧|对么|没错|吧[?？]?$|行不行|(?:吗|(?<![什怎])么)[?？]?$|(?:有|管|验|牵|归|算|是)(?:没有?|不)[?？]?$|都是[^谁哪啥什]{1,10}[?？]?$|就[^谁哪]{0,6}[个条][?？]$|管不管|验不验|有没有(?:写|提|说|具体|日期)|真的"
)


_REQUEST = re.compile(
    "[，,]?(?:能|可以?|方便|麻烦)?(?:不能|不可以)?(?:给|说|告诉|报|发|列|讲|提供)[^，。吗]{0,8}(?:吗|么|吧)[?？]?$|[你您]?(?:知道|清楚|晓得)(?:吗|么|不|吧)[?？]?$"
)
_ASKS_WHAT = re.compile("谁|哪|啥|什么|几|多少|何时|怎么|咋")


def without_request(words: str) -> str:
    """几项没改到位，能给个准数吗 asks how many, and not whether it is so."""
    asked = _REQUEST.sub("", words)
    return asked if _ASKS_WHAT.search(asked) else words


_THAN = re.compile("比(?!例|重|率|上年|去年|往年|同期)(?P<other>.{1,20}?)[更还要再]?(?:(?P<late>晚|迟|靠后|拖)|早|先|靠前)")
_OF_WHICH = re.compile("哪(?:些|几|[个项条](?:问题)?(?:比|的))|几[个项条]|多少|还有|列|清单|的?呢[?？]?$")


ASKS_WHEN = re.compile("哪一?个?[年月季天日]|几[月号时点]|何时|多久|多会|什么时|啥时")
"""A time is asked for: no list, whatever else limits it."""


def later_or_earlier(words: str) -> Than | None:
    """Than what, and whether later, problems are asked for: 比第10项晚到期的有哪些; no two held against each other."""
    found = _THAN.search(words)
    return Than(found["other"], bool(found["late"])) if found and _OF_WHICH.search(words) else None


def act_of(words: str) -> Act:
    """What is wanted by the turn of phrase alone; FIELD where nothing says otherwise."""
    if _ORIGINAL.search(words):
        return Act.ORIGINAL
    apart = _COLLECTIVE_DOER.sub("，", words)
    if _GROUPS.search(apart) and _IN_NUMBERS.search(apart):
        return Act.GROUPS
    if _COMPARE.search(words):
        return Act.COMPARE
    if _EXTREME.search(words):
        return Act.EXTREME
    if _MILESTONES.search(words):
        return Act.MILESTONES
    if _UNITS.search(words):
        return Act.UNITS
    return Act.VERIFY if is_yes_or_no(words) else Act.FIELD


def asks_for_steps(words: str) -> bool:
    """24年6月底要完成的措施, 25年3月要干啥: the dated steps rather than the problems."""
    return bool(_STEPS.search(words))


def writes_day(words: str) -> bool:
    """措施里写2024年6月底前的: whether the very day is meant that is written, not all before it."""
    return bool(re.search("写|标明|注明|[前底末日号]的?那一?[步条个]", words))


def is_yes_or_no(words: str) -> bool:
    """Whether it is asked whether something is so."""
    return bool(_VERIFY.search(without_request(words)))


_HELD = re.compile(
    rf"(?:负责|牵头|验收|配合|管|有|涉及|摊上|领|背|承担|任务|问题)(?:的)?(?:任务|问题)?(?:着|了|只|仅|就)*{BOUNDS}(?:任务|问题)?(?P<then>及?以上|及?以下)?"
)


def units_holding(words: str) -> tuple[int, int | None] | None:
    """At least and at most how many problems the units asked for have: 哪些单位只负责一项 (1, 1), 牵头三项以上 (3, None)."""
    found = _HELD.search(words)
    least, most = bounds(found["before"], found["n"], found["behind"] or found["then"]) if found else (0, 0)
    return None if most == 0 else (max(least, 1), most)


def groups_by(words: str) -> str:
    """What groups are made by; the units where it is not said."""
    found = _GROUPS.search(words)
    said = found.group() if found else words
    return _by(said) or _by(words) or "unit"


def _by(words: str) -> str:
    return next((name for name, pattern in _BY if re.search(pattern, words)), "")


_TOP = re.compile(
    r"(?:最(?![后近前])[^，。的最]{1,8}的|(?<![之以])前)(?:前|头)?(?P<n>(?:[0-9一二两俩三四五六七八九]|十[一二三四五六七八九]?){1,2})(?:[个项条家名位](?!月|季|星期|礼拜|周|区|县|旗)|$)"
)
_TOP_COMING = re.compile(
    rf"(?:{_NEXT_DUE}|最近)的?(?:要到期|到期)?的?(?:是|有|问题|任务)?[给来列发说报数挑我]{{0,4}}(?:出|一下)?(?:前|头)?(?P<n>(?:[0-9一二两俩三四五六七八九]|十[一二三四五六七八九]?){{1,2}})(?:[个项条](?!月|季|星期|礼拜|周|区|县|旗))"
)
"""逾期最久的前三个, 最早到期的5项, 任务最多的，前三名."""


def top_in(words: str) -> tuple[int, tuple[int, int]] | None:
    """How many are asked for from an end, and where the number stands."""
    found = (_TOP.search(words) or _TOP_COMING.search(words)) if _EXTREME.search(words) else None
    n = to_int(found["n"]) if found else None
    return (n, (found.start("n"), found.end())) if found and n and n > 1 else None


def extreme_of(words: str) -> Extreme | None:
    """Which end of what is asked for."""
    end = _end_of(words)
    top = top_in(words)
    return replace(end, top=top[0]) if end and top else end


def _end_of(words: str) -> Extreme | None:
    found = _EXTREME.search(words)
    if not found:
        return None
    said, place = found.group(), to_int(found["place"] or "一") or 1
    said = said if place == 1 else f"最{said[-1]}"
    most = not re.search("最(?:早|先|少|急|近|紧|快|短|靠?前)|最?先|^(?:接下来|往后|下面|后面|马上|快|下一)", said)
    if re.search(r"最(?:多|少|重|集中)", said):
        return Extreme(_counted(words), most, duty_said(words), place=place)
    if re.search(r"逾期|超期|过期|超了|拖", words) and not re.search(r"拖得最|拖到", words):
        return Extreme("late", most)
    return Extreme("deadline", most, both=bool(_BOTH_ENDS.search(words)), place=place)


_BOTH_ENDS = re.compile("最早.{0,60}最晚|最晚.{0,60}最早|最先.{0,60}最后")
_COMING = re.compile(f"接下来|还没到|将要|后面最|未到|{_NEXT_DUE}|离?(?:到期|截止)(?:日期?)?最近|最近{_DUE}")


def is_of_coming(words: str) -> bool:
    """Whether an end is asked of what is not due yet: 接下来最先到期的是哪个."""
    return bool(_COMING.search(words))


_THAT_ONE = re.compile(r"[那这][条个项]|的那[条个项]?")
_ENDING, _AT_LAST = re.compile("[先后早晚](?:到期|完成|截止)?的那"), re.compile("[后晚]")


def that_one_in(words: str) -> str:
    """Whether one of what was shown is pointed at: by its unit or time (value: 商务局那条), or by its end (last: 后到期的那个)."""
    if not _THAT_ONE.search(words):
        return ""
    if not (_ENDING.search(words) or _EXTREME.search(words) or _order_said(words)):
        return "value"
    return "last" if _AT_LAST.search(words) else "first"


def _order_said(words: str) -> bool:
    return any(load_phrases().find(name, words) for name in ("first", "last"))


_FEWER, _MORE = re.compile("(?<!多)少"), re.compile("(?<![几哪差])多(?![少久])")
_ALIKE = re.compile("一样|相同|不同|同一|区别|差别|差在")
_LATER, _TIME = (
    re.compile("晚|长|靠后|最后|宽[裕松]|充裕"),
    re.compile("早|晚|先|期限|时限|到期|长|靠后|靠前|急|迟|宽[裕松]|充裕"),
)


def compared_in(words: str) -> Extreme | None:
    """In what two are held against each other, and which end is asked: 谁先到期, 哪个单位多, 哪项措施少; None where it is not said."""
    if _ALIKE.search(words):
        return None
    if (fewer := _FEWER.search(words)) or _MORE.search(words):
        of = next((of for of, said in _THINGS if re.search(said, words)), "unit")
        return Extreme(of, not fewer, duty_said(words))
    return Extreme("deadline", bool(_LATER.search(words))) if _TIME.search(words) else None


_THINGS = (("measures", "措施"), ("milestones", "节点"), ("parties", "单位|部门|几家"), ("districts", "[区县旗]"))


_OF_WHOM = re.compile("单位|部门|牵头|归谁|[一同]个?(?:局|家)|[来去归]?管(?:的|吗|[?？]?$)")
"""Whether it is units that two are held against each other in: 是一个局管的吗."""


def field_compared(words: str, field: Kind | None) -> Kind:
    """The field that two are held against each other in; PROBLEM where it is not said."""
    end = compared_in(words)
    if end and end.of == "measures":
        return Kind.MEASURES
    if end.of == "deadline" if end else _TIME.search(words):
        return Kind.DEADLINE
    if field in UNIT_KINDS or _OF_WHOM.search(words):
        return Kind.ACCEPTANCE if "验收" in words else Kind.RESPONSIBLE
    return Kind.DEADLINE if field is Kind.DEADLINE else Kind.PROBLEM


_WHO_MOST = re.compile("哪(?:一?[个家]|几[个家])(?:责任|牵头|验收|配合)?(?P<of>单位|部门|局)(?:的?(?:任务|问题|活儿?|事))?最")


def _counted(words: str) -> str:
    """What there are most of, or who has most."""
    if found := _WHO_MOST.search(words):
        return "unit" if found["of"] == "单位" else "office"
    if re.search(r"(?:涉及|责任|验收|牵头)(?:的)?单位最|单位最[多少]|(?:[条项]|问题).{0,6}单位.{0,3}最[多少]", words):
        return "parties"
    if re.search(r"措施(?:的)?(?:数量)?最|最[多少]的?措施|哪[条项个].{0,3}措施", words):
        return "measures"
    if re.search(r"节点最", words):
        return "milestones"
    if re.search(r"[个几]区|[个几]县|哪个[区县旗]", words):
        return "district"
    if re.search(r"方面|部分|大类", words):
        return "aspect"
    if re.search(r"哪[个一]?月|月底|什么时候|哪段", words):
        return "month"
    return "office" if re.search("局|部门|委办", words) else "unit"


_OF_EACH = re.compile("(?:各自?|分别)(?:有|是|负责|牵头|配合|验收|参与|管|领|背|摊)*了?(?:几|多少)[项个条]?(?:任务|问题)?[?？]?$")


def is_of_each(made: Query) -> bool:
    """水务局和能源局各几项: how many each of several units has."""
    terms = made.filter.terms
    return len(terms) > 1 and all(t.units and not t.negated for t in terms) and bool(_OF_EACH.search(made.words))


def each_time(made: Query) -> str:
    """By what 2025年的和2026年的各多少, 6月和9月分别几项 are grouped, year or month; or nothing."""
    times = made.filter.times.within
    if len(times) < 2 or not _OF_EACH_TIME.search(made.words) or len(residue(made.words, made.filter)) > 2:
        return ""
    return "year" if all(t.first and t.last and (t.last - t.first).days > _MONTHS for t in times) else "month"


_OF_EACH_TIME = re.compile("(?:各自?|分别)(?:有|是|到期)*(?:几|多少|哪)")
_MONTHS = 300


CHEATED = re.compile("糊弄|[造作掺]假|弄虚|遮掩|掩盖|蒙混|[瞒骗]|应付|敷衍|走过场|偷[倒排埋采挖运]")
_BY_WHAT = re.compile("怎么|咋|如何|[拿用靠](?:什么|啥)")


def asks_how_cheated(words: str) -> bool:
    """数据怎么造假的, 拿啥糊弄的: what was found, and nothing that is put right so; 怎么治偷排 asks for measures."""
    by, did = _BY_WHAT.search(words), CHEATED.search(words)
    return bool(
        by and did and by.end() <= did.start() <= by.end() + 2 and not re.search("整改|整治|处[理罚置]|防止|治|查处|管住", words)
    )
