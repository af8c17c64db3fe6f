"""What goes on in the societies of the demo centre (samples): members, events that were and are to come, a trip."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.demo import pictures
from activity_center.people.models import Person
from activity_center.people.rules import RoleName
from activity_center.rooms.bookings import Asker, Wish
from activity_center.rooms.photos import cleaned
from activity_center.rooms.recurrence import Pattern, Rhythm
from activity_center.societies import events, founding, membership, photos, places
from activity_center.societies.events import EventDraft
from activity_center.societies.founding import Charter
from activity_center.societies.models import Event
from activity_center.societies.places import PlaceDraft
from activity_center.societies.rules import Audience, EventKind, SocietyKind

_ABOUT = {
    "合唱团": ("每周一上午排练，唱老歌，也学新歌。不识谱也欢迎。", 50),
    "太极拳协会": ("清晨在草坪打拳，雨天在室内。有老师带新人。", None),
    "乒乓球协会": ("周三周五下午打球，按水平分组，每季度一次友谊赛。", 24),
    "书法社": ("一起临帖、看展、写春联送社区。", None),
}
_BRANCHES = ("第一离退休干部党支部", "第二离退休干部党支部", "", "第一离退休干部党支部")
_CHARTER = """第一条 宗旨：以文会友，老有所乐。（样例）
第二条 组织：设会长一人、副会长一人、秘书一人，任期两年。
第三条 活动：每周活动一次，学期初订计划，学期末写总结。
第四条 社员权利与义务：入会自愿，退会自由；有选举权和被选举权；爱护场地，互相照应。
第五条 经费：社员自愿缴纳，每年向社员公布账目。"""


def live(
    session: Session,
    ids: Sequence[int],
    officer_id: int,
    members: Sequence[int],
    *,
    at: datetime,
    by: Actor,
    zone: ZoneInfo,
) -> None:
    """Fill the societies with members and events; the first member is in the first society, and waits for a trip."""
    who = {"at": at, "by": by}
    joined = {"at": at - timedelta(days=390), "by": by}
    for n, (society_id, (name, (about, capacity))) in enumerate(zip(ids, _ABOUT.items(), strict=True)):
        kind = (SocietyKind.MUSIC, SocietyKind.SPORT, SocietyKind.SPORT, SocietyKind.ARTS)[n]
        charter = Charter(name, kind, about, _CHARTER, _BRANCHES[n], capacity)
        founding.change(session, society_id, charter, **who)
        for person_id in members[n * 40 : n * 40 + 30 + n]:
            membership.join(session, society_id, person_id, shows_phone=person_id % 2 == 0, **joined)
    today = at.astimezone(zone).date()
    _rehearsals(session, ids[0], officer_id, today, at, zone)
    _past(session, ids[0], members, today, by, zone)
    _trip(session, ids[0], members, today, at, by, zone)
    _talk(session, today, at, by, zone)
    _soon(session, ids[0], at, by, zone)
    draft = Charter("诗词社", SocietyKind.ARTS, "每月一次读诗会，各人带一首喜欢的诗。（样例）", _CHARTER)
    applied = founding.apply(session, draft, members[300], **who)
    applied.is_sample = True
    for person_id in members[301:306]:
        founding.confirm(session, applied.id, person_id, **who)


def _rehearsals(session: Session, society_id: int, officer_id: int, today: date, at: datetime, zone: ZoneInfo) -> None:
    first = today + timedelta(days=8 - today.isoweekday())
    pattern = Pattern(time(9), time(10, 30), first, first + timedelta(weeks=5), Rhythm.WEEKLY, weekdays=(1,))
    draft = EventDraft(
        EventKind.REHEARSAL,
        "每周排练",
        Audience.MEMBERS,
        "请自带歌谱和水杯。",
        "老干部活动中心北广场",
        takes_places=False,
    )
    asker = Asker(officer_id, frozenset({RoleName.OFFICER}))
    wish = Wish(draft.title, pattern, ())
    officer = {"at": at, "by": Actor(officer_id, "web"), "zone": zone}
    events.schedule(session, society_id, draft, wish, asker, is_sample=True, **officer)


def _event(
    session: Session,
    society_id: int | None,
    draft: EventDraft,
    on: date,
    hours: tuple[time, time],
    at: datetime,
    by: Actor,
    zone: ZoneInfo,
) -> Event:
    wish = Wish(draft.title, Pattern(*hours, on, on), ())
    desk = Asker(None, frozenset({RoleName.DESK}))
    [id] = events.schedule(session, society_id, draft, wish, desk, is_sample=True, at=at, by=by, zone=zone)
    return events.event(session, id)


def _past(session: Session, society_id: int, members: Sequence[int], today: date, by: Actor, zone: ZoneInfo) -> None:
    draft = EventDraft(
        EventKind.PERFORMANCE,
        "重阳节进社区演出",
        Audience.PUBLIC,
        place="小广场",
        host="幸福里社区（样例）",
        takes_places=False,
    )
    on = today - timedelta(days=20)
    planned_at = datetime.combine(on - timedelta(days=30), time(9), zone)
    event = _event(session, society_id, draft, on, (time(9), time(11)), planned_at, by, zone)
    after = {"at": event.ends_at, "by": by}
    places.note_presence(session, event.id, members[:26], [], **after)
    places.summarise(session, event.id, "唱了十二首歌，居民跟着一起唱。下次请提前半小时试音。（样例）", 80, **after)
    picture = cleaned(pictures.choir())
    if picture:
        kept = {"everybody_agreed": True, "is_sample": True, **after}
        photos.put_up(session, event.id, picture, "两排合唱（画出来的样例）", Audience.PUBLIC, **kept)
    for person_id in members[:24]:
        photos.say(session, person_id, person_id != members[5], **after)


def _trip(
    session: Session, society_id: int, members: Sequence[int], today: date, at: datetime, by: Actor, zone: ZoneInfo
) -> None:
    draft = EventDraft(
        EventKind.TRIP,
        "植物园一日游",
        Audience.PUBLIC,
        "慢慢走，全程约三公里，有轮椅通道。",
        "植物园东门",
        "早上 7:30 中心正门上车",
        capacity=20,
        asks_health=True,
    )
    event = _event(session, society_id, draft, today + timedelta(days=12), (time(8), time(16)), at, by, zone)
    for person_id in [*members[2:23], members[0]]:
        person = session.get_one(Person, person_id)
        contact = PlaceDraft(True, person.emergency_name or "家人", person.emergency_phone or "13800000000", True)
        places.sign_up(session, event.id, person_id, contact, at=at, by=by)


def _talk(session: Session, today: date, at: datetime, by: Actor, zone: ZoneInfo) -> None:
    draft = EventDraft(
        EventKind.TALK, "冬季养生讲座", Audience.PUBLIC, "市中医院医生主讲，可现场提问。", "一楼大厅", capacity=60
    )
    _event(session, None, draft, today + timedelta(days=5), (time(14), time(15, 30)), at, by, zone)


def _soon(session: Session, society_id: int, at: datetime, by: Actor, zone: ZoneInfo) -> None:
    """Let the choir meet within the hour, so that whoever is there can say so."""
    starts = (at.astimezone(zone) + timedelta(minutes=30)).replace(second=0, microsecond=0)
    hours = starts.time(), (starts + timedelta(hours=2)).time()
    draft = EventDraft(
        EventKind.REHEARSAL, "演出前合练", Audience.MEMBERS, place="老干部活动中心北广场", takes_places=False
    )
    _event(session, society_id, draft, starts.date(), hours, at, by, zone)
