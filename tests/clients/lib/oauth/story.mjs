// The story every client is told through: from nothing to an answer, again after its access token expired, and refused once the person has put it out.
//   client: signIn(person), call(), accessToken(), end(), more(); call answers the tool's result, or throws what the client tells its user
import { Account } from "../account.mjs";
import { Person } from "../person.mjs";
import { expired, until } from "../until.mjs";

export const tool = "square_list_connections";

export async function tell({ url }, client) {
  const person = new Person(url);
  const account = new Account(url, person);
  try {
    await client.signIn(person);
    const first = await client.call();
    const before = await client.accessToken();
    await expired(url, before);
    const second = await client.call();
    const renewed = (await client.accessToken()) !== before;
    const clients = await account.revokeClients();
    const refused = await refusal(client);
    return { results: [first, second], renewed, clients, refused, called: await account.calledTools(), ...(await client.more?.()) };
  } finally {
    await client.end?.();
  }
}

// A call is refused at once, by a tool's error as long as the frontend still takes the token; what follows makes the client ask its person again.
async function refusal(client) {
  let told;
  const asks = await until("the client to want a new sign-in", async () => {
    let result;
    try {
      result = await client.call();
    } catch (error) {
      return String(error?.message ?? error);
    }
    if (!result.isError) throw new Error(`A client that was put out still got an answer: ${JSON.stringify(result)}`);
    told ??= result;
    return undefined;
  });
  return { told, asks };
}
