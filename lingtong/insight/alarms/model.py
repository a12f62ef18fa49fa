"""When an alarm stands and when it is over; which alarms are one. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

import msgspec

from lingtong.floor.live.figures import AlarmLevel, AlarmsChanged, AlarmView
from lingtong.insight.alarms.config import AlarmRule
from lingtong.insight.alarms.readings import AT_ONCE, SHARES, UNDER, AboutKind
from lingtong.kit import step

MOST_AN_HOUR = 6  # alarms for each person; more are not acted upon but switched off
LEVELS: tuple[AlarmLevel, ...] = ("alarm", "alert", "notice")


class Phase(StrEnum):
    QUIET = "quiet"
    RISING = "rising"
    STANDING = "standing"
    FALLING = "falling"


class Cue(StrEnum):
    OVER = "over"  # beyond the limit
    BETWEEN = "between"  # neither beyond the limit nor well on the good side of it
    GOOD = "good"
    OVER_LONG = "over_long"
    GOOD_LONG = "good_long"


_P = Phase
MOVES = {
    (_P.QUIET, Cue.OVER): _P.RISING,
    (_P.QUIET, Cue.BETWEEN): _P.QUIET,
    (_P.QUIET, Cue.GOOD): _P.QUIET,
    (_P.RISING, Cue.OVER): _P.RISING,
    (_P.RISING, Cue.BETWEEN): _P.QUIET,
    (_P.RISING, Cue.GOOD): _P.QUIET,
    (_P.RISING, Cue.OVER_LONG): _P.STANDING,
    (_P.STANDING, Cue.OVER): _P.STANDING,
    (_P.STANDING, Cue.BETWEEN): _P.STANDING,
    (_P.STANDING, Cue.GOOD): _P.FALLING,
    (_P.FALLING, Cue.OVER): _P.STANDING,
    (_P.FALLING, Cue.BETWEEN): _P.STANDING,
    (_P.FALLING, Cue.GOOD): _P.FALLING,
    (_P.FALLING, Cue.GOOD_LONG): _P.QUIET,
}


@dataclass
class Track:
    """One rule and one thing. `value` of None: the thing does not have the figure now, which is good."""

    phase: Phase = Phase.QUIET
    since: datetime | None = None

    def look(self, rule: AlarmRule, value: float | None, now: datetime) -> Literal["entered", "left"] | None:
        before = self.phase
        self._move(_cue(rule, value), now)
        lasted = (now - self.since).total_seconds() if self.since is not None else 0.0
        enter_after, leave_after = (
            (0.0, 0.0) if rule.figure in AT_ONCE else (rule.enter_after, rule.leave_after)
        )
        if self.phase is Phase.RISING and lasted >= enter_after:
            self._move(Cue.OVER_LONG, now)
        elif self.phase is Phase.FALLING and lasted >= leave_after:
            self._move(Cue.GOOD_LONG, now)
        stood = before in (Phase.STANDING, Phase.FALLING)
        stands = self.phase in (Phase.STANDING, Phase.FALLING)
        if stands == stood:
            return None
        return "entered" if stands else "left"

    def _move(self, cue: Cue, now: datetime) -> None:
        after = step(MOVES, self.phase, cue)
        if after is not self.phase:
            self.phase, self.since = after, now


def _cue(rule: AlarmRule, value: float | None) -> Cue:
    if value is None:
        return Cue.GOOD
    good = good_from(rule)
    if rule.figure in UNDER:
        return Cue.OVER if value < rule.limit else Cue.GOOD if value >= good else Cue.BETWEEN
    return Cue.OVER if value > rule.limit else Cue.GOOD if value <= good else Cue.BETWEEN


def good_from(rule: AlarmRule) -> float:
    """From where the figure is well: 80 % of the limit, or the limit ÷ 80 % where low is bad."""
    if rule.figure not in UNDER:
        return rule.limit * rule.leave_share
    good = rule.limit / rule.leave_share
    return min(good, (1 + rule.limit) / 2) if rule.figure in SHARES else good


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm that is not over."""

    id: str
    rule_id: str
    level: AlarmLevel
    about_kind: AboutKind
    about_id: str
    about: str = ""
    about_en: str = ""
    value: float
    began_at: datetime
    done_at: datetime | None = None
    owner_id: str = ""
    owner: str = ""
    shelved_until: datetime | None = None
    shelved_why: str = ""

    @property
    def cause(self) -> tuple[str, str]:
        """Many figures of one queue have one cause; one figure of many agents too."""
        return ("rule", self.rule_id) if self.about_kind == "agent" else (self.about_kind, self.about_id)


def shown(
    standing: Iterable[Standing], rules: dict[str, AlarmRule], now: datetime, an_hour: int, people: int
) -> AlarmsChanged:
    """One line for each cause: the most severe, then the oldest; the others are folded into it."""
    by_cause: dict[tuple[str, str], list[Standing]] = {}
    for one in standing:
        if one.done_at is None and one.rule_id in rules:
            by_cause.setdefault(one.cause, []).append(one)
    lines = [min(group, key=_rank) for group in by_cause.values()]
    return AlarmsChanged(
        alarms=tuple(
            _line(one, rules[one.rule_id], now, len(by_cause[one.cause]) - 1)
            for one in sorted(lines, key=_rank)
        ),
        an_hour=an_hour,
        too_many=an_hour > MOST_AN_HOUR * max(people, 1),
    )


def _rank(one: Standing) -> tuple[int, datetime, str]:
    return LEVELS.index(one.level), one.began_at, one.id


def _line(one: Standing, rule: AlarmRule, now: datetime, children: int) -> AlarmView:
    shelved = one.shelved_until is not None and one.shelved_until > now
    state: Literal["open", "taken", "shelved"] = "shelved" if shelved else "taken" if one.owner_id else "open"
    return AlarmView(
        alarm_id=one.id,
        rule_id=rule.id,
        rule=rule.name,
        level=one.level,
        figure=rule.figure,
        about_kind=one.about_kind,
        about_id=one.about_id,
        about=one.about,
        about_en=one.about_en,
        value=one.value,
        limit=rule.limit,
        since=one.began_at,
        sound="sound" in rule.deliver and one.level == "alarm" and state == "open",
        state=state,
        owner_id=one.owner_id,
        owner=one.owner,
        shelved_until=one.shelved_until if shelved else None,
        shelved_why=one.shelved_why if shelved else "",
        children=children,
    )
