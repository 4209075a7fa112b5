"""Errors as the driver raises them."""

from __future__ import annotations

from types import SimpleNamespace

import oracledb


def driver_error(message: str, offset: int = 0) -> oracledb.DatabaseError:
    code = message.partition(":")[0]
    return oracledb.DatabaseError(SimpleNamespace(message=message, full_code=code, offset=offset))
