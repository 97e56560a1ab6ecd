"""National identifiers: set, read (and logged), re-encrypt under a new key."""

from django.db import IntegrityError, transaction

from schools.identifiers import decrypt, encrypt, fingerprint, newest_key
from schools.models import Account, Person, RecordAccess
from schools.rules.national_id import Checked, check

BATCH = 500


class RefusedNumberError(ValueError):
    """A number that cannot be kept; `code` says why, `suggestion` may help."""

    def __init__(self, code: str, suggestion: str = "") -> None:
        super().__init__(code)
        self.code, self.suggestion = code, suggestion


def set_national_id(person: Person, text: str) -> Checked:
    """Keep a person's number, or clear it when the text is empty.

    A number that somebody else holds is refused as "taken", without a word on
    whose it is: the caller may have no right to know.
    """
    checked = check(text, birth_date=person.birth_date, sex=person.sex)
    if checked.errors == ("empty",):
        _write(person, "")
        return checked
    if checked.errors:
        raise RefusedNumberError(checked.errors[0], checked.suggestion)
    try:
        with transaction.atomic():
            _write(person, checked.digits)
    except IntegrityError as error:
        person.refresh_from_db()
        raise RefusedNumberError("taken") from error
    return checked


def national_id_of(person: Person) -> str:
    """Return a person's number; whoever calls this has asked permissions first."""
    return decrypt(person.national_id_cipher, person.national_id_key, person.uuid)


def log_access(actor: Account, people: list[Person], what: str) -> None:
    """Log that staff read records; one's own record is nobody's business."""
    RecordAccess.objects.bulk_create(
        RecordAccess(actor=actor, person=person, what=what)
        for person in people
        if person.pk != actor.person_id
    )


def renew_encryption() -> int:
    """Re-encrypt what older keys hold; return how many. Safe to repeat."""
    newest, done = newest_key(), 0
    old = Person.objects.exclude(national_id_cipher="").exclude(national_id_key=newest)
    while True:
        with transaction.atomic():
            batch = list(old.select_for_update().order_by("pk")[:BATCH])
            for person in batch:
                digits = national_id_of(person)
                sealed = encrypt(digits, person.uuid)
                person.national_id_cipher, person.national_id_key = sealed
            Person.objects.bulk_update(batch, ["national_id_cipher", "national_id_key"])
        if not batch:
            return done
        done += len(batch)


def _write(person: Person, digits: str) -> None:
    person.national_id_cipher, person.national_id_key = (
        encrypt(digits, person.uuid) if digits else ("", "")
    )
    person.national_id_hmac = fingerprint(digits) if digits else None
    person.save(
        update_fields=["national_id_cipher", "national_id_key", "national_id_hmac"]
    )
