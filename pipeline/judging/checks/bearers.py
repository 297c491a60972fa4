"""Who bears a measure: whether a text names a person, a section, or nobody at all."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from pipeline.judging.matching.text import normalise


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# 百家姓 and what stands often beside it; the first two characters of a name where the surname has two.
_SURNAMES: Final = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉"
    "岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席"
    "季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁"
    "荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白"
    "怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴鬱胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾"
    "鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游"
    "竺权逯盖益桓公亓肖闫覃岳帅缑亢况郈有琴归海晋楚闫法汝鄢涂钦佟付代仝苑丛生代战初由矫修邸隋迟綦官冶贠信苟青来化扬"
)
_DOUBLE: Final = _words(
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 "
    "太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 令狐 呼延 轩辕 东郭 南门 "
    "百里 西门"
)
_TITLE: Final = (
    r"(?:党(?:委|组|总支|支部)|县|市|局|镇|街道|中心|办|政府|委|二级|三级|四级|一级|常务|主要|分管|主管|相关|有关|本|各|单位|部门|工作|的|第一|专职|兼职|直接)*"
    r"(?:(?:副|总|正|原)?(?:书记|局长|主任|科长|股长|处长|部长|站长|所长|院长|馆长|校长|台长|行长|社长|镇长|县长|区长|市长|队长|组长|会长|主席|经理|"
    r"工程师|经济师|会计师|农艺师|督学|调研员|主任科员|主任|院士|秘书长|干事|政委|教导员|检察长|法官)|党组成员|党委委员|班子成员|成员|委员|领导|负责人|负责同志|"
    r"同志|责任人|主要领导|职级干部|调研员|一把手|主要负责同志|分管同志|人员|专人|干部)"
)
_TITLES: Final = re.compile(rf"^(?:{_TITLE})+$")
_TITLE_AT_END: Final = re.compile(rf"(?:{_TITLE})+$")
_TITLE_AT_START: Final = re.compile(rf"^(?:{_TITLE})+[:,、]?")
_APART: Final = re.compile(r"[、,，;；/／\n|&＆]|和|及|与(?=.)")
_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_HAN: Final = r"\u3400-\u9fff\U00020000-\U0003ffff〇"
_NAME: Final = re.compile(rf"^[{_HAN}]{{2,4}}$")
_DOTTED: Final = re.compile(rf"^[{_HAN}]{{1,10}}(?:[·•・‧∙.][{_HAN}]{{1,10}}){{1,4}}$")
_SECTION_END: Final = re.compile(
    r"(?:科|室|股|处|办|办公室|中心|站|所|队|组|部|委|院|馆|厅|窗口|支部|社|公司|大队|中队|专班|班|校|园|台|库|局|镇|街道|村|总会|协会|学会|单位|机关|"
    r"部门|科室|股室|处室|人员|全体|高中|初中|小学|学校|医院|企业|网格)(?:等|牵头|负责|配合)?$"
)
_ALL_OF: Final = re.compile(r"^(?:各|有关|相关|局属|县直|直属|所属|下属)\w{1,10}$")
_MARKS: Final = re.compile(r"^[\W_]*$")
_NUMBER: Final = re.compile(r"^(?!(?:19|20)\d\d[./]\d)[\d\s.,()%第项号个一二三四五六七八九十]+$")
"""A bare number; a date in figures (2022.6.30) is one no more: it belongs in another column."""
_BLANKED: Final = re.compile(r"^(?:x+|[×✕*○〇□_]+|某+)(?:科|股|处|科室|股室|处室|局长|主任|书记|领导|同志|办公室)?$")
_SAME: Final = re.compile(r"^\(?(?:同上|同前|同左|如上|〃|′′|\"|'')\)?[。.]?$")
_TICKS: Final = frozenset("√✓✔☑☒×✗✘vx是否有yn")
_NOBODY: Final = _words(
    "无 没有 暂无 未定 待定 待确定 待明确 待补 待填 待报 待安排 待研究 另定 另行确定 另行通知 不详 不明 "
    "不清楚 未知 空 空白 同 同左 同右 详见附件 见附件 附件 见表 见后 见备注 略 省略 不涉及 无关 未分工 "
    "未明确 未确定 未安排 暂定 暂缺 空缺 缺 按分工 按职责 按职责分工 按照分工 根据分工 视情况 视情况而定 na "
    "n/a none null tbd 图片 姓名 领导 分管领导 单位分管领导 责任领导 科室 责任科室 科室名称 责任人 "
    "负责人 负责科室 承办科室 主办科室 责任股室 责任处室 股室 处室 签字 签名 签章 盖章 手签 "
    "所有 其他 其它 等 测试 某某 某科 某科室 某人 请填写 填写 此处填写 示例"
)
_NOT_YET: Final = re.compile(
    r"^[-—/]*(?:(?:单位|本局|局|班子)?(?:分管|责任|承办|主管)?(?:领导|科室|股室|处室|负责人|责任人|人员|班子|机构|人事|职务|岗位)(?:分工)?)?"
    r"(?:(?:暂|尚|还|仍)?(?:未|没)有?(?:定|确定|明确|填写?|安排|落实|分工|指定|设立?|配备|成立)"
    r"|(?:暂时?)?(?:空岗|空缺|缺位|缺编|调整中|变动中|请补|待)"
    r"|(?:等|待|等待)[^、,]{0,8}(?:定|确定|明确|安排|研究|通知|补充?|填报?|调整后?|分工|任命|到位|选举|配齐|宣布|下发|出台|批复|组建)"
    r"|同(?:上述?|前述?|左|右)?(?:单位)?(?:分管|主管|责任|主要|承办)?(?:领导|负责人|科室|股室)"
    r"|(?:电子|手写|亲笔|本人|领导|附件?)?(?:签名|签字|签章|盖章|手签|印章|公章|名章)(?:处|栏|页|见扫描件)?"
    r"|(?:详见|参见|参照|见(?=附[件表录后图]|[上下前后左右各本]|表|备注|说明|方案|文件|通知|扫描|正文|原件|纸质|另))[^、,]{1,10}|按照?[^、,]{0,4}(?:规定|分工|职责|要求)[^、,]{0,4}|(?:暂|尚|目前)?(?:没有|无(?![^、,]{2,3}[科股办站所队局]$)|缺)[^、,]{0,4})$"
)
_TELEPHONE: Final = re.compile(r"(?:电话|手机|tel)?[:：]?\d[\d-]{4,}", re.IGNORECASE)
_NO_NAME_ENDS: Final = frozenset("前后时内办的了员字")
_BODY_END: Final = re.compile(r"(?:[协会站港所队局委院馆部处室科股社团校班厅台网库园区组线点岗]|中心|窗口|[制化体])$")
"""How bodies end, and short words for what they do, that some names end alike."""
_LONGEST_NAMES: Final = 60


@lru_cache(maxsize=8192)
def names_nobody(text: str) -> bool:
    """Say whether a cell that should name a person or a section names none: /, 无, 待定, ——, ？, 1, √, a picture."""
    level = normalise(text)
    bare = re.sub(r"[\s()\[\]。.,;:!?]+", "", level)
    if _MARKS.match(level) or _NUMBER.match(level) or bare in _TICKS or bare in _NOBODY or _NOT_YET.match(bare):
        return True
    parts = [p for p in re.split(r"[、,;/\s]+", level) if p]
    return len(parts) > 1 and all(p in _NOBODY or _MARKS.match(p) or _NUMBER.match(p) for p in parts)


def is_same_as_above(text: str) -> bool:
    """Say whether a text says no more than that the value above holds here as well."""
    return len(text) <= 6 and bool(_SAME.match(normalise(text)))


@lru_cache(maxsize=8192)
def is_blanked(text: str) -> bool:
    """Say whether a text holds the place of a name that was never filled in: XXX, ×科, 某局长."""
    return bool(_BLANKED.match(re.sub(r"\s+", "", normalise(text))))


@lru_cache(maxsize=8192)
def is_title_alone(text: str) -> bool:
    """Say whether a text gives a post and no name: 局长, 分管副局长, 主要领导."""
    if len(text) > _LONGEST_NAMES:
        return False
    level = re.sub(r"\s+", "", _BRACKETS.sub("", normalise(text)))
    parts = [p for p in _APART.split(level) if p]
    return bool(parts) and all(_TITLES.match(p) for p in parts)


@lru_cache(maxsize=8192)
def names_person(text: str) -> bool:
    """Say whether a text names one person or several, with posts or without: 李明（副局长）, 张三、李四, 阿·艾力."""
    if names_nobody(text):
        return False
    level = _TELEPHONE.sub(" ", unicodedata.normalize("NFKC", text)).strip()
    if not level or len(level) > _LONGEST_NAMES:
        return False
    level = _BRACKETS.sub(" ", level)
    parts = [p.strip(" :") for p in _APART.split(level)]
    named = [p for p in parts if p and not _TITLES.match(re.sub(r"\s+", "", p))]
    return bool(named) and all(_is_name(p) for p in named)


def _is_name(part: str) -> bool:
    words = part.split()
    if len(words) > 1 and all(len(w) == 1 for w in words):
        words = ["".join(words)]  # 冯 涛 is one name, spaced to the width of three characters
    bare = [(w, _TITLE_AT_START.sub("", _TITLE_AT_END.sub("", w))) for w in words]
    named = [(whole, name) for whole, name in bare if name]
    # 李局长 is enough to know whom.
    return bool(named) and all(_is_one_name(n) or (n in _SURNAMES and n != whole) for whole, n in named)


def may_be_body(text: str) -> bool:
    """Say whether what could be a name may as well be a body's, in short: 计生协, 信息港, 路长制."""
    return bool(_BODY_END.search(normalise(text)))


def _is_one_name(word: str) -> bool:
    if _DOTTED.match(word):
        return True
    if not _NAME.match(word) or (_SECTION_END.search(word) and len(word) != 2):
        return False
    if word[-1] in _NO_NAME_ENDS:
        return False
    if word[:2] in _DOUBLE:
        return len(word) > 2
    return word[0] in _SURNAMES and len(word) <= 3


@lru_cache(maxsize=8192)
def names_section(text: str) -> bool:
    """Say whether a text names sections, offices or bodies: 办公室, 舆情科 内容科, 各科室、各直属单位."""
    level = _BRACKETS.sub("", unicodedata.normalize("NFKC", text)).strip()
    if not level or len(level) > _LONGEST_NAMES:
        return False
    parts = [p for p in re.split(r"[、,;/\s]", level) if p]
    return bool(parts) and all(_SECTION_END.search(p) or _ALL_OF.match(p) for p in parts) and not names_person(text)
