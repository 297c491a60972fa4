"""Pieces of patterns (拼写) that the word lists share."""

from __future__ import annotations


def any_of(words: str) -> str:
    """Make one pattern of the words, which blanks separate."""
    return "(?:" + "|".join(words.split()) + ")"


YEAR4 = r"(?:20\d\d|19\d\d|二[〇零0O][〇零0O一二三四五六七八九]{2})"
MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
ARABIC = r"(?:1[0-2]|0?[1-9])"
HAN = "[一二三四五六七八九十]"
DAY = (
    r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?"
    r"|十[一二三四五六七八九]?|[一二三四五六七八九])"
)
HAN_DAY = (
    r"(?:三十一?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
)
ARABIC_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
COUNTED = "条件人名项篇家户类种份处站级款元万亿亩吨分字页本册套张岁米度科组层方步点排辆台部支座间栋位例宗笔起幅题面"
"""What is counted without being time: 3.5万, 1-2名."""
FREE = r"(?<![\d.])"
"""Not inside a number."""
OPENS = r"(?<![^,;。!?\n])"
"""At the beginning of the text or of one of its parts."""
REST = r"[^,;。、\d]"
"""A character that neither separates nor counts."""
LISTED = r"(?<![^,;。!?\n、])"
"""At the beginning of the text, of one of its parts or of a member of a list."""
DEED = any_of(
    """
    更新 更 报 通报 公开 公布 调度 汇总 检查 例会 会商 推送 研判 清 结 巡 评 查 检 发布 整理 核 考 总结 小结 排查
    分析 提醒"""
)
CUSTOM = r".{0,4}(?:制度|机制|制(?![定作发]))"
"""季度通报制度: a custom that names its frequency, in a measure too."""
