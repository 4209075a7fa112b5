"""The dictionary as data: look-ups by name, and what is worked out once."""

from __future__ import annotations

from dataclasses import replace

from ordslab.chain.dictionary import Dictionary, grouped, is_built_in, once
from ordslab.chain.reading import assemble

from ..dictionary_fakes import CLIENT, rows

CASE = assemble(tuple(value or "" for value in row) for row in rows())


def test_names_lead_to_their_rows():
    """Promise: a client, a module, roles and mappings are found by name, and nothing for a name that is none."""
    assert CASE.client(CLIENT).two_legged and CASE.module("customers").prefix == "/customers/"
    assert (CASE.roles_of("license_priv"), CASE.roles_held(CLIENT)) == (("license_role",), ("license_role",))
    assert CASE.guards("license_priv") == ("customers",)
    assert (CASE.client("x"), CASE.module("x"), CASE.roles_of("x"), CASE.roles_held("x"), CASE.guards("x")) == (
        None,
        None,
        (),
        (),
        (),
    )


def test_a_changed_copy_is_looked_up_anew():
    """Promise: what was worked out of one dictionary says nothing of another."""
    assert CASE.roles_held(CLIENT) == ("license_role",)
    assert replace(CASE, client_roles=()).roles_held(CLIENT) == ()


def test_work_is_done_once_for_each_dictionary():
    """Promise: a function under `once` runs once a dictionary, and also where its result is empty."""
    done = []
    work = once(lambda dictionary: done.append(dictionary) or ())
    other = Dictionary(roles=("a",))
    assert [work(CASE), work(CASE), work(other), work(CASE)] == [(), (), (), ()]
    assert done == [CASE, other]


def test_pairs_are_grouped_in_their_order():
    """Promise: firsts and seconds keep their order."""
    assert grouped([("b", 1), ("a", 2), ("b", 3)]) == {"b": (1, 3), "a": (2,)}
    assert list(grouped([("b", 1), ("a", 2)])) == ["b", "a"]


def test_what_ords_brings_along_is_known():
    """Promise: roles and privileges of ORDS's own are told from the schema's."""
    assert is_built_in("oracle.soda.privilege.developer") and is_built_in("SQL Developer")
    assert not is_built_in("license_priv")
