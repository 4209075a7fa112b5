"""WPG_DOCLOAD: a file as the response of a PL/SQL handler.

Documented (PL/SQL Web Toolkit Reference): DOWNLOAD_FILE sends a BLOB; type, name and so on are headers that the caller
writes before. Inferred: what else the block prints as its body is not sent.
"""

from __future__ import annotations

from ordslab.sandbox.plsql.packages import Package, PackageCall
from ordslab.sandbox.plsql.standard.htp import page_of
from ordslab.sandbox.plsql.values import Cell
from ordslab.sandbox.sql.errors import not_supported

WPG_DOCLOAD = Package(
    """
    package wpg_docload as
      procedure download_file(p_filename in varchar2, p_bcaching in boolean default true);
      procedure download_file(p_blob in out blob);
      function is_file_download return boolean;
    end wpg_docload;
    """
)


@WPG_DOCLOAD.body("download_file")
def download_document(call: PackageCall, p_filename: str | None, p_bcaching: bool | None) -> None:
    """A document of the gateway's table of documents: the sandbox has no gateway. Raises ORA-03001."""
    raise not_supported("table of documents: WPG_DOCLOAD.DOWNLOAD_FILE sends a BLOB")


@WPG_DOCLOAD.body("download_file", 2)
def download_blob(call: PackageCall, p_blob: Cell) -> None:
    """The BLOB is the response's body."""
    page_of(call.session).file = bytes(p_blob.value or b"")


@WPG_DOCLOAD.body("is_file_download")
def is_file_download(call: PackageCall) -> bool:
    """Has a file been given to download?"""
    return page_of(call.session).file is not None
