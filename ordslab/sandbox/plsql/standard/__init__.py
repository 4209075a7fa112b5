"""Oracle's own packages and object types, one module each."""

from __future__ import annotations

from ordslab.sandbox.plsql.standard.apex_json import APEX_JSON
from ordslab.sandbox.plsql.standard.apex_web_service import APEX_WEB_SERVICE
from ordslab.sandbox.plsql.standard.dbms_application_info import DBMS_APPLICATION_INFO
from ordslab.sandbox.plsql.standard.dbms_assert import DBMS_ASSERT
from ordslab.sandbox.plsql.standard.dbms_crypto import DBMS_CRYPTO
from ordslab.sandbox.plsql.standard.dbms_lob import DBMS_LOB
from ordslab.sandbox.plsql.standard.dbms_output import DBMS_OUTPUT
from ordslab.sandbox.plsql.standard.dbms_pickler import DBMS_PICKLER
from ordslab.sandbox.plsql.standard.dbms_random import DBMS_RANDOM
from ordslab.sandbox.plsql.standard.dbms_session import DBMS_SESSION
from ordslab.sandbox.plsql.standard.dbms_standard import DBMS_STANDARD
from ordslab.sandbox.plsql.standard.dbms_transaction import DBMS_TRANSACTION
from ordslab.sandbox.plsql.standard.dbms_utility import DBMS_UTILITY
from ordslab.sandbox.plsql.standard.htp import HTF, HTP
from ordslab.sandbox.plsql.standard.json import JSON_ARRAY_T, JSON_ELEMENT_T, JSON_OBJECT_T, JSON_SCALAR_T
from ordslab.sandbox.plsql.standard.owa import OWA
from ordslab.sandbox.plsql.standard.owa_util import OWA_UTIL
from ordslab.sandbox.plsql.standard.utl_encode import UTL_ENCODE
from ordslab.sandbox.plsql.standard.utl_i18n import UTL_I18N
from ordslab.sandbox.plsql.standard.utl_raw import UTL_RAW
from ordslab.sandbox.plsql.standard.utl_url import UTL_URL
from ordslab.sandbox.plsql.standard.wpg_docload import WPG_DOCLOAD

__all__ = ["PACKAGES"]

PACKAGES = (
    DBMS_STANDARD,
    DBMS_OUTPUT,
    DBMS_APPLICATION_INFO,
    DBMS_ASSERT,
    DBMS_CRYPTO,
    DBMS_LOB,
    DBMS_PICKLER,
    DBMS_RANDOM,
    DBMS_SESSION,
    DBMS_TRANSACTION,
    DBMS_UTILITY,
    UTL_ENCODE,
    UTL_I18N,
    UTL_RAW,
    UTL_URL,
    JSON_ELEMENT_T,
    JSON_OBJECT_T,
    JSON_ARRAY_T,
    JSON_SCALAR_T,
    HTP,
    HTF,
    OWA,
    OWA_UTIL,
    WPG_DOCLOAD,
    APEX_JSON,
    APEX_WEB_SERVICE,
)
