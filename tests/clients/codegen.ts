import type { CodegenConfig } from "@graphql-codegen/cli";

// Amounts are decimal texts, so that none is rounded; days and moments are texts as the contract says.
const config: CodegenConfig = {
  schema: process.env.RUNWAY_SCHEMA ?? "schema.graphql",
  documents: ["src/live.ts"],
  emitLegacyCommonJSImports: false,
  generates: {
    "src/gql/": {
      preset: "client",
      presetConfig: { fragmentMasking: false, persistedDocuments: { hashAlgorithm: "sha256" } },
      config: {
        strictScalars: true,
        enumsAsTypes: true,
        useTypeImports: true,
        scalars: { Date: "string", DateTime: "string", Decimal: "string", BigInt: "string", UUID: "string" },
      },
    },
  },
};
export default config;
