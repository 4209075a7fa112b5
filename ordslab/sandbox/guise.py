"""How the sandbox plays somebody else's database: TLS, another schema, stricter settings, a slow network.

What the helper does with a database of your own is tried on such a sandbox, over a profile.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ordslab.sandbox.answers import Answers
from ordslab.sandbox.entropy import Entropy


@dataclass(frozen=True)
class Guise:
    """How the sandbox is to look.

    `user`, `alias`: of the first schema, "" for what the home has (PAGE, page). `tls`: on both ports, by a certificate
    of its own. `strict`: as a current Autonomous Database: no OAUTH, nothing of the sandbox's own, error ids of 32
    digits. `latency`: of the network, in milliseconds, added to each round trip. `allow_host`: the names under which it
    may be addressed beside loopback's (see `http.hosts`). `metadata_cache`: how old, in seconds, may be what
    HTTP sees of ORDS's metadata (see `http.metadata_cache`). `answers`: other answers than the usual ones, by name (see
    `answers`).
    """

    user: str = ""
    alias: str = ""
    tls: bool = False
    strict: bool = False
    latency: int = 0
    allow_host: Sequence[str] = ()
    metadata_cache: float = 0
    answers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, wishes: dict[str, Any]) -> Guise:
        """By what was asked for; None is nothing."""
        return cls(**{name: value for name, value in wishes.items() if value is not None})

    @classmethod
    def parse(cls, text: str) -> Guise:
        """From the process's argument."""
        return cls(**json.loads(text)) if text else cls()

    def __str__(self) -> str:
        return json.dumps(asdict(self))

    def entropy(self, seed: int | None, run: int) -> Entropy:
        """Where ids and secrets come from."""
        return (_HexIds if self.chosen.error_ids == "hex" else Entropy)(seed, run)

    @property
    def chosen(self) -> Answers:
        """The answers as they are given. Raises `SandboxError` for what is none."""
        usual = {"error-ids": "hex"} if self.strict else {}
        return Answers.of(usual | dict(self.answers))

    @property
    def host(self) -> str:
        """By which name clients go to it: python-oracledb compares names in certificates, not addresses."""
        return "localhost" if self.tls else "127.0.0.1"


class _HexIds(Entropy):
    """Error ids as an Autonomous Database has them: 32 hexadecimal digits (certain: published examples)."""

    def token(self, purpose: str) -> str:
        return self.bytes(purpose).hex() if purpose == "ecid" else super().token(purpose)


def certificates(folder: Path) -> tuple[Path, Path]:
    """A server's certificate with its key, and the authority that signed it (PEM): made when there is none that holds
    another day."""
    server, authority = folder / "server.pem", folder / "ca.pem"
    if not _holds(server) or not authority.exists():
        _make(server, authority)
    return server, authority


def _holds(server: Path) -> bool:
    import datetime

    from cryptography import x509

    try:
        until = x509.load_pem_x509_certificate(server.read_bytes()).not_valid_after_utc
    except (OSError, ValueError):
        return False
    return until > datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)


def _make(server: Path, authority: Path) -> None:
    import datetime
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    from ordslab.sandbox.files import write_safely

    now = datetime.datetime.now(datetime.UTC)
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ordslab sandbox, for this machine only")])
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])

    def begin(subject: x509.Name, public_key: Any) -> x509.CertificateBuilder:
        builder = x509.CertificateBuilder(ca_name, subject, public_key, x509.random_serial_number())
        builder = builder.not_valid_before(now - datetime.timedelta(hours=1))
        return builder.not_valid_after(now + datetime.timedelta(days=90)).add_extension(
            x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False
        )

    usage = dict.fromkeys(
        (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    of_ca = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
    ca = (
        begin(ca_name, ca_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=False, key_cert_sign=True, crl_sign=True, **usage), critical=True
        )
        .sign(ca_key, hashes.SHA256())
    )
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        begin(name, key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(of_ca, critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    server.parent.mkdir(mode=0o700, exist_ok=True)
    write_safely(server, (certificate.public_bytes(pem) + private).decode())
    write_safely(authority, ca.public_bytes(pem).decode())
