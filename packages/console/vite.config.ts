import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const admin = process.env['WEIR_ADMIN_URL'] ?? 'http://127.0.0.1:4010';

/** What nearly every page needs: in one piece, because dozens of small ones do not compress. */
const COMMON =
  /features\/[a-z-]+\/search\.ts|src\/format\/|src\/ui\/(cx|link|tag|panel|page|notice|meter|stat|skeleton|money|popup|button)\.tsx?/;

export default defineConfig({
  plugins: [react(), tailwindcss()],
  server: { host: '127.0.0.1', port: 5173, proxy: { '/api': { target: admin, changeOrigin: false } } },
  build: {
    target: 'es2022',
    sourcemap: false,
    // the content security policy allows no data: URLs, so nothing is inlined
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'common', test: COMMON }] } } },
  },
});
