"""Messages that ask nothing of the plan: thanks, 收到, 同意, a report of work done, a complaint, who one is, 还有吗."""

from __future__ import annotations

import re

from .phrases import load_phrases
from .query import Social

_ASKS = re.compile(
    r"[吗么呢?？]|没$|谁|什么|啥|(?<!好)几(?!乎)|哪|多少|怎么|咋|如何|何时|是不是|有没有|能不能|请问|问下|(?<![排核检巡督普筛抽])查(?!处|封|扣)"
)
_POLITE = re.compile("(?:好|嗯|行|知道|收到)的?(?:呢|啦)")
_ACKNOWLEDGED = re.compile(
    r"收到|(?<![你您])好的?呢?|行吧?|行了|可以了?|ok|哦+|噢+|明白了?|知道了?|了解了?|清楚了|晓得了?|谢谢[您你啊了]*|谢了|多谢|感谢|辛苦了?|没问题|没事了?|不用了|取消|算了|发错了?|打错了?|不好意思|抱歉|点错了?|遵照执行|照办|(?:马上|立即|立刻|尽快|抓紧|这就|认真|坚决|一定|全力|按要求|按时){1,3}(?:就|去|来)?(?:办理?|落实|安排|部署|整改|处理|推进|对接|跟进|完成|报送?)(?:到位|好)?|阅|知悉"
)
_FILLING = re.compile(r"[，,。.!！~～、\s]|[您你啊哈呀哦了吧的呢我们都这那就先已]|领导|老师|同志|办公室|小助手|助手|机器人")
_PARTED = re.compile("再见|再会|拜拜|拜了|回见|回聊|下次聊|先撤了?|先走了|下线了?|告辞|晚安|bye(?:bye)?|88+")
_HOW = re.compile(
    "(?:怎么|咋|如何|在哪|去哪|上哪|找谁|向谁|能不能|可不可以|可以|能|想)(?:才能|去|里|儿|给我?们?)?(?:申请|办理?|批)?(?:个|一下)?延期|(?:申请|要|想)延期(?:的话)?(?:怎么|咋|如何|找谁|要)|延期(?:怎么|咋|如何|找谁|向谁|去哪|在哪)(?:申请|办|批|报)?"
    "|(?:能不能|可不可以|可以|能否|能)再?(?:往后)?[延缓拖](?:一?下|几天|后)?(?:吗|么|不|呢)?[?？]?$"
    "|(?:能不能|能否|可不可以|可否|可以|允许|[让能])再?(?:[往向朝]后)?(?:推迟|延长|延后|宽限|顺延|缓(?![解冲坡释])|延(?![伸续])|拖(?!拉)|推(?![进动广荐行]))(?:到|至|个)?[^，。,谁哪啥什几多怎]{0,10}(?:吗|么|不|呢|没有?|吧|行不行)?[?？]?$"
    "|[晚迟](?:一?点|一?些|几天|[一二两三几0-9]{1,2}个?[月天周年])(?:再?(?:完成|交|报|改完|弄完))?(?:行不行|成不成|行吗|成吗|可不可以|可以吗|可以不)[?？]?$"
    "|(?:怎么|咋|如何|在哪|去哪)(?:里|儿)?(?:填?上?报|填写?|登记|提交)(?:整改)?(?:完成|进展|进度|材料|情况)"
)
_FORWARDED = re.compile(
    "^(?:转发|【[^】]{2,}】|各位(?:领导|同事|同志)?[:：,，]|各[^，。]{1,16}[:：])|(?:请|望|务必)(?:各|大家|相关|有关|贵)[^，。？?]{0,16}(?:按|于|在|将|认真|高度|抓|做好|报送|落实|对照|对表|配合|支持|尽快|及时|务必|遵照|参加)"
)
_TO_SOMEBODY = re.compile("你.{0,6}把.{1,14}(?:发|给|送|交|报|带|拿|整理|准备|打印|做)")
_OPINION = re.compile(
    "你(?:们|自己|个人|本人)*(?:觉得|认为|看|估计|猜|说)[^，。]{0,16}(?:能|会|[该应值要]不[该应值要]|有没有必要|行|怎么样|咋样|合理|公平|够|算不算|有没有(?:希望|戏|可能)|[吗么][?？]?$)|会不会(?:再|又|被|有)|(?:还|再)会(?:来|有).{0,6}督察吗|(?:按期|如期|按时|年底|到时候?)?能(?:按期|如期|按时)?(?:完成|搞定|改完|达标)(?:得了)?(?:吗|么|不)[?？]?$|来得及吗|有把握吗|有(?:戏|希望|可能)吗"
)
_SCOLDED = re.compile(
    "什么(?:破|烂|鬼)?玩意|答非所问|听不懂(?:人话)?|(?:真|太|好)(?:笨|蠢|难用|没用|垃圾)|傻[逼叉瓜]|^废物|你[这个]{0,2}废物|智障|(?:胡|瞎|乱)(?:说|答|扯)|(?:不|没)(?:好用|靠谱)[！!。]*$|^(?:垃圾|滚|笨|蠢)[!！。]*$|破(?:机器人|东西|软件)"
)
_WRITING = re.compile(
    "^(?:那|再|请|麻烦|能不能|能否|可以|可不可以|你|顺便|劳驾){0,3}(?:(?:帮|替|给|为)(?:我们?|咱们?|俺|忙|局里|单位)?(?:写|拟|起草|草拟|撰写|编写?|做|弄|生成|准备|出|搞)|(?:写|拟|起草|草拟|撰写|生成|做|编)(?:一?[个份篇段张套封则]|点儿?|几句))"
    "[^谁哪几]{0,16}?(?:稿|讲话|发言|材料|通知|通报|报告|汇报|总结|公文|方案|函|文章|文|信息|简报|检讨|心得|体会|ppt|幻灯片|申请书|诗|歌|段子)[子件]?(?:呗|吧|吗|么|行不行|好不好|可以吗|一下)?[?？。！!]*$"
)
"""帮我写篇发言稿, 做个PPT: to write something that is no part of the plan; a list is one (做个清单)."""
_AGREED = re.compile(
    r"^(?:我?们?(?:办|局|这边)?(?:都|已经?)?)?(?:同意|不同意|不予?同意|批准|不批|准了|准予|只批|可以延|不予?延|驳回|予以通过|验收通过|审核通过|不通过|通过了|没意见|无意见|认可)"
)
_DONE = re.compile(
    r"(?:已经?|都|全部?|刚刚?|今天|昨天|上午|下午|目前|现已|基本)?.{0,30}(?:完成(?:了|整改|\d+)?|完了|完毕|好了|到位了?|结束了?|拆(?:除)?了|清(?:理|运)?(?:完|了)|装好|上报了?|报送了?|办结了?|整改了|推进中|正在.{1,12}|进场了?|开工了?|封堵了?|发过去了|补上了|传了|交了)[啊呀哈。!！]*$"
)
_REPORTS = re.compile(
    "^(?:报告|汇报|向您?汇报)(?:领导|一下|各位)?[:：，,]|^(?:目前|现)?(?:我[们局区县]{0,2})?已(?:经)?(?:督促|责令|约谈|组织|安排|完成|整改|落实|清运|拆除|关停).{2,}|(?:照片|材料|报告|台账|附件|表格?|图片)(?:都|也)?(?:已|刚)?(?:经)?(?:发|传|报|交|送)(?:给|到|了|在|群|过)|完成了?[0-9]{1,3}[%％][。!！]*$"
)
_SPEAKER = re.compile(r"我[们局区县镇办司厂委市]|本[局区县镇司]|咱|这边|项目部|施工队|我方")
_COMPLAINED = re.compile(
    r"没人管|没人理|不作为|乱作为|糊弄|忽悠|骗人|太[差慢臭脏吵黑]|臭死|呛死|熏死|受不了|投诉无门|管都不管|睁一只眼|走过场|什么态度|气死|白反映|反映(?:好几|多少|无数)次|天天(?:冒|放|偷|臭)|又(?:冒|臭|偷排)|不管老百姓|这项不是我们|不是我们(?:局|区)?的(?:事|活|任务)|凭什么(?:算|让)我们|不归我们管|还不(?:处理|管|解决|整改|查处?)[?？!！]*$|到底管不管"
)
_HOW_CHEATED = re.compile("(?:怎么|咋|[拿用靠](?:什么|啥))[^，。]{0,4}(?:糊弄|忽悠|骗人|走过场)")
"""拿啥糊弄的 asks what was found."""
_IDENTIFIED = re.compile(
    r"^(?:(?:你好|您好)[，,。!！\s]*)?(?:我们?|咱们?|这里(?![面头边])|这边|本人)(?:这边|这里)?(?:是|在|来自|属于|代表|叫)?(?!想|要|得|需|问|查|看|该|能|可以|打算)(?P<who>.{2,24}?)(?:的|这边的?|人|同志|工作人员|干部|联络员|小[一-鿿]|老[一-鿿]){0,4}[。!！]?$"
)
_CALLS_IN = re.compile(
    r"^(?P<who>.{2,20}?)(?:这边|这里|的)?[，,。\s]*(?:想|要|来|麻烦|请)?(?:(?:问|打听|咨询|请教|了解)(?:一?[下点个]|你们?|您)*(?:事情?|问题|情况)?|有(?:一?[点个件])(?:事情?|问题))[。!！~]*$"
)
"""高新区管委会这边，问个事: who it is, and that something will be asked."""
_MORE = re.compile(
    r"^(?:除(?:了|去)?(?:这|那|上面|以上)[^谁哪]{0,6}?(?:还有|没有?|就没)(?:别的|其他的?|了)?(?:吗|没|么)?|还有(?:吗|没|没有|呢|别的(?:吗|没)?|其他的?(?:吗|没)?|哪些|更多)?|继续|接着(?:说|列|发)?|下一页|往下|更多|剩下的呢?|余下的呢?)(?:[，,\s]?(?:下一页|继续|还有吗|没))?[?？。啊呀]*$"
)
_REMIND = re.compile(
    r"提醒(?:一下)?(?:我|我们|一下我)|(?:到期|到时候?|快到).{0,6}(?:提醒|通知|叫|喊|告诉)(?:我|一声|下)|别忘了?提醒|记得(?:提醒|叫|告诉)我|设个?提醒|定个?提醒"
)
_SORRY = r"^(?:(?:不好意思|抱歉|对不起|哎呀?|啊|哦|噢|呃)[，,。!！\s]*)*"
_SLIP = r"(?:我|刚才?|上面|前面|是){0,3}(?:(?:[打写说看输按点念发记问搞弄答听]|理解)?错(?:字|号|数|别字)?(?:了|(?=[，,\s]))|手[滑误抖]了?|[笔口]误)"
_MEANT = r"(?:我(?:是?(?:(?:想|要)?问|说|指|要|想问)的?(?:的?是)?)|是?问的?(?:是)?|[问要]的?是|(?:其实|应该?|改)[是为成]|是(?=第|[0-9]|[一二三四五六七八九十]+(?:[项条号]|$)))?[，,\s]*"
_NOT_ASKED = r"^(?:我|都|可|也|又|刚才?|这次|现在){0,3}(?:(?:不是?|没有?)(?:在|让|要|叫|想)?(?:问|打听)|不是(?:在|想)?(?:说|指|要|看|查))(?:你|的)?(?:是)?[^，,。谁]{0,4}(?:谁[^，,。]{0,8}|[^，,。]{0,8})(?<!的)[，,。！!]\s*"
_MEANT_INSTEAD = r"(?:我|而?是|只|就|这[回次]){0,3}(?:(?:想|要)?(?:问|说|指|知道|打听|了解|看|查|要)(?:的?是|的)?)?[，,\s]*"
"""不是问验收，我问什么时候动工: what was not asked, and what is asked instead."""
_CORRECTS = re.compile(
    r"^不是(?:这|那)[个条项]?(?:啦|了|呀|啊|问题)?[，,]\s*(?:我?(?:想?问|说|指|要)的?(?:的?是)?|是)?|^不是[让要叫问]你?.{0,12}?[，,]\s*我?(?:问|说|要)?(?:的是)?"
    rf"|{_NOT_ASKED}{_MEANT_INSTEAD}|{_SORRY}(?:(?:不是|不对|非也|你?{_SLIP})(?:[，,。!！\s啊呀的了]*|(?:让你说|问你?|说).{{1,10}}[，,])?)+{_MEANT}"
    r"|^(?:先|这回|这次)?不(?:看|查|说|谈|问|讲)[^，,不]{1,10}了?[，,]\s*(?:改|就|只|要)?(?:看|查|说|谈|问|讲|换)成?"
    r"|^我(?:问|说|指|要)的(?:是|不是.{1,8}[，,]?是)[，,\s]*|^问的不是.{1,8}[，,]?是[，,\s]*|^(?:不是)?我(?:是问|是说|要问)[，,\s]*"
)


def social_of(words: str, has_unit: bool, has_subject: bool) -> Social | None:
    """What a message is that asks nothing; `has_unit`, that it names a unit of the plan, `has_subject`, a number or a field."""
    if _MORE.match(words):
        return Social.MORE
    if _REMIND.search(words):
        return Social.REMIND
    if _HOW.search(words):
        return Social.HOW
    if _WRITING.match(words):
        return Social.WRITING
    if _is_only(_PARTED, words):
        return Social.PARTED
    asks = bool(_ASKS.search(_POLITE.sub("", words)))
    if not asks and not has_subject and _is_only(_ACKNOWLEDGED, words):
        return Social.ACKNOWLEDGED
    if not asks and _AGREED.match(words):
        return Social.AGREED
    if _SCOLDED.search(words) and not has_unit and len(words) <= _SHORT:
        return Social.SCOLDED
    if not asks and ((len(words) > _SHORT and _FORWARDED.search(words)) or _TO_SOMEBODY.search(words)):
        return Social.FORWARDED
    if _OPINION.search(words):
        return Social.OPINION
    said = None if _HOW_CHEATED.search(words) else _COMPLAINED.search(words)
    if said and not (asks and said.group()[0] in "又天") and not has_subject and not has_unit:
        return Social.COMPLAINED
    if (
        not asks
        and not has_subject
        and (who := _IDENTIFIED.match(words))
        and (has_unit or re.search(r"[局委办区县镇站队]", who["who"]))
        and not re.search(
            r"任务|问题|负责|到期|验收|牵头|配合|整改(?![一-鿿]{0,8}[办组])|完成|完了|好了|到位|[逾超过按]期|期限|没|未|还有|[那这](?:个?[个条项块]$|[几两二三四五六七八九十0-9些个座条家].)",
            who["who"],
        )
    ):
        return Social.IDENTIFIED
    if has_unit and not has_subject and calls_in(words):
        return Social.IDENTIFIED
    if not asks and _REPORTS.search(words) and not load_phrases().find("list", words):
        return Social.REPORTED
    if (
        not asks
        and _DONE.search(words)
        and (_SPEAKER.search(words) or re.search(r"(?:已经?|全部?|都|刚).{1,30}(?:了|完毕|到位|完成)", words))
    ):
        return Social.REPORTED
    return None


_SHORT = 14
"""Characters up to which a message scolds and no more; what is forwarded is longer."""


def calls_in(words: str) -> bool:
    """Whether a message only says who it is and that something will be asked."""
    return bool(_CALLS_IN.match(words)) and not re.search("任务|[活项条]|负责|验收|牵头", words)


def _is_only(pattern: re.Pattern[str], words: str) -> bool:
    """Whether such words are there and next to nothing besides."""
    rest, found = pattern.subn("", words)
    return found > 0 and len(_FILLING.sub("", rest)) <= 1


def is_small_talk(words: str) -> bool:
    """Greetings and chatter, by their phrases."""
    return any(load_phrases().find(name, words) for name in ("courtesy", "smalltalk"))


def corrected(words: str) -> str | None:
    """What a message says instead, where it begins by putting the bot right: 不是，我想问的是验收 → 验收."""
    match = _CORRECTS.match(words)
    if not match or not match.group().strip() or (match.end() == len(words) and len(match.group()) < 3):
        return None
    rest = _NUMBER_ONLY.sub(r"\1", words[match.end() :])
    plain_not = match.group() in ("不是", "不对", "错了")
    return None if plain_not and rest and not re.match(r"[，,]", rest) else rest


_NUMBER_ONLY = re.compile("^([0-9一二三四五六七八九十]{1,4})的[吧啊呀哈。!！]*$")
"""13的, of what was meant."""
