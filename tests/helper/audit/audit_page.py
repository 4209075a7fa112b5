"""Writes docs/AUDIT.md: the words here, and the table of findings. To renew it: python tests/helper/audit/audit_page.py"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ordslab.audit.rules import LEVELS, RISKS, RULES, Rule

PAGE = Path(__file__).parents[3] / "docs" / "AUDIT.md"
_HEAD = """\
# The audit, finding by finding

`ordslab audit` lists every endpoint of a schema with who may call it, and says what an expert would find. It reads only: the `USER_ORDS_` views, the
sources of handlers and of the programs that they call, the names of columns; with `--probe` it calls as a stranger does, by GET and without a token. It
looks at what is committed. Nothing here is Oracle's software, and a clean report is no proof: [what it can't see](#what-it-cant-see) stands at the end.

## In CI

    ordslab audit --profile work --sarif audit.sarif --fail-on warning

| Option | What it does |
|---|---|
| `--fail-on LEVEL` | exit status 1 when a finding of this level or a graver one counts: `error`, `warning` (the default), `note`, `never` |
| `--sarif FILE` | writes SARIF 2.1.0, for code scanning: each result says what, why, where, and the SQL |
| `--json` | prints everything for programs; [audit.schema.json](audit.schema.json) describes it. Its `schema_version` changes when an old reader would be wrong |
| `--html FILE` | writes a page for people |
| `--write-baseline FILE` | keeps what is found now |
| `--baseline FILE` | what stands in it is known and doesn't count: the build fails on what is new. An earlier `--json` will do, too |
| `--suppressions FILE` | what is right as it is, with a reason and a last day |
| `--public PATH` | meant to be public; `*` at its end for all that begin so. May be given several times |
| `--access-log FILE` | tells what is published and never called: common or combined log format, as a standalone ORDS and its proxies write it |
| `--probe` | calls each GET without a token, and ORDS's own addresses (`_/sql`, `_/db-api`, `_sdw`, `soda`, `mcp`) |

Exit status: 0 clean, 1 findings, 2 the audit could not be made. Errors go to stderr in two lines; stdout has the report and nothing else.

A **suppression** has all four entries. On the day after `until` it counts again, and the report says so; one that hides nothing is told as well.

```toml
[[suppress]]
id = "row_of_any_id"
subject = "GET /customers/*"           # what the finding is about; * at the end for all that begin so
reason = "The billing backend may ask for any customer."
until = 2027-06-30
```

A finding is **recognised** from one audit to the next by its id, what it is about and where it is; the line may move. The **SQL** of a finding makes an end of it in
the sandbox, which a test proves for each kind; read it before you run it. Where there is none, the table says why.
{ci}
## The findings

Risks are those of the OWASP API Security Top 10 of 2023 ({risks}), weaknesses those of the Common Weakness Enumeration. The lesson is where it is learnt.
"""
_TAIL = """
## What it can't see

- Whether a row belongs to the caller: `row_of_any_id` and `row_of_any_person` tell of handlers that use a variable of their address and ask nowhere who calls (`:current_user`,
  `REMOTE_USER` and their like, in the handler or in a program of the schema that it calls). A handler that asks may still compare wrongly. Where a pre-hook stands
  before the handler, nothing is said. AutoREST never asks; there the role decides alone.
- Columns that a PL/SQL handler writes by itself, and those of a query by another name than `password`, `secret`, `api_key`, `ssn`, `iban`, `birth_date` and the like.
- Dynamic SQL in programs of other schemas, in wrapped sources, in JavaScript. Sources are read as words, not compiled: what comes from outside is followed
  through assignments and arguments; what went through `DBMS_ASSERT` or `TO_NUMBER` is held to be harmless.
- One role for reading and deleting on AutoREST's objects: there ORDS makes one role for all of an object.
- The configuration of ORDS, but for what its addresses answer; limits of calls (API4) but for pages; calls that your database makes (API7, API10); flows of business (API6).
"""


def page(ci: str = "") -> str:
    """The whole page."""
    risks = "; ".join(f"{key}: {name}" for key, name in RISKS.items())
    return _HEAD.format(risks=risks, ci=ci) + "".join(_sections()) + _TAIL


def _sections() -> Iterator[str]:
    for level in LEVELS:
        yield f"\n### {level.capitalize()}s\n"
        for rule in RULES.values():
            if rule.level == level:
                yield _section(rule)


def _section(rule: Rule) -> str:
    facts = [f"risk {rule.risk}:2023" if rule.risk else "", f"CWE-{rule.cwe}" if rule.cwe else ""]
    facts.append(f"lesson [{rule.lesson}](../{rule.page})")
    said = rule.text.replace("{", "*").replace("}", "*").replace("/*", "/\\*")
    return (
        f"\n#### `{rule.id}`\n\n{', '.join(filter(None, facts))}\n\n> {said}\n\n"
        f"**Why.** {rule.why}  \n**The SQL.** {rule.mend}\n"
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{len(RULES)} findings written to {PAGE.name}")
