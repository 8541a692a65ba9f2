import { createGraphiQLFetcher, type Fetcher } from "@graphiql/toolkit";
import { GraphQLError } from "graphql";
import { createClient, type Client } from "graphql-ws";

const ADDRESS = "/graphql";

/** Somebody whose token the demo offers. */
export interface Person {
  role: string;
  email: string;
  token: string;
}

/** A business that the token may enter. */
export interface Business {
  id: string;
  name: string;
  role: string;
}

export interface Viewer {
  email: string;
  businesses: Business[];
}

/** The contract, which is public: documentation and completion need no token. */
export async function fetchContract(): Promise<string> {
  return (await fetched(`${ADDRESS}/schema.graphql`)).text();
}

/** Nobody, unless this is the demo. */
export async function fetchPeople(): Promise<Person[]> {
  return (await fetched("/graphiql/people.json")).json();
}

/** Whom the token names; rejects with the reason for people. */
export async function fetchViewer(token: string, signal: AbortSignal): Promise<Viewer> {
  const response = await fetch(ADDRESS, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({
      query: "{ viewer { email businesses { id name role } } }",
    }),
    signal,
  });
  const body = await response.json();
  if (!body.data) throw new Error(body.errors[0].message);
  return body.data.viewer;
}

/** What GraphiQL sends its operations with, until `end` closes the subscriptions that still run. */
export interface Connection {
  fetcher: Fetcher;
  end: () => void;
}

export function connect(token: string, businessId: string): Connection {
  if (!token) {
    const missing = new GraphQLError("Say who you are first, in the bar at the top.");
    return { fetcher: () => ({ errors: [missing] }), end: () => {} };
  }
  const authorization = `Bearer ${token}`;
  const wsClient: Client = createClient({
    url: `${location.origin.replace(/^http/, "ws")}${ADDRESS}`,
    connectionParams: { authorization, ...(businessId && { businessId }) },
    // A token that is refused once is refused again.
    shouldRetry: (event) => event instanceof CloseEvent && event.code !== 4403,
  });
  const headers = {
    authorization,
    ...(businessId && { "X-Business-Id": businessId }),
  };
  return {
    fetcher: createGraphiQLFetcher({ url: ADDRESS, headers, wsClient }),
    end: () => void wsClient.dispose(),
  };
}

async function fetched(address: string): Promise<Response> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}.`);
  return response;
}
