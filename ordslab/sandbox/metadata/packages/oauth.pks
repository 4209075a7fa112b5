-- Package OAUTH: the older API for clients (deprecated since 24.3, desupported from 25.3, still documented in 26.3).
-- Inferred: the order of UPDATE_CLIENT's last parameter, UPDATE_CLIENT_SECRET, ROTATE_CLIENT_SECRET, the defaults of
-- CREATE_CLIENT's last parameters.
package oauth as

  procedure create_client(
    p_name                       in varchar2,
    p_grant_type                 in varchar2,
    p_owner                      in varchar2 default null,
    p_description                in varchar2 default null,
    p_origins_allowed            in varchar2 default null,
    p_redirect_uri               in varchar2 default null,
    p_support_email              in varchar2 default null,
    p_support_uri                in varchar2 default null,
    p_privilege_names            in varchar2 default null,
    p_token_duration             in number   default null,
    p_refresh_duration           in number   default null,
    p_code_duration              in number   default null,
    p_token_endpoint_auth_method in varchar2 default null);

  procedure import_client(
    p_name             in varchar2,
    p_client_id        in varchar2,
    p_grant_type       in varchar2,
    p_owner            in varchar2 default null,
    p_description      in varchar2 default null,
    p_origins_allowed  in varchar2 default null,
    p_redirect_uri     in varchar2 default null,
    p_support_email    in varchar2 default null,
    p_support_uri      in varchar2 default null,
    p_token_duration   in number   default null,
    p_refresh_duration in number   default null,
    p_code_duration    in number   default null,
    p_privilege_names  in varchar2 default null);

  procedure update_client(
    p_name            in varchar2,
    p_description     in varchar2,
    p_origins_allowed in varchar2,
    p_redirect_uri    in varchar2,
    p_support_email   in varchar2,
    p_support_uri     in varchar2,
    p_privilege_names in varchar2 default null);

  procedure update_client_secret(
    p_name          in varchar2,
    p_client_secret in varchar2);

  procedure rotate_client_secret(
    p_name            in varchar2,
    p_revoke_sessions in boolean default false);

  procedure rename_client(
    p_name     in varchar2,
    p_new_name in varchar2);

  procedure delete_client(
    p_name in varchar2);

  procedure grant_client_role(
    p_client_name in varchar2,
    p_role_name   in varchar2);

  procedure revoke_client_role(
    p_client_name in varchar2,
    p_role_name   in varchar2);

  procedure modify_approval_status(
    p_status        in varchar2,
    p_updated_by    in varchar2,
    p_approval_user in varchar2,
    p_approval_id   in number);

  procedure create_jwt_profile(
    p_issuer          in varchar2,
    p_audience        in varchar2,
    p_jwk_url         in varchar2,
    p_description     in varchar2 default null,
    p_allowed_skew    in number   default null,
    p_allowed_age     in number   default null,
    p_role_claim_name in varchar2 default null);

  procedure delete_jwt_profile;

end oauth;
