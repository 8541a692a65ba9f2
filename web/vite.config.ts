import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  // Where the API serves what is built.
  base: "/graphiql/",
  plugins: [react()],
  // Monaco's workers load modules of their own.
  worker: { format: "es" },
  build: {
    outDir: "../server/static",
    emptyOutDir: true,
    // Every file of its own, for the content security policy allows no script and no worker inside another file.
    assetsInlineLimit: 0,
    // The editor is one large file, loaded once and kept by the browser.
    chunkSizeWarningLimit: 8_000,
    // Notes of React's compiler in what GraphiQL was built with mean nothing to the bundler.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
});
