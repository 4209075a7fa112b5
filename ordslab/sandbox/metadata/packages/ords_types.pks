-- Package ORDS_TYPES (24.3 and later): what ORDS_SECURITY takes and returns.
-- The records' fields are documented; their sizes, the type of ISSUED_ON and the constructors' signatures are inferred.
package ords_types as

  -- at least one of the three identifies a client
  type t_client_key is record (
    id        number,
    name      varchar2(255),
    client_id varchar2(255));

  -- slot: 1 or 2; 3 stands for both when secrets are revoked
  type t_client_secret is record (
    secret    varchar2(255),
    slot      number,
    stored    boolean,
    issued_on date);

  type t_client_credentials is record (
    client_key    t_client_key,
    client_secret t_client_secret);

  -- at least one of the three, as in t_client_key
  function oauth_client_key(
    p_id        in number   default null,
    p_name      in varchar2 default null,
    p_client_id in varchar2 default null) return t_client_key;

  -- Without p_secret: a secret to be generated. p_stored: keep it readable in USER_ORDS_CLIENTS.
  function oauth_client_secret(
    p_secret in varchar2 default null,
    p_slot   in number   default null,
    p_stored in boolean  default null) return t_client_secret;

end ords_types;
