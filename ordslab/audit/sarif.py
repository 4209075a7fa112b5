"""An audit as SARIF 2.1.0 (OASIS), for code scanning.

A schema has no files, and code scanning wants one for each result: handlers, clients and the rest get addresses of the
form `ords/ALIAS/module/template/GET.sql`. The sources themselves are left out: they may hold what is secret.
"""

import json
import re
from typing import Any
from urllib.parse import quote

from ordslab import distribution
from ordslab.audit.findings import Finding, Place
from ordslab.audit.results import Results
from ordslab.audit.rules import RISKS, RULES, Rule

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_RISKS = "OWASP API Security Top 10"
_SEVERITIES = {"error": "8.0", "warning": "5.0", "note": "2.0"}
_ORDER = {each: at for at, each in enumerate(RULES)}


def as_sarif(audit: Results) -> str:
    """The findings with all that it takes to mend them."""
    driver = {
        "name": "ordslab audit",
        "version": distribution.installed().version,
        "rules": [*map(_rule, RULES.values())],
        "supportedTaxonomies": [{"name": _RISKS, "index": 0}],
    }
    run = {
        "tool": {"driver": driver},
        "taxonomies": [_taxonomy()],
        "automationDetails": {"id": f"ordslab-audit/{audit.alias or audit.schema}/"},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, audit.alias or audit.schema.lower()) for each in audit.findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _rule(rule: Rule) -> dict[str, Any]:
    text = f"{rule.why}\n\nThe mend. {rule.mend}\n\nThe lesson: {rule.page}"
    tags = ["security", *([f"external/cwe/cwe-{rule.cwe:03}"] if rule.cwe else [])]
    made: dict[str, Any] = {
        "id": rule.id,
        "name": rule.id.title().replace("_", ""),
        "shortDescription": {"text": rule.id.replace("_", " ").capitalize()},
        "fullDescription": {"text": rule.why},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": rule.level},
        "properties": {"tags": tags, "security-severity": _SEVERITIES[rule.level], "lesson": rule.page},
    }
    if rule.risk:
        target = {"id": f"{rule.risk}:2023", "toolComponent": {"name": _RISKS, "index": 0}}
        made["relationships"] = [{"target": target, "kinds": ["relevant"]}]
    return made


def _taxonomy() -> dict[str, Any]:
    taxa = [{"id": f"{key}:2023", "name": name, "shortDescription": {"text": name}} for key, name in RISKS.items()]
    return {"name": _RISKS, "version": "2023", "organization": "OWASP", "taxa": taxa}


def _result(finding: Finding, alias: str) -> dict[str, Any]:
    parts = [finding.text, finding.rule.why]
    mending = f"To mend it:\n\n{finding.mend}" if finding.mend else f"To mend it: {finding.rule.mend}"
    marked = f"To mend it:\n\n{_fenced(finding.mend)}" if finding.mend else mending
    lesson = f"The lesson: {finding.rule.page}"
    made: dict[str, Any] = {
        "ruleId": finding.kind,
        "ruleIndex": _ORDER[finding.kind],
        "level": finding.level,
        "message": {
            "text": "\n\n".join([*parts, mending, lesson]),
            "markdown": "\n\n".join([*(_escaped(each) for each in parts), marked, lesson]),
        },
        "locations": [_location(finding.place, alias)],
        "partialFingerprints": {"ordslabFinding/v1": finding.fingerprint},
        "properties": {"subject": finding.subject, "mend": finding.mend},
    }
    if finding.accepted:
        made["suppressions"] = [{"kind": "external", "status": "accepted", "justification": finding.accepted}]
    return made


def _location(place: Place, alias: str) -> dict[str, Any]:
    parts = [place.module, place.template, place.method] if place.module else place.name.split(" ", 1)
    path = "/".join(quote(each, safe="") for each in ("ords", alias, *parts) if each)
    logical = {"fullyQualifiedName": str(place), "kind": "function" if place.method else "object"}
    region = {"startLine": place.line or 1}
    return {
        "physicalLocation": {"artifactLocation": {"uri": f"{path}.sql"}, "region": region},
        "logicalLocations": [logical],
    }


def _fenced(sql: str) -> str:
    """SQL as a block of code that no name in it can end."""
    fence = "`" * max(3, *(len(each) + 1 for each in re.findall("`+", sql)), 3)
    return f"{fence}sql\n{sql}\n{fence}"


def _escaped(text: str) -> str:
    """Names of the schema in Markdown: text, never a link or a picture."""
    return "".join(f"\\{each}" if each in "\\`*_[]<>!|#" else each for each in text)
