// Apollo Client: a client for each business, so that no cache holds two of them.
import { ApolloClient, HttpLink, InMemoryCache } from "@apollo/client";
import { type FreshToken, fetchFor } from "./live.js";

export function apolloFor(
  url: string,
  businessId: string,
  freshToken: FreshToken,
  fetching = fetch,
): ApolloClient {
  return new ApolloClient({
    link: new HttpLink({ uri: url, fetch: fetchFor(businessId, freshToken, fetching) }),
    cache: new InMemoryCache(),
  });
}
