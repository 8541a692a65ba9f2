import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "@graphiql/plugin-explorer/style.css";
import "./page.css";

import { explorerPlugin } from "@graphiql/plugin-explorer";
import { HISTORY_PLUGIN } from "@graphiql/plugin-history";
import { GraphiQL } from "graphiql";
import { buildSchema, type GraphQLSchema } from "graphql";
import { useEffect, useMemo } from "react";
import { createRoot } from "react-dom/client";
import { connect, fetchContract, fetchPeople, type Person } from "./api";
import { Bar } from "./bar";
import { EXAMPLES } from "./examples";
import { EXAMPLES_PLUGIN } from "./examples-plugin";
import { useSession } from "./session";

const PLUGINS = [EXAMPLES_PLUGIN, explorerPlugin(), HISTORY_PLUGIN];

function Page({ schema, people }: { schema: GraphQLSchema; people: Person[] }) {
  const { token, setToken, viewer, problem, business, setBusiness } = useSession();
  const connection = useMemo(() => connect(token, business), [token, business]);
  useEffect(() => connection.end, [connection]);
  return (
    <>
      <Bar
        people={people}
        token={token}
        onToken={setToken}
        viewer={viewer}
        problem={problem}
        business={business}
        onBusiness={setBusiness}
      />
      {/* No editor of headers: what GraphiQL keeps outlives the visit, and the token must not. */}
      <GraphiQL
        schema={schema}
        fetcher={connection.fetcher}
        plugins={PLUGINS}
        defaultTabs={EXAMPLES}
        onEditOperationName={(name) => (document.title = `${name} · Runway`)}
        defaultEditorToolsVisibility="variables"
        isHeadersEditorEnabled={false}
        shouldPersistHeaders={false}
      />
    </>
  );
}

const root = createRoot(document.getElementById("root")!);
try {
  const [contract, people] = await Promise.all([fetchContract(), fetchPeople()]);
  root.render(<Page schema={buildSchema(contract)} people={people} />);
} catch (error) {
  root.render(<p className="failed">The page cannot reach the API: {String(error)}</p>);
}
