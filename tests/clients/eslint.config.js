// The contract and the documents that docs and tests share, by the rules that GraphQL's community has.
import graphql from "@graphql-eslint/eslint-plugin";

const parserOptions = {
  graphQLConfig: { schema: "schema/schema.graphql", documents: "docs/examples/*.graphql" },
};
const language = { parser: graphql.parser, parserOptions };

export default [
  {
    files: ["docs/examples/*.graphql"],
    languageOptions: language,
    plugins: { "@graphql-eslint": graphql },
    rules: graphql.configs["flat/operations-recommended"].rules,
  },
  {
    files: ["schema/schema.graphql"],
    languageOptions: language,
    plugins: { "@graphql-eslint": graphql },
    rules: {
      ...graphql.configs["flat/schema-recommended"].rules,
      // Amounts, pages, figures and payloads are values: only what can be looked up by it has an id.
      "@graphql-eslint/strict-id-in-types": "off",
      // Three names that filters and their rows share, and that say more with their type's name.
      "@graphql-eslint/no-typename-prefix": "off",
    },
  },
];
