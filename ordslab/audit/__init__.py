"""The audit of a schema: every endpoint with who may call it, what an expert would remark on, and the report.

`results` is what comes out, `remarks` the warnings and notes, `probe` the proof by calls; two forms: text and HTML.
"""

from ordslab.audit.results import Access, Remark
from ordslab.audit.schema_audit import Audit, audit

__all__ = ["Access", "Audit", "Remark", "audit"]
