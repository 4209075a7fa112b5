"""An issuer of JWTs on this machine: its own certificate authority, keys behind https, tokens to order."""

import contextlib
import datetime
import http.server
import ipaddress
import json
import ssl
import threading
import time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

ISSUER, AUDIENCE = "https://issuer.example/", "ords/page"


class Issuer:
    def __init__(self, folder):
        self.ca_file = folder / "ca.pem"
        self.keys = {"one": RSAKey.generate_key(2048, {"kid": "one"})}
        self.body = None  # what the address gives instead of the keys
        self.drips = False  # whether its answer never ends
        self.fetches = 0
        issuer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                issuer.fetches += 1
                if self.path == "/redirect":
                    self.send_response(302)
                    self.send_header("Location", "/jwk")
                    self.end_headers()
                    return
                body = issuer.published() if issuer.body is None else issuer.body
                self.send_response(200)
                self.end_headers()
                if issuer.drips:
                    with contextlib.suppress(OSError):
                        while True:
                            self.wfile.write(b" ")
                            time.sleep(0.05)
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate(folder, self.ca_file))
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"https://127.0.0.1:{self._server.server_port}/jwk"

    def published(self):
        return json.dumps({"keys": [key.as_dict(private=False) for key in self.keys.values()]}).encode()

    def token(self, now, *, key="one", algorithm="RS256", header=None, without=(), **claims):
        issued = int(now.timestamp())
        content = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": "alice@example.com",
            "iat": issued,
            "exp": issued + 3600,
            "scope": "openid license_priv",
            **claims,
        }
        for name in without:
            del content[name]
        signing = self.keys[key] if isinstance(key, str) else key
        head = {"alg": algorithm, "typ": "JWT", "kid": signing.kid or "one", **(header or {})}
        head = {name: value for name, value in head.items() if value is not None}
        return jwt.encode(head, content, signing, algorithms=[algorithm])

    def stop(self):
        self._server.shutdown()
        self._server.server_close()


def stranger(kind="RSA"):
    """A key that the issuer does not publish, under the name of one that it does."""
    if kind == "EC":
        return ECKey.generate_key("P-256", {"kid": "one"})
    if kind == "oct":
        return OctKey.import_key("a secret of some length, too long to guess", {"kid": "one"})
    return RSAKey.generate_key(2048, {"kid": "one"})


def certificate(folder, ca_file):
    """A certificate for 127.0.0.1 with its key in one file; its authority's goes to `ca_file`."""
    ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
    ca = _certificate(ca_name, ca_name, ca_key.public_key(), ca_key, x509.BasicConstraints(ca=True, path_length=0))
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    host = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    own = _certificate(name, ca_name, key.public_key(), ca_key, host)
    ca_file.write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    both = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    both.write_bytes(private + own.public_bytes(serialization.Encoding.PEM))
    return both


def _certificate(name, issuer, public, signing, extension):
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(extension, critical=True)
        .sign(signing, hashes.SHA256())
    )
