"""The audit of a schema: every endpoint with who may call it, what an expert would find, and the report.

`results` is what comes out; `rules` is the table of all kinds of findings, and a file a theme finds them: `exposure`,
`privileges`, `clients`, `data`, `injection`, `surface`, with the SQL of `mends`. They look at what `examined` puts
together: the chain, `details` (with `sources`), `probe` and `access_log`. `acceptance` knows the baseline and the
suppressions. The forms are text, HTML, JSON and SARIF.
"""

from ordslab.audit.acceptance import accept, baseline, read_baseline, read_suppressions
from ordslab.audit.findings import Finding, Place
from ordslab.audit.results import Access
from ordslab.audit.rules import RULES, Rule
from ordslab.audit.schema_audit import Audit, audit

__all__ = [
    "RULES",
    "Access",
    "Audit",
    "Finding",
    "Place",
    "Rule",
    "accept",
    "audit",
    "baseline",
    "read_baseline",
    "read_suppressions",
]
