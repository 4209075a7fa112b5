"""An audit as JSON, for programs, as `audit.schema.json` beside this file describes it: entries keep their meaning."""

import json
from typing import Any

from ordslab.audit.findings import Finding
from ordslab.audit.results import Access, Results

SCHEMA_VERSION = 1
"""It changes when a reader of the old form would be wrong about the new one; further entries don't change it."""


def as_json(audit: Results) -> str:
    """The audit. `warnings` and `notes` are what counts of the findings, in short."""
    found = {
        "schema_version": SCHEMA_VERSION,
        "schema": audit.schema,
        "alias": audit.alias,
        "probed": audit.probed,
        "endpoints": [*map(values, audit.endpoints)],
        "findings": [*map(_finding, audit.findings)],
        "warnings": [*map(_short, audit.warnings)],
        "notes": [*map(_short, audit.notes)],
    }
    return json.dumps(found, indent=2, ensure_ascii=False)


def values(row: Access) -> dict[str, Any]:
    """An endpoint, with who may call it."""
    endpoint = row.endpoint
    state = ("public" if row.is_public else "guarded") if endpoint.reachable else "not published"
    named = {"method": endpoint.method, "path": endpoint.path, "source": endpoint.source, "access": state}
    named |= {name: getattr(row, name) for name in ("privilege", "by", "roles", "clients", "users_of", "who", "probe")}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in named.items()}


def _short(finding: Finding) -> dict[str, str]:
    return {"kind": finding.kind, "subject": finding.subject, "text": finding.text}


def _finding(finding: Finding) -> dict[str, Any]:
    rule, place = finding.rule, finding.place
    return {
        "id": rule.id,
        "level": rule.level,
        "subject": finding.subject,
        "text": finding.text,
        "why": rule.why,
        "place": {
            "module": place.module or None,
            "template": place.template or None,
            "handler": place.method or None,
            "line": place.line or None,
            "name": place.name or None,
        },
        "mend": finding.mend or None,
        "mend_says": rule.mend,
        "page": rule.page,
        "risk": f"{rule.risk}:2023" if rule.risk else None,
        "cwe": rule.cwe or None,
        "fingerprint": finding.fingerprint,
        "accepted": finding.accepted or None,
    }
