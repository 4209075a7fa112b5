"""The page of the findings is the table, and the table is sound."""

from __future__ import annotations

import re
from pathlib import Path

from ordslab.audit.rules import LEVELS, RISKS, RULES

from .audit_page import PAGE, page

ROOT = Path(__file__).parents[3]


def test_the_page_is_fresh():
    """Promise: every finding stands on the page as it is. To renew it: python tests/helper/audit/audit_page.py"""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_links_lead_somewhere():
    """Promise: each finding leads to a lesson that there is, and the page to files that there are."""
    for rule in RULES.values():
        assert (ROOT / rule.page).is_file(), rule.id
    for target in re.findall(r"\]\(([^#)]+)\)", page()):
        assert (PAGE.parent / target).exists(), target


def test_each_finding_has_what_a_reader_needs():
    """Promise: level, risk and weakness that there are; sentences, a reason, and what its SQL does or why not."""
    for rule in RULES.values():
        assert re.fullmatch(r"[a-z_]+", rule.id) and rule.level in LEVELS
        assert rule.risk in ("", *RISKS) and rule.cwe >= 0
        for said in (rule.text, rule.why, rule.mend):
            assert said.endswith(".") and len(said) > 10, rule.id


def test_the_ids_that_were_given_once_stay():
    """Promise: baselines, suppressions and code scanning of users go by these; a new one is added, none renamed."""
    assert set(RULES) >= {
        *("built_in_role", "open_address", "no_tls", "schema_not_enabled", "bare_path", "partly_guarded"),
        *("public_endpoint", "privilege_without_mapping", "privilege_without_role", "pattern_without_endpoint"),
        *("implicit_client", "client_without_role", "secret_in_clear", "long_token_lifetime", "probe_differs"),
        *("row_of_any_person", "secret_column", "personal_column", "endless_page", "role_reads_and_deletes"),
        *("any_origin", "http_redirect", "sql_injection", "not_committed", "public_catalog", "meant_to_be_public"),
        *("public_when_published", "client_without_secret", "role_opens_nothing", "jwt_profile", "row_of_any_id"),
        *("built_in_role_opens", "never_called", "built_in_address", "old_package", "not_looked_at"),
        *("suppression_expired", "suppression_unused"),
    }
