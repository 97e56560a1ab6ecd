"""Password hashing: Argon2id over a keyed digest, so that a leaked table is not enough.

A pupil's PIN has a million values; without the pepper, which is not in the
database, no amount of guessing against the table finds one.
"""

import base64
import hashlib
import hmac
from typing import Any

from argon2.low_level import Type
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher


class PepperedArgon2Hasher(Argon2PasswordHasher):
    """Argon2id (19 MiB, 2 passes) of HMAC-SHA256(pepper, password).

    The newest pepper of settings.PASSWORD_PEPPERS is used; a hash made with an
    older one still verifies and is renewed at the next sign-in.
    """

    algorithm = "peppered_argon2"
    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def params(self) -> Any:
        """Return Argon2 parameters; the test settings make them cheap."""
        parameters = super().params()
        cheap: dict[str, int] = getattr(settings, "ARGON2_COST", {})
        for name, value in cheap.items():
            setattr(parameters, name, value)
        return parameters

    def encode(self, password: str, salt: str) -> str:
        """Return `peppered_argon2$<pepper id>$<argon2 hash>`."""
        pepper_id = max(settings.PASSWORD_PEPPERS, key=int)
        inner = self._argon2(self._peppered(password, pepper_id), salt)
        return f"{self.algorithm}${pepper_id}${inner}"

    def decode(self, encoded: str) -> dict[str, Any]:
        """Return the parts of an encoded password, `pepper_id` among them."""
        algorithm, pepper_id, inner = encoded.split("$", 2)
        parts = super().decode(f"{algorithm}{inner}")
        return {**parts, "pepper_id": pepper_id}

    def verify(self, password: str, encoded: str) -> bool:
        """Return whether the password is the one that was encoded."""
        _algorithm, pepper_id, inner = encoded.split("$", 2)
        if pepper_id not in settings.PASSWORD_PEPPERS:
            return False
        argon2 = self._load_library()
        try:
            return bool(
                argon2.PasswordHasher().verify(
                    inner, self._peppered(password, pepper_id)
                )
            )
        except argon2.exceptions.VerificationError:
            return False

    def must_update(self, encoded: str) -> bool:
        """Return whether the hash should be renewed (old pepper or parameters)."""
        parts = self.decode(encoded)
        newest = max(settings.PASSWORD_PEPPERS, key=int)
        wanted = self.params()
        wanted.salt_len = parts["params"].salt_len
        return bool(parts["pepper_id"] != newest or parts["params"] != wanted)

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Argon2's run time depends on its parameters only."""

    def _argon2(self, password: str, salt: str) -> str:
        argon2 = self._load_library()
        params = self.params()
        return str(
            argon2.low_level.hash_secret(
                password.encode(),
                salt.encode(),
                time_cost=params.time_cost,
                memory_cost=params.memory_cost,
                parallelism=params.parallelism,
                hash_len=params.hash_len,
                type=Type.ID,
            ).decode()
        )

    @staticmethod
    def _peppered(password: str, pepper_id: str) -> str:
        key = base64.urlsafe_b64decode(settings.PASSWORD_PEPPERS[pepper_id])
        return hmac.new(key, password.encode(), hashlib.sha256).hexdigest()
