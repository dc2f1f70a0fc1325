"""Text → Query: what is asked, decided before anything is searched, of the message alone (in its conversation: bot.questions.dialogue).

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
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.language.spelling import normalise
from bot.language.unit_names import Names

from .acts import that_one_in, top_in, without_request
from .amounts import OFTEN, SHARE, amounts_in, numbers_in
from .asides import without_asides
from .consequences import asks_what_follows
from .duties import duty_said
from .filters import find_filter, set_kind
from .frames import with_act
from .hearing import SURE_FIELD, capacity_heard, edit_heard, field_heard, in_capacity, of_set, talk_heard
from .intents import Intents, load_intents, mask
from .mentions import Mentions
from .money import money_in
from .numbers import Numbers, find_step, read_numbers
from .orders import BESIDE_IT, NO_STEPS
from .phrases import load_phrases
from .query import Act, Duty, Filter, Kind, Query, Social
from .residue import blanked, residue
from .social import calls_in, corrected, is_small_talk, social_of
from .state import SETS

_SOME_ARE_NOT = re.compile("(?<!有)没|未|不|除(?!了?解)")
_EVERYTHING = re.compile(
    r"^(?:全部|所有|全市|整个方案|方案|清单)?(?:的|里|中|共)?(?:一共|总共|共)?(?:有)?(?:哪些|什么|多少个?|几个)?(?:整改)?(?:问题|任务|清单|目录)(?:有?(?:哪些|什么|多少|几个)|清单|目录|列表)?(?:都?(?:列|发)(?:一下|出来)?)?(?:我看看|看看)?$|^目录$|^(?:给我|发我|我?要|来)?(?:一份|一个|个)?(?:全[市县区旗]|完整|全部|整个)的?(?:问题|任务|整改)?清单(?:发我|看看)?$|^(?:全部|所有|全|都)(?:都|给我)?[列发](?:出来|一下|给?我)?$|全部问题|所有问题|问题清单|有哪些问题$"
)

_GREETED = re.compile(
    r"^(?:(?:急+|早上好|上午好|下午好|晚上好|hi|hello|哈喽|在吗|各位领导|领导好)[啊呀哈]?[，,。!！?？~\s]+|[你您]好[啊呀哈]?(?:[，,。!！?？~\s]+|(?=请|想|问|麻烦|我|咨询|打听|打扰|帮)))(?=.{4})"
)
"""A greeting before what is asked."""
_SOON = re.compile(
    "(?:快要?|近期要?|马上就?要?|即将|临近|就要)(?:到期|到时间|截止)了?(?!的?(?:是|有)?(?:给我|[给来列发])*(?:前|头)?[二两俩三四五六七八九十][个项条])"
)


def understand(
    text: str,
    names: Names,
    today: date,
    correct: Callable[[str], str] = str,
    mentions: Mentions | None = None,
    follows: bool = False,
    intents: Intents | None = None,
) -> Query:
    """The question that `text` asks of a plan with these names; `correct` puts misspelt terms right, `follows`: not the first.

    `intents` is what was learned, the shipped weights if nothing else.
    """
    words, intents = _heard(text, names, correct), intents or load_intents()
    phrases = load_phrases()
    if not re.search(r"[一-鿿a-z0-9]", words) or phrases.is_only("help", words):
        return Query(text, words, Kind.HELP, social=Social.HELP, act=Act.SOCIAL)
    if (instead := corrected(words)) is not None:
        return replace(_understood(text, instead, names, today, mentions, follows, intents), corrects=True)
    made = _understood(text, words, names, today, mentions, follows, intents)
    return _set_beside_asides(made, names, today, correct, mentions, intents) or made


def _set_beside_asides(
    made: Query, names: Names, today: date, correct: Callable[[str], str], mentions: Mentions | None, intents: Intents
) -> Query | None:
    """The set that is asked for where some clauses of the message only say why, or how to hand it over."""
    if (
        mentions is None
        or made.social not in (None, Social.IDENTIFIED)
        or calls_in(made.words)
        or (made.act in SETS and made.act not in (Act.LIST, Act.COUNT))
    ):
        return None

    def likely(clause: str) -> float:
        return of_set(intents.of(masked(clause, names, today, correct, mentions), False))

    rest = without_asides(made.text, names, today, mentions, likely)
    if rest is None:
        return None
    asked, names = rest
    alone = _understood(made.text, _heard(asked, names, correct), names, today, mentions, False, intents)
    figure = alone.act in (Act.EXTREME, Act.GROUPS, Act.UNITS) and made.act not in (Act.LIST, Act.COUNT)
    return alone if figure or (alone.act in (Act.LIST, Act.COUNT) and (alone.filter or alone.progress)) else None


def masked(text: str, names: Names, today: date, correct: Callable[[str], str] = str, mentions: Mentions | None = None) -> str:
    """What `intents` are asked of `text`: its words with what is particular taken out."""
    words = _heard(text, names, correct)
    words = corrected(words) or words
    return _masked(words, find_filter(words, names, today), names, mentions)


_OUR_PLAN = re.compile(
    "(?:咱们?|我们|俺们?)(?=(?:[这那]一?[个份本]|的)?(?:整改)?(?:方案|清单|单子|全市|市里?(?![^，。]{0,6}局)))"
)
"""咱们这个方案里: said of everybody's plan, of no unit."""


def _heard(text: str, names: Names, correct: Callable[[str], str]) -> str:
    words = _OUR_PLAN.sub("", _GREETED.sub("", names.in_own_spelling(correct(normalise(text)))))
    return _SOON.sub("30天内到期", words)


def _understood(
    text: str, words: str, names: Names, today: date, mentions: Mentions | None, follows: bool, intents: Intents
) -> Query:
    if asks_what_follows(words):
        named = read_numbers(words).problems
        return Query(text, words, None, number=named[0] if len(named) == 1 else None, undone=True)
    wanted = find_filter(words, names, today)
    if (
        mentions
        and wanted
        and (but := _BUT_FOR_THING.search(words))
        and (gone := mentions.problems_with(mentions.longest(but["thing"])))
    ):
        words = blanked(words, (but.span(),)).replace(" ", "")
        wanted = replace(find_filter(words, names, today), without=gone)
    words = NO_STEPS.sub(lambda m: "，" * len(m.group()), words) if wanted.whole else words
    top = top_in(words)
    said = (*wanted.times.spans, *(h.span for h in wanted.having), *((top[1],) if top else ()))
    numbers = read_numbers(blanked(words, said), mentions.amount if mentions else None)
    fields = _fields(words)
    social = social_of(words, bool(wanted.terms), bool(numbers.problems or (fields and not wanted.terms)))
    if social:
        return Query(text, words, Kind.SMALLTALK, filter=wanted, social=social, act=Act.SOCIAL)
    heard = intents.hear(_masked(words, wanted, names, mentions), follows)
    likely, role = heard.intent, capacity_heard(heard, words)
    wanted = in_capacity(wanted, role)
    speaks_of = bool(wanted.terms or numbers.problems)
    if talked := None if _OR_NOT.search(words) else talk_heard(likely, speaks_of, bool(fields)):
        return Query(text, words, Kind.SMALLTALK, filter=wanted, social=talked, act=Act.SOCIAL)
    if likely["several"] >= SURE_FIELD and Kind.RESPONSIBLE not in fields and load_phrases().find("lead", words):
        fields = (Kind.RESPONSIBLE, *fields)  # 牵头 验收 期限都给我
    made = replace(_plain(text, words, wanted, numbers, fields or field_heard(likely)), role=role)
    made = with_act(made, names, mentions, heard, follows)
    if made.share:
        of, part = _share_of(words, names, today)
        made = replace(made, share_of=of, filter=in_capacity(made.filter, part))
    if made.number is not None and made.act is Act.FIELD and made.field is None:
        whole = likely["problem"] >= SURE_FIELD and not made.measure and "条" not in words
        made = replace(made, unanswerable=_unanswerable(words), topic="" if whole else made.topic, bare=whole or made.bare)
    outside, doer = (round(likely[name], 2) for name in ("outside", "clause_who"))
    made = replace(
        made,
        outside=outside,
        doer_of_clause=doer,
        of_set=of_set(likely),
        intent=heard.sure("intent", 0.5),
        edit=edit_heard(heard, words) if follows else None,
    )
    return _with_left(made, wanted.times.left)


_BUT_FOR_THING = re.compile(
    rf"除[了去开]?(?P<thing>[^，,。谁哪局委区县旗办年月季单部其这那他它]{{2,8}}?){BESIDE_IT}[，,]?(?=还|都|也|其[他它余]|别的|另外)"
)
"""除了报废车还有哪些: the problems of that thing are not meant."""
_DUE_LIST = re.compile(r"(?:到期|完成|截止).{0,80}(?:哪|几|多少|清单)|(?:哪|几|多少).{0,80}(?:到期|完成|截止)|到期的?$")


def _with_left(made: Query, left: str) -> Query:
    """The same with the piece of time that was not understood; a set of what falls due then is a set all the same (99月到期的有哪些)."""
    if left and made.number is None and made.kind in (None, Kind.DEADLINE) and _DUE_LIST.search(made.words):
        made = replace(made, kind=Kind.LIST, act=Act.LIST)
    return replace(made, left=left)


_OR_NOT = re.compile(r"(?P<done>[一-鿿])(?:没|不)(?:有)?(?P=done)")
"""完没完成, 报没报: whether it is so is asked, whatever a report would sound like."""

_DOER = re.compile(
    "(?:谁|哪一?个人)(?:给|家)?(?P<did>(?![管负牵验改治办抓盯督配落批审定责主归销来去家整监核收])[一-鿿]{1,3})的[?？]?$"
)


def _with_doer(made: Query) -> Query:
    """栈道是谁修的: who did what was found is told by a clause, if it is; no responsible unit did it."""
    found = _DOER.search(made.words)
    if not found or made.field not in (None, Kind.RESPONSIBLE) or made.number is not None or made.filter.terms:
        return made
    return replace(made, field=None, kind=None, doer=found["did"])


def _plain(text: str, words: str, wanted: Filter, numbers: Numbers, fields: tuple[Kind, ...]) -> Query:
    """The question by number, set, field and topic."""
    field = fields[0] if fields else None
    step = find_step(words)
    made = Query(
        text, words, field, field=field, more=fields[1:], filter=wanted, refers_back=bool(step or load_phrases().find("previous", words)),
        step=step, measure=numbers.measure, places=numbers.places, amounts=amounts_in(words), claimed=numbers_in(words),
        share=_share(words), named=fields, that_one=that_one_in(words),
    )  # fmt: skip
    if step or numbers.problems:
        return _by_number(made, numbers)
    return _set(made) or _greeting(made) or _by_topic(_with_doer(made))


def _share(words: str) -> str:
    found = SHARE.search(words)
    if not found or found["half"]:
        return "half" if found else ""
    return "within" if _OUT_OF.search(words) else "told"


_OUT_OF = re.compile("的?(?:(?:任务|问题)?(?:里面|里头|当中|之中|里(?=[^里]{2,12}占))|其中)")


def _share_of(words: str, names: Names, today: date) -> tuple[Filter | None, Duty]:
    """Of which set a share is asked, where it is named before the other (2025年到期的里面水务局的占多少), and what capacity the share has."""
    whole, within, part = words.partition(found.group()) if (found := _OUT_OF.search(words)) else ("", "", "")
    wanted, duty = find_filter(whole, names, today), duty_said(part)
    says = duty is not Duty.ANY or find_filter(part, names, today)
    return (wanted, duty) if within and wanted and says else (None, Duty.ANY)


_SO_MANY_MEASURES = re.compile(
    "[有分共列写是](?:了|成)?(?:几|多少)条[?？]?$|措施.{0,4}(?:几|多少)[条项个]|(?:几|多少)[条项个](?:整改)?措施"
)
"""第7项分几条, 第20项措施几条: of a problem that is named its measures are counted."""


def _by_number(made: Query, numbers: Numbers) -> Query:
    problems = numbers.problems
    if made.field is None and _SO_MANY_MEASURES.search(made.words):
        made = replace(made, field=Kind.MEASURES)
    return replace(
        made, kind=made.field or Kind.PROBLEM, number=problems[0] if problems else None, numbers=problems[1:] and problems,
        topic=_topic(blanked(made.words, numbers.spans)),
    )  # fmt: skip


def _set(made: Query) -> Query | None:
    """A list or a count, where nothing is left of the words that no plan tells."""
    rest = residue(made.words, made.filter)
    kind = _kind_of_set(made, rest)
    everything = bool(_EVERYTHING.search(made.words)) and not _SOME_ARE_NOT.search(made.words)
    if kind and not made.filter and rest and not everything:
        kind = None
    refused = _unanswerable(made.words)
    if kind is None and everything and not made.places:
        kind, refused = (Kind.COUNT if made.amounts else Kind.LIST), None
    if kind is None or not (made.filter or len(rest) <= 1) or (refused and not load_phrases().find("now", refused)):
        return None
    return replace(made, kind=kind, topic=rest, bare=not rest, more=())


def _kind_of_set(made: Query, rest: str) -> Kind | None:
    """Of the words; 2025年的呢, 那验收的呢 are the list talked about, otherwise filtered."""
    kind = set_kind(made.words, made.filter, rest)
    edits = made.filter.times or made.filter.duty is not Duty.ANY
    if kind is None and made.filter.aspect and len(rest) <= 1 and not made.field:
        return Kind.LIST  # 第三方面
    return Kind.LIST if kind is None and made.refers_back and len(rest) <= 1 and edits and not made.field else kind


def _greeting(made: Query) -> Query | None:
    """你好, unless a field of something is asked in the same breath."""
    phrases = load_phrases()
    besides = phrases.filler.sub("", phrases.lists["courtesy"].sub("", phrases.lists["smalltalk"].sub("", made.words)))
    of_a_unit = made.filter.terms and not phrases.find("courtesy", made.words)  # 水务局管的彩票有几项
    if of_a_unit or not is_small_talk(made.words) or (made.field and len(besides) > 2):
        return None
    return Query(made.text, made.words, Kind.SMALLTALK, social=Social.HELLO, act=Act.SOCIAL)


_DONE = re.compile("(?<=^[一-鿿])[好成掉]$")
"""修好, 建成, 拆掉: a deed that names no thing."""


def _by_topic(made: Query) -> Query:
    topic = _topic(made.words)
    bare = len(load_phrases().filler.sub("", _DONE.sub("", topic))) <= 1 and not re.search(r"[a-z]{2}", topic)
    unanswerable = load_phrases().find("weather", made.words) or _unanswerable(made.words)
    return replace(made, topic=topic, bare=bare, unanswerable=unanswerable)


def _masked(words: str, found: Filter, names: Names, mentions: Mentions | None) -> str:
    phrases = load_phrases()
    written = mentions.named_in(phrases.filler.split(words)) if mentions else ()
    asking = (*phrases.lists.values(), *(pattern for _, pattern in phrases.fields))
    named = [n for n in written if not any(pattern.fullmatch(n) for pattern in asking)]
    asked = without_request(words)
    times = [span for span in found.times.spans if span[1] <= len(asked)]
    return mask(asked, [t.words for t in found.terms], names.districts, times, named)


def _unanswerable(words: str) -> str | None:
    """The words that ask for what no plan tells: a kind of thing, or how far something is by now."""
    phrases = load_phrases()
    words = _UNTIL_NOW.sub("，", _asking(words))
    now = phrases.find("now", words) if phrases.find("progress", words) else None
    if not now and (money := money_in(words)):
        return money.words
    *_, asked = (None, *(m for m in phrases.lists["unanswerable"].finditer(words) if not _COUNTED.match(words, m.start())))
    return now or (asked.group() if asked else None)  # the last one is asked for: 门票多少钱


def _asking(words: str) -> str:
    """The clauses that ask, where some do not: 刚接到电话反映有臭味，哪个局主管 asks for no telephone."""
    clauses = _ENDS_CLAUSE.split(words)
    asking = [c for c in clauses if _ASKS.search(c)]
    return "，".join(asking) if 0 < len(asking) < len(clauses) else words


_ENDS_CLAUSE, _ASKS = (
    re.compile("[，,。；;!！]+"),
    re.compile("[谁哪啥几吗么]|什么|多少|多[远久]|怎|咋|何时|如何|是否|是不是|有没有"),
)
_UNTIL_NOW = re.compile("[从自打][^，。?？]{1,10}(?:到|至)(?:现在|今天|目前|如今|眼下)")
"""从22年到现在被举报多少件: what has added up since then, which a plan may tell, and no state of today."""
_COUNTED = re.compile("[给能发]补(?:多少|几)")
"""给补多少水 counts things, and asks for no money."""


_WHEN_MEASURES = re.compile("(?:措施|办法|举措)(?=[都要得该会是]?(?:什么时[候间]|啥时|何时|几时|哪天|几月|哪年|多会儿|最[迟晚]))")
"""审计办法什么时候出: the measures whose time is asked are not asked for themselves."""


def _fields(words: str) -> tuple[Kind, ...]:
    """The fields asked for: the first of the table, or several in the order they are named (谁负责、谁验收)."""
    phrases = load_phrases()
    words = _WHEN_MEASURES.sub(lambda m: "，" * len(m.group()), words)
    words = OFTEN.sub(lambda m: "，" * len(m.group()), words)
    rest = phrases.lists["no_field"].sub(lambda m: "，" * len(m.group()), words)
    found: list[tuple[int, Kind]] = []
    for kind, pattern in phrases.fields:
        matches = list(pattern.finditer(rest))
        if matches:
            found.append((matches[0].start(), kind))
        rest = pattern.sub(lambda m: "，" * len(m.group()), rest)  # 谁验收 is not 谁 as well
    together = [kind for _, kind in sorted(found) if kind.letter]
    return tuple(together) if len(together) > 1 and found[0][1].letter else tuple(kind for _, kind in found[:1])


_ASKING = re.compile(
    r"(?:[?？!！，,。、:：;；\s]|\.(?![0-9]))+|^(?:请问|问下|问一下|我想问|想问|麻烦问|帮我查|查一下|查下|[^，,。]{0,6}(?:问|核实|了解|咨询|确认|打听|请教)一?下[，,：:])"
)


def _topic(words: str) -> str:
    """The words without those that only ask: 谁负责焦化超低排放 → 焦化超低排放."""
    rest = words
    for _, pattern in load_phrases().fields:
        rest = pattern.sub(" ", rest)
    rest = load_phrases().lists["previous"].sub(" ", rest)
    return "" if load_phrases().is_only("done_with_any", rest) else _ASKING.sub("", rest)  # 谁来落实
