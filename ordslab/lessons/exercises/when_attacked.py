"""Exercise 13: a client that somebody smuggled in: find it by where it sends people, and end it."""

from ordslab.chain import read
from ordslab.lessons.checkpoint import Checkpoint, NotTried, NotYet
from ordslab.lessons.portal import PORTAL
from ordslab.workbench import Workbench

_NAME, _HOST = "prize_app", "https://prize.example/"


def _look_beyond(lab: Workbench) -> str:
    committed, mine = read(lab)
    if not any(each.location.startswith(_HOST) for each in lab.journal):
        raise NotTried("Nobody has fallen for the prize yet: run the first two cells of the exercise.")
    if committed.client(PORTAL) is None:
        raise NotYet("The portal is gone, too: people can't work.", 'it was not the bad one. lab.solve("sign-in")', 1)
    if committed.client(_NAME) is not None:
        if mine.client(_NAME) is None:
            raise NotYet("It is deleted in your session only, and ORDS sees what is committed. Run: commit;", "", 2)
        raise NotTried("One of your clients sends people to a place that is none of yours, and it is still there.")
    return "The client that sent people to prize.example is gone, and with it all that it held."


PRIZE = Checkpoint(
    name="exercise-13",
    hints=(
        "Where a client sends people stands in user_ords_clients: select name, redirect_uri from user_ords_clients.",
        "The one whose address is not yours goes: ords_security.delete_client(p_name => ...). Its tokens go with it.",
        "And then commit;",
    ),
    cells=(
        """%%sql
declare
  l_client ords_types.t_client_credentials;
begin
  l_client := ords_security.register_client(
    p_name            => 'prize_app',
    p_grant_type      => 'authorization_code',
    p_description     => 'You have won. One more click',
    p_redirect_uri    => 'https://prize.example/callback',
    p_privilege_names => 'portal_priv',
    p_support_email   => 'prize@example.com',
    p_client_secret   => ords_types.oauth_client_secret()
  );
  commit;
  :prize_id := l_client.client_key.client_id;
end;""",
        'fallen = lab.approve("prize_app", lab.person(), client_id=prize_id)',
        """%%sql
begin
  ords_security.delete_client(p_name => 'prize_app');
  commit;
end;""",
    ),
    look_beyond=_look_beyond,
)
