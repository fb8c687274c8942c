// oauth4webapi, which checks every answer against the specifications' letter: a confidential client, from the challenge's metadata to a revoked token.
import * as oauth from "oauth4webapi";
import { callTool, told } from "./protected.mjs";
import { Person } from "../person.mjs";
import { expired } from "../until.mjs";

const redirect = "https://app.example.com/callback";
const loopback = { [oauth.allowInsecureRequests]: true };

export async function drive({ url }) {
  const resource = new URL(url);
  const metadata = await oauth.processResourceDiscoveryResponse(resource, await oauth.resourceDiscoveryRequest(resource, loopback));
  const issuer = new URL(metadata.authorization_servers[0]);
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...loopback }));
  const client = await oauth.processDynamicClientRegistrationResponse(
    await oauth.dynamicClientRegistrationRequest(server, { client_name: "oauth4webapi", redirect_uris: [redirect], token_endpoint_auth_method: "client_secret_basic" }, loopback));
  const secret = oauth.ClientSecretBasic(client.client_secret);
  const options = { ...loopback, additionalParameters: { resource: url } };

  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const ask = new URL(server.authorization_endpoint);
  ask.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: redirect,
    response_type: "code",
    scope: metadata.scopes_supported.join(" "),
    resource: url,
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  const answer = oauth.validateAuthResponse(server, client, await new Person(url).walkTo(ask), state);
  const redeem = async () =>
    oauth.processAuthorizationCodeResponse(server, client, await oauth.authorizationCodeGrantRequest(server, client, secret, answer, redirect, verifier, options));
  const refresh = async (token) => oauth.processRefreshTokenResponse(server, client, await oauth.refreshTokenGrantRequest(server, client, secret, token, options));
  const call = (token) => callTool((headers, body) => oauth.protectedResourceRequest(token, "POST", resource, headers, body, loopback));

  const first = await redeem();
  const results = [await call(first.access_token)];
  await expired(url, first.access_token);
  const second = await refresh(first.refresh_token);
  results.push(await call(second.access_token));
  await oauth.processRevocationResponse(await oauth.revocationRequest(server, client, secret, second.refresh_token, loopback));
  return {
    results,
    renewed: second.access_token !== first.access_token && second.refresh_token !== first.refresh_token,
    replayed: await told(redeem),
    refreshed: await told(() => refresh(second.refresh_token)),
    refused: await told(() => call(second.access_token)),
  };
}
