// simple-oauth2, unmodified, acts for a user: it prints where the browser goes, is told where that one came back, and
// prints who it acts for, with the first token and with a refreshed one.
const readline = require("node:readline");
const { AuthorizationCode } = require("simple-oauth2");

const { ORDS, CLIENT_ID, CLIENT_SECRET, CALLBACK } = process.env;
const { origin, pathname } = new URL(ORDS);
const client = new AuthorizationCode({
  client: { id: CLIENT_ID, secret: CLIENT_SECRET },
  auth: { tokenHost: origin, tokenPath: `${pathname}/oauth/token`, authorizePath: `${pathname}/oauth/auth` },
});

async function who(token) {
  const answer = await fetch(`${ORDS}/three-legs/who`, {
    headers: { Authorization: `Bearer ${token.token.access_token}`, Accept: "application/json" },
  });
  return (await answer.json()).items[0].who;
}

async function main() {
  const state = "a-state-of-the-node-client";
  console.log(client.authorizeURL({ redirect_uri: CALLBACK, state }));
  const lines = readline.createInterface({ input: process.stdin });
  const back = new URL((await lines[Symbol.asyncIterator]().next()).value);
  lines.close();
  if (back.searchParams.get("state") !== state) throw new Error("another state");
  const first = await client.getToken({ code: back.searchParams.get("code"), redirect_uri: CALLBACK });
  const second = await first.refresh();
  const renewed = second.token.refresh_token !== first.token.refresh_token;
  console.log(JSON.stringify({ first: await who(first), second: await who(second), renewed }));
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
