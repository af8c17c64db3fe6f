"""What the columns of each kind of file may be called, in Chinese and in English."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column: our word for it, the names that files give it, and whether there is no table without it."""

    field: str
    names: tuple[str, ...]
    is_key: bool = False


def _columns(key: str, **names: str) -> tuple[Column, ...]:
    return tuple(Column(field, tuple(said.split(" | ")), field == key) for field, said in names.items())


COURSES = _columns(
    "course",
    school="school | 学校 | 校区 | 场馆 | 教学点 | site",
    department="department | 系 | 院系 | 系部 | 部系 | 学部 | 类别",
    course="course | 课程 | 课程名称 | 课程名 | 专业",
    level="level | 层次 | 级别 | 班次",
    weekday="weekday | 星期 | 周几 | 上课星期",
    start="start | 开始 | 开始时间 | 上课时间 | start time",
    end="end | 结束 | 结束时间 | 下课时间 | end time",
    room="room | 教室 | 场地 | 地点 | 上课地点",
    capacity="capacity | 名额 | 容量 | 人数 | 计划人数 | 招生人数",
    fee="fee | 学费 | 费用 | 收费 | 收费标准",
    fee_per_term="fee per term | 学费(元/学期) | 学费(元/期) | 每学期学费",
    fee_per_year="fee per year | 学费(元/年) | 学费(元/学年) | 每年学费",
    weeks="weeks | 周数 | 课次 | 次数",
    eligibility="eligibility | 对象 | 招生对象 | 报名条件",
    notes="notes | 备注 | 说明",
)

PROGRAMMES = _columns(
    "code",
    code="ACTIVITY_NO",
    course="TC_PGM_NAME",
    course_en="EN_PGM_NAME",
    department="TC_ACT_TYPE_NAME",
    department_en="EN_ACT_TYPE_NAME",
    district="EN_DISTRICT",
    first_on="PGM_START_DATE",
    last_on="PGM_END_DATE",
    weekday="EN_DAY",
    start="PGM_START_TIME",
    end="PGM_END_TIME",
    room="EN_VENUE",
    eligibility="EN_TARGET_GRP",
    min_age="MIN_AGE",
    max_age="MAX_AGE",
    fee="FEE",
    capacity="QUOTA",
    mode="ENROL_METHOD",
    notes="EN_NOTES",
)

PEOPLE = _columns(
    "name",
    name="name | 姓名",
    sex="sex | gender | 性别",
    birth_on="birth date | date of birth | birthday | 出生日期 | 出生年月日 | 生日",
    phone="phone | telephone | mobile | 电话 | 手机 | 手机号 | 手机号码 | 联系电话",
    card_no="card number | card | card no | 卡号 | 学员证号 | 学员卡号 | 学号 | 证号",
    category="category | 类别 | 人员类别 | 身份",
    unit="unit | 单位 | 原单位 | 工作单位 | 原工作单位",
    emergency_name="emergency contact | emergency name | 紧急联系人 | 紧急联系人姓名",
    emergency_phone="emergency phone | 紧急联系电话 | 紧急联系人电话 | 紧急电话",
    email="email | e-mail | 邮箱 | 电子邮箱 | 电子邮件",
    id_number="id number | id | 身份证号 | 身份证号码 | 身份证 | 公民身份号码",
    learner_since="learner since | 入学日期 | 首次入学日期 | 入校日期",
)

ROOMS = _columns(
    "room",
    site="site | school | 场馆 | 校区 | 学校 | 楼宇",
    room="room | 教室 | 场地 | 房间 | 场地名称 | 教室名称",
    seats="seats | capacity | 座位 | 座位数 | 容量 | 人数",
    opening="opening hours | opening | 开放时间",
)

KINDS = {"courses": COURSES, "programmes": PROGRAMMES, "people": PEOPLE, "rooms": ROOMS}
