#!/usr/bin/env bash
# Print fresh secrets for an installation's environment file:
#     bash deploy/new-secrets.sh >> deploy/hoaban.env
# Run it once. Whoever loses these values loses every national identifier and password.
set -eu
exec "${PYTHON:-python3}" - <<'PYTHON'
import base64, json, secrets

def key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()

print(f"HOABAN_SECRET_KEY={secrets.token_urlsafe(50)}")
print(f"HOABAN_PASSWORD_PEPPERS={json.dumps({'1': key()}, separators=(',', ':'))}")
print(f"HOABAN_NATIONAL_ID_KEYS={json.dumps({'1': key()}, separators=(',', ':'))}")
print(f"HOABAN_NATIONAL_ID_HMAC_KEY={key()}")
print(f"HOABAN_DB_PASSWORD={secrets.token_urlsafe(24)}")
PYTHON
