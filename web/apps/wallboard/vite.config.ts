import { fileURLToPath } from 'node:url';

import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const api = process.env.LINGTONG_API ?? 'http://127.0.0.1:8420';

export default defineConfig({
  root: at('.'),
  base: '/wallboard/',
  plugins: [vue()],
  build: {
    outDir: at('../../../lingtong/apps/static/wallboard'),
    emptyOutDir: true,
    target: 'chrome109',
    assetsInlineLimit: 0, // the content policy allows no data: addresses
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
  server: {
    proxy: {
      '/api': { target: api, ws: true },
      '/sip': { target: api, ws: true },
    },
  },
});
