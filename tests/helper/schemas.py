"""Schemas to audit, and an audit in short."""

from __future__ import annotations

from .dictionary_fakes import CLIENT

TEN_MODULES = {
    "module": [(f"m{number}", f"/m{number}/", "PUBLISHED") for number in range(8)]
    + [("draft", "/draft/", "NOT_PUBLISHED"), ("customers", "/customers/", "PUBLISHED")],
    "handler": [(f"m{number}", "items/:id", "GET", "json/item", "0") for number in range(8)]
    + [
        ("m0", "items/:id", "DELETE", "plsql/block", "0"),
        ("m2", "pending", "GET", "json/collection", "0"),
        ("draft", ".", "GET", "json/collection", "0"),
        ("customers", "validation/{id}", "GET", "json/item", "0"),
    ],
    "object": [("EMP", "emp", "TABLE", "ENABLED", "DISABLED")],
    "privilege": [(f"p{number}",) for number in range(6)] + [("idle",), ("license_priv",)],
    "privilege_role": [(f"p{number}", f"r{number}") for number in range(5)]
    + [("idle", "r0"), ("license_priv", "license_role")],
    "privilege_pattern": [
        ("p1", "/m1/*"),
        ("p2", "/m2/pending/*"),
        ("p2", "/m2/items/*"),
        ("p3", "/m3/items/7"),
        ("p4", "/ords/page/m4/*"),
        ("p5", "/m5/*"),
    ],
    "privilege_module": [("p0", "m0"), ("license_priv", "customers")],
    "client": [
        (CLIENT, "1", "CLIENT_CRED", "masked none", None),
        ("batch", "2", "CLIENT_CRED", "readable none", "86400"),
        ("nobody", "3", "CLIENT_CRED", "masked none", None),
        ("spa", "4", "IMPLICIT", "none none", None),
        ("web", "5", "AUTH_CODE", "masked none", None),
        ("lost", "6", "CLIENT_CRED", "none none", None),
    ],
    "client_role": [(CLIENT, "license_role"), ("batch", "r0"), ("batch", "r1"), ("lost", "r9")],
    "client_privilege": [("web", "p1")],
}
"""Ten modules with mixed protection, and most of what can be wrong with it."""


def who(audit):
    return {str(each.endpoint): each.who for each in audit.endpoints}


def kinds(findings):
    return {(each.kind, each.subject) for each in findings}
