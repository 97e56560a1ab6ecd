"""Background work of tests."""

from django_tasks import task

from lms.assessment.actions.attempts import close_expired
from lms.assessment.models import Test
from schools.public import now


@task()
def collect_test(test_id: int) -> int:
    """Collect the attempts of a test that has closed."""
    test = Test.objects.filter(pk=test_id).first()
    return close_expired(now(), test) if test else 0
