"""National identifiers at rest: AES-GCM under a named key, found by HMAC.

settings.NATIONAL_ID_KEYS maps key ids to 32-byte keys (URL-safe base64); the
highest id encrypts, all decrypt. settings.NATIONAL_ID_HMAC_KEY is another key:
whoever holds one of them alone learns nothing.
"""

import base64
import hashlib
import hmac
import secrets
import uuid

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12


def newest_key() -> str:
    """Return the id of the key that encrypts."""
    return max(settings.NATIONAL_ID_KEYS, key=int)


def encrypt(digits: str, owner: uuid.UUID) -> tuple[str, str]:
    """Return (cipher text, key id); the text opens only beside its owner's uuid."""
    key_id = newest_key()
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = _cipher(key_id).encrypt(nonce, digits.encode(), owner.bytes)
    return base64.b64encode(nonce + sealed).decode(), key_id


def decrypt(text: str, key_id: str, owner: uuid.UUID) -> str:
    """Return the digits, or "" where there are none."""
    if not text:
        return ""
    raw = base64.b64decode(text)
    nonce, sealed = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
    return _cipher(key_id).decrypt(nonce, sealed, owner.bytes).decode()


def fingerprint(digits: str) -> str:
    """Return the keyed hash by which a number is found and kept unique."""
    key = base64.urlsafe_b64decode(settings.NATIONAL_ID_HMAC_KEY)
    return hmac.new(key, digits.encode(), hashlib.sha256).hexdigest()


def _cipher(key_id: str) -> AESGCM:
    return AESGCM(base64.urlsafe_b64decode(settings.NATIONAL_ID_KEYS[key_id]))
