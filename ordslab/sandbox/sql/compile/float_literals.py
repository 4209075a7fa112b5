"""What BINARY_FLOAT and BINARY_DOUBLE have besides numbers, by Oracle's names, as SQLite reads it.

Source: SQL Language Reference, "Numeric Literals" (documented).
"""

from __future__ import annotations

from ordslab.sandbox.sql import number_bytes
from ordslab.sandbox.sql.compile.pieces import Piece
from ordslab.sandbox.sql.types import OracleType

INFINITY = "9e999"
NAN = f"x'{number_bytes.NAN.hex()}'"

FLOAT_LITERALS = {
    f"{family}_{name}": Piece(text, OracleType(family), nullable=False)
    for family in ("BINARY_FLOAT", "BINARY_DOUBLE")
    for name, text in (("INFINITY", INFINITY), ("NAN", NAN))
}
