"""A class list against what is known: what each row would do, then doing it at once."""

import datetime
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from schools.actions.accounts import NewAccount, create_accounts
from schools.actions.classes import enrol
from schools.actions.national_ids import set_national_id
from schools.actions.people import NewPerson, create_people, make_learners
from schools.identifiers import fingerprint
from schools.models import Account, Enrolment, Learner, Person, SchoolClass
from schools.rules.class_list import ClassList, Problem, Row, read_class_list

CREATE, MATCH, SAME, WRONG = "create", "match", "same", "wrong"


@dataclass(frozen=True)
class Decision:
    """What a row would do: create, match (enrol or complete), same, or wrong."""

    row: Row
    what: str
    errors: tuple[Problem, ...] = ()
    learner: Learner | None = None
    enrols: bool = False
    completes: bool = False


@dataclass(frozen=True)
class DryRun:
    """All rows' decisions; nothing has been written."""

    read: ClassList
    decisions: tuple[Decision, ...] = ()

    @property
    def counts(self) -> Counter[str]:
        """How many rows do what."""
        return Counter(each.what for each in self.decisions)

    @property
    def is_clean(self) -> bool:
        """Whether the list may be written as it stands."""
        return self.read.refused is None and not self.counts[WRONG]

    @property
    def has_offers(self) -> bool:
        """Whether a row is offered the 0 that Excel ate."""
        return any(each.row.suggestion for each in self.decisions)


class NotCleanError(ValueError):
    """The list has wrong rows; nothing was written."""

    def __init__(self, run: DryRun) -> None:
        super().__init__("not clean")
        self.run = run


def dry_run(
    school_class: SchoolClass,
    table: list[list[str]],
    *,
    today: datetime.date,
    add_zero: Collection[int] = (),
) -> DryRun:
    """Decide on every row of a pasted list; writes nothing."""
    read = read_class_list(table, today=today, add_zero=add_zero)
    if read.refused:
        return DryRun(read)
    known = _Known(school_class, read.rows, today)
    return DryRun(read, tuple(known.decide(row) for row in read.rows))


def import_class_list(
    school_class: SchoolClass,
    table: list[list[str]],
    *,
    today: datetime.date,
    add_zero: Collection[int] = (),
) -> list[Account]:
    """Write a clean list in one transaction; return the accounts created.

    The rows are judged again: what changed since the dry run counts. PINs of new
    accounts are known to nobody until slips are printed.
    """
    run = dry_run(school_class, table, today=today, add_zero=add_zero)
    if not run.is_clean:
        raise NotCleanError(run)
    fresh = [each for each in run.decisions if each.what == CREATE]
    since = _first_day(school_class, today)
    with transaction.atomic():
        people = create_people(_new_person(each.row) for each in fresh)
        codes = [each.row.code for each in fresh]
        learners = make_learners(people, since, codes if all(codes) and codes else ())
        for each, learner in zip(fresh, learners, strict=True):
            enrol([learner], school_class, since, grade=_grade(each.row, school_class))
        for each in run.decisions:
            _complete(each, school_class, since)
    # hashing takes seconds and is kept out of the transaction; a class whose
    # accounts were cut off gets them when its slips are printed
    return ensure_accounts(
        [*learners, *(d.learner for d in run.decisions if d.learner)]
    )


def ensure_accounts(learners: Collection[Learner]) -> list[Account]:
    """Give learners without an account one; return those created."""
    people = [learner.person for learner in learners]
    have = set(
        Account.objects.filter(person__in=people).values_list("person_id", flat=True)
    )
    rows = [
        NewAccount(person, is_pupil=True) for person in people if person.pk not in have
    ]
    return [each.account for each in create_accounts(rows)] if rows else []


class _Known:
    """What the database knows about the people a list names, read in four queries."""

    def __init__(
        self, school_class: SchoolClass, rows: tuple[Row, ...], today: datetime.date
    ) -> None:
        self.school_class, self.today = school_class, today
        self.by_number = {
            person.national_id_hmac: person
            for person in Person.objects.filter(
                national_id_hmac__in=[
                    fingerprint(row.national_id)
                    for row in rows
                    if row.national_id and not row.errors
                ]
            )
        }
        enrolled = Enrolment.objects.filter(
            school_class__school=school_class.school, valid_to__isnull=True
        ).select_related("learner__person", "school_class")
        self.here: dict[tuple[str, datetime.date | None], list[Enrolment]] = {}
        for each in enrolled:
            key = _who(each.learner.person.full_name, each.learner.person.birth_date)
            self.here.setdefault(key, []).append(each)
        self.waiting = _waiting(school_class, rows)
        self.by_code = {
            learner.code: learner
            for learner in Learner.objects.filter(
                code__in=[row.code for row in rows if row.code], valid_to__isnull=True
            ).select_related("person")
        }

    def decide(self, row: Row) -> Decision:
        """Decide on one row."""
        if row.errors:
            return Decision(row, WRONG, row.errors)
        holder = (
            self.by_number.get(fingerprint(row.national_id))
            if row.national_id
            else None
        )
        if holder is not None:
            return self._by_number(row, holder)
        if row.code in self.by_code:
            return self._by_code(row, self.by_code[row.code])
        return self._by_name(row)

    def _by_number(self, row: Row, holder: Person) -> Decision:
        """Somebody holds the number: the same learner, or a mistake.

        Whose it is, is not said: who knows name and birth date knows already.
        """
        if _who(holder.full_name, holder.birth_date) != _who(
            row.full_name, row.birth_date
        ):
            return Decision(row, WRONG, (Problem("taken", "national_id"),))
        learner = (
            Learner.objects.filter(person=holder, valid_to__isnull=True)
            .select_related("person")
            .first()
        )
        if learner is None:
            return Decision(row, WRONG, (Problem("not_a_learner", "national_id"),))
        return self._place(row, learner, _open_place(learner, self.today))

    def _by_code(self, row: Row, learner: Learner) -> Decision:
        """Judge a line with the code of a learner: the same one, or a mistake."""
        person = learner.person
        if _who(person.full_name, person.birth_date) != _who(
            row.full_name, row.birth_date
        ):
            return Decision(row, WRONG, (Problem("code_taken", "code"),))
        return self._place(row, learner, _open_place(learner, self.today))

    def _by_name(self, row: Row) -> Decision:
        found = self.here.get(_who(row.full_name, row.birth_date), [])
        mine = [e for e in found if e.school_class_id == self.school_class.pk]
        matches = mine or (found if row.birth_date else [])
        if len(matches) > 1:
            return Decision(row, WRONG, (Problem("several", "full_name"),))
        if matches:
            return self._place(row, matches[0].learner, matches[0])
        back = self.waiting.get(_who(row.full_name, row.birth_date), [])
        if len(back) > 1:
            return Decision(row, WRONG, (Problem("several", "full_name"),))
        return self._place(row, back[0], None) if back else Decision(row, CREATE)

    def _place(self, row: Row, learner: Learner, place: Enrolment | None) -> Decision:
        if place is not None and place.school_class_id != self.school_class.pk:
            own = place.school_class.school_id == self.school_class.school_id
            name = place.school_class.name if own else ""
            problem = Problem("in_other_class" if own else "in_other_school", "", name)
            return Decision(row, WRONG, (problem,))
        held = learner.person.national_id_hmac
        if row.national_id and held and held != fingerprint(row.national_id):
            return Decision(row, WRONG, (Problem("other_number", "national_id"),))
        completes = bool(row.national_id and not held) or any(
            new and not old
            for new, old in (
                (row.sex, learner.person.sex),
                (row.ethnicity, learner.person.ethnicity),
            )
        )
        what = MATCH if completes or place is None else SAME
        return Decision(row, what, (), learner, place is None, completes)


def _waiting(
    school_class: SchoolClass, rows: tuple[Row, ...]
) -> dict[tuple[str, datetime.date | None], list[Learner]]:
    """Return who was here before and is in no class: repeats a grade, or comes back.

    Known by name and birth date, and only by the school they were at.
    """
    born = {row.birth_date for row in rows if row.birth_date and not row.errors}
    still = Enrolment.objects.filter(learner=OuterRef("pk"), valid_to__isnull=True)
    learners = Learner.objects.filter(
        ~Exists(still),
        valid_to__isnull=True,
        person__birth_date__in=born,
        enrolments__school_class__school=school_class.school,
    ).select_related("person")
    found: dict[tuple[str, datetime.date | None], list[Learner]] = {}
    for each in learners.distinct():
        found.setdefault(
            _who(each.person.full_name, each.person.birth_date), []
        ).append(each)
    return found


def _open_place(learner: Learner, today: datetime.date) -> Enrolment | None:
    return (
        Enrolment.objects.filter(learner=learner)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
        .select_related("school_class")
        .first()
    )


def _who(name: str, born: datetime.date | None) -> tuple[str, datetime.date | None]:
    return " ".join(name.split()).lower(), born


def _new_person(row: Row) -> NewPerson:
    return NewPerson(
        row.full_name, row.birth_date, row.sex, row.ethnicity, row.national_id
    )


def _complete(each: Decision, school_class: SchoolClass, since: datetime.date) -> None:
    """Enrol a matched learner and fill in what was not recorded."""
    learner, row = each.learner, each.row
    if learner is None:
        return
    if each.enrols:
        enrol([learner], school_class, since, grade=_grade(row, school_class))
    if not each.completes:
        return
    person = learner.person
    person.sex = person.sex or row.sex
    person.ethnicity = person.ethnicity or row.ethnicity
    person.save(update_fields=["sex", "ethnicity"])
    if row.national_id and not person.national_id_hmac:
        set_national_id(person, row.national_id)


def _first_day(school_class: SchoolClass, today: datetime.date) -> datetime.date:
    """Return today; for a class of the next year, 1 September."""
    return max(today, datetime.date(school_class.year.code, 9, 1))


def _grade(row: Row, school_class: SchoolClass) -> int | None:
    """Return the learner's own grade in a combined class."""
    return row.grade if school_class.is_combined and row.grade else None
