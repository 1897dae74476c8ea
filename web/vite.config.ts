// How the browser application is built (scripts/build-web.ts). The server adds the nonce of its content security policy.
import optimizeLocales from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { dividedTexts } from './first-texts.ts';

export default defineConfig({
  plugins: [
    // React Aria's own texts, in the languages of the console only.
    {
      ...optimizeLocales.vite({
        locales: ['en-US', 'de-DE', 'fr-FR', 'es-ES', 'pt-BR', 'zh-CN', 'ja-JP', 'ar-AE'],
      }),
      enforce: 'pre',
    },
    dividedTexts(),
    react(),
  ],
  // Names of classes are long in the sources and short in what is sent.
  css: { modules: { generateScopedName: '[hash:base64:5]' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    // The policy allows pictures of the server, not `data:`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    // test/web/budget.test.ts has the limits that matter: of what is sent.
    chunkSizeWarningLimit: 800,
  },
  // For work on the pages: `vite web` beside `npm start`.
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
});
