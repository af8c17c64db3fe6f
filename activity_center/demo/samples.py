"""What the demo centre is made of. Course names are those of the catalogues in data/; everything else is invented."""

import re
from dataclasses import dataclass
from decimal import Decimal

CENTRE = "松龄老干部活动中心（演示）"
SITES = ("松龄中心本部", "南苑教学点")

# Kind of room: names at the first site, names at the second, seats.
ROOMS: dict[str, tuple[tuple[str, ...], tuple[str, ...], int]] = {
    "综合": (("101 阶梯教室", "201 综合教室"), ("综合教室",), 48),
    "书画": (("301 书画教室", "302 书画教室"), ("书画教室一", "书画教室二"), 36),
    "音乐": (("202 声乐教室", "203 合唱排练厅"), ("音乐教室",), 48),
    "舞蹈": (("401 舞蹈教室", "402 舞蹈教室", "体育馆"), ("舞蹈教室", "健身教室"), 40),
    "器乐": (("303 器乐教室", "304 钢琴教室"), ("器乐教室",), 24),
    "电脑": (("205 电脑教室",), ("电脑教室",), 28),
}


@dataclass(frozen=True)
class Course:
    """A course of the demo: its levels ("" where it has none) with how many sections each, its room, its fee."""

    department: str
    name: str
    levels: dict[str, int]
    room: str
    capacity: int
    fee: Decimal


DEPARTMENTS: dict[str, str] = {
    "社科文史系": "Humanities",
    "书法系": "Calligraphy",
    "美术系": "Fine Arts",
    "声乐系": "Singing",
    "舞蹈系": "Dance",
    "器乐系": "Instruments",
    "戏曲系": "Opera",
    "健身养生系": "Fitness and Health",
    "信息技术系": "Information Technology",
    "生活艺术系": "Arts of Living",
}

# Department, kind of room, capacity, fee, and courses with their levels and how many sections each level has.
_COURSES = """
社科文史系 | 综合 | 40 | 120 | 英语:初级3 中级1, 新时代老年英语:1, 朗诵:2, 经典影视赏析:1, 证券投资:1
社科文史系 | 综合 | 40 | 0   | 健康教育讲座:1
书法系     | 书画 | 30 | 120 | 书法:入门3 初级3 中级1
书法系     | 书画 | 30 | 150 | 书法:研修班1
美术系     | 书画 | 30 | 120 | 国画花鸟:初级2 中级1, 国画山水:初级2, 工笔画:1, 油画:1, 素描:2, 剪纸:2
声乐系     | 音乐 | 45 | 120 | 声乐:初级3 中级2, 合唱:3, 歌曲演唱班:1
舞蹈系     | 舞蹈 | 30 | 120 | 民族舞:初级3 中级1, 拉丁舞:2, 古典舞:2, 中国舞:1, 曳步舞:2, 形体走秀:2
舞蹈系     | 舞蹈 | 40 | 0   | 广场舞:1
器乐系     | 器乐 | 20 | 150 | 电子琴:入门2 初级1, 古筝:入门2 初级1, 二胡:3, 葫芦丝:入门2 初级1
器乐系     | 器乐 | 20 | 160 | 琵琶:1, 非洲鼓:2, 手风琴:1, 口琴:1, 尤克里里:1, 吉他:1, 古琴:1
器乐系     | 器乐 | 12 | 290 | 钢琴:入门2 初级1
戏曲系     | 音乐 | 40 | 120 | 京剧:2, 越剧:1, 黄梅戏表演:1, 花鼓戏:1
健身养生系 | 舞蹈 | 30 | 100 | 八段锦:2, 养生太极:3, 陈式太极拳:2, 木兰拳:1, 瑜伽:3
健身养生系 | 综合 | 40 | 140 | 中医养生:2, 中医针灸:1, 小儿推拿:1
信息技术系 | 电脑 | 24 | 150 | 智能手机应用:入门4 初级2, 手机短视频:3, 手机学剪映玩抖音班:1, 电脑基础:3, 无人机基础:1
生活艺术系 | 综合 | 30 | 160 | 烹饪:2, 手工编织:1, 中国结:1, 丝网花:1, 摄影:初级2 中级1
生活艺术系 | 舞蹈 | 30 | 120 | 时装秀:2, 模特:1
"""


def courses() -> list[Course]:
    """Return the courses in the order of their departments."""
    lines = [[cell.strip() for cell in line.split("|")] for line in _COURSES.strip().splitlines()]
    return [
        Course(department, name, _levels(levels), room, int(capacity), Decimal(fee))
        for department, room, capacity, fee, names in lines
        for name, levels in (course.strip().split(":") for course in names.split(","))
    ]


def _levels(text: str) -> dict[str, int]:
    """Return {"入门": 2, "初级": 1} for "入门2 初级1", and {"": 1} for "1"."""
    return {level: int(count) for level, count in re.findall(r"([^\d\s]*)(\d+)", text)}


def _words(text: str) -> list[str]:
    return text.split()


SURNAMES = (
    "王王王王李李李李张张张张刘刘刘陈陈陈杨杨赵赵黄黄周周吴吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许"
    "傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万单解查仇"
)
GIVEN_FEMALE = _words(
    """
    秀英 桂英 秀兰 玉兰 桂兰 淑珍 秀珍 玉珍 凤英 玉英 淑英 桂珍 淑兰 兰英 桂芳 秀芳 玉梅 素珍 素芳 淑芳 凤兰
    翠英 翠兰 月英 惠珍 爱华 丽华 建华 国英 文英 美英 雪梅 春梅 红梅 秋菊 桂香 淑华 淑琴 玉琴 秀琴 慧敏 静芬
    佩芬 雅琴 婉珍 锦云 瑞芝 宝珠 明珍 志芳 敏 华 芳 英 萍 静 琴 梅 兰 霞 莉 燕
    """
)
GIVEN_MALE = _words(
    """
    建国 建华 国强 志强 国庆 德明 文斌 永生 福生 长林 树林 玉林 金生 宝林 德华 志明 志华 国栋 卫国 卫东 援朝
    解放 建军 爱民 新民 为民 振华 振国 光明 光荣 世平 世昌 家骏 家麒 宗仁 宗义 学文 学武 炳坤 炳炎 忠诚 忠义
    仁杰 少华 少卿 鸿章 松年 鹤龄 伯钧 仲明 明 军 勇 刚 平 涛 杰 斌 辉 峰
    """
)
UNITS = _words(
    """
    市教育局 市卫生局 市财政局 市第一中学 市实验小学 市人民医院 市图书馆 市邮电局 市供电局 市纺织厂 市机械厂
    市粮食局 市水利局 市农业局 市档案馆 市公交公司 铁路分局 市文化馆
    """
)
