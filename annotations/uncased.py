"""Names of scripts without capitals, as far as the script itself shows them: titles in their own quotes, foreign names that
katakana or the characters for sounds spell with a dot between; and what may be grown onto a name without a blank. Code points.
"""

import re
from collections.abc import Iterator

from annotations.span import Span
from annotations.vocabulary import ENDINGS

_TITLE = "(?<=[《〈『])[^《》〈〉『』\n]{1,40}(?=[》〉』])"
_KANA = "[ァ-ヺー]"
# The characters that Chinese spells foreign names with, as news agencies do.
_SOUND = (
    "[京丁万丘丹丽乌乔亚亨什仁伊伍休伦伯佐佛佩佳保修克兰其列利别加努劳勃勒华博卡卢卫厄古史司吉吕哈哥唐喀图土圣坎坦埃基塔塞士夏多"
    "夫奇奈契奥妮姆娃娅娜孔季宁宾寇尔尤尼岑巴布希帕帖库廷弗彭彼德怀恩恰戈戴扎托拉拜提摩斐斯施昂昆普曼朗朱杜杰林查柯柳柴格桑梅"
    "森欣欧歇比毕汀汉汤沃沙法波泰泽洛派济海涅温滕潘热爱特玛珀珍班琳琴瑞瑟瓦甘登白皮盖福科穆米索约纳纽维罗美翁考耶聂肖肯胡腓艾"
    "芬芭苏若茨茹莉莎莫莱菲萨蒂蒙蓬蔡薇西让许诺谢豪贝贡费贾赖赛赫辛达迈迪邓里金钦锡阿陶隆雅雷霍韦顿马魏鲁麦黎默齐龙]"
)
_NAME = re.compile(f"{_TITLE}|{_KANA}+(?:[・＝]{_KANA}+)+|{_SOUND}{{1,7}}(?:[·・]{_SOUND}{{1,7}})+")
_LONGEST = 64
"""Code points that a name found here takes at most, about."""

_BEFORE = re.compile("[ובלכמשה](?=[א-ת]{2})|[وفبلك](?=[ء-ي]{2})")
_HANGUL = re.compile("[가-힣]+")


def uncased_names(text: str, start: int, end: int) -> Iterator[Span]:
    """The names of this kind that touch ``text[start:end]``, in order."""
    for found in _NAME.finditer(text, max(0, start - _LONGEST), end + _LONGEST):
        if found.start() >= end:
            return
        if found.end() > start:
            yield found.span()


def within_word(text: str, start: int, end: int) -> Iterator[Span]:
    """Where else in a word a name may stand that is written together with small words: without a Korean particle after it,
    without the Hebrew or Arabic letter before it that is a word of its own (and, in, to)."""
    if _BEFORE.match(text, start, end):
        yield start + 1, end
    if _HANGUL.fullmatch(text, start, end):
        for particle in ENDINGS:
            if end - start > len(particle) and text.endswith(particle, start, end):
                yield start, end - len(particle)
