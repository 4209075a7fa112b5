"""JSON_ELEMENT_T, JSON_OBJECT_T, JSON_ARRAY_T, JSON_SCALAR_T.

Marks. Documented: the methods; a value that is got is the same data, not a copy; what cannot be got is NULL; GET_DATE
cuts the time off. Inferred: PUT of an element keeps the same data too; PARSE of NULL gives NULL. ON_ERROR with another
argument than 0 is refused.
"""

from ordslab.sandbox.plsql.standard.json.arrays import JSON_ARRAY_T
from ordslab.sandbox.plsql.standard.json.elements import JSON_ELEMENT_T, JSON_SCALAR_T
from ordslab.sandbox.plsql.standard.json.objects import JSON_OBJECT_T

__all__ = ["JSON_ARRAY_T", "JSON_ELEMENT_T", "JSON_OBJECT_T", "JSON_SCALAR_T"]
