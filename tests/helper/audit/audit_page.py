"""Writes the table of findings into docs/AUDIT.md. To renew it: python tests/helper/audit/audit_page.py"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ordslab.audit.rules import LEVELS, RULES, Rule

PAGE = Path(__file__).parents[3] / "docs" / "AUDIT.md"
BEGIN, END = "<!-- made by tests/helper/audit/audit_page.py -->\n", "<!-- to here -->\n"


def page() -> str:
    """The page as it is, with the table as it should be."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    return before + BEGIN + "".join(_sections()) + END + rest.partition(END)[2]


def _sections() -> Iterator[str]:
    for level in LEVELS:
        yield f"\n### {level.capitalize()}s\n"
        for rule in RULES.values():
            if rule.level == level:
                yield _section(rule)
    yield "\n"


def _section(rule: Rule) -> str:
    facts = [f"risk {rule.risk}:2023" if rule.risk else "", f"CWE-{rule.cwe}" if rule.cwe else ""]
    facts.append(f"lesson [{rule.lesson}](../{rule.page})")
    said = rule.text.replace("*", "\\*").replace("{", "*").replace("}", "*")
    return (
        f"\n#### `{rule.id}`\n\n{', '.join(filter(None, facts))}\n\n> {said}\n\n"
        f"**Why.** {_text(rule.why)}  \n**The SQL.** {_text(rule.mend)}\n"
    )


def _text(said: str) -> str:
    """A sentence of the table in Markdown."""
    return said.replace("*", "\\*").replace("_", "\\_")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{len(RULES)} findings written to {PAGE.name}")
