"""Oracle's grammar that is not here, by the words that it begins with: refused by its name, ORA-03001.

Without these tables it would read as a syntax error of the learner's own. Source: SQL Language Reference, 19c and 23ai
(documented). What needs more than the next words to be told stands where it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

Follow = tuple[tuple[str, ...], str]
Table = Mapping[str, tuple[Follow, ...]]
"""By the first word: the words or signs behind it, and what it is."""

STATEMENTS: Mapping[str, str] = {
    "ADMINISTER": "ADMINISTER KEY MANAGEMENT",
    "ASSOCIATE": "ASSOCIATE STATISTICS",
    "AUDIT": "AUDIT",
    "DISASSOCIATE": "DISASSOCIATE STATISTICS",
    "FLASHBACK": "FLASHBACK TABLE and FLASHBACK DATABASE",
    "NOAUDIT": "NOAUDIT",
}
"""Statements, by their first word."""

_INTERVAL = "intervals made of dates, (a - b) DAY TO SECOND"
_PARTITIONS = "partitions in FROM"

BEHIND_OPERAND: Table = {
    "DAY": ((("TO",), _INTERVAL), (("(",), _INTERVAL)),
    "YEAR": ((("TO",), _INTERVAL), (("(",), _INTERVAL)),
    "MEMBER": ((("OF",), "MEMBER OF"),),
    "SUBMULTISET": ((("OF",), "SUBMULTISET OF"),),
    "MULTISET": tuple(((word,), "MULTISET UNION, INTERSECT and EXCEPT") for word in ("UNION", "INTERSECT", "EXCEPT")),
    "OVERLAPS": ((("(",), "OVERLAPS"),),
    "@": (((), "database links"),),
    "<": ((("-", ">"), "the operators of vectors, <-> <=> <#>"),),
    "<=": (((">",), "the operators of vectors, <-> <=> <#>"),),
}
"""What may stand behind an operand."""

AS_OPERAND: Table = {
    "SET": ((("(",), "SET(...), a collection without what is twice in it"),),
    **{
        word: ((("(",), word),)
        for word in (
            *("TREAT", "XMLAGG", "XMLCAST", "XMLCDATA", "XMLCOLATTVAL", "XMLCOMMENT", "XMLCONCAT", "XMLDIFF"),
            *("XMLELEMENT", "XMLEXISTS", "XMLFOREST", "XMLISVALID", "XMLPARSE", "XMLPATCH", "XMLPI", "XMLQUERY"),
            *("XMLROOT", "XMLSEQUENCE", "XMLSERIALIZE", "XMLTRANSFORM"),
        )
    },
    **{
        word: ((("(",), f"function {word}"),)
        for word in (
            *("FUZZY_MATCH", "PHONIC_ENCODE", "VECTOR_DISTANCE", "VECTOR_EMBEDDING", "VECTOR_SERIALIZE"),
            *("FROM_VECTOR", "TO_VECTOR", "VECTOR_CHUNKS"),
        )
    },
}
"""What may stand as an operand."""

BEHIND_TABLE: Table = {
    "PARTITION": (
        (("BY",), "joins with PARTITION BY"),
        (("(",), _PARTITIONS),
        (("FOR",), _PARTITIONS),
    ),
    "SUBPARTITION": ((("(",), _PARTITIONS), (("FOR",), _PARTITIONS)),
    "SAMPLE": ((("(",), "SAMPLE in FROM"), (("BLOCK",), "SAMPLE in FROM")),
    "VERSIONS": ((("BETWEEN",), "VERSIONS in FROM"),),
    "AS": ((("OF",), "flashback queries"),),
    "@": (((), "database links"),),
}
"""What may stand behind a table in FROM, before or behind its alias."""

METHODS = frozenset(
    {
        *("APPENDCHILDXML", "CREATENONSCHEMABASEDXML", "CREATESCHEMABASEDXML", "DELETEXML", "EXISTSNODE", "EXTRACT"),
        *("GETBLOBVAL", "GETCLOBVAL", "GETNAMESPACE", "GETNUMBERVAL", "GETROOTELEMENT", "GETSCHEMAURL", "GETSTRINGVAL"),
        *("INSERTCHILDXML", "INSERTXMLBEFORE", "ISFRAGMENT", "ISSCHEMABASED", "ISSCHEMAVALID", "TOOBJECT", "TRANSFORM"),
    }
)
"""Methods of XMLTYPE."""

PSEUDOCOLUMNS = frozenset(
    {
        *("COLUMN_VALUE", "OBJECT_ID", "OBJECT_VALUE", "ORA_ROWSCN", "ORA_SHARDSPACE_NAME", "XMLDATA"),
        *("VERSIONS_ENDSCN", "VERSIONS_ENDTIME", "VERSIONS_OPERATION", "VERSIONS_STARTSCN", "VERSIONS_STARTTIME"),
        "VERSIONS_XID",
    }
)
"""Pseudocolumns, which a column of that name hides."""


def refused(table: Table, first: str, ahead: Callable[[int], str]) -> str | None:
    """What begins with `first` and is not here. `ahead` gives the word or sign so many tokens further, or ''."""
    for words, what in table.get(first, ()):
        if all(ahead(number) == word for number, word in enumerate(words, 1)):
            return what
    return None
