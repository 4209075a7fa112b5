"""Lesson 01: a public endpoint that says whether a customer's license is valid."""

from ordslab.chain import Dictionary
from ordslab.errors import SqlError
from ordslab.lessons.checkpoint import Checkpoint, NotTried, NotYet
from ordslab.lessons.exercises.endpoint import EXPIRED_LICENSES
from ordslab.lessons.lesson import Lesson
from ordslab.lessons.looks import ENDPOINT_PATH, get_without_token
from ordslab.lessons.prediction import Prediction
from ordslab.sql.run import rows
from ordslab.text import json_object
from ordslab.workbench import Workbench

TABLES = {"LICENSES": {"CUSTOMER_ID", "PRODUCT", "VALID_UNTIL"}, "CUSTOMERS": {"ID", "NAME"}}
"""The case's tables with their columns."""

_TABLES_CELL = """%%sql
create table customers (
  id   number primary key,
  name varchar2(100) not null
);

create table licenses (
  customer_id number       not null references customers,
  product     varchar2(40) not null,
  valid_until date         not null,
  primary key (customer_id, product)
);

insert into customers values (1, 'Aurora Books');
insert into customers values (2, 'Borealis Bikes');
insert into customers values (3, 'Cumulus Coffee');
insert into licenses values (1, 'Atlas Desktop', date '2035-12-31');
insert into licenses values (2, 'Atlas Desktop', date '2024-06-30');
insert into licenses values (3, 'Atlas Desktop', date '2034-03-31');
commit;"""

_MODULE_CELL = """%%sql
begin
  ords.define_module(
    p_module_name => 'customers',
    p_base_path   => '/customers/'
  );
  ords.define_template(
    p_module_name => 'customers',
    p_pattern     => 'validation/{id}'
  );
  ords.define_handler(
    p_module_name => 'customers',
    p_pattern     => 'validation/{id}',
    p_method      => 'GET',
    p_source_type => ords.source_type_collection_item,
    p_source      => q'[
      select c.id, c.name, l.product, l.valid_until,
             case when l.valid_until >= trunc(sysdate) then 'VALID' else 'EXPIRED' end as status
      from customers c
      join licenses l on l.customer_id = c.id
      where c.id = :id]'
  );
  commit;
end;"""

NAME = "customers"
TEMPLATE = "validation/{id}"


def _look_into_dictionary(seen: Dictionary) -> None:
    module = seen.module(NAME)
    if module is None:
        if near := next((each.name for each in seen.modules if each.prefix == "/customers/"), ""):
            raise NotYet(f"The module is called {near}; the lessons call it {NAME}.", "a slip of the pen.")
        raise NotTried(f"There is no module {NAME} yet.")
    if module.prefix != "/customers/":
        raise NotYet(
            f"The module {NAME} has the base path {module.prefix}; it should be /customers/.",
            "the base path starts behind the alias, without /ords and page." if "customers/" in module.prefix else "",
        )
    if not module.published:
        raise NotYet(f"The module {NAME} is not published.", "p_status says NOT_PUBLISHED; left out, it is published.")
    templates = {_plain(each.template): each.template for each in seen.handlers if each.module == NAME}
    methods = [each.method for each in seen.handlers if each.module == NAME and _plain(each.template) == TEMPLATE]
    if not methods:
        raise NotYet(f"The module {NAME} has no template {TEMPLATE}.", _why_no_template(templates))
    if "GET" not in methods:
        other = next(filter(None, methods), "")
        raise NotYet(
            f"The template {TEMPLATE} has no handler for GET.",
            f"p_method says {other}." if other else "defining the template anew took its handlers away.",
        )


def _plain(template: str) -> str:
    """A template in one spelling: both `:id` and `{id}` are right."""
    return template.strip("/").replace(":id", "{id}")


def _why_no_template(templates: dict[str, str]) -> str:
    if not templates:
        return "defining the module anew took its templates away: define the template again."
    for plain, written in templates.items():
        if plain.startswith("customers/"):
            return f"{written} repeats the base path: a template starts behind it."
        if plain.lower().startswith("validation"):
            return f"{written} is another one: it takes validation/ and a variable id, as {{id}} or :id."
    return f"it has others: {', '.join(templates.values())}."


def _look_beyond(lab: Workbench) -> str:
    answer = get_without_token(lab)
    call = f"GET {ENDPOINT_PATH}"
    if answer.status_code == 401:
        return f"{call} answers 401: the endpoint is there, and protected already."
    if answer.status_code == 404:
        raise NotYet(f"{call} answers 404: the handler's query finds no row for customer 1.", _why_no_row(lab))
    if answer.status_code != 200:
        cause = _cause(answer.text)
        raise NotYet(f"{call} answers {answer.status_code}: {cause}", _why_failed(cause))
    document = json_object(answer.content)
    if document is None:
        raise NotYet(
            f"{call} answers 200, but no JSON object.", "the source type is another: a collection item is meant."
        )
    if "items" in document:
        raise NotYet(
            f"{call} answers a collection.",
            "p_source_type was left out, or is that of a feed: ords.source_type_collection_item answers one object.",
        )
    if document.get("id") != 1 or document.get("status") != "VALID":
        wanted = "the query's columns have other names, or the row another date: id and status are expected."
        raise NotYet(f"{call} answers 200, but not with id 1 and status VALID.", wanted)
    return f"{call} answers 200, to anyone: the license of customer 1 is VALID."


def _why_no_row(lab: Workbench) -> str:
    """Rows that only the learner's session has, or a query that misses them."""
    query = "select count(*) from customers c join licenses l on l.customer_id = c.id where c.id = 1"
    try:
        with lab.connect() as connection:
            ((committed,),) = rows(connection, query)
        ((seen,),) = rows(lab.connection, query)
    except SqlError:
        return ""
    if seen and not committed:
        return "the rows are in your session only: commit."
    return (
        "the variable in the query has another name than that of the template." if committed else "there are no rows."
    )


def _why_failed(cause: str) -> str:
    if "ORA-00942" in cause:
        return "the query names a table that is not there."
    if "ORA-00904" in cause:
        return "the query names a column that is not there."
    return "the query works in SQL and fails here? Then look at its bind variable." if "ORA-" in cause else ""


def _cause(text: str) -> str:
    document = json_object(text)
    if document is None:
        return "no JSON"
    return str(document.get("cause") or document.get("message") or "no reason given").splitlines()[0]


ENDPOINT = Checkpoint(
    name="endpoint",
    hints=(
        "The tables come first: customers and licenses, with their rows, committed.",
        "Three calls make an endpoint: ords.define_module, ords.define_template, ords.define_handler. Then commit.",
        "Base path /customers/, template validation/{id}: the two make the address customers/validation/1.",
        "The handler's p_source_type is ords.source_type_collection_item, and its query ends: where c.id = :id",
    ),
    cells=(_TABLES_CELL, _MODULE_CELL),
    look_into_dictionary=_look_into_dictionary,
    look_beyond=_look_beyond,
    leaves_something=True,
)

LESSON = Lesson(
    number=1,
    does="turn a query into a URL that answers everybody",
    minutes=15,
    checkpoint=ENDPOINT,
    exercises=(EXPIRED_LICENSES,),
    predictions=(
        Prediction(
            name="endpoint-1",
            question="The module, the template and the handler are committed. What does the same call get now?",
            options=("404, as before", "200 and the row as JSON", "401: somebody has to log in first"),
            right={404: 0, 200: 1, 401: 2},
            because="A new endpoint answers as soon as it is committed.",
        ),
        Prediction(
            name="endpoint-2",
            question="Customer 99 is in no table, so the query finds no row. What does ORDS answer?",
            options=("200 and an empty body", "404", "500, an error of the database"),
            right={200: 0, 404: 1, 500: 2, 555: 2},
            because="For one item, no row means: no such thing.",
        ),
        Prediction(
            name="endpoint-3",
            question="A stranger calls, without a password, a name or a token. What do they get?",
            options=("200 and the license", "401", "404"),
            right=0,
            because="A new endpoint is public until you say otherwise.",
        ),
    ),
)
