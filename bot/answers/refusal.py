"""Refusal by evidence: what kind of thing is asked for, where, on which topic, and whether the plan's words bear it out.

In this order, each with its reason: a place that the plan does not speak of; a kind of thing that no plan contains
(telephone, prices, persons) and whose words are not in the chosen problem; a topic of the trade that this plan lacks;
and, last, whether what was found is near enough to what was asked, or has all of its words (`weak`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.questions.phrases import load_phrases
from bot.questions.query import Kind, Query
from corpus.model import Plan
from index.lexical import Lexicon, is_proper
from index.search import Hit, Ranking
from index.vocabulary import Vocabulary, of_the_trade, substrings

from .clearness import absent_topic, is_clear, signs
from .nearness import share, telling


class Reason(StrEnum):
    """Why nothing of the plan is answered; `words.REFUSALS` says each."""

    TOPICLESS = "topicless"
    WHO = "who"
    NUMBER = "number"
    UNIT = "unit"
    EMPTY = "empty"
    ELSEWHERE = "elsewhere"
    NOT_SHOWN = "not_shown"
    NO_SET = "no_set"
    MEASURE = "measure"
    UNSAID = "unsaid"
    TIME = "time"
    NO_STEPS = "no_steps"
    WHICH = "which"
    TYPE = "type"
    NOW = "now"
    WEATHER = "weather"
    TOPIC = "topic"
    PLACE = "place"
    UNREPORTED = "unreported"
    NO_REPORTS = "no_reports"
    WEAK = "weak"


@dataclass(frozen=True)
class Refusal:
    """Why nothing of the plan is answered, the word it hangs on, and the problem where it is of one."""

    reason: Reason
    word: str = ""
    problem: int | None = None


def refusal(question: Query, ranking: Ranking, plan: Plan, vocabulary: Vocabulary, lexicon: Lexicon) -> Refusal | None:
    """Why this question is not answered from the plan, or None."""
    best = ranking.hits[0]
    if veto := vetoed(question, ranking, plan, vocabulary):
        return veto
    if ranking.by_words:
        return Refusal(Reason.WEAK) if _share_said(best, question.words, lexicon) < MOST_SAID else None
    owned = owned_text(best, plan)
    if is_clear(signs(question, ranking, owned, plan, vocabulary, lexicon)):
        return None
    missing = unanswered(question, plan, vocabulary)
    return None if missing.reason is Reason.WEAK and _says(owned, question.topic, lexicon) else missing


def unanswered(question: Query, plan: Plan, vocabulary: Vocabulary) -> Refusal:
    """Why nothing answers it: the thing that it asks about is not in the plan, or there is no more to say."""
    topic = absent_topic(question.words, plan, vocabulary)
    return Refusal(Reason.TOPIC, topic) if topic else Refusal(Reason.WEAK)


def vetoed(question: Query, ranking: Ranking, plan: Plan, vocabulary: Vocabulary) -> Refusal | None:
    """What refuses a question however clear the find is: a place, a kind of thing, a name or a Latin word that it does not speak of."""
    if place := foreign_place(question.words, plan, vocabulary):
        return Refusal(Reason.PLACE, place)
    if kind := refused_kind(question, ranking.hits[0], plan):
        return kind
    if name := _unknown_name(question.words, plan):
        return Refusal(Reason.TOPIC, name)
    latin = next((w for w in _LATIN.findall(question.words) if w not in plan.text.lower() and w not in vocabulary.official), None)
    return Refusal(Reason.TOPIC, vocabulary.absent.get(latin, latin)) if latin else None


def refused_kind(question: Query, best: Hit, plan: Plan) -> Refusal | None:
    """Why not even the problem talked about answers this: a kind of thing no plan tells, a person, another year's figure."""
    if question.unanswerable and load_phrases().find("weather", question.unanswerable):
        return Refusal(Reason.WEATHER)
    text = owned_text(best, plan)
    told = question.unanswerable and (
        _is_of_a_term(question, text) or bears_out(question, best, text) or _asks_its_time(question, text)
    )
    if question.unanswerable and (not told or _asks_unsaid_number(question, text)):
        of_now = load_phrases().find("now", question.unanswerable)
        contact = _CONTACT.search(question.words)
        return Refusal(Reason.NOW) if of_now else Refusal(Reason.TYPE, contact.group() if contact else question.unanswerable)
    if (reading := _MEASURED.search(question.words)) and reading.group() not in text:
        return Refusal(Reason.NOW)
    if person := refused_person(question, plan):
        return person
    if (hour := _HOUR.search(question.words)) and not _HOUR_SAID.search(text):
        return Refusal(Reason.TYPE, hour.group())
    of_year = best.owner.section is not None or (
        question.field in (None, Kind.GOAL) and (question.amounts or "目标" in question.words)
    )
    year = _other_year(question.words, text) if of_year else None
    if best.owner.section is not None and question.amounts and _of_a_part(question, text):
        return Refusal(Reason.WEAK)
    return Refusal(Reason.WEAK if year and year in plan.text else Reason.TOPIC, year) if year else None


def _of_a_part(question: Query, section: str) -> bool:
    """Whether a figure of the whole city is asked for of one of its districts or offices: 信访件里海勃湾的有多少件."""
    return any(t.units and t.words not in section for t in question.filter.terms)


# --- where ------------------------------------------------------------------------------------------------


_NEXT_DOOR = re.compile(
    "(?:隔壁|邻近|相邻|旁边|周边|外面)的?(?P<place>[一-鿿]{2,3}[市县区旗州])"
    "|(?P<other>(?:隔壁|邻|别的|外|兄弟|周边)[市县区旗省])(?=的|[^，。]{0,4}(?:方案|整改))"
)


def next_door(words: str, plan: Plan) -> str | None:
    """A place that is said to be another's, and of which the plan writes nothing."""
    found = _NEXT_DOOR.search(words)
    name = found and (found["place"] or found["other"])
    return name if name and name not in plan.text else None


def foreign_place(words: str, plan: Plan, vocabulary: Vocabulary) -> str | None:
    """A place that the plan does not speak of; in passing (包头铁路物流中心) counts only with the words around it there."""
    if beside := next_door(words, plan):
        return beside
    for place in substrings(words, vocabulary.places):
        own = place in plan.title or any(place in d for d in plan.districts)
        if not own and not any(_shares(words, place, sentence) for sentence in _sentences_with(place, plan.text)):
            return place
    return None


def _sentences_with(place: str, text: str) -> list[str]:
    return [s for s in re.split(r"[。；\n]", text) if place in s]


_SAID_OF_ANY_PLAN = {"督察", "整改", "问题", "环保", "生态", "环境", "完成", "治理"}


def _shares(words: str, place: str, sentence: str) -> bool:
    """Whether question and sentence have another pair of characters in common."""
    rest, other = words.replace(place, "，"), sentence.replace(place, "，")
    pairs = {rest[i : i + 2] for i in range(len(rest) - 1)} - _SAID_OF_ANY_PLAN
    return any(pair.isalpha() and pair in other for pair in pairs)


# --- what kind --------------------------------------------------------------------------------------------

_PRICE = re.compile("钱|工资|票价|预算|补[贴助]|[给能发领]补")
_AMOUNT = re.compile(r"[0-9一二三四五六七八九十]\s?(?:万|亿)?元|补[^，。；]{0,16}[0-9][%％]|[0-9][%％][^，。；]{0,8}补")
_HOUR, _HOUR_SAID = (
    re.compile("几点(?!要求|建议|意见|不|问题|措施|内容)"),
    re.compile(r"[0-9一二三四五六七八九十]\s?[时点](?![以的,，])"),
)
_POST = r"(?P<post>(?:区|市|县|局|镇|乡|厂|矿|院|科|处|组|会|董事|所|班|队|校|村|站|河|湖)长|主任|书记|经理|负责人|联系人|联络人|经办人|[一-鿿][^成人]员|老板|法人|领导|司机|[船业户店摊货]主|(?:那|这|个|报|事|责)人|村民|群众|居民|住户|职工|工人)"
_RANK = (
    "(?:[副正]?(?:市|县|区|旗|局|厅|镇|乡|村|厂|矿)长(?![期年效江城])|副?主任|副?书记|领导(?!小组|班子|机构)|老板|经理|负责人)"
)
_WHICH_ONE = rf"哪一?[位名个](?:[市县区旗][里级]?|分管|主管|包案|带队)?的?(?P<which>{_RANK})|(?P<one>{_RANK})谁(?=包|管|联系|分管|挂|负责|抓|盯|带)"
_PERSON = re.compile(
    rf"{_WHICH_ONE}|{_POST}(?:都|现在|到底|究竟|同志)?(?:是谁|叫|姓|是?哪[一]?[位个人]|是?什么人|名字|姓名)|(?:谁是|谁当|谁任).{{0,6}}?{_POST.replace('post', 'as')}"
)
_NAMES_ASKED = re.compile("名字|姓名|姓[什啥]|叫[什啥]|叫.名")
_CALL = re.compile(r"(?:举报|投诉|联系|公布|咨询)[^，。；]{0,4}电话")
_CONTACT = re.compile("联系人|联络人|经办人")
_MEASURED = re.compile(
    "(?:上个?月|上个?周|上个?星期|昨[天日]|前天|今[天日早]|这[个两几]?[月周天]|最近|近期|刚刚?|现在|目前|眼下|实时)[^，。]{0,8}(?:[监检实]测|测[出定得]|化验|抽检|读数)"
)
"""上个月测出来是几类: a reading, which no plan has."""
_OF_ASKING = re.compile("单位|公司|实际|多少|什么|哪里|哪儿|哪些|怎么|如何|多大|多高|多久|几个|是谁|叫啥|谁")


_NUMBER_ASKED, _NUMBER_TOLD = (
    re.compile("(?:电话|号码|热线(?:打|是|号)?).{0,3}(?:多少|几|啥|什么)(?![件起个次])"),
    re.compile("(?:电话|热线)[^，。]{0,8}[0-9]{5}|[0-9]{5}[^，。]{0,4}(?:热线|电话)"),
)


def _asks_unsaid_number(question: Query, text: str) -> bool:
    """Whether the number of a telephone is asked for, which the found text does not write."""
    return bool(_NUMBER_ASKED.search(question.words)) and not _NUMBER_TOLD.search(text)


def _is_of_a_term(question: Query, text: str) -> bool:
    """Whether the word stands in one of the found problem's own: 电话回访, which asks for no telephone, 中央预算."""
    word, words = question.unanswerable or "", question.words
    at = words.find(word)
    end = at + len(word)
    windows = ((at - before, end + 2 - before) for before in range(3) if before <= at and end + 2 - before <= len(words))
    return at >= 0 and any(words[start:stop] in text for start, stop in windows)


def _asks_its_time(question: Query, text: str) -> bool:
    """补助最多发几个月, 多久公布一次价格: how long or how often, of something that the found text names, and no money."""
    of_time = question.amounts and all(a.lasts or a.form == "often" for a in question.amounts)
    return bool(of_time and (question.unanswerable or "") in text)


_REALLY = re.compile("实际[^，。；]{0,8}[0-9]")
_DISTANCE = re.compile("多远|公里远")
_LENGTH = re.compile("[0-9]\\s?(?:千?米|公里)(?!/)")


def bears_out(question: Query, hit: Hit, text: str = "") -> bool:
    """Whether the found problem speaks of such a thing: an amount of money, a telephone to call, or its word."""
    asked = question.unanswerable or ""
    joined = "\n".join([text, *(p.chunk.text for p in hit.pieces)])
    if money := next((a for a in question.amounts if a.form == "money" and a.words == asked), None):
        return money.is_said_in(joined)
    if _CONTACT.search(question.words):
        return bool(_CONTACT.search(joined))
    if "电话" in asked or "号码" in asked:
        return bool(_CALL.search(joined))
    if _HOUR.search(asked):
        return bool(_HOUR_SAID.search(joined))
    if "实际" in asked:
        return bool(_REALLY.search(joined))
    if _DISTANCE.search(asked):
        return bool(_LENGTH.search(joined))
    if "卖给" in asked:
        return "售" in joined
    if _PRICE.search(asked):
        return bool(_AMOUNT.search(joined))
    cores = [run for run in _OF_ASKING.split(asked) if len(run) > 1]
    return any(run[i : i + 2] in joined for run in cores for i in range(len(run) - 1))


def refused_person(question: Query, plan: Plan) -> Refusal | None:
    """Who holds a post, where the plan does not say who shall (由市长任组长)."""
    asked = _PERSON.search(question.words)
    post = asked and (asked["post"] or asked["as"] or asked["which"] or asked["one"])
    said = rf"[任为](?:双|副|总)?{post}(?!小组)|{post}(?!小组)[^，。；]{{0,4}}由|由[^，。；]{{0,4}}{post}包"
    problem = plan.problem(question.number) if question.number is not None else None
    if post and problem and any(post in x.text for x in problem.others):
        return None  # 责任领导：副市长
    named = _NAMES_ASKED.search(question.words)
    unsaid = post and (named or not (question.number is None and re.search(said, _body(plan) if "领导" in post else plan.text)))
    return Refusal(Reason.TYPE, post) if post and unsaid else None


def _body(plan: Plan) -> str:
    return "\n".join(p.text for section in plan.sections for p in section.paragraphs)


# --- on what ----------------------------------------------------------------------------------------------


_THINGS = "河|湖|江|渠|水库|山|岭|村|镇|乡|园区|工业园|产业园|厂|公司|集团|煤矿|矿业|煤业|焦化|化工|钢铁|水泥|制药|陶瓷|皮革|电厂|电站|养殖场|采石场|保护区|湿地|公园|小区|码头|港"
_TRADES = "造纸|化工|水泥|制?药|钢铁?|污水处理|污水|垃圾焚烧|焚烧|食品|纺织|印染|皮革|制革|家具|建材|石材|采石|矿业|环保|科技|农牧|养殖|机械|洗煤|焦化|陶瓷|砖|玻璃|电镀|农药|化肥|煤|热电|发电|水电|自然|湿地|国家|森林"
_NAMED = re.compile(f"(?=(?P<own>[一-鿿]{{2,3}})(?P<thing>(?:{_TRADES}){{0,2}}(?:{_THINGS})))")


def _unknown_name(words: str, plan: Plan) -> str | None:
    """A river, a village, a factory with a name of its own that the plan does not write: 清溪河, 海丰造纸厂."""
    known = "，".join(of_the_trade(words))
    named = ((m["own"], m["own"] + m["thing"]) for m in _NAMED.finditer(words) if m["own"] not in plan.text)
    return next((name for own, name in named if is_proper(own) and own not in known), None)


def unheard_thing(
    question: Query, clause: str, plan: Plan, vocabulary: Vocabulary, lexicon: Lexicon, *, carried: bool = False
) -> Refusal | None:
    """What is to be counted (洒水车买几台), where the plan has no word of it and the clause found none for it: it counts other things.

    Of the problem talked about (`carried`) a single character of it in the clause is a word for it.
    """
    if question.field or not any(a.unit and a.is_strict for a in question.amounts) or share(question, clause) > _HALF:
        return None
    asked = question.without_amounts("，")
    said = [w for w in telling(asked, lexicon) if w.isalpha()]
    if carried and any(set(w) <= set(clause) for run in load_phrases().filler.split(asked) for w in lexicon.cut(run) if w):
        return None  # 漏进湖里多少吨, of a problem that is of the lake
    official = [o for w in said for o in vocabulary.official.get(w, ())]
    if not said or any(w in plan.text for w in said) or any(o in clause for o in official):
        return None
    return Refusal(Reason.TOPIC, max(said, key=len))


_LATIN = re.compile("[a-z]{4,}")


def _other_year(words: str, section: str) -> str | None:
    """A year or a round (第一轮) asked for that the section or problem does not speak of: its targets are those of others."""
    return next(
        (y for y in re.findall(r"(?<![0-9])20[0-9]{2}年|第[一二三四]轮", words) if y.removesuffix("年") not in section), None
    )


# --- in its own words ----------------------------------------------------------------------------------


def _says(text: str, topic: str, lexicon: Lexicon) -> bool:
    """Whether all words of what the question speaks of, more than a single one of two characters, stand in the text."""
    runs = [word for run in load_phrases().filler.split(topic) for word in ([run] if run in text else lexicon.cut(run)) if word]
    return sum(len(run) for run in runs if len(run) > 1) >= _FEWEST and all(run in text for run in runs)


_FEWEST = 3
_HALF = 0.5
MOST_SAID = 0.5
"""Where no model gave a vector: how much of what is asked must stand in what was found. Of 115 phrasings left out of the index
85 reach it, of 20 questions about other things 2."""


def _share_said(hit: Hit, words: str, lexicon: Lexicon) -> float:
    """How much of the question's words (of two characters and more) stands in the pieces that were found."""
    text = "\n".join(p.chunk.text for p in (*hit.pieces, *hit.phrasings))
    said = telling(words, lexicon)
    return sum(len(w) for w in said if w in text) / max(1, sum(map(len, said)))


def owned_text(hit: Hit, plan: Plan) -> str:
    """All of the problem or section that was found."""
    if hit.owner.problem is not None:
        problem = plan.problem(hit.owner.problem)
        return plan.text[problem.span.start : problem.span.end] if problem else ""
    parts = {s.ordinal: s.paragraphs for s in plan.sections} | {0: plan.preamble}
    return "\n".join(p.text for p in parts.get(hit.owner.section or 0, ()))
