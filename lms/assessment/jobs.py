"""Background work of tests."""

from functools import partial

from django.db import transaction
from django_tasks import task

from lms.assessment.actions.attempts import close_expired
from lms.assessment.clock import GRACE
from lms.assessment.models import Test
from schools.public import now


@task()
def collect_test(test_id: int) -> int:
    """Collect the attempts of a test that has closed."""
    test = Test.objects.filter(pk=test_id).first()
    return close_expired(now(), test) if test else 0


def collect_when_closed(test: Test) -> None:
    """Have the attempts collected as soon as the test has closed for all."""
    later = collect_test.using(run_after=test.closes_at + 2 * GRACE)
    transaction.on_commit(partial(later.enqueue, test.pk))
