"""A certificate of the school's own for HTTPS on its LAN.

Without HTTPS a browser gives no service worker, microphone or sound decoder.
"""

import datetime
import ipaddress
import os
import socket
from contextlib import suppress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAYS = 365


def lan_addresses() -> list[str]:
    """Return this machine's IPv4 addresses on its networks, loopback left out."""
    found = set()
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # sends nothing: asks which way is out
        found.add(probe.getsockname()[0])
    with suppress(OSError):
        found.update(
            info[4][0]
            for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        )
    return sorted(str(a) for a in found if not str(a).startswith("127."))


def ensure_certificate(folder: Path, addresses: list[str]) -> tuple[Path, Path]:
    """Return (certificate, key) for these addresses, made anew when they changed."""
    folder.mkdir(parents=True, exist_ok=True)
    certificate, key = folder / "lan.crt", folder / "lan.key"
    names = {"127.0.0.1", *addresses}
    if certificate.exists() and key.exists() and _names(certificate) >= names:
        return certificate, key
    private = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Hoa Ban LAN")])
    now = datetime.datetime.now(datetime.UTC)
    entries: list[x509.GeneralName] = [x509.DNSName("localhost")]
    entries += [x509.IPAddress(ipaddress.ip_address(name)) for name in sorted(names)]
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName(entries), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )
    descriptor = os.open(key, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(
            private.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
    certificate.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    return certificate, key


def _names(certificate: Path) -> set[str]:
    """Return the addresses a certificate names, none if it is about to end."""
    held = x509.load_pem_x509_certificate(certificate.read_bytes())
    soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=7)
    if held.not_valid_after_utc < soon:
        return set()
    names = held.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(ip) for ip in names.get_values_for_type(x509.IPAddress)}
