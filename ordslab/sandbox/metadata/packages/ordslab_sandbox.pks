-- Package ORDSLAB_SANDBOX: not Oracle's. What a lesson does to the sandbox itself; none needs a commit.
package ordslab_sandbox as

  -- Moves the sandbox's clock forward: tokens expire, SYSDATE moves.
  procedure advance_clock(
    p_seconds in number);

  -- The next answer of p_target ('token', the token endpoint) comes late ('slow', by p_seconds), is a 503
  -- ('unavailable') or never comes because the connection is closed ('drop'). Once.
  procedure fail_next(
    p_target  in varchar2 default 'token',
    p_fault   in varchar2,
    p_seconds in number   default 2);

  -- Adds a user of ORDS's own file, as `ords config user add NAME ROLES` does on a server of yours, or gives one
  -- another password and other roles (p_roles: names with commas between them). It is no user of the database.
  procedure create_user(
    p_name     in varchar2,
    p_password in varchar2,
    p_roles    in varchar2 default null);

  -- Trusts a certificate (PEM), besides the system's, where the keys of a JWT profile are fetched: for an issuer on one's
  -- own machine. Until the sandbox stops.
  procedure trust_certificate(
    p_certificate in varchar2);

end ordslab_sandbox;
