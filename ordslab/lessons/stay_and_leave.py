"""Lesson 12: how people stay, by refresh tokens, how they leave, and who looked at what."""

from ordslab.errors import SqlError
from ordslab.lessons.checkpoint import Checkpoint, NotTried, NotYet
from ordslab.lessons.exercises.stay_and_leave import HOUSE_RULES
from ordslab.lessons.lesson import Lesson
from ordslab.lessons.looks import has_portal
from ordslab.lessons.portal import REGISTERED
from ordslab.lessons.prediction import Prediction
from ordslab.sql.run import rows
from ordslab.workbench import Workbench


def _look_beyond(lab: Workbench) -> str:
    has_portal(lab)
    asked = [each for each in lab.journal if each.path.endswith("/oauth/token") and "refresh_token" in each.sent]
    if not asked:
        raise NotTried("The journal holds no refresh: a POST to the token endpoint with grant_type=refresh_token.")
    if not any(each.status == 200 for each in asked):
        raise NotYet(
            f"The last refresh got {asked[-1].status}.",
            "the refresh token was used before, or its family has ended: sign in again.",
        )
    try:
        (count,) = rows(lab.connection, "select count(distinct who) from portal_calls where who is not null")[0]
    except SqlError:
        raise NotTried(
            "You have refreshed. There is no table portal_calls yet: nobody writes down who called."
        ) from None
    if not count:
        raise NotYet("portal_calls is empty: nobody's call was written down.", "/portal/mine was not called.", 2)
    return "A pass was renewed without the person, and portal_calls says who looked."


STAY_AND_LEAVE = Checkpoint(
    name="stay-and-leave",
    hints=(
        'A form with grant_type "refresh_token" and the token itself goes to the desk, with the portal\'s key.',
        "The table portal_calls is written by the handler of /portal/mine, with :current_user in the row.",
        'Call /portal/mine with a person\'s pass: lab.sign_in("license_portal", lab.person()).access.reveal().',
    ),
    cells=(
        """%%sql
create table portal_people (
  who         varchar2(128) primary key,
  customer_id number not null
);
create table portal_calls (
  called_at timestamp default systimestamp,
  who       varchar2(128),
  what      varchar2(40)
);
insert into portal_people values (user, 1);
commit;
begin
  ords.define_template(p_module_name => 'portal', p_pattern => 'mine');
  ords.define_handler(
    p_module_name => 'portal',
    p_pattern     => 'mine',
    p_method      => 'GET',
    p_source_type => ords.source_type_plsql,
    p_source      => q'[
begin
  insert into portal_calls (who, what) values (:current_user, 'licenses');
  for each in (select l.product, l.valid_until
               from   portal_people p
               join   licenses l on l.customer_id = p.customer_id
               where  p.who = :current_user) loop
    htp.p(each.product || ' until ' || to_char(each.valid_until, 'YYYY-MM-DD'));
  end loop;
end;]'
  );
  commit;
end;
/""",
        """portal = lab.vault["license_portal"]
key = (portal.client_id, portal.client_secret.reveal())
mine = lab.sign_in("license_portal", lab.person())
form = {"grant_type": "refresh_token", "refresh_token": mine.refresh.reveal()}
second = lab.http.post(f"{lab.base_url}/oauth/token", data=form, auth=key)
bearer = {"Authorization": f"Bearer {second.json()['access_token']}"}
lab.http.get(f"{lab.base_url}/portal/mine", headers=bearer)""",
    ),
    look_beyond=_look_beyond,
)

LESSON = Lesson(
    number=12,
    does="renew a pass without the person, take the yes back, and write down who looked",
    minutes=25,
    checkpoint=STAY_AND_LEAVE,
    exercises=(HOUSE_RULES,),
    starts_with=REGISTERED,
    predictions=(
        Prediction(
            name="stay-and-leave-1",
            question="The pass has ended. The portal sends its refresh token to the desk. What does the person notice?",
            options=("a page to sign in on", "a page to approve on", "nothing"),
            right=2,
            because="No browser takes part: the portal shows its key and the refresh token.",
        ),
        Prediction(
            name="stay-and-leave-2",
            question="Somebody has copied the first refresh token, and uses it now, after the portal did. What comes?",
            options=("two new tokens", "400, and no token"),
            right={200: 0, 400: 1},
            because="Each refresh token is good once; a second use means that two have it.",
        ),
        Prediction(
            name="stay-and-leave-3",
            question="You take your yes back. The portal's pass would be good for most of an hour. What does it get?",
            options=("200, until the pass ends", "401 at once"),
            right={200: 0, 401: 1, 403: 1},
            because="The yes is looked up at each call, as roles are.",
        ),
        Prediction(
            name="stay-and-leave-4",
            question="The person signs out of ORDS. And the pass that the portal holds?",
            options=("it has ended too", "it works on"),
            right={401: 0, 200: 1},
            because="Signing out ends the browser's cookie. The portal's pass is the portal's.",
        ),
        Prediction(
            name="stay-and-leave-5",
            question="Two people, two passes, the same address. What do they see?",
            options=("the same rows", "each their own"),
            right=1,
            because="The query asks for the rows of :current_user.",
        ),
        Prediction(
            name="stay-and-leave-6",
            question="A client without a secret asks for a token at once. In which place does the token arrive?",
            options=("in a header of the answer", "in the address that the browser goes to", "at the token endpoint"),
            right=1,
            because="There is no second step in which a key could be shown.",
        ),
    ),
)
