"""Who signs in: accounts, sign-in slips, devices and attempts."""

import uuid

from django.conf import settings
from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from schools.models.person import Person


class AccountManager(BaseUserManager):
    """Creates accounts with normalised usernames."""

    def create_user(
        self, username: str, password: str | None = None, **fields: object
    ) -> "Account":
        """Create an account; `password` None makes one that cannot sign in."""
        account = self.model(username=username.strip().lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(
        self, username: str, password: str | None = None, **fields: object
    ) -> "Account":
        """Create an installation's administrator."""
        fields |= {"is_superuser": True, "is_staff": True}
        return self.create_user(username, password, **fields)


class Account(AbstractBaseUser, PermissionsMixin):
    """A sign-in of one person. Pupils: numeric username and 6-digit PIN."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.OneToOneField(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="account"
    )
    username = models.CharField(_("username"), max_length=60, unique=True)
    email = models.EmailField(_("email"), blank=True)
    is_pupil = models.BooleanField(default=False)  # signs in with a PIN
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    session_epoch = models.PositiveIntegerField(
        default=0
    )  # raised: signed out everywhere
    date_joined = models.DateTimeField(default=timezone.now)

    objects = AccountManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        ordering = ("username",)

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The person's name; the username where no person stands behind it."""
        return self.person.full_name if self.person else self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sign the session with the password and the epoch: either ends it."""
        return salted_hmac(
            "schools.account.session",
            f"{self.password}:{self.session_epoch}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()

    def get_full_name(self) -> str:
        """Return the name for Wagtail's screens."""
        return self.display_name

    def get_short_name(self) -> str:
        """Return the given name."""
        return self.person.given_name if self.person else self.username

    @property
    def first_name(self) -> str:
        """Given name, read by Wagtail."""
        return self.get_short_name()

    @property
    def last_name(self) -> str:
        """Family and middle names, read by Wagtail."""
        return self.person.family_name if self.person else ""


class SignInSlip(models.Model):
    """A printed slip (phiếu đăng nhập); the QR's token is stored as a hash only."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="sign_in_slips"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    issued_by = models.ForeignKey(
        Account, null=True, on_delete=models.SET_NULL, related_name="slips_issued"
    )
    issued_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["account", "revoked_at"])]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.issued_at:%Y-%m-%d}"


class SignInAttempt(models.Model):
    """One try, kept for rate limits per account and device (never per address)."""

    account_key = models.CharField(max_length=64)  # HMAC of the typed username
    device_key = models.CharField(max_length=64)  # HMAC of the device cookie, or ""
    at = models.DateTimeField(default=timezone.now)
    succeeded = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(fields=["account_key", "at"]),
            models.Index(fields=["device_key", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.succeeded}"


class RecordAccess(models.Model):
    """Staff read a child's record: who, whose, what, when."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="record_accesses"
    )
    what = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["person", "at"])]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.what} {self.at:%Y-%m-%d}"
