"""Oracle's own packages, one module each."""

from __future__ import annotations

from ordslab.sandbox.plsql.standard.dbms_application_info import DBMS_APPLICATION_INFO
from ordslab.sandbox.plsql.standard.dbms_output import DBMS_OUTPUT
from ordslab.sandbox.plsql.standard.dbms_session import DBMS_SESSION
from ordslab.sandbox.plsql.standard.dbms_standard import DBMS_STANDARD
from ordslab.sandbox.plsql.standard.dbms_transaction import DBMS_TRANSACTION
from ordslab.sandbox.plsql.standard.dbms_utility import DBMS_UTILITY
from ordslab.sandbox.plsql.standard.htp import HTP
from ordslab.sandbox.plsql.standard.owa import OWA
from ordslab.sandbox.plsql.standard.owa_util import OWA_UTIL

__all__ = ["PACKAGES"]

PACKAGES = (
    DBMS_STANDARD,
    DBMS_OUTPUT,
    DBMS_APPLICATION_INFO,
    DBMS_SESSION,
    DBMS_TRANSACTION,
    DBMS_UTILITY,
    OWA,
    HTP,
    OWA_UTIL,
)
