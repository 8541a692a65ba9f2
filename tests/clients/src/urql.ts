// urql: a client for each business, so that no cache holds two of them.
import { Client, cacheExchange, fetchExchange } from "@urql/core";
import { type FreshToken, fetchFor } from "./live.js";

export function urqlFor(url: string, businessId: string, freshToken: FreshToken, fetching = fetch): Client {
  return new Client({
    url,
    fetch: fetchFor(businessId, freshToken, fetching),
    // Short queries go by GET, which a proxy or the browser can answer with 304.
    preferGetMethod: "within-url-limit",
    exchanges: [cacheExchange, fetchExchange],
  });
}
