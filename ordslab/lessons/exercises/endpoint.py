"""Exercise 1: an endpoint of the learner's own, GET /reports/expired, that lists the licenses which have run out."""

from ordslab.chain import Dictionary
from ordslab.lessons.checkpoint import Checkpoint, NotTried, NotYet
from ordslab.lessons.looks import get_without_token
from ordslab.workbench import Workbench

_MODULE, _TEMPLATE, _PATH = "reports", "expired", "/reports/expired"
_EXPIRED, _VALID = {"Borealis Bikes"}, {"Aurora Books", "Cumulus Coffee"}
_ADDRESS, _COLLECTION, _CONDITION, _COMMIT = 0, 1, 2, 3
"""The hints, by what they are about."""


def _look_into_dictionary(seen: Dictionary) -> None:
    module = seen.module(_MODULE)
    if module is None:
        if near := next((each.name for each in seen.modules if each.prefix == "/reports/"), ""):
            raise NotYet(f"The module is called {near}; call it {_MODULE}.", "a slip of the pen.", _ADDRESS)
        raise NotTried(f"There is no module {_MODULE} yet.")
    if module.prefix != "/reports/":
        raise NotYet(
            f"The module {_MODULE} has the base path {module.prefix}; it should be /reports/.",
            "a base path starts behind the alias: without /ords and page." if "reports" in module.prefix else "",
            _ADDRESS,
        )
    here = [each for each in seen.handlers if each.module == _MODULE]
    if not any(each.template.strip("/") == _TEMPLATE for each in here):
        others = ", ".join(sorted({each.template for each in here}))
        repeats = "it repeats the base path: a template starts behind it." if "reports/" in others else ""
        raise NotYet(f"The module {_MODULE} has no template {_TEMPLATE}.", repeats or (others and f"it has: {others}."))
    if not any(each.template.strip("/") == _TEMPLATE and each.method == "GET" for each in here):
        raise NotYet(
            f"The template {_TEMPLATE} has no handler for GET.",
            "p_pattern of the handler must be the template's, letter by letter.",
            _ADDRESS,
        )


def _look_beyond(lab: Workbench) -> str:
    answer = get_without_token(lab, _PATH)
    if answer.status_code != 200:
        raise NotYet(
            f"GET {_PATH} answers {answer.status_code}.",
            "the query does not run: try it in a cell of its own." if answer.status_code == 555 else "",
            _CONDITION,
        )
    try:
        names = {str(each["name"]) for each in answer.json()["items"]}
    except (ValueError, KeyError, TypeError):
        raise NotYet(
            f"GET {_PATH} answers 200, but no list with names.",
            "p_source_type answers one object, or the query does not select the name.",
            _COLLECTION,
        ) from None
    if names == _EXPIRED:
        return f"GET {_PATH} lists the license that has run out, and no other."
    if not names:
        raise NotYet(f"GET {_PATH} answers an empty list.", "the condition is never true for these rows.", _CONDITION)
    if names == _VALID:
        raise NotYet(f"GET {_PATH} lists the valid licenses.", "the condition is the other way round.", _CONDITION)
    likely = "the condition is missing." if names == _EXPIRED | _VALID else "the condition compares something else."
    raise NotYet(f"GET {_PATH} lists {', '.join(sorted(names))}.", likely, _CONDITION)


EXPIRED_LICENSES = Checkpoint(
    name="exercise-1",
    hints=(
        "Base path /reports/ and template expired: the two make the address reports/expired.",
        "A list of rows is p_source_type => ords.source_type_collection_feed, and its query selects c.name.",
        "A license has run out when its last day is behind us: l.valid_until < trunc(sysdate)",
        "The last gap is the line that makes it last: commit;",
    ),
    cells=(
        'lab.solve("endpoint")  # the tables of the lesson, where they are missing',
        """%%sql
begin
  ords.define_module(
    p_module_name => 'reports',
    p_base_path   => '/reports/'
  );
  ords.define_template(
    p_module_name => 'reports',
    p_pattern     => 'expired'
  );
  ords.define_handler(
    p_module_name => 'reports',
    p_pattern     => 'expired',
    p_method      => 'GET',
    p_source_type => ords.source_type_collection_feed,
    p_source      => q'[
      select c.name, l.valid_until
      from customers c
      join licenses l on l.customer_id = c.id
      where l.valid_until < trunc(sysdate)]'
  );
  commit;
end;""",
        'lab.show(lab.http.get(f"{lab.base_url}/reports/expired"))',
    ),
    look_into_dictionary=_look_into_dictionary,
    look_beyond=_look_beyond,
)
