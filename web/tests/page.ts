// What the tests share: a page that must stay silent and at home, and the handles of GraphiQL.

import { readdirSync, readFileSync } from "node:fs";
import { test as base, expect, type Locator, type Page } from "@playwright/test";

const EXAMPLES = new URL("../../docs/examples/", import.meta.url);
export const SCREENSHOTS = "../.runway/screenshots";

/** The names of the examples with an operation of a kind, as their tabs are titled. */
export function examples(kind: string): string[] {
  return readdirSync(EXAMPLES)
    .filter((file) => file.endsWith(".graphql"))
    .map((file) => readFileSync(new URL(file, EXAMPLES), "utf8"))
    .flatMap((text) => new RegExp(`^${kind} (\\w+)`, "m").exec(text)?.[1] ?? []);
}

/** A page, with what it logged as an error and whom it asked. */
export class GraphiQL {
  readonly problems: string[] = [];
  readonly addresses = new Set<string>();
  readonly response: Locator;
  readonly query: Locator;

  constructor(readonly page: Page) {
    this.response = page.locator(".graphiql-response .view-lines");
    this.query = page.locator(".graphiql-query-editor .monaco-editor");
    // A violation of the content security policy is logged as an error too.
    page.on("console", (message) => {
      if (message.type() === "error") this.problems.push(message.text());
    });
    page.on("pageerror", (error) => this.problems.push(error.message));
    page.on("requestfailed", (request) => {
      const reason = request.failure()?.errorText;
      // What a reload breaks off has not failed.
      if (reason !== "net::ERR_ABORTED") this.problems.push(`${reason}: ${request.url()}`);
    });
    page.on("request", (request) => this.addresses.add(request.url()));
    page.on("websocket", (socket) => this.addresses.add(socket.url()));
  }

  async open(address = "/graphiql"): Promise<void> {
    await this.page.goto(address);
    await expect(this.query.locator(".view-lines")).toContainText("{");
  }

  async signIn(role: string): Promise<void> {
    await this.page.getByLabel("Role").selectOption(role);
    await expect(this.page.getByRole("status")).toHaveText(`${role}@demo.runway`);
  }

  async pick(business: string): Promise<void> {
    const picker = this.page.getByLabel("Business");
    const option = picker.locator("option", { hasText: business });
    await picker.selectOption((await option.getAttribute("value"))!);
  }

  async choose(tab: string): Promise<void> {
    await this.page.getByRole("tab", { name: tab, exact: true }).click();
    // From then on GraphiQL knows what it would run; before, it would ask for the operation of the last tab.
    await expect(this.page).toHaveTitle(`${tab} · Runway`);
  }

  async run(): Promise<void> {
    await this.page.getByRole("button", { name: /^Execute query/ }).click();
  }

  async show(plugin: string): Promise<void> {
    await this.page.getByRole("button", { name: `Show ${plugin}` }).click();
  }

  async photograph(name: string): Promise<void> {
    await this.page.screenshot({ path: `${SCREENSHOTS}/${name}.png` });
  }
}

/** Every test's page: none logs an error, breaks its policy, or asks another host. */
export const test = base.extend<{ graphiql: GraphiQL }>({
  graphiql: async ({ page, baseURL }, use) => {
    const graphiql = new GraphiQL(page);
    await use(graphiql);
    expect(graphiql.problems).toEqual([]);
    const home = new URL(baseURL!);
    const hosts = [...graphiql.addresses]
      .map((address) => new URL(address))
      .filter(({ protocol }) => protocol !== "data:" && protocol !== "blob:");
    expect(hosts.length).toBeGreaterThan(5);
    expect(
      hosts.filter(({ port, protocol }) => port !== home.port || !/^(http|ws):$/.test(protocol)),
    ).toEqual([]);
  },
});
export { expect };
