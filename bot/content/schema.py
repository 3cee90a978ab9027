"""What may stand in the content files, and the domain values made from it.

The types are strict: a number where text belongs is told to the editor, not converted in silence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bot.domain import blueprint, question

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=32)]
Tag = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Host = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
Link = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>()]+$", max_length=300)]
DomainId = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]?$")]
TaskId = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]?\.[1-9][0-9]?$")]
Percent = Annotated[int, Field(ge=1, le=100)]
Count = Annotated[int, Field(ge=1, le=1000)]


class Model(BaseModel):
    """Takes exactly the fields it names."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Option(Model):
    """An answer to choose; its letter follows from its place in the list."""

    text: Text
    why: Text
    correct: bool = False


class Reference(Model):
    """A page that states the fact."""

    title: Text
    url: Link


class Question(Model):
    """An item of a question file; what depends on its neighbours is checked in ``rules``."""

    id: Text
    kind: question.Kind
    level: question.Level
    difficulty: question.Difficulty
    stem: Text
    options: list[Option]
    takeaway: Text
    references: Annotated[list[Reference], Field(min_length=1)]
    services: list[Slug] = []
    order: question.Order = "free"
    fact: Tag | None = None
    check: list[Text] = []

    def value(self, exam: str, task: str) -> question.Question:
        """The domain value of a question in the file of this exam and task."""
        return question.Question(
            id=self.id,
            exam=exam,
            task=task,
            kind=self.kind,
            level=self.level,
            difficulty=self.difficulty,
            stem=self.stem,
            options=tuple(
                question.Option(key, option.text, option.why, option.correct)
                for key, option in zip(question.LETTERS, self.options, strict=False)
            ),
            takeaway=self.takeaway,
            references=tuple(question.Reference(page.title, page.url) for page in self.references),
            services=tuple(self.services),
            order=self.order,
            fact=self.fact,
            check=tuple(self.check),
        )


class QuestionFile(Model):
    """The head of a question file; its questions are checked one by one, so that all faults are found."""

    exam: Slug
    task: TaskId
    questions: Annotated[list[object], Field(min_length=1)]


class Task(Model):
    """A task statement of a domain."""

    id: TaskId
    name: Name


class Domain(Model):
    """A content domain and its share of the scored items in percent."""

    id: DomainId
    name: Name
    weight: Percent
    tasks: Annotated[list[Task], Field(min_length=1)]


class Scale(Model):
    """The reporting scale, the raw cut on the reference form, and a published conversion if there is one."""

    minimum: int
    maximum: int
    passing: int
    cut: int
    table: list[int] | None = None

    def value(self) -> blueprint.Scale:
        """The domain value."""
        return blueprint.Scale(
            minimum=self.minimum,
            maximum=self.maximum,
            passing=self.passing,
            cut=self.cut,
            table=tuple(self.table) if self.table else None,
        )


class Facts(Model):
    """What /exam-info tells."""

    audience: Line
    experience: Line
    format: Line
    fee: Line
    delivery: Line
    validity: Line
    retake: Line
    languages: list[Line]
    out_of_scope: list[Line] = []


class Retirement(Model):
    """The last day of the exam, and what comes next."""

    on: dt.date
    successor: Line

    def value(self) -> blueprint.Retirement:
        """The domain value."""
        return blueprint.Retirement(self.on, self.successor)


class Exam(Model):
    """The blueprint in ``exam.yaml``."""

    id: Slug
    code: Name
    name: Name
    minutes: Count
    scored: Count
    unscored: Annotated[int, Field(ge=0, le=1000)] = 0
    scale: Scale
    domains: Annotated[list[Domain], Field(min_length=1)]
    facts: Facts
    services: list[Slug] = []
    retirement: Retirement | None = None
    hosts: list[Host] = []
    renamed: Mapping[Line, Line] = {}

    def value(self) -> blueprint.Exam:
        """The domain value."""
        facts = self.facts.model_dump(exclude={"languages", "out_of_scope"})
        return blueprint.Exam(
            id=self.id,
            code=self.code,
            name=self.name,
            minutes=self.minutes,
            scored=self.scored,
            unscored=self.unscored,
            scale=self.scale.value(),
            domains=tuple(
                blueprint.Domain(
                    domain.id,
                    domain.name,
                    domain.weight,
                    tuple(blueprint.Task(task.id, task.name) for task in domain.tasks),
                )
                for domain in self.domains
            ),
            facts=blueprint.Facts(
                **facts,
                languages=tuple(self.facts.languages),
                out_of_scope=tuple(self.facts.out_of_scope),
            ),
            services=tuple(self.services),
            retirement=self.retirement.value() if self.retirement else None,
            hosts=tuple(self.hosts),
            renamed=tuple(blueprint.Renamed(old, new) for old, new in self.renamed.items()),
        )


PARTS: Mapping[str, type[Model]] = {
    "options": Option,
    "references": Reference,
    "scale": Scale,
    "domains": Domain,
    "tasks": Task,
    "facts": Facts,
    "retirement": Retirement,
}
"""What the items of a list or block are made of, by its name."""
