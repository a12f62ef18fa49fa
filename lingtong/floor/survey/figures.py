"""What answers come to. One definition, pure: whoever shows them asks here."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

import msgspec

from lingtong.floor.survey.config import Question


class Asked(Protocol):
    @property
    def outcome(self) -> str: ...
    @property
    def answers(self) -> Mapping[str, str]: ...


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Answered: at least one question, partial or complete. `low`: how many were at the limit or below."""

    asked: int = 0
    answered: int = 0
    complete: int = 0
    counts: dict[str, int] = {}
    low: int = 0

    @property
    def rate(self) -> float | None:
        return self.answered / self.asked if self.asked else None

    @property
    def mean(self) -> float | None:
        """Of a scale; the share of yes of the other question, from 0 to 1."""
        given = sum(self.counts.values())
        return sum(int(value) * count for value, count in self.counts.items()) / given if given else None


def figures(rows: Iterable[Asked], question: Question | None, low: int = 0) -> Figures:
    asked, answered, complete = 0, 0, 0
    counts: Counter[str] = Counter()
    for row in rows:
        asked += 1
        answered += bool(row.answers)
        complete += row.outcome == "complete"
        value = row.answers.get(question.key, "") if question is not None else ""
        if question is not None and question.kind != "voice" and value:
            counts[
                "1"
                if question.kind == "yes_no" and value == "1"
                else "0"
                if question.kind == "yes_no"
                else value
            ] += 1
    bad = sum(
        count
        for value, count in counts.items()
        if question is not None and question.kind == "scale" and int(value) <= low
    )
    return Figures(
        asked=asked, answered=answered, complete=complete, counts=dict(sorted(counts.items())), low=bad
    )


def low_answers(row: Asked, questions: Iterable[Mapping[str, Any]], limit: int) -> int:
    """How many answers on a scale are at the limit or below. `questions` as they are kept."""
    scales = [one["key"] for one in questions if one.get("kind", "scale") == "scale"]
    return sum(row.answers.get(key, "").isdigit() and int(row.answers[key]) <= limit for key in scales)


def by(
    rows: Iterable[Asked], key: Callable[[Asked], str], question: Question | None, low: int = 0
) -> dict[str, Figures]:
    groups: dict[str, list[Asked]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return {name: figures(group, question, low) for name, group in sorted(groups.items())}
