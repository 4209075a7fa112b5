-- Package ORDS_CONSTANTS (24.3 and later). The names are documented, the values inferred.
package ords_constants as

  -- no secret at all: slot 0 is what ORDS_SECURITY knows it by
  oauth_client_secret_skip    constant ords_types.t_client_secret := ords_types.oauth_client_secret(p_slot => 0);
  -- one to be generated; for revoking, the oldest
  oauth_client_secret_default constant ords_types.t_client_secret := ords_types.oauth_client_secret();

end ords_constants;
