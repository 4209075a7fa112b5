"""The portal of the lessons about people: registered, its door in place, and nobody signed in yet."""

from ordslab.lessons.checkpoint import Checkpoint

PORTAL, PORTAL_PRIVILEGE = "license_portal", "portal_priv"

_CELLS = (
    """%%sql
declare
  l_roles    owa.vc_arr;
  l_modules  owa.vc_arr;
  l_patterns owa.vc_arr;
begin
  ords.define_service(
    p_module_name => 'portal',
    p_base_path   => '/portal/',
    p_pattern     => 'me',
    p_source_type => ords.source_type_collection_item,
    p_source      => 'select :current_user as who from dual'
  );
  l_roles(1)   := 'license_role';
  l_roles(2)   := 'SQL Developer';
  l_modules(1) := 'portal';
  ords.define_privilege(
    p_privilege_name => 'portal_priv',
    p_roles          => l_roles,
    p_patterns       => l_patterns,
    p_modules        => l_modules,
    p_label          => 'Your licenses',
    p_description    => 'See who you are and which licenses are yours'
  );
  commit;
end;""",
    "redirect_uri = lab.callback.address",
    """%%sql
declare
  l_client ords_types.t_client_credentials;
begin
  l_client := ords_security.register_client(
    p_name            => 'license_portal',
    p_grant_type      => 'authorization_code',
    p_description     => 'Shows your licenses',
    p_redirect_uri    => :redirect_uri,
    p_privilege_names => 'portal_priv',
    p_support_email   => 'portal@example.com',
    p_client_secret   => ords_types.oauth_client_secret()
  );
  commit;
  :portal_id     := l_client.client_key.client_id;
  :portal_secret := l_client.client_secret.secret;
end;""",
    'lab.vault.keep("license_portal", portal_id, portal_secret)',
)

REGISTERED = Checkpoint(
    name="portal", hints=(), cells=_CELLS, look_beyond=lambda _: "The portal is registered.", keeps=(PORTAL,)
)
"""What lessons 12 and 13 begin with."""
