"""Where the facts about ORDS come from: what a key stands for on the fidelity page. All of it is public."""

from __future__ import annotations

_DOC = "https://docs.oracle.com/en/database/oracle/oracle-rest-data-services"

SOURCES: dict[str, tuple[str, str]] = {
    "APEX-SRC": ("source of Oracle's APEX builder, SQL Workshop > RESTful Services, which reads the views", ""),
    "APEXDOC-26.1": (
        "APEX 26.1, Using REST API with an OAuth Client",
        "https://docs.oracle.com/en/database/oracle/apex/26.1/apxdc/using-rest-api-oauth-client.html",
    ),
    "ARTICLE": (
        "Securing ORDS Endpoints with OAuth2, the article that the lessons follow",
        "https://apexfromthefield.com/?p=80",
    ),
    "AYP": ("SQL of a public project on an Autonomous Database that uses ORDS_SECURITY", ""),
    "DBAHUB-SEC": (
        "article on ORDS_SECURITY with transcripts",
        "https://dbahub.net/howtos/oracle-rest-data-services-ords-authentication-enhancements-"
        "ords_security-and-ords_security_admin-packages",
    ),
    "DBCOMP": ("dbcompanion, a public Java service that calls ORDS_METADATA.ORDS", ""),
    "DG-25.3-SEC": (
        "Developer's Guide 25.3, ORDS_SECURITY",
        f"{_DOC}/25.3/orddg/ords_security-pl-sql-package-reference.html",
    ),
    "DG-26.1-EXPORT": (
        "Developer's Guide 26.1, ORDS_EXPORT",
        f"{_DOC}/26.1/orddg/ords_export-pl-sql-package-reference.html",
    ),
    "DG-26.2-IDX": ("Developer's Guide 26.2, index", f"{_DOC}/26.2/orddg/book-index.html"),
    "DG-26.2-ORDS": ("Developer's Guide 26.2, package ORDS", f"{_DOC}/26.2/orddg/ORDS-reference.html"),
    "DG-26.3-ADMIN": (
        "Developer's Guide 26.3, ORDS_ADMIN",
        f"{_DOC}/26.3/orddg/oracle-rest-data-services-administration-pl-sql-package-reference.html",
    ),
    "DG-26.3-EXPORTADM": (
        "Developer's Guide 26.3, ORDS_EXPORT_ADMIN",
        f"{_DOC}/26.3/orddg/export_admin-pl-sql-package-reference.html",
    ),
    "DG-26.3-OAUTH": ("Developer's Guide 26.3, OAUTH", f"{_DOC}/26.3/orddg/OAUTH-reference.html"),
    "DG-26.3-SEC": (
        "Developer's Guide 26.3, ORDS_SECURITY",
        f"{_DOC}/26.3/orddg/ords_security-pl-sql-package-reference.html",
    ),
    "DG-26.3-SECADM": (
        "Developer's Guide 26.3, ORDS_SECURITY_ADMIN",
        f"{_DOC}/26.3/orddg/ords_security_admin-pl-sql-package.html",
    ),
    "DG-AUTOREST": (
        "Developer's Guide 25.3, Automatic Enabling of Schema Objects for REST Access",
        f"{_DOC}/25.3/orddg/developing-REST-applications.html",
    ),
    "DG-CHG-22.2": (
        "Developer's Guide 22.2, changes in this release",
        f"{_DOC}/22.2/orddg/changes-this-release-oracle-rest-data-services-developers-guide-22.2.html",
    ),
    "DG-IMPLICIT": (
        "Developer's Guide, Implicit Parameters",
        "https://docs.oracle.com/cd/G36922_01/orddg/implicit-parameters.html",
    ),
    "ERP": (
        "a public project with a test suite that ran against ORDS 25.4",
        "https://github.com/abdullahsohaill/erp-supplier-onboarding",
    ),
    "EXPENSE": ("handbook of a public production project, with its traps", ""),
    "FLOWS": ("Flows for APEX, package flow_rest_auth", "https://github.com/mt-ag/apex-flowsforapex"),
    "HOINA-DG2": (
        "drafts of the Developer's Guide, chapter 2, by ORDS's product manager",
        "https://github.com/chrishoina/db-tools-docs",
    ),
    "HOINA-JWT": (
        "tutorial on JWT profiles with roles, by ORDS's product manager",
        "https://github.com/chrishoina/blogrepo",
    ),
    "HOINA-SEC": (
        "draft of the Developer's Guide on ORDS_SECURITY with the commented specification, by ORDS's product manager",
        "https://github.com/chrishoina/db-tools-docs",
    ),
    "INSTALL-LOG": ("log of an installation of ORDS 23.2 that names every object it makes", ""),
    "JMJ": (
        "Jon Dixon on token lifetimes",
        "https://www.jmjcloud.com/blog/ords-changing-the-default-oauth2-token-expiry-lifetime",
    ),
    "KR-LAB": ("Oracle Korea's walk-through of ORDS with transcripts", ""),
    "LEARNING-LIBRARY": (
        "a user's report with the error's text",
        "https://github.com/oracle/learning-library/issues/1344",
    ),
    "MENNOOO": ("a public project on securing ORDS", "https://github.com/mennooo/securing-ords"),
    "OB-SCRIPTS": ("oracle-base's scripts on the views", "https://oracle-base.com/dba/ords/"),
    "NARCIS": ("a public project's notes on its ORDS, whose CGI environment it listed in 2026", ""),
    "OWA-REF": (
        "PL/SQL Web Toolkit Reference, OWA_UTIL and WPG_DOCLOAD",
        "https://docs.oracle.com/cd/B14099_19/web.1012/b15896/toc.htm",
    ),
    "POB-20031": (
        "Peter O'Brien on ORA-20031",
        "https://peterobrien.blog/2023/06/29/ords-database-vault-and-ora-20031",
    ),
    "POB-METHOD": (
        "Peter O'Brien, Match your method with your source",
        "https://peterobrien.blog/2020/08/01/match-your-method-with-your-source/",
    ),
    "RELNOTES-24.1": ("ORDS 24.1, release notes", "https://oracle.com/tools/ords/ords-relnotes-24.1.html"),
    "RELNOTES-24.1.1": ("ORDS 24.1.1, release notes", "https://oracle.com/tools/ords/ords-relnotes-24.1.1.html"),
    "RELNOTES-25.3": ("ORDS 25.3, release notes", "https://oracle.com/tools/ords/ords-relnotes-25.3.html"),
    "RELNOTES-24.4": ("ORDS 24.4, release notes", "https://oracle.com/tools/ords/ords-relnotes-24.4.html"),
    "RESTAPI-25.3": (
        "ORDS Database API 25.3, Get an ORDS OAuth client",
        f"{_DOC}/25.3/orrst/op-ords-rest-clients-id-get.html",
    ),
    "ROUTES-DOC": (
        "ORDS plugin API, Route Patterns",
        "https://docs.oracle.com/cd/F16814_01/ordjv/doc-files/route-patterns.html",
    ),
    "ROUTES": (
        "Colm Divilly, an engineer of ORDS, on route patterns",
        "https://blog.cdivilly.com/2015/03/10/route-patterns/",
    ),
    "SAMQA": ("a script that ORDS_EXPORT wrote, with all source types, in a public repository", ""),
    "SKILLS": (
        "Oracle's repository of generated notes on ORDS; used where nothing better was found",
        "https://github.com/oracle/skills",
    ),
    "SODA-SEC": (
        "SODA for REST, Security",
        "https://docs.oracle.com/en/database/oracle/simple-oracle-document-access/rest/adrst/security.html",
    ),
    "TJS-DBAUTH": (
        "Jeff Smith, ORDS's product manager, on database authentication",
        "https://www.thatjeffsmith.com/archive/2019/06/database-authentication-and-rest-data-services/",
    ),
    "TJS-MIG": (
        "Jeff Smith on migrating OAuth2 clients",
        "https://www.thatjeffsmith.com/archive/2024/04/migrating-oauth2-clients-and-maintaining-their-secrets/",
    ),
    "TW-NOTES": ("a developer's notes on ORDS 24 with transcripts, in Chinese", ""),
    "VB-ORDS": (
        "Visual Builder, Connect to ORDS APIs Using Fixed Credentials",
        "https://docs.oracle.com/en/cloud/paas/integration-cloud/visual-developer/"
        "connect-ords-apis-using-fixed-credentials.html",
    ),
    "WDBA": (
        "a database administrator on restoring client secrets",
        "https://walkthrough-dba.blogspot.com/2023/11/ords-how-to-restore-oauth-client-secret.html",
    ),
}
"""By key: what it is, and its address where it has a stable one. Other sources are described where they are named."""
