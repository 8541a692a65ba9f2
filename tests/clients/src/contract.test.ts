// The contract against that of the last release: what breaks clients is named in the changelog.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { type Change, CriticalityLevel, diff } from "@graphql-inspector/core";
import { buildSchema } from "graphql";

const root = new URL("../../../", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), "utf8");
const CONTRACT = read("schema/schema.graphql");
const RELEASED = "schema/released.graphql";

/** What breaks a client that was written for `before`. */
async function breaking(before: string, after: string): Promise<Change[]> {
  const changes = await diff(buildSchema(before), buildSchema(after));
  return changes.filter((change) => change.criticality.level === CriticalityLevel.Breaking);
}

/** What is under Changed and Removed of the changelog's Unreleased section. */
function announced(changelog: string): string {
  const unreleased = changelog.split(/^## /m).find((section) => section.startsWith("[Unreleased]")) ?? "";
  return unreleased
    .split(/^### /m)
    .filter((part) => /^(Changed|Removed)\n/.test(part))
    .join("");
}

/** The breaking changes that the changelog does not name by their paths, such as `Bill.dueDate`, as sentences. */
function unannounced(changes: Change[], changelog: string): string[] {
  const names = announced(changelog);
  return changes
    .filter((change) => !names.includes(`\`${change.path}\``))
    .map((change) => `\`${change.path}\`: ${change.message}`);
}

test("a breaking change is seen, and its path in the changelog announces it", async () => {
  const less = CONTRACT.replace(/^type Viewer \{\n[^]*?^  email: String!\n/m, "type Viewer {\n");
  assert.notEqual(less, CONTRACT);
  const changes = await breaking(CONTRACT, less);
  assert.deepEqual(
    changes.map((change) => change.path),
    ["Viewer.email"],
  );
  assert.deepEqual(await breaking(less, CONTRACT), [], "a field more breaks nothing");
  const changelog = (heading: string) => `## [Unreleased]\n\n### ${heading}\n\n- \`Viewer.email\` is gone.\n`;
  assert.deepEqual(unannounced(changes, changelog("Removed")), []);
  assert.equal(unannounced(changes, changelog("Added")).length, 1);
  assert.equal(unannounced(changes, `## [1.0.0]\n\n### Removed\n\n- \`Viewer.email\`\n`).length, 1);
});

test("what breaks clients of the last release is in the changelog", async (context) => {
  if (!existsSync(new URL(RELEASED, root))) {
    context.diagnostic(`Nothing to compare with: ${RELEASED} comes with the first release.`);
    return;
  }
  const changes = await breaking(read(RELEASED), CONTRACT);
  assert.deepEqual(
    unannounced(changes, read("CHANGELOG.md")),
    [],
    "CHANGELOG.md names these paths neither under Changed nor under Removed of Unreleased",
  );
});
