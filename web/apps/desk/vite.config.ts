import { fileURLToPath } from 'node:url';

import vue from '@vitejs/plugin-vue';
import Components from 'unplugin-vue-components/vite';
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers';
import { defineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const api = process.env.LINGTONG_API ?? 'http://127.0.0.1:8420';

export default defineConfig({
  root: at('.'),
  plugins: [
    vue(),
    Components({ dirs: [], dts: false, resolvers: [ElementPlusResolver({ importStyle: 'css' })] }),
  ],
  build: {
    outDir: at('../../../lingtong/apps/static/desk'),
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
