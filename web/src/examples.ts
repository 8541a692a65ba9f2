// The files of docs/examples, which feed the documentation and the tests of the API too.

const TEXTS = import.meta.glob<string>("../../docs/examples/*.graphql", {
  eager: true,
  query: "?raw",
  import: "default",
});
const VARIABLES = import.meta.glob<string>("../../docs/examples/*.json", {
  eager: true,
  query: "?raw",
  import: "default",
});

const KINDS = ["query", "subscription", "mutation"] as const;
export type Kind = (typeof KINDS)[number];

export interface Example {
  kind: Kind;
  /** The name of its operation, which GraphiQL makes the title of the tab. */
  name: string;
  /** The sentence that it opens with. */
  purpose: string;
  query: string;
  variables: string;
}

function exampleOf([file, query]: [string, string]): Example {
  const operation = /^(query|subscription|mutation) (\w+)/m.exec(query);
  if (!operation) throw new Error(`${file} holds no operation with a name.`);
  return {
    kind: operation[1] as Kind,
    name: operation[2]!,
    purpose: query.slice(1, query.indexOf("\n")).trim(),
    query,
    variables: VARIABLES[file.replace(/graphql$/, "json")] ?? "",
  };
}

/** What everybody may run comes first, and what changes the books last. */
export const EXAMPLES = Object.entries(TEXTS)
  .map(exampleOf)
  .sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || a.name.localeCompare(b.name));
