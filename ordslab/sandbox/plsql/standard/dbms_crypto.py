"""DBMS_CRYPTO: hashes, MACs and random bytes; no encryption. As where EXECUTE on it was granted to PUBLIC."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from ordslab.sandbox.plsql.errors import value_error
from ordslab.sandbox.plsql.packages import Package, PackageCall
from ordslab.sandbox.sql.errors import OraError
from ordslab.sandbox.sql.memory import LONGEST_IN_PLSQL

DBMS_CRYPTO = Package(
    """
    package dbms_crypto as
      hash_md4 constant pls_integer := 1;
      hash_md5 constant pls_integer := 2;
      hash_sh1 constant pls_integer := 3;
      hash_sh256 constant pls_integer := 4;
      hash_sh384 constant pls_integer := 5;
      hash_sh512 constant pls_integer := 6;
      hmac_md5 constant pls_integer := 1;
      hmac_sh1 constant pls_integer := 2;
      hmac_sh256 constant pls_integer := 3;
      hmac_sh384 constant pls_integer := 4;
      hmac_sh512 constant pls_integer := 5;
      function hash(src raw, typ pls_integer) return raw;
      function hash(src blob, typ pls_integer) return raw;
      function hash(src clob, typ pls_integer) return raw;
      function mac(src raw, typ pls_integer, key raw) return raw;
      function mac(src blob, typ pls_integer, key raw) return raw;
      function mac(src clob, typ pls_integer, key raw) return raw;
      function randombytes(number_bytes pls_integer) return raw;
      function encrypt(src raw, typ pls_integer, key raw, iv raw default null) return raw;
      function decrypt(src raw, typ pls_integer, key raw, iv raw default null) return raw;
    end dbms_crypto;
    """
)
_HASHES = {2: "md5", 3: "sha1", 4: "sha256", 5: "sha384", 6: "sha512"}
_MACS = {1: "md5", 2: "sha1", 3: "sha256", 4: "sha384", 5: "sha512"}


def _bytes(src: Any) -> bytes:
    if not src:
        raise OraError(28239, message="DBMS_CRYPTO package: no key or source data specified")
    return src.encode() if isinstance(src, str) else bytes(src)


def _name(names: dict[int, str], typ: int | None) -> str:
    if typ not in names:
        raise OraError(28817, message="PL/SQL function returned an error.")
    return names[typ]


def _hash(call: PackageCall, src: Any, typ: int | None) -> bytes:
    return hashlib.new(_name(_HASHES, typ), _bytes(src), usedforsecurity=False).digest()


def _mac(call: PackageCall, src: Any, typ: int | None, key: bytes | None) -> bytes:
    return hmac.new(key or b"", _bytes(src), _name(_MACS, typ)).digest()


for _overload in (1, 2, 3):
    DBMS_CRYPTO.body("hash", _overload)(_hash)
    DBMS_CRYPTO.body("mac", _overload)(_mac)


@DBMS_CRYPTO.body("randombytes")
def randombytes(call: PackageCall, number_bytes: int | None) -> bytes:
    """Random bytes, from the database's entropy."""
    count = int(number_bytes or 0)
    if count > LONGEST_IN_PLSQL:
        raise value_error("raw variable length too long")
    found = b""
    while len(found) < count:
        found += hashlib.sha256(call.session.database.entropy.bytes("dbms_crypto")).digest()
    return found[:count]
