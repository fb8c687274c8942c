// openid-client as a program of anybody's: code with PKCE, refresh, revocation, a tool called by hand.
import * as oauth from "openid-client";
import { callTool, told } from "./protected.mjs";
import { Person } from "../person.mjs";
import { expired } from "../until.mjs";

const redirect = "http://127.0.0.1:49152/callback";

export async function drive({ url }) {
  const person = new Person(url);
  const config = await oauth.dynamicClientRegistration(
    new URL(new URL(url).origin), { client_name: "openid-client", redirect_uris: [redirect], token_endpoint_auth_method: "none" }, oauth.None(), { algorithm: "oauth2", execute: [oauth.allowInsecureRequests] });
  const verifier = oauth.randomPKCECodeVerifier();
  const state = oauth.randomState();
  const ask = oauth.buildAuthorizationUrl(config, {
    redirect_uri: redirect,
    scope: "mcp",
    resource: url,
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  const callback = await person.walkTo(ask);
  const first = await oauth.authorizationCodeGrant(config, callback, { pkceCodeVerifier: verifier, expectedState: state }, { resource: url });
  const call = (token) => callTool((headers, body) => oauth.fetchProtectedResource(config, token, new URL(url), "POST", body, headers));
  const results = [await call(first.access_token)];
  await expired(url, first.access_token);
  const second = await oauth.refreshTokenGrant(config, first.refresh_token, { resource: url });
  results.push(await call(second.access_token));
  await oauth.tokenRevocation(config, second.refresh_token);
  return {
    results,
    renewed: second.access_token !== first.access_token && second.refresh_token !== first.refresh_token,
    replayed: await told(() => oauth.authorizationCodeGrant(config, callback, { pkceCodeVerifier: verifier, expectedState: state })),
    refreshed: await told(() => oauth.refreshTokenGrant(config, second.refresh_token)),
    refused: await told(() => call(second.access_token)),
  };
}
