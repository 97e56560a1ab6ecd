"""What the codes of rules and actions mean, in the reader's language."""

import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

COLUMNS: dict[str, Promise] = {
    "number": gettext_lazy("No."),
    "full_name": gettext_lazy("Full name"),
    "family_name": gettext_lazy("Family and middle name"),
    "given_name": gettext_lazy("Given name"),
    "birth_date": gettext_lazy("Birth date"),
    "sex": gettext_lazy("Sex"),
    "female": gettext_lazy("Girl"),
    "ethnicity": gettext_lazy("Ethnicity"),
    "national_id": gettext_lazy("National identifier"),
    "code": gettext_lazy("Student code"),
    "grade": gettext_lazy("Grade"),
}

TEXTS: dict[str, Promise] = {
    # national identifier
    "not_digits": gettext_lazy(
        "The identifier has only digits. If Excel shows 1.1E+11, format the column"
        " as text and type it again."
    ),
    "length": gettext_lazy("The identifier has 12 digits."),
    "lost_zero": gettext_lazy("11 digits: Excel may have dropped the leading 0."),
    "place": gettext_lazy("The first three digits are not a province's code."),
    "foreign_place": gettext_lazy(
        "The first three digits are a country's code: born abroad? Please look again."
    ),
    "birth_year": gettext_lazy("The identifier says another birth year."),
    "taken": gettext_lazy(
        "This identifier is recorded for somebody else. Check the digits; if they are"
        " right, ask the school office."
    ),
    "not_a_learner": gettext_lazy(
        "This person is not recorded as a student. Ask the school office."
    ),
    "other_number": gettext_lazy(
        "Another identifier is recorded for this student. Change it on the student's page."
    ),
    # class list
    "no_name": gettext_lazy("The name is missing."),
    "not_a_name": gettext_lazy("“%(value)s” is not a name."),
    "one_word_name": gettext_lazy(
        "“%(value)s” has no family name. Write the full name."
    ),
    "too_long": gettext_lazy("The cell is too long."),
    "formula": gettext_lazy("The cell holds a formula. Paste it as a value."),
    "no_birth_date": gettext_lazy("No birth date yet."),
    "bad_date": gettext_lazy(
        "“%(value)s” is not a date. Write day/month/year, for example 2/3/2014."
    ),
    "strange_age": gettext_lazy("“%(value)s” is no birth date of a student."),
    "bad_sex": gettext_lazy("“%(value)s”: write Nam or Nữ."),
    "repeated": gettext_lazy("The same as line %(value)s."),
    "several": gettext_lazy(
        "Several students have this name. Add the birth date or the identifier."
    ),
    "code_taken": gettext_lazy("This student code is already used."),
    "in_other_class": gettext_lazy(
        "Is in class %(value)s now. Move the student there instead."
    ),
    "in_other_school": gettext_lazy(
        "Is still recorded at another school. That school has to let the student go."
    ),
    "empty": gettext_lazy(
        "There is nothing here yet. Paste the list or choose a file."
    ),
    "too_many_rows": gettext_lazy(
        "The list is too long: a class has at most 100 lines. Paste one class only."
    ),
    "too_many_columns": gettext_lazy(
        "The table has too many columns. Copy only the class list."
    ),
    "no_header": gettext_lazy(
        "No column headings found. The first line should read, for example: STT, Họ và"
        " tên, Ngày sinh, Giới tính, Dân tộc, Số định danh."
    ),
    "no_name_column": gettext_lazy("There is no column with names."),
    "no_rows": gettext_lazy("There are headings but no students below them."),
    "file_too_big": gettext_lazy(
        "The file is too big. Copy the class list into a new file and save it again."
    ),
    "not_a_table": gettext_lazy("This is not an Excel (.xlsx) or CSV file."),
    "broken_file": gettext_lazy(
        "The file cannot be read. Open it in Excel and save it again as .xlsx."
    ),
    "locked_file": gettext_lazy("The file has a password. Remove it and try again."),
    # timetable
    "no_days": gettext_lazy("No days found. The first line should read Thứ 2 … Thứ 7."),
    "unknown_subject": gettext_lazy("“%(value)s” is not a subject."),
    "bad_period": gettext_lazy("Periods are numbered 1 to 5. (“%(value)s”)"),
    "repeated_period": gettext_lazy("Period %(value)s stands there twice."),
    "no_slots": gettext_lazy("The grid is empty."),
    "unknown_teacher": gettext_lazy(
        "A name in brackets is not a teacher of that subject in this class."
    ),
    # changes
    "class_exists": gettext_lazy("There is a class of this name already."),
    "team_exists": gettext_lazy("There is a team of this name already."),
    "same_class": gettext_lazy("The student is in this class already."),
    "not_enrolled": gettext_lazy("The student is in no class."),
    "before_current": gettext_lazy(
        "The day lies before the current one began. Choose a later day."
    ),
    "substitute_needs_end": gettext_lazy("A substitute needs a last day."),
    "ends_before_start": gettext_lazy("The last day lies before the first."),
    "assigned_already": gettext_lazy(
        "This teacher teaches the subject in this class already."
    ),
    "works_here_already": gettext_lazy("This person works here already."),
    "guardian_already": gettext_lazy("This person is recorded here already."),
    "own_guardian": gettext_lazy("Nobody is their own guardian."),
    "unknown_username": gettext_lazy(
        "No adult of this name has this sign-in name. Look again, or leave it empty."
    ),
    # PINs
    "form": gettext_lazy("A PIN has 6 digits."),
    "pattern": gettext_lazy(
        "This PIN is too easy to guess. Choose six digits without a pattern."
    ),
    "username": gettext_lazy("Do not use the digits of the sign-in name."),
}
SEX_TEXT = gettext_lazy("The identifier says the other sex.")
BIRTH_PIN = gettext_lazy("Do not use the birth date.")


def text_of(code: str, value: str = "") -> str:
    """Return what a code means."""
    return str(TEXTS[code]) % {"value": value}


def problem_text(problem: Any) -> str:
    """Return a row's problem with the column it is in."""
    text = (
        str(SEX_TEXT) if problem.code == "sex" else text_of(problem.code, problem.value)
    )
    column = COLUMNS.get(problem.column, problem.column)
    return f"{column}: {text}" if column else text


def identifier_text(code: str) -> str:
    """Return what is wrong with a national identifier."""
    return str(SEX_TEXT) if code == "sex" else text_of(code)


def pin_text(code: str) -> str:
    """Return why a PIN is refused."""
    return str(BIRTH_PIN) if code == "birth_date" else text_of(code)


def wait_text(wait: datetime.timedelta) -> str:
    """Return how long to wait: 30 seconds, 2 minutes, 1 hour."""
    seconds = max(1, round(wait.total_seconds()))
    if seconds < 90:
        return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    minutes = -(-seconds // 60)
    if minutes < 90:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = -(-minutes // 60)
    return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}


def too_many_tries(wait: datetime.timedelta) -> str:
    """Return the message of a sign-in that has to wait."""
    return _(
        "Too many wrong tries. Wait %(wait)s, then try again. Forgot it? The homeroom"
        " teacher can give a new PIN."
    ) % {"wait": wait_text(wait)}
