"""The chain view in a kernel, on a sandbox."""

from __future__ import annotations

from ..panels import CLIENT, click, shown


def test_chain_turns_complete_link_by_link(lab):
    """Promise: the picture shows what is missing, what is not committed and what is there, by sign and words."""
    lab.reset(to="endpoint")
    panel = lab.chain(client=CLIENT)
    assert not panel.complete
    states = []
    for lesson in ("role", "privilege", "client", "call"):
        lab.reset(to=lesson)
        panel.look_again()
        states.append((panel.complete, "✓ complete" in shown(panel)))
    assert states[-1] == (True, True) and states[0] == (False, False)
    lab.connection.cursor().execute(
        "begin ords_security.revoke_client_role(p_client_name => :c, p_role_name => 'license_role'); commit;"
        " ords_security.grant_client_role(p_client_name => :c, p_role_name => 'license_role'); end;",
        c=CLIENT,
    )
    panel.look_again()
    assert "1 of 3 links not in place" in shown(panel) and "… not committed" in shown(panel)
    assert 'class="link uncommitted"' in panel.regions["picture"]
    lab.connection.commit()
    panel.look_again()
    assert panel.complete and repr(panel).count(": present") == 3


def test_choosing_shows_the_rows(lab):
    """Promise: a click on a link or node shows the dictionary's rows behind it; the choice is marked for all."""
    lab.reset(to="call")
    panel = lab.chain()
    link = next(at for at, each in enumerate(panel.links) if each.source.kind == "client")
    click(panel, "show", link=link)
    assert "USER_ORDS_CLIENT_ROLES" in shown(panel) and panel.regions["picture"].count('aria-pressed="true"') == 1
    assert "ROLE_NAME license_role" in panel.show(link=link)
    assert "********" in panel.show(node=0) and "There" not in panel.trouble
    assert "no such node" in panel.show(node=99) and "no such node" in panel.show(link=-1)
