import { defineConfig } from "@playwright/test";

const PORT = process.env.RUNWAY_WEB_PORT ?? "8471";

export default defineConfig({
  testDir: "tests",
  use: { baseURL: `http://127.0.0.1:${PORT}` },
});
