"""Lesson 15: the caller is a procedure in the database, and its secret is in a credential."""

from ordslab.chain import Dictionary
from ordslab.errors import SqlError
from ordslab.lessons.checkpoint import Checkpoint, NotTried, NotYet
from ordslab.lessons.exercises.clients import holds_role, registered, registering
from ordslab.lessons.exercises.from_inside import SECOND_JOB, credential
from ordslab.lessons.lesson import Lesson
from ordslab.lessons.prediction import Prediction
from ordslab.sql.run import rows
from ordslab.workbench import Workbench

_JOB = "billing_job"


def _look_into_dictionary(seen: Dictionary) -> None:
    registered(_JOB, seen)
    holds_role(_JOB, seen, 0)


def _look_beyond(lab: Workbench) -> str:
    try:
        checked = rows(lab.observer, "select customer, status from license_checks")
    except SqlError as error:
        if error.code != "ORA-00942":
            raise
        raise NotTried("There is no table license_checks.") from None
    if not checked:
        if rows(lab.connection, "select customer from license_checks"):
            raise NotYet("The checks are in your session only. Run: commit;", "the last block has no commit.", hint=3)
        raise NotTried("The table license_checks is empty: the job has not run.")
    refused = [status for _, status in checked if status.startswith("HTTP")]
    if refused:
        raise NotYet(
            f"The job was answered {refused[0]}.",
            f"the client {_JOB} lacks the role, or the door's address is not right. Empty the table, and run it again.",
            hint=0,
        )
    source = "".join(text for (text,) in rows(lab.observer, "select text from user_source order by name, line"))
    if _JOB in lab.vault and lab.vault[_JOB].client_secret.reveal() in source:
        raise NotYet("The secret stands in the source of a procedure, for everybody to read.", "", hint=2)
    return "The database asked for itself, and its secret is in no line of code."


FROM_INSIDE = Checkpoint(
    name="from-inside",
    hints=(
        f"The job is a client as any other: {_JOB}, with license_role granted.",
        "apex_web_service.make_rest_request calls; the status is in apex_web_service.g_status_code.",
        "apex_credential.set_persistent_credentials takes id and secret, as binds; p_credential_static_id uses them.",
        "check_licenses(:base) writes into license_checks. Mind the commit.",
    ),
    cells=(
        registering(_JOB, "job_id", "job_secret"),
        f'lab.vault.keep("{_JOB}", job_id, job_secret)',
        """%%sql
begin
  ords_security.grant_client_role(p_client_name => 'billing_job', p_role_name => 'license_role');
  commit;
end;""",
        *credential("LICENSE_DESK", _JOB),
        "%%sql\ncreate table license_checks (customer number, status varchar2(20), checked date)",
        """%%sql
create or replace procedure check_licenses(p_base in varchar2) is
  l_text clob;
begin
  for customer in 1 .. 3 loop
    l_text := apex_web_service.make_rest_request(
      p_url                  => p_base || '/customers/validation/' || customer,
      p_http_method          => 'GET',
      p_credential_static_id => 'LICENSE_DESK',
      p_token_url            => p_base || '/oauth/token'
    );
    insert into license_checks values (
      customer,
      case apex_web_service.g_status_code
        when 200 then json_value(l_text, '$.status')
        else 'HTTP ' || apex_web_service.g_status_code
      end,
      sysdate
    );
  end loop;
end;
/""",
        "base = lab.base_url",
        "%%sql\nbegin\n  check_licenses(:base);\n  commit;\nend;",
    ),
    look_beyond=_look_beyond,
    look_into_dictionary=_look_into_dictionary,
    keeps=(_JOB,),
)

LESSON = Lesson(
    number=15,
    does="let the database itself call, and keep its secret out of the code",
    minutes=20,
    checkpoint=FROM_INSIDE,
    exercises=(SECOND_JOB,),
    predictions=(
        Prediction(
            name="from-inside-1",
            question="PL/SQL knocks at the closed door without a pass. What happens in the block?",
            options=("an exception", "nothing: the status waits in a variable"),
            right=1,
            because="The call was made and answered. Whether the answer is good is for your code to ask.",
        ),
        Prediction(
            name="from-inside-2",
            question="A procedure has the secret in its code. Where can it be read?",
            options=("nowhere: the code runs inside the database", "in the dictionary, by a query"),
            right=1,
            because="Source code is data: USER_SOURCE shows it, and so do exports and backups.",
        ),
        Prediction(
            name="from-inside-3",
            question="The block calls an address on another machine. What happens?",
            options=("it is answered, as from your browser", "ORA-24247: nobody has allowed that"),
            right=1,
            because="A database calls nobody unless an access control list says that it may.",
        ),
    ),
)
