"""A certificate of the school's own for HTTPS on its LAN.

Without HTTPS a browser gives no service worker, microphone or sound decoder. A small
authority of this machine's own (`ca.crt`) signs the server's certificate: a phone that
has installed it asks nothing and may save lessons; one that has not asks once, and may
use the microphone, but browsers refuse it the service worker. The authority can vouch
for addresses of private networks only, so a stolen key opens no bank.
"""

import datetime
import ipaddress
import os
import socket
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAYS = 365
AUTHORITY_DAYS = 3650
RENEW_DAYS = 7
PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class Signed:
    """A certificate and its private key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


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
    authority = _authority(folder, names)
    made = _server(authority, names)
    _write_key(key, made.key)
    certificate.write_bytes(_pem(made.certificate) + _pem(authority.certificate))
    return certificate, key


def _authority(folder: Path, names: Iterable[str]) -> Signed:
    """Return this machine's authority; a new one if it may not vouch for a name."""
    certificate, key = folder / "ca.crt", folder / "ca.key"
    if certificate.exists() and key.exists():
        held = x509.load_pem_x509_certificate(certificate.read_bytes())
        private = serialization.load_pem_private_key(key.read_bytes(), None)
        if isinstance(private, ec.EllipticCurvePrivateKey) and _covers(held, names):
            return Signed(held, private)
    made = _new_authority(names)
    _write_key(key, made.key)
    certificate.write_bytes(_pem(made.certificate))
    return made


def _new_authority(names: Iterable[str]) -> Signed:
    key = ec.generate_private_key(ec.SECP256R1())
    networks = [ipaddress.ip_network(network) for network in PRIVATE]
    networks += [
        ipaddress.ip_network(name) for name in sorted(names) if not _in(name, networks)
    ]
    permitted: list[x509.GeneralName] = [x509.DNSName("localhost")]
    permitted += [x509.IPAddress(network) for network in networks]
    name = f"Hoa Ban {x509.random_serial_number():x}"[:24]
    built = (
        _builder(name, name, key.public_key(), AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Signed(built, key)


def _server(authority: Signed, names: Iterable[str]) -> Signed:
    key = ec.generate_private_key(ec.SECP256R1())
    entries: list[x509.GeneralName] = [x509.DNSName("localhost")]
    entries += [x509.IPAddress(ipaddress.ip_address(name)) for name in sorted(names)]
    issuer = authority.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    built = (
        _builder("Hoa Ban LAN", str(issuer[0].value), key.public_key(), DAYS)
        .add_extension(x509.SubjectAlternativeName(entries), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False
        )
        .sign(authority.key, hashes.SHA256())
    )
    return Signed(built, key)


def _builder(
    subject: str, issuer: str, key: ec.EllipticCurvePublicKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _is_lasting(held: x509.Certificate) -> bool:
    soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=RENEW_DAYS)
    return held.not_valid_after_utc > soon


def _names(certificate: Path) -> set[str]:
    """Return the addresses a certificate names, none if it is about to end."""
    held = x509.load_pem_x509_certificate(certificate.read_bytes())
    if not _is_lasting(held):
        return set()
    names = held.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(ip) for ip in names.get_values_for_type(x509.IPAddress)}


def _covers(authority: x509.Certificate, names: Iterable[str]) -> bool:
    """Return whether an authority lasts and may vouch for every address."""
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    given = limits.permitted_subtrees or []
    networks = [net.value for net in given if isinstance(net, x509.IPAddress)]
    return _is_lasting(authority) and all(_in(name, networks) for name in names)


def _in(name: str, networks: Iterable[Network]) -> bool:
    return any(ipaddress.ip_address(name) in network for network in networks)
