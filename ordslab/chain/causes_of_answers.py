"""Causes that only an answer shows: a token, a body, a row, what happens inside a handler. `causes` reads the table."""

OF_ANSWERS = """
200 html_from_handler      The handler is a PL/SQL block, and what it prints goes out as text/html unless it says otherwise.
                           Let it set :content_type := 'application/json'.
200 persons_token          The token was given for a person, who approved of the client.
                           It opens what the client asks for and the person may; a refresh token beside it is good for one use.
200 page_answered          A page of ORDS's own answered {status}: people sign in there and approve of a client.
                           A program has no use for it: it gets tokens at /oauth/token.

400 not_a_form             {form}
                           This call sent {sent}: pass data={{...}}, not json={{...}}.
400 other_grant            {form}
                           This call asked for grant_type={grant}.
400 no_grant_type          {form}
                           Pass data={{"grant_type": "client_credentials"}}.
400 grant_type_twice       {form}
                           This call sent grant_type {times} times, and once is right.
400 grant_of_others        The client {client} was registered for another grant type ({flow}) than {grant}.
                           What a client may ask for is settled when it is registered, and can't be changed.
400 grant_incomplete       A call with grant_type={grant} needs {field} in its form, once.
                           A code comes with the redirect, behind ?code=; a refresh token comes beside an access token.
400 code_refused           ORDS does not take this code: it is good once, for some minutes, for the client and redirect URI that it was made for.
                           Or the person has withdrawn the approval. Send the person to /oauth/auth again; a code that comes twice ends the tokens that it gave.
400 refresh_refused        ORDS does not take this refresh token: it is good for one use, a day long, for the client that it was given to.
                           Or the person has withdrawn the approval. Keep the new one that each answer brings; without one the person signs in again.
400 client_of_page         The client_id is that of no client with a redirect URI, or redirect_uri is not the one that it registered.
                           ORDS sends nobody to an address that it does not know, and so tells the person and not the program.
400 bad_path               The path {path} has something that no path may have.
                           No %, ;, ? or # within, no // and no .., no blank or dot at its end, no name of a device.
400 bad_paging             The value of {name} in the address is no number that ORDS takes.
                           offset counts from 0, limit from 1, in digits.
400 bad_json               The body says that it is JSON, and it is none.
                           In Python pass json=..., and no text that looks like JSON: quotes and commas come right by themselves.
400 bad_filter             ORDS does not take the filter in q.
                           It is a JSON object of the columns' names in lower case, as q={{"id":{{"$gt":5}}}}, and encoded for an address.
400 delete_all             A DELETE of all rows of {name} needs a filter: ?q=...
                           One row is deleted by its key behind the slash.
400 bad_row                What was sent is no row of the {kind} {name}.
                           It takes a JSON object with the columns' names in lower case, and values that the columns can hold.
400 bad_value              ORDS does not take a value of this call before it comes to the handler.
                           A parameter with a declared type (USER_ORDS_PARAMETERS) takes what its type can hold; a form has 1000 fields at most.

401 basic_at_endpoint      {guarded}
                           This call sent id and secret themselves (Basic): they buy a token at /oauth/token, and open nothing else.
401 no_bearer              {guarded}
                           The header that this call sent does not start with Bearer.
401 token_not_sent         {guarded}
                           This call sent no token.
401 token_shape            What was sent is not a whole token.
                           A token of ORDS has 22 characters, letters, digits, - and _: this one is longer, shorter or has others.
401 token_refused          {intact}, and still this token got 401: it has expired, was revoked, or is of another client or schema.
                           Get a new token, and send it in the header Authorization: Bearer, a blank, the token.
401 person_refused         The token is of the client {client}, which acts for people, and it was refused. {person}
                           If both hold, it has expired or was revoked; a database user who signs in holds the role SQL Developer alone.
401 sign_in_refused        The page to sign in did not take name and password.
                           A database user signs in to the schema of its own name; a self-managed ORDS takes database users only with jdbc.auth.enabled.
401 jwt_no_profile         The token is a JWT, and the schema has no JWT profile: ORDS takes its own tokens only.
                           ords_security.create_jwt_profile names issuer, audience and the address of the issuer's keys, which only you can vouch for.
401 jwt_form               What was sent has the three parts of a JWT, and they can't be read.
                           Was it cut, or copied with a blank or a line break?
401 jwt_algorithm          {jwt} Its algorithm is {found}.
                           ORDS takes {wanted}: have the issuer sign with an RSA key.
401 jwt_type               {jwt} Its header says typ {found}.
                           ORDS takes {wanted}; an ID token or a token of another kind is no access token.
401 jwt_key                {jwt} Its header names no key (kid).
                           ORDS finds the key by it: {wanted}.
401 jwt_issuer             {jwt} Its issuer (iss) is {found}.
                           The profile trusts {wanted}: letter for letter, a slash at the end included.
401 jwt_audience           {jwt} Its audience (aud) is {found}.
                           The profile asks for {wanted}: ask the issuer for a token that is meant for this API.
401 jwt_subject            {jwt} It does not say of whom it speaks (sub).
                           ORDS needs a sub: it becomes :current_user.
401 jwt_issued             {jwt} The moment of its issue (iat) is {found}.
                           It has to be {wanted}: is the issuer's clock ahead? The profile's p_allowed_skew forgives up to 60 seconds.
401 jwt_expiry             {jwt} Its end (exp) is {found}.
                           It has to be {wanted}: get a new one.
401 jwt_not_before         {jwt} Its beginning (nbf) is {found}.
                           It has to be {wanted}: wait, or compare the clocks.
401 jwt_age                {jwt} It is too old: its issue (iat) is {found}.
                           The profile's p_allowed_age takes {wanted}, whatever exp says.
401 jwt_scope              {jwt} Its scopes are: {found}.
                           It needs {wanted}; scopes come from the issuer.
401 jwt_role               {jwt} Its roles are: {found}.
                           It needs {wanted}; roles come from the issuer.
401 jwt_signature          The token is a JWT, and all its claims fit the schema's JWT profile.
                           So the signature does not hold, or ORDS does not get the issuer's keys: {url} has to answer without a login. The inspector checks: lab.inspect(token).
401 credentials_in_body    Id and secret stand in the form, and ORDS looks for them in the Authorization header.
                           Pass auth=(id, secret); in Postman: Client Authentication, Send as Basic Auth header.
401 wrong_credentials      {refused}
                           Either the id or the secret is not right; both end with two dots when ORDS made them.
401 not_base64             {refused}
                           What follows Basic is not the base64 of id:secret, in one line.
401 dots_lost              {refused}
                           {part} lacks a dot at its end: it ends with two.
401 blanks                 {refused}
                           Id or secret has a blank or a line break around it.
401 unknown_id             {refused}
                           No client of this schema has this client id; one that is registered again gets a new id.
401 other_client           {refused}
                           The client id is that of {client}, not of {other}.
401 no_secret_sent         {refused}
                           The secret is empty: the client id is that of {client}.
401 masked_secret          {refused}
                           ******** is what USER_ORDS_CLIENTS shows in place of a secret that ORDS does not keep.
401 wrong_secret           {refused}
                           The client id is that of {client}, but the secret is not right, or not any more.

403 origin_refused         A page of {origin} made the browser send this call, and the module {module} does not allow that origin.
                           Allow it if the page is yours; a program of its own sends no Origin header, and needs nothing.
403 origin_refused_here    A page of {origin} made the browser send this call, and nothing at {path} allows that origin.
                           Which origins may call stands with the module; a program of its own sends no Origin header.
403 role_missing           {fact}
                           403 in place of 401 is this ORDS's way to say that the caller is known, and may not.
403 user_lacks_role        A user has signed in, and the privilege {privilege} asks for {asks}, which the user does not hold.
                           A database user holds the role SQL Developer alone; a user of ORDS's own (ords config user add) holds the roles given there.
403 not_over_http          ORDS refuses OAuth over http.
                           Use https; on a machine of your own: ords config set security.verifySSL false. Behind a proxy, X-Forwarded-Proto has to say https.
403 form_is_stale          The form was of a page that this browser was not given, or too long ago.
                           Load the page to sign in again: its cookie and csrf_token go together.
403 host_refused           This sandbox does not answer under the host name of the address.
                           Start it with that name: ordslab sandbox start --allow-host NAME. A real ORDS does not ask.

404 nothing_there          No privilege stopped the call, and ORDS found nothing at {path}.
                           Of a table that is served as it is: is there a row with this key, and is it committed?
404 no_row                 The call got through to the handler of {call}, and its query found no row.
                           Run the query with the same values; and if the rows are yours, are they committed?

405 page_method            The page is asked for by GET and filled in by POST, and this is {method}.
                           A program needs neither: it gets tokens at /oauth/token.

415 content_type           The handler does not take {sent}.
                           Its mimes_allowed says what it takes.
415 object_json            A program that is served as it is (AutoREST) takes a JSON object of its parameters, and this call sent {sent}.
                           In Python pass json={{...}}.
415 page_form              The page takes the form that it shows, and this call sent {sent}.
                           A browser sends it as application/x-www-form-urlencoded.

555 handler_failed         The call got through to the handler of {call}, which failed: {error}
                           Run the handler's source with the same values to find the place.
555 handler_raised         The handler of {call} raised an error of its author's own: {error}
                           ORDS answers 555 for that; a handler that sets :status_code and prints its own body is kinder to its callers.
555 handler_lacks          The handler of {call} names something that its schema does not have, or may not use: {error}
                           It runs as the schema that owns the module: is the object there, spelt so, and granted?
555 handler_value          A value did not fit in the handler of {call}: {error}
                           What comes from the address is text: convert it, or declare the parameter with its type (ords.define_parameter).
555 handler_refused        The database refused what the handler of {call} did: {error}
                           A row that is there already, a missing parent or a lock: the handler has to expect it.
555 object_failed          The database refused what was done to the {kind} {name}: {error}
                           AutoREST passes on what the table's own rules say.

any sni                    The server refused the host name of the address (Invalid SNI): its certificate is for another name.
                           Call it by the certificate's name, or give ORDS a certificate for this one (standalone.https.host).
any not_modified           The answer is 304: what the caller has already (If-None-Match) is still right.
                           There is no body, and none is needed.
any landing_page           The answer {status} comes from ORDS's own pages and not from an endpoint.
                           An endpoint's address is /ords/, the alias, the module's base path, the template.
any sent_to_sign_in        The answer {status} sends the caller to the page where people sign in.
                           That is for a browser: a program sends a token, and asks for JSON (Accept: application/json).
any sent_to_https          The answer {status} sends the caller from http to https, at {host}.
                           Call https at once: with http the token has gone over the network for all to read.
any approval_refused       ORDS sent the person back to the client with error={error}.
                           It means: {why}.
any handler_status         The handler of {call} set the status {status} itself (:status_code), and wrote the body.
                           What it means is for its author to say: look at its source.
any handlers_status_is_none The answer 500 is ORDS's, and the handler of {call} is a PL/SQL block.
                           A block that sets a :status_code that HTTP does not have gets it (200 to 599 is right); else look at ORDS's log.
any server_error           ORDS answered 500: something went wrong inside it.
                           That is no matter of the chain: its log says what, by the number behind ecid/ in the body.
any not_acceptable         Nothing that can be sent fits what the call accepts ({accept}).
                           Send Accept: application/json, or */*.
any precondition           The call's If-Match names another state of the row than the row has.
                           Read the row again and send its new ETag: somebody changed it meanwhile.
any form_too_large         The form that was sent is too large: {size} bytes.
                           ORDS's server takes forms of up to 200,000 bytes and 1000 fields unless it is told otherwise; send JSON or the content itself.
any body_too_large         The body that was sent is too large: {size} bytes.
                           Send it in parts; what ORDS and a load balancer before it take is a matter of their settings.
any too_many               The answer is 429: too many calls in a short time.
                           ORDS itself sends none: a gateway before it does. Wait as long as Retry-After says.
any head_too_large         The answer is 431: the headers of the call are too large.
                           A token that names many groups may be: ask the issuer for less.
any gateway                The answer is {status}: a gateway before ORDS got no answer from it.
                           Is ORDS running, and does the gateway know its address? A query that takes long may be it, too.
any disk_full              The answer is 507: the disk of the database is full.
                           Nothing was stored: make room, and call again.
any pool                   The answer is {status}: ORDS gets no connection from its pool to the database.
                           Its account may be locked, its password expired, the database down: ORDS's log names the pool.
any unknown_status         The answer is {status}, and nothing is known here of what ORDS means by it.
                           Look at its body and headers; a proxy or gateway before ORDS may have sent it.
any redirected             {who} answered {status}: it sends the caller to another address.
                           That is ORDS's own page, not an endpoint: look at the address, and for https in it.
any unavailable            {who} answered {status}: it can't reach the database, or is not ready.
                           That is no matter of the chain: call again, and look at ORDS's log when it stays so.
any changed_since          The call got {status}; by the dictionary as it is now, it would get {expected}.
                           Either the metadata changed after the call, or ORDS still uses its copy of some seconds ago: call again.
"""  # noqa: E501  a sentence is a line
