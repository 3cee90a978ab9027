"""An exam's blueprint: its domains and tasks, their weights, the form and the scale.

Every number about an exam comes from here, that is from ``questions/<exam>/exam.yaml``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """A task statement, the finest unit of the blueprint."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Domain:
    """A content domain with its share of the scored items, in percent."""

    id: str
    name: str
    weight: int
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """The reporting scale: ``cut`` is the raw score on the reference form that shows as ``passing``.

    ``table`` is a published conversion, with the scaled score of each raw score from 0 to all right.
    """

    minimum: int
    maximum: int
    passing: int
    cut: int
    table: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Retirement:
    """When an exam is last offered, and what its provider recommends instead."""

    on: dt.date
    successor: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a candidate wants to know before booking, each a short line of text."""

    audience: str
    experience: str
    format: str
    fee: str
    delivery: str
    validity: str
    retake: str
    languages: tuple[str, ...]
    out_of_scope: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Renamed:
    """A service that has got a new name since the exam was written."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Exam:
    """One exam: what it measures, how long it takes and how it is scored."""

    id: str
    code: str
    name: str
    minutes: int
    scored: int
    unscored: int
    scale: Scale
    domains: tuple[Domain, ...]
    facts: Facts
    services: tuple[str, ...] = ()
    retirement: Retirement | None = None
    hosts: tuple[str, ...] = ()  # where references may point; none listed: anywhere
    renamed: tuple[Renamed, ...] = ()

    @property
    def items(self) -> int:
        """How many items a full form has, the unscored ones included."""
        return self.scored + self.unscored

    def domain(self, id: str) -> Domain:
        """The domain with this id; KeyError if there is none."""
        for domain in self.domains:
            if domain.id == id:
                return domain
        raise KeyError(id)

    def task(self, id: str) -> Task:
        """The task statement with this id; KeyError if there is none."""
        for task in self.domain(id.partition(".")[0]).tasks:
            if task.id == id:
                return task
        raise KeyError(id)
