-- Package ORDS_SECURITY (24.3 and later): OAuth clients, their secrets, roles and durations.
-- After the Developer's Guide's chapter on the package. Inferred: RENAME_CLIENT's parameters, the defaults of
-- REGISTER_CLIENT_SECRET's flags, P_ROLE_CLAIM_NAME's default.
package ords_security as

  function register_client(
    p_name             in varchar2,
    p_grant_type       in varchar2,
    p_description      in varchar2 default null,
    p_client_secret    in ords_types.t_client_secret default ords_constants.oauth_client_secret_skip,
    p_privilege_names  in varchar2 default null,
    p_origins_allowed  in varchar2 default null,
    p_redirect_uri     in varchar2 default null,
    p_support_email    in varchar2 default null,
    p_support_uri      in varchar2 default null,
    p_token_duration   in number   default null,
    p_refresh_duration in number   default null,
    p_code_duration    in number   default null) return ords_types.t_client_credentials;

  -- never creates a secret
  procedure register_client(
    p_name             in varchar2,
    p_grant_type       in varchar2,
    p_description      in varchar2 default null,
    p_privilege_names  in varchar2 default null,
    p_origins_allowed  in varchar2 default null,
    p_redirect_uri     in varchar2 default null,
    p_support_email    in varchar2 default null,
    p_support_uri      in varchar2 default null,
    p_token_duration   in number   default null,
    p_refresh_duration in number   default null,
    p_code_duration    in number   default null);

  function import_client(
    p_name             in varchar2,
    p_grant_type       in varchar2,
    p_description      in varchar2 default null,
    p_client_id        in varchar2 default null,
    p_privilege_names  in varchar2 default null,
    p_origins_allowed  in varchar2 default null,
    p_redirect_uri     in varchar2 default null,
    p_support_email    in varchar2 default null,
    p_support_uri      in varchar2 default null,
    p_token_duration   in number   default null,
    p_refresh_duration in number   default null,
    p_code_duration    in number   default null) return ords_types.t_client_key;

  procedure import_client(
    p_name             in varchar2,
    p_grant_type       in varchar2,
    p_description      in varchar2 default null,
    p_client_id        in varchar2 default null,
    p_privilege_names  in varchar2 default null,
    p_origins_allowed  in varchar2 default null,
    p_redirect_uri     in varchar2 default null,
    p_support_email    in varchar2 default null,
    p_support_uri      in varchar2 default null,
    p_token_duration   in number   default null,
    p_refresh_duration in number   default null,
    p_code_duration    in number   default null);

  procedure register_client_secret(
    p_name            in varchar2,
    p_client_secret   in varchar2,
    p_revoke_existing in boolean default false,
    p_revoke_sessions in boolean default false);

  function rotate_client_secret(
    p_client_key      in ords_types.t_client_key,
    p_revoke_existing in boolean default false,
    p_revoke_sessions in boolean default false) return ords_types.t_client_credentials;

  function rotate_client_secret(
    p_name            in varchar2,
    p_revoke_existing in boolean default false,
    p_revoke_sessions in boolean default false) return varchar2;

  function revoke_client_secrets(
    p_client_key      in ords_types.t_client_key,
    p_filter          in ords_types.t_client_secret default ords_constants.oauth_client_secret_default,
    p_revoke_sessions in boolean default false) return ords_types.t_client_credentials;

  procedure revoke_client_secret(
    p_name            in varchar2,
    p_client_secret   in varchar2 default null,
    p_revoke_sessions in boolean  default false);

  procedure grant_client_role(
    p_client_key in ords_types.t_client_key,
    p_role_name  in varchar2);

  procedure grant_client_role(
    p_client_name in varchar2,
    p_role_name   in varchar2);

  procedure revoke_client_role(
    p_client_key in ords_types.t_client_key,
    p_role_name  in varchar2);

  procedure revoke_client_role(
    p_client_name in varchar2,
    p_role_name   in varchar2);

  function update_client(
    p_client_key      in ords_types.t_client_key,
    p_new_name        in varchar2 default null,
    p_description     in varchar2,
    p_origins_allowed in varchar2,
    p_redirect_uri    in varchar2,
    p_support_email   in varchar2,
    p_support_uri     in varchar2) return ords_types.t_client_key;

  procedure update_client(
    p_name            in varchar2,
    p_new_name        in varchar2 default null,
    p_description     in varchar2,
    p_origins_allowed in varchar2,
    p_redirect_uri    in varchar2,
    p_support_email   in varchar2,
    p_support_uri     in varchar2);

  function update_client(
    p_client_key       in ords_types.t_client_key,
    p_new_name         in varchar2 default null,
    p_description      in varchar2,
    p_privilege_names  in varchar2,
    p_origins_allowed  in varchar2,
    p_redirect_uri     in varchar2,
    p_support_email    in varchar2,
    p_support_uri      in varchar2,
    p_token_duration   in number,
    p_refresh_duration in number,
    p_code_duration    in number) return ords_types.t_client_key;

  procedure update_client(
    p_name             in varchar2,
    p_new_name         in varchar2 default null,
    p_description      in varchar2,
    p_privilege_names  in varchar2,
    p_origins_allowed  in varchar2,
    p_redirect_uri     in varchar2,
    p_support_email    in varchar2,
    p_support_uri      in varchar2,
    p_token_duration   in number,
    p_refresh_duration in number,
    p_code_duration    in number);

  procedure update_client_privileges(
    p_client_key      in ords_types.t_client_key,
    p_privilege_names in varchar2);

  procedure update_client_privileges(
    p_name            in varchar2,
    p_privilege_names in varchar2);

  procedure update_client_token_duration(
    p_client_key       in ords_types.t_client_key,
    p_token_duration   in number,
    p_refresh_duration in number,
    p_code_duration    in number);

  procedure update_client_token_duration(
    p_name             in varchar2,
    p_token_duration   in number,
    p_refresh_duration in number,
    p_code_duration    in number);

  procedure update_client_logo(
    p_client_key   in ords_types.t_client_key,
    p_content_type in varchar2,
    p_logo         in blob);

  procedure update_client_logo(
    p_name         in varchar2,
    p_content_type in varchar2,
    p_logo         in blob);

  procedure rename_client(
    p_client_key in ords_types.t_client_key,
    p_new_name   in varchar2);

  procedure rename_client(
    p_name     in varchar2,
    p_new_name in varchar2);

  procedure delete_client(
    p_client_key in ords_types.t_client_key);

  procedure delete_client(
    p_name in varchar2);

  function verify_client(
    p_client_id     in varchar2,
    p_client_secret in varchar2 default null) return sys_refcursor;

  procedure create_jwt_profile(
    p_issuer          in varchar2,
    p_audience        in varchar2,
    p_jwk_url         in varchar2,
    p_description     in varchar2 default null,
    p_allowed_skew    in number   default null,
    p_allowed_age     in number   default null,
    p_role_claim_name in varchar2 default null);

  procedure delete_jwt_profile;

end ords_security;
