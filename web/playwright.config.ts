import { defineConfig } from "@playwright/test";

const PORT = process.env.RUNWAY_PORT ?? "8470";
const DATA = "../.runway/check-web";

export default defineConfig({
  testDir: "tests",
  outputDir: "../.runway/playwright",
  // All tests look at one demo, and some of them change it.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: {
    baseURL: `http://127.0.0.1:${PORT}`,
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        // No other machine can be reached, and one name leads here, as it would in an attack by DNS rebinding.
        "--host-resolver-rules=MAP elsewhere.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
      ],
    },
  },
  webServer: {
    // A new demo, so that no test depends on what an earlier run decided.
    command: `rm -rf ${DATA} && exec ../.venv/bin/runway demo`,
    env: { RUNWAY_DATA_DIR: DATA, RUNWAY_PORT: PORT },
    url: `http://127.0.0.1:${PORT}/readyz`,
    timeout: 300_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 30_000 },
  },
});
