// The contract with invented answers, for a page that is developed without a server.
import { readFileSync } from "node:fs";
import { addMocksToSchema } from "@graphql-tools/mock";
import { makeExecutableSchema } from "@graphql-tools/schema";

export function mocked(contract: string) {
  const schema = makeExecutableSchema({ typeDefs: readFileSync(contract, "utf8") });
  return addMocksToSchema({
    schema,
    mocks: { Date: () => "2026-12-01", DateTime: () => "2026-12-01T12:00:00Z", Decimal: () => "1250.00" },
  });
}
