// The runway of a business, and word of every change in it, for as long as the page is open.
import type { Client as Socket } from "graphql-ws";
import { createClient } from "graphql-ws";
import { graphql } from "./gql/gql.js";

export const RUNWAY = graphql(`
  query Live {
    business {
      id
      name
      timeZone
    }
    runway {
      asOf
      cash {
        amount
        currencyCode
      }
    }
  }
`);

export const CHANGED = "subscription { businessChanged { kind id } }";

export type Change = { kind: string; id: string | null };
export type FreshToken = () => Promise<string>;

/** A socket for one person and one business; it connects again as often as it must. */
export function socketFor(
  url: string,
  businessId: string,
  freshToken: FreshToken,
  more: Partial<Parameters<typeof createClient>[0]> = {},
): Socket {
  return createClient({
    url: url.replace(/^http/, "ws"),
    // Called at each connection, so that a new token is sent after the old one expired.
    connectionParams: async () => ({ authorization: `Bearer ${await freshToken()}`, businessId }),
    retryAttempts: Infinity,
    // A server that restarts, a proxy that answers for it, no network: all of it passes.
    shouldRetry: () => true,
    ...more,
  });
}

/** Calls `changed` for each change until the signal ends it. RESYNC comes first, and after every gap: read all again. */
export async function follow(socket: Socket, changed: (change: Change) => void, signal: AbortSignal) {
  while (!signal.aborted) {
    try {
      const events = socket.iterate<{ businessChanged: Change }>({ query: CHANGED });
      signal.addEventListener("abort", () => void events.return?.(), { once: true });
      for await (const { data, errors } of events) {
        if (errors?.some((error) => error.extensions?.code === "FORBIDDEN")) return;
        if (data) changed(data.businessChanged);
      }
    } catch (error) {
      console.warn("Not connected; trying again.", error);
    }
    // The database was away (UNAVAILABLE), or the connection could not be made.
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

/** A fetch that sends a token which is valid now, and the business. */
export function fetchFor(
  businessId: string,
  freshToken: FreshToken,
  fetching: typeof fetch = fetch,
): typeof fetch {
  return async (target, init) => {
    const headers = new Headers(init?.headers);
    headers.set("authorization", `Bearer ${await freshToken()}`);
    headers.set("x-business-id", businessId);
    return fetching(target, { ...init, headers });
  };
}
