import { GraphiQL, examples, expect, test } from "./page";

test("documentation and completion are there before anybody has said who they are", async ({ graphiql }) => {
  const { page } = graphiql;
  await graphiql.open();
  await graphiql.photograph("start");

  await graphiql.show("Documentation Explorer");
  const docs = page.locator(".graphiql-plugin");
  await docs.getByRole("link", { name: "Query", exact: true }).click();
  await docs.getByRole("link", { name: "hygieneTray", exact: true }).click();
  await expect(docs).toContainText("HygieneTray");
  await graphiql.photograph("documentation");

  await page.getByRole("button", { name: "New tab" }).click();
  await graphiql.query.click();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("{ view");
  await page.keyboard.press("Control+Space");
  await expect(page.locator(".suggest-widget")).toContainText("viewer");
  await graphiql.photograph("completion");

  await page.keyboard.press("Escape");
  await graphiql.run();
  await expect(graphiql.response).toContainText("Say who you are first");
});

test("an analyst picks a business, runs what there is to read, and cannot write", async ({ graphiql }) => {
  const { page } = graphiql;
  await graphiql.open();
  await graphiql.signIn("analyst");
  await graphiql.pick("Tallow Creek Builders");
  await graphiql.choose("Console");
  await graphiql.run();
  await expect(graphiql.response).toContainText('"name": "Tallow Creek Builders"');
  await graphiql.pick("Juniper & Slate Design Studio");
  await graphiql.run();
  await expect(graphiql.response).toContainText('"name": "Juniper & Slate Design Studio"');

  const queries = examples("query");
  expect(queries.length).toBeGreaterThan(10);
  for (const name of queries) {
    await graphiql.choose(name);
    await graphiql.run();
    // The audit of the database is for auditors.
    const refused = name === "Isolation";
    await expect(graphiql.response, name).toContainText(refused ? "FORBIDDEN" : '{ "data": {');
  }
  await graphiql.choose("Runway");
  await graphiql.photograph("analyst");

  const mutations = examples("mutation");
  expect(mutations).toContain("Earmark");
  for (const name of mutations) {
    await graphiql.choose(name);
    await graphiql.run();
    await expect(graphiql.response, name).toContainText(/FORBIDDEN|NOT_FOUND|BAD_USER_INPUT/);
  }
  await graphiql.choose("Earmark");
  await expect(graphiql.response).toContainText("FORBIDDEN");
  await graphiql.photograph("refused");
  await expect(page.getByRole("tab")).toHaveCount(
    queries.length + mutations.length + examples("subscription").length,
  );
});

test("an owner writes, and whoever follows the business is told of it at once", async ({
  graphiql,
  context,
}) => {
  await graphiql.open();
  await graphiql.signIn("owner");
  await graphiql.choose("Changes");
  await graphiql.run();
  await expect(graphiql.response).toContainText("RESYNC");

  const other = new GraphiQL(await context.newPage());
  await other.open();
  await other.signIn("owner");
  await other.choose("Earmark");
  await other.run();
  await expect(other.response).toContainText('"name": "Payroll taxes"');
  expect(other.problems).toEqual([]);

  await expect(graphiql.response).toContainText("SETTINGS");
  await graphiql.photograph("subscription");
});

test("a reload keeps who somebody is and for which business, and nothing outlives the visit", async ({
  graphiql,
  context,
}) => {
  const { page } = graphiql;
  const business = page.getByLabel("Business").locator("option:checked");
  await graphiql.open();
  await graphiql.signIn("advisor");
  await graphiql.pick("Tallow Creek Builders");
  await graphiql.choose("Viewer");
  await graphiql.run();
  await expect(graphiql.response).toContainText("advisor@demo.runway");
  await page.reload();
  await expect(page.getByRole("status")).toHaveText("advisor@demo.runway");
  await expect(business).toHaveText(/^Tallow Creek Builders/);

  const token = await page.evaluate(() => sessionStorage.getItem("runway:token"));
  const lasting = await page.evaluate(() => JSON.stringify(localStorage));
  expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  expect(lasting).toContain("Viewer");
  expect(lasting).not.toContain(token);
  expect(await context.cookies()).toEqual([]);

  const later = new GraphiQL(await context.newPage());
  await later.open();
  await expect(later.page.getByLabel("Role").locator("option:checked")).toHaveText("Choose …");
});

test("a site whose name leads here is offered no token, and takes one that is pasted", async ({
  graphiql,
  baseURL,
  request,
}) => {
  const { page } = graphiql;
  await graphiql.open(`http://elsewhere.test:${new URL(baseURL!).port}/graphiql`);
  await expect(page.getByLabel("Role")).toHaveCount(0);
  const people: { role: string; token: string }[] = await (await request.get("/graphiql/people.json")).json();
  expect(people.map(({ role }) => role)).toEqual([
    "owner",
    "advisor",
    "staff",
    "analyst",
    "auditor",
    "operator",
  ]);
  await page.getByLabel("Token").fill(people.find(({ role }) => role === "auditor")!.token);
  await expect(page.getByRole("status")).toHaveText("auditor@demo.runway");
  await graphiql.choose("Isolation");
  await graphiql.run();
  await expect(graphiql.response).toContainText('"clean": true');
  await graphiql.photograph("pasted");
});

test.describe("at night", () => {
  test.use({ colorScheme: "dark" });

  test("the examples and the explorer can be opened beside the editor", async ({ graphiql }) => {
    const { page } = graphiql;
    await graphiql.open();
    await graphiql.signIn("staff");
    await page.getByRole("tab", { name: "Tray", exact: true }).click();
    await page.getByRole("button", { name: "Close Tab" }).click();
    await expect(page.getByRole("tab", { name: "Tray", exact: true })).toHaveCount(0);
    await graphiql.show("Examples");
    await page.getByRole("button", { name: /^Tray query/ }).click();
    await expect(page).toHaveTitle("Tray · Runway");
    await graphiql.run();
    await expect(graphiql.response).toContainText('"hygieneTray": {');
    await graphiql.photograph("examples");
    await graphiql.show("GraphiQL Explorer");
    await page.locator(".graphiql-explorer-root").getByText("isStale").click();
    await expect(graphiql.query).not.toContainText("isStale");
    await graphiql.photograph("explorer");
  });
});
