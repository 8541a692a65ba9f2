// The clients that front ends have, against a real server: each does what its users expect of it.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import {
  ApolloClient,
  ApolloLink,
  CombinedGraphQLErrors,
  HttpLink,
  InMemoryCache,
  gql,
} from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { graphql, print } from "graphql";
import { auditServer } from "graphql-http";
import { createClient as createSse } from "graphql-sse";
import WebSocket from "ws";
import { type Demo, MANIFESTS, headers, serve, start, stop } from "./demo.js";
import { apolloFor } from "./apollo.js";
import { day, moment, money } from "./format.js";
import { CHANGED, RUNWAY, follow, socketFor } from "./live.js";
import { mocked } from "./mock.js";
import { urqlFor } from "./urql.js";

let demo: Demo;
before(async () => {
  demo = await start();
});
after(stop);

const url = () => `${demo.url}/graphql`;
const business = () => demo.businesses[0]?.id ?? "";
const freshToken = async () => demo.tokens.owner ?? "";

/** A fetch that sends what a browser would from a page of another origin, and refuses what it would refuse. */
function crossOrigin(origin: string): typeof fetch {
  return async (target, init = {}) => {
    const sent = new Headers(init.headers);
    sent.set("origin", origin);
    sent.set("sec-fetch-site", "cross-site");
    const names = [...sent.keys()].filter((name) => !["origin", "accept", "sec-fetch-site"].includes(name));
    const asked = {
      origin,
      "access-control-request-method": init.method ?? "GET",
      "access-control-request-headers": names.join(", "),
    };
    const preflight = await fetch(target as string, { method: "OPTIONS", headers: asked });
    assert.equal(preflight.status, 200, await preflight.text());
    assert.equal(preflight.headers.get("access-control-allow-origin"), origin);
    const allowed = preflight.headers.get("access-control-allow-headers")?.toLowerCase().split(/, ?/) ?? [];
    for (const name of names) assert.ok(allowed.includes(name), `${name} is not allowed`);
    return fetch(target as string, { ...init, headers: sent });
  };
}

test("every MUST and SHOULD of GraphQL over HTTP holds", async () => {
  const results = await auditServer({
    url: url(),
    fetchFn: (target: string, init: RequestInit = {}) =>
      fetch(target, { ...init, headers: { ...headers(demo), ...(init.headers as object) } }),
  });
  const failed = results.filter((result) => result.status !== "ok" && !result.name.startsWith("MAY"));
  assert.deepEqual(
    failed.map((result) => result.name),
    [],
  );
  assert.ok(results.length > 50);
});

test("an error in variables is refused before anything runs", async () => {
  const answer = await fetch(url(), {
    method: "POST",
    headers: {
      ...headers(demo),
      "content-type": "application/json",
      accept: "application/graphql-response+json",
    },
    body: JSON.stringify({
      query: "query ($n: Int!) { bills(first: $n) { nodes { id } } }",
      variables: { n: "x" },
    }),
  });
  assert.equal(answer.status, 400);
  assert.equal(answer.headers.get("content-type"), "application/graphql-response+json");
  assert.ok(!("data" in ((await answer.json()) as object)));
});

test("urql reads from another origin by its defaults, and hears of changes", async () => {
  const client = urqlFor(url(), business(), freshToken, crossOrigin("http://localhost:5173"));
  const socket = socketFor(url(), business(), freshToken, { webSocketImpl: WebSocket });
  const leaving = new AbortController();
  const names: (string | undefined)[] = [];
  await follow(
    socket,
    async (change) => {
      assert.deepEqual(change, { kind: "RESYNC", id: null });
      const read = await client.query(RUNWAY, {}, { requestPolicy: "network-only" }).toPromise();
      assert.equal(read.error, undefined);
      names.push(read.data?.business?.name);
      leaving.abort();
    },
    leaving.signal,
  );
  assert.deepEqual(names, [demo.businesses[0]?.name]);
  await socket.dispose();
});

test("Apollo Client reads from another origin, and understands a refusal", async () => {
  const client = apolloFor(url(), business(), freshToken, crossOrigin("http://127.0.0.1:3000"));
  const read = await client.query({ query: RUNWAY });
  assert.equal(read.data?.business?.name, demo.businesses[0]?.name);

  const refused = apolloFor(url(), "6f1a3d1e-0000-4000-8000-000000000000", freshToken);
  await assert.rejects(refused.query({ query: RUNWAY }), (error) => {
    assert.ok(CombinedGraphQLErrors.is(error), String(error));
    assert.equal(error.errors[0]?.extensions?.code, "FORBIDDEN");
    assert.ok(error.errors[0]?.extensions?.requestId);
    return true;
  });
});

/** Answers to an operation as it is sent. */
async function sent(operation: object) {
  const answer = await fetch(url(), {
    method: "POST",
    headers: { ...headers(demo), "content-type": "application/json" },
    body: JSON.stringify(operation),
  });
  return (await answer.json()) as { data?: object; errors?: { extensions: { code: string } }[] };
}

/** Apollo Client with the hashes of its documents, and what it sends. */
function hashing(fetching: typeof fetch): ApolloLink {
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  const link = new HttpLink({ uri: url(), fetch: fetching, headers: headers(demo) });
  return ApolloLink.from([new PersistedQueryLink({ sha256 }), link]);
}

test("documents of codegen's, Relay's and Apollo's manifests are run by their ids", async () => {
  const read = (file: string) => JSON.parse(readFileSync(file, "utf8"));
  const ids = [
    ...Object.keys(read(MANIFESTS.codegen)),
    ...Object.keys(read(MANIFESTS.relay)),
    ...read(MANIFESTS.apollo).operations.map((operation: { id: string }) => operation.id),
  ];
  assert.equal(ids.length, 4);
  for (const documentId of ids) {
    const answer = await sent({ documentId, variables: { id: business(), count: 1 } });
    assert.ok(answer.data && !answer.errors, JSON.stringify(answer));
  }
});

test("automatic persisted queries fall back to the text, and are known afterwards", async () => {
  const sent: string[] = [];
  const spy: typeof fetch = (target, init) => {
    sent.push(String(init?.body ?? target));
    return fetch(target as string, init);
  };
  const link = hashing(spy);
  const query = gql`
    query Unregistered {
      business {
        name
      }
    }
  `;
  for (let time = 0; time < 4; time += 1) {
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    assert.ok((await client.query<{ business: object }>({ query })).data?.business);
  }
  assert.ok(sent.some((body) => body.includes("query Unregistered")));
  assert.ok(!sent.at(-1)?.includes("query Unregistered"), "the last time, the hash was enough");
});

test("a GET that was answered before is answered with 304", async () => {
  const target = `${url()}?${new URLSearchParams({ query: "{ business { name } }" })}`;
  const first = await fetch(target, { headers: headers(demo) });
  const etag = first.headers.get("etag");
  assert.match(etag ?? "", /^W\/"/);
  const again = await fetch(target, { headers: { ...headers(demo), "if-none-match": etag ?? "" } });
  assert.equal(again.status, 304);
  assert.equal(await again.text(), "");
});

test("graphql-ws and graphql-sse follow a business through a deploy", { timeout: 400_000 }, async () => {
  const socket = socketFor(url(), business(), freshToken, {
    webSocketImpl: WebSocket,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 200)),
  });
  const events = createSse({
    url: url(),
    headers: headers(demo),
    retryAttempts: Infinity,
    retry: () => new Promise((resolve) => setTimeout(resolve, 200)),
  });
  const heard = { ws: 0, sse: 0 };
  const both = (count: number) =>
    new Promise<void>((resolve) => {
      const look = setInterval(() => {
        if (heard.ws < count || heard.sse < count) return;
        clearInterval(look);
        resolve();
      }, 20);
    });
  const leaving = new AbortController();
  const following = follow(
    socket,
    () => {
      heard.ws += 1;
    },
    leaving.signal,
  );
  const end = events.subscribe(
    { query: CHANGED },
    {
      next: () => {
        heard.sse += 1;
      },
      error: (error) => assert.fail(String(error)),
      complete: () => undefined,
    },
  );
  await both(1);
  const started = Date.now();
  await stop();
  assert.ok(Date.now() - started < 5_000);
  await serve();
  await both(2);
  end();
  leaving.abort();
  await following;
  await socket.dispose();
  events.dispose();
});

// Last of those that need a server, for which nothing else runs from here on.
test("where only registered documents are run, clients that send ids work and others are told", async () => {
  await stop();
  await serve({ RUNWAY_DOCUMENTS_ONLY: "true" });
  const bodies: string[] = [];
  const link = hashing((target, init) => {
    bodies.push(String(init?.body));
    return fetch(target as string, init);
  });
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  assert.ok((await client.query({ query: RUNWAY })).data?.business);
  assert.equal(bodies.length, 1, "the hash was enough");

  const [sha256Hash] = Object.keys(JSON.parse(readFileSync(MANIFESTS.codegen, "utf8")));
  const socket = socketFor(url(), business(), freshToken, { webSocketImpl: WebSocket });
  for await (const answer of socket.iterate({ query: "", extensions: { persistedQuery: { sha256Hash } } }))
    assert.ok(answer.data?.business, JSON.stringify(answer));
  await socket.dispose();

  const refused = await sent({ query: "{ business { name } }" });
  assert.equal(refused.errors?.[0]?.extensions.code, "DOCUMENT_NOT_REGISTERED");
});

test("amounts keep every digit, days are those of the business, moments those of its zone", () => {
  assert.equal(
    money({ amount: "9007199254740993.01", currencyCode: "USD" }, "en-US"),
    "$9,007,199,254,740,993.01",
  );
  assert.equal(money({ amount: "-12.5", currencyCode: "EUR" }, "de-DE"), "-12,50\u00a0€");
  assert.equal(day("2026-03-01", "en-US"), "Mar 1, 2026");
  assert.match(moment("2026-03-01T02:30:00Z", "America/New_York", "en-US"), /^Feb 28, 2026, 9:30/);
});

test("a page can be developed against the contract alone", async () => {
  const schema = mocked(new URL("../../../schema/schema.graphql", import.meta.url).pathname);
  const result = await graphql({ schema, source: print(RUNWAY) });
  assert.equal(result.errors, undefined);
  assert.ok(result.data?.runway);
});
