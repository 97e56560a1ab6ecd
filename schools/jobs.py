"""Work beside the request."""

from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from schools.models import Account

AT_MOST_EVERY = 300  # seconds between two letters to one account


def ask_for_reset(email: str) -> None:
    """Queue a letter to whoever has this address; takes as long for nobody."""
    accounts = Account.objects.filter(
        email__iexact=email.strip(), is_active=True, is_pupil=False
    ).exclude(email="")
    write_reset_letters.enqueue([account.pk for account in accounts[:5]])


@task()
def write_reset_letters(account_ids: list[int]) -> None:
    """Write each account a letter with a link to choose a new password."""
    for account in Account.objects.filter(pk__in=account_ids, is_active=True):
        if cache.add(f"schools.reset.{account.pk}", 1, AT_MOST_EVERY):
            _write(account)


def _write(account: Account) -> None:
    token = default_token_generator.make_token(account)
    path = reverse("schools:open_reset", args=[f"{account.uuid.hex}.{token}"])
    with translation.override(settings.LANGUAGE_CODE):
        send_mail(
            _("A new password for Hoa Ban"),
            render_to_string(
                "schools/sign_in/reset_letter.txt",
                {
                    "account": account,
                    # never the host a visitor claims: it would receive the key
                    "address": urljoin(settings.WAGTAILADMIN_BASE_URL, path),
                },
            ),
            None,
            [account.email],
        )
