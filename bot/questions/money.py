"""How much money a message asks for: of which kind (a fine, a subsidy, a cost, a fee, what is earned), for each of what; and what tells it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_KINDS = {
    "罚": "罚|没收",
    "补奖赔偿": "补|奖|赔|偿|给予|发放|兑付",
    "花投造": "投|资|费|造价|基金|安排|列支|预算",
    "收交缴费价票押": "费|收|缴|押金|保证金|价|票",
    "挣赚卖": "收入|利润|营收|售价|销售额|产值",
}
"""What a question writes that asks for a kind of money, and what a clause writes that tells it; of more than one kind either will do."""
_DID = "罚款?|补[助贴偿]?|奖励?|赔偿?|给|发|花|投资?|掏|拿|出|收|交|缴|卖|挣|赚|要|得"
_COUNTED = "[吨亩头户人立平方只株尾米公里度升件个家辆项条处座]"
_PURSE = "钱|资金|投资额?|经费|费用?|预算|造价|[概估]算|单价|报价|价格?|票价?|门票|工资|押金|保证金|罚[款金]|补[助贴偿]金?|奖金|收入|成本"
_EACH = r"[一每](?P<each{0}>平方米|平米|公斤|千瓦时|[亩户家头只羽尾条座台辆艘次趟晚吨斤度张人棵株车个])(?!性|[共起直般])"
_ASKED = re.compile(
    rf"(?:{_EACH.format(0)}[^，。;；]{{0,6}}?)?(?P<did>(?:{_DID})[了过到给能]?)?(?P<much>(?:多少|几)(?:[块毛个]?钱|块(?!地)|毛|[百千]?万?元|个?[百千]?[万亿](?!{_COUNTED})|(?:补[助贴偿]|赔偿|奖励)[款金费]?)|多钱)(?:{_EACH.format(1)})?"
    rf"|(?:{_EACH.format(2)}[^，。;；]{{0,6}}?)?(?P<only>(?:罚款?|补[助贴偿]?|奖励?|赔偿?|花|掏)[了过给]?(?:多少|几))(?=$|[,，。;；?？呢啊吧]|补[助贴]|投资|资金|经费)"
    rf"|{_EACH.format(3)}[^，。;；]{{0,6}}?(?P<given>[给发交收]多少)(?=$|[,，。;；?？呢啊吧]|补[助贴]|押金|费)"
    rf"|(?P<paid>[收交给付拿]了?(?:多少)?[钱费])[^，。;；]{{0,2}}[，,\s]+{_EACH.format(4)}(?:是|要|得)?(?:多少|几)(?=$|[,，。;；?？呢啊吧])"
    rf"|(?P<purse>(?:{_PURSE})(?:总额|总数|标准|[一总]共|大概|是|为|有|要|得|收|交|按|批|定|核|算|了|的|在){{0,3}}(?:多少|几|多[大高]))(?!{_COUNTED}|[月号时点年])"
)
_COST = re.compile("[花投造]")
"""What building costs is told of the whole: 建一个污水站花多少."""
_WRITTEN = re.compile(
    r"[0-9一二三四五六七八九十百千]\s?[余多]?[百千]?[万亿]?余?元|补[^，。；]{0,16}[0-9][%％]|[0-9][%％][^，。；]{0,8}补"
)
_IN_ALL = re.compile("[一总]共|合计|总计|累计|拢共|统共|加起来|总额|总数")
IN_ALL = "总"
"""Money in all (一共补了多少钱), which a price for each (每座3万元) does not tell."""
_FOR_EACH = re.compile(
    r"[每按](?!年)[^，。；0-9]{0,10}[0-9.]{1,12}[万亿]?元|(?<![0-9.])[0-9.]{1,12}[万亿]?元(?:/|每)[一-鿿]{1,3}"
)
_SAME = {
    "平米": "平方?米?", "平方米": "平方?米?", "度": "(?:千瓦时|度)", "千瓦时": "(?:千瓦时|度)", "斤": "公?斤", "台": "[台套辆]", "辆": "[台辆]",
    "车": "[车辆]", "家": "[家户个]", "个": "[个座处家台套户项]", "只": "[只羽头]", "头": "[头只]", "棵": "[棵株]", "株": "[棵株]",
}  # fmt: skip


@dataclass(frozen=True)
class Money:
    """Money that is asked for: the words that ask (花了多少钱), and for each of what (户), "" where nothing is said."""

    words: str
    each: str = ""

    @property
    def told_by(self) -> str:
        """What a clause writes that tells this kind of money; "" where any does."""
        return "|".join(told for asked, told in _KINDS.items() if set(asked) & set(self.words))

    def is_said_in(self, text: str) -> bool:
        """Whether one clause has an amount of such money; where each of something is asked, for each of it."""
        return any(self._is_said_by(clause) for clause in re.split("[。；;\n]", text))

    def _is_said_by(self, clause: str) -> bool:
        kind = self.told_by
        if self.each == IN_ALL:
            return bool(_WRITTEN.search(_FOR_EACH.sub("", clause)) and (not kind or re.search(kind, clause)))
        each = _SAME.get(self.each, self.each)
        of_each = not each or re.search(f"每[^，。；0-9]{{0,4}}?{each}", clause)
        return bool(_WRITTEN.search(clause) and of_each and (not kind or re.search(kind, clause)))


def money_in(words: str) -> Money | None:
    """The money that `words` ask for.

    >>> money_in("果园退出来一亩赔多少"), money_in("一年给补多少水")
    (Money(words='赔多少', each='亩'), None)
    """
    found = _ASKED.search(words)
    if not found:
        return None
    each = next((found[f"each{i}"] for i in range(5) if found[f"each{i}"]), "")
    said = (
        (found["did"] or "") + found["much"]
        if found["much"]
        else found["only"] or found["given"] or found["paid"] or found["purse"]
    )
    if not each and _IN_ALL.search(words):
        return Money(said, IN_ALL)
    return Money(said, "" if _COST.search(said) else each)
