"""Names, addresses of origin and opinions of invented people."""

from random import Random

SURNAMES = (
    "Wang",
    "Li",
    "Zhang",
    "Liu",
    "Chen",
    "Yang",
    "Zhao",
    "Huang",
    "Zhou",
    "Wu",
    "Xu",
    "Sun",
    "Hu",
    "Zhu",
    "Gao",
    "Lin",
)
GIVEN_NAMES = (
    "Wei", "Fang", "Na", "Min", "Jing", "Lei", "Yan", "Jun", "Jie", "Tao", "Ming", "Chao", "Xia", "Ping", "Gang", "Hui",
)  # fmt: skip
HAN_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林"
HAN_GIVEN_NAMES = "伟芳娜敏静磊艳军杰涛明超霞平刚慧"

HAPPY = (
    "Great tablet",
    "孩子很喜欢，老师讲得清楚",
    "Easy to use, lessons are short and clear",
    'My daughter says "one more lesson!" every evening',
    "性价比高，物流快",
    "Shop staff were patient, thank you",
    "The stylus works well.\nThe film too.",
)
NEUTRAL = (
    "OK so far",
    "还可以，希望增加科学课",
    "Good content, the app could be faster",
    'Fine, but the "Olympiad" pack is hard',
    "一般",
)
UNHAPPY = (
    "Battery lasts only a day",
    "客服回复太慢，等了三天",
    "Screen film came loose, shop refused to change it",
    'Told "it is normal", it is not',
    "Too expensive, no discount for a second child",
)

SCHOOL_CITIES = (
    "Shanghai",
    "Hangzhou",
    "Nanjing",
    "Suzhou",
    "Beijing",
    "Tianjin",
    "Guangzhou",
    "Shenzhen",
    "Chengdu",
    "Xi'an",
)
SCHOOL_KINDS = (
    "No. 1 Primary School",
    "Experimental School",
    "Foreign Language School",
    "第二小学",
    "Bilingual Academy",
    "中学",
)

SOURCES = (
    ("OFFLINE", 30.0),
    ("ORGANIC_SEARCH", 22.0),
    ("PAID_SEARCH", 14.0),
    ("SOCIAL_MEDIA", 18.0),
    ("REFERRALS", 9.0),
    ("DIRECT_TRAFFIC", 7.0),
)


def invent_name(chance: Random) -> tuple[str, str]:
    """First and last name, a third of them in Chinese characters."""
    last, first = int(chance.random() * len(SURNAMES)), int(chance.random() * len(GIVEN_NAMES))
    if chance.random() < 1 / 3:
        return HAN_GIVEN_NAMES[first], HAN_SURNAMES[last]
    return GIVEN_NAMES[first], SURNAMES[last]


def invent_comment(score: int, best: int, chance: Random) -> str | None:
    """What somebody who gave `score` out of `best` wrote; most write nothing."""
    if chance.random() > 0.35:
        return None
    comments = HAPPY if score * 10 >= 9 * best else UNHAPPY if score * 10 <= 6 * best else NEUTRAL
    return comments[int(chance.random() * len(comments))]
