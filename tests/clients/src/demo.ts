// A demo of its own for the tests: its address, its businesses, and a token of each role.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const ROOT = new URL("../../..", import.meta.url).pathname;
const DATA = `${ROOT}.runway/check-clients`;
const RUNWAY = `${ROOT}.venv/bin/runway`;
const PORT = process.env.RUNWAY_CLIENTS_PORT ?? "8471";
/** The manifests that codegen, Relay's compiler and Apollo's generator have just written. */
export const MANIFESTS = {
  codegen: "src/gql/persisted-documents.json",
  relay: "src/__generated__/persisted.json",
  apollo: "src/__generated__/apollo.json",
};
const REGISTERED = `${ROOT}.runway/check-manifests`;
const ENVIRONMENT = {
  ...process.env,
  RUNWAY_DATA_DIR: DATA,
  RUNWAY_PORT: PORT,
  RUNWAY_DOCUMENTS: REGISTERED,
};

export interface Demo {
  url: string;
  businesses: { id: string; name: string }[];
  tokens: Record<string, string>;
}

let serving: ChildProcess | undefined;

/** Starts the demo and waits until it answers. */
export async function start(): Promise<Demo> {
  for (const folder of [DATA, REGISTERED]) rmSync(folder, { recursive: true, force: true });
  for (const [name, file] of Object.entries(MANIFESTS)) cpSync(file, `${REGISTERED}/${name}.json`);
  execFileSync(RUNWAY, ["documents", "check"], { cwd: ROOT, env: ENVIRONMENT });
  await serve();
  const info = execFileSync(RUNWAY, ["demo", "--info"], { cwd: ROOT, env: ENVIRONMENT, encoding: "utf8" });
  return JSON.parse(info) as Demo;
}

/** Starts it again on the same data, as a deploy would; with other settings if some are given. */
export async function serve(settings: Record<string, string> = {}): Promise<void> {
  serving = spawn(RUNWAY, ["demo"], { cwd: ROOT, env: { ...ENVIRONMENT, ...settings }, stdio: "ignore" });
  const until = Date.now() + 300_000;
  while (Date.now() < until) {
    const answer = await fetch(`http://127.0.0.1:${PORT}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await pause(100);
  }
  throw new Error("The demo did not start in five minutes.");
}

/** Stops it, as a deploy would, and waits until it has ended. */
export async function stop(): Promise<void> {
  if (serving === undefined) return;
  const ended = new Promise((resolve) => serving?.once("exit", resolve));
  serving.kill("SIGTERM");
  await ended;
  serving = undefined;
}

/** The headers of somebody in the first business. */
export function headers(demo: Demo, role = "owner"): Record<string, string> {
  return { authorization: `Bearer ${demo.tokens[role]}`, "x-business-id": demo.businesses[0]?.id ?? "" };
}
