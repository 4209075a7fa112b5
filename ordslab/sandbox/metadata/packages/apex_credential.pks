-- Package APEX_CREDENTIAL: ids and secrets for APEX_WEB_SERVICE, in the database and out of sight.
-- After the APEX API Reference (24.2). A credential belongs to the schema: the sandbox has no workspaces.
-- P_ALLOWED_URLS is not an APEX_T_VARCHAR2 here, and refused.
package apex_credential as

  c_type_basic             constant varchar2(30) := 'BASIC';
  c_type_oauth_client_cred constant varchar2(30) := 'OAUTH2_CLIENT_CREDENTIALS';

  procedure create_credential(
    p_credential_name           in varchar2,
    p_credential_static_id      in varchar2,
    p_authentication_type       in varchar2,
    p_scope                     in varchar2 default null,
    p_allowed_urls              in varchar2 default null,
    p_prompt_on_install         in boolean  default false,
    p_credential_comment        in varchar2 default null,
    p_db_credential_name        in varchar2 default null,
    p_db_credential_is_instance in boolean  default null);

  procedure set_persistent_credentials(
    p_credential_static_id in varchar2,
    p_client_id            in varchar2,
    p_client_secret        in varchar2,
    p_namespace            in varchar2 default null,
    p_fingerprint          in varchar2 default null);

  procedure set_persistent_credentials(
    p_credential_static_id in varchar2,
    p_username             in varchar2,
    p_password             in varchar2);

  procedure drop_credential(
    p_credential_static_id in varchar2);

end apex_credential;
