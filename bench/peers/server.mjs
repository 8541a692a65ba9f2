// PostGraphile over the tables and policies of Runway, as the role runway_api.
//
// The environment says where: PGHOST, PGPORT, PGUSER, PGDATABASE, PORT. With TOKEN_SECRET the person is the one of
// a verified token; without, the header X-User-Id names them, as a proxy in front would.
import { createServer } from "node:http";
import jsonwebtoken from "jsonwebtoken";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const { PORT, TOKEN_SECRET } = process.env;
// How statements are planned is left to PostgreSQL, as it comes: enter() sets what is best for Runway's own.
const PLANNING = "set_config('plan_cache_mode', 'auto', true), set_config('enable_seqscan', 'on', true)";
const ENTER = { text: `SELECT runway.enter($1, $2, $3), ${PLANNING}`, name: "enter" };

function userOf(headers) {
  if (TOKEN_SECRET === undefined) return headers["x-user-id"];
  const token = headers.authorization.replace(/^Bearer /, "");
  return jsonwebtoken.verify(token, TOKEN_SECRET, { algorithms: ["HS256"], audience: "runway" }).sub;
}

// PostGraphile's own adaptor sends BEGIN, set_config() of what is in pgSettings, the statement and COMMIT. A membership
// must be checked as well: runway.enter() takes the place of set_config(), so that the number of round trips remains.
function entering(withPgClient) {
  const entered = (settings, work) =>
    settings?.businessId === undefined
      ? withPgClient(settings, work)
      : withPgClient(null, (client) =>
          client.withTransaction(async (transaction) => {
            const values = [settings.userId, settings.businessId, settings.requestId];
            await transaction.query({ ...ENTER, values });
            return work(transaction);
          }),
        );
  return Object.assign(entered, { release: withPgClient.release });
}

const service = makePgService({ schemas: ["runway"], poolConfig: { max: 10 } });
const { createWithPgClient } = service.adaptor;
service.adaptor = {
  ...service.adaptor,
  createWithPgClient: async (...given) => entering(await createWithPgClient(...given)),
};

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  // It hides columns that no index begins with, and every index of these tables begins with the business.
  disablePlugins: ["PgIndexBehaviorsPlugin"],
  pgServices: [service],
  grafserv: { graphiql: false, websockets: false, watch: false },
  grafast: {
    explain: false,
    context: ({ node }) => {
      const { headers } = node.req;
      return {
        pgSettings: { userId: userOf(headers), businessId: headers["x-business-id"], requestId: "postgraphile" },
      };
    },
  },
});

const server = createServer();
await instance.createServ(grafserv).addTo(server);
server.listen(Number(PORT), "127.0.0.1");
