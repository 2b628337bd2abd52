import { defineConfig } from 'vitest/config';

// Everything is served from the program itself under a policy without inline scripts or
// styles, so nothing may be inlined.
export default defineConfig({
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  test: { include: ['src/**/*.test.ts'] }, // those in e2e need the program and a browser
});
