"""Exercise 12: how long passes, vouchers and visits last, by the rules of a house."""

import re

from ordslab.chain import Dictionary
from ordslab.lessons.checkpoint import Checkpoint, NotTried, NotYet
from ordslab.lessons.looks import not_there
from ordslab.lessons.portal import PORTAL
from ordslab.sql.run import rows
from ordslab.workbench import Workbench

_PASS, _STAY, _CODE = 900, 28_800, 60
_NUMBERS, _WHICH, _SIGN_IN = 0, 1, 2
"""The hints, by what they are about."""


def _look_into_dictionary(seen: Dictionary) -> None:
    client = seen.client(PORTAL)
    if client is None:
        raise not_there("client", PORTAL, (each.name for each in seen.clients))
    if client.token_seconds in (None, 2, 3600):
        raise NotTried("The portal's passes live as long as ever.")
    if client.token_seconds != _PASS:
        raise NotYet(
            f"A pass of the portal lives {client.token_seconds} seconds; 15 minutes are {_PASS}.",
            "the three numbers stand in one another's places."
            if client.token_seconds in (_STAY, _CODE)
            else "it is counted in seconds.",
            _NUMBERS,
        )


def _look_beyond(lab: Workbench) -> str:
    query = "select name, refresh_duration, code_duration from user_ords_clients"
    stay, code = next(each[1:] for each in rows(lab.connection, query) if each[0] == lab.names.in_database(PORTAL))
    if (stay, code) != (_STAY, _CODE):
        raise NotYet(
            f"A refresh token lives {stay or 'as long as ever'} and a code {code or 'as long as ever'}, in seconds.",
            "null leaves ORDS's own." if None in (stay, code) else "eight hours and one minute, in seconds.",
            _WHICH,
        )
    bought = [each.received for each in lab.journal if each.path.endswith("/oauth/token") and each.status == 200]
    if not any(re.search(rf'"expires_in": {_PASS}\b', each) for each in bought):
        raise NotYet("The rules are set. No pass was bought under them yet.", "", _SIGN_IN)
    return "A pass lives 15 minutes, a visit eight hours, a voucher one minute."


HOUSE_RULES = Checkpoint(
    name="exercise-12",
    hints=(
        "All three are counted in seconds: 15 * 60, 8 * 3600, 60.",
        "p_token_duration is the pass, p_refresh_duration how long somebody may stay, p_code_duration the voucher.",
        'Let a person sign in, and see the first pass that is made so: lab.sign_in("license_portal", lab.person())',
        "ORDS sees what is committed.",
    ),
    cells=(
        """%%sql
begin
  ords_security.update_client_token_duration(
    p_name             => 'license_portal',
    p_token_duration   => 900,
    p_refresh_duration => 28800,
    p_code_duration    => 60
  );
  commit;
end;""",
        'lab.sign_in("license_portal", lab.person()).seconds',
    ),
    look_into_dictionary=_look_into_dictionary,
    look_beyond=_look_beyond,
)
