// Builds the browser application of web/ into web/dist, and a gzip of each file beside it for slow networks. `npm ci` runs it
// with `--if-installed`: where development packages are left out, it does nothing, and a release contains the built files.
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const root = path.join(import.meta.dirname, '..');
const web = path.join(root, 'web');

/** Smaller files gain nothing. */
const minGzipBytes = 1024;

function compressAll(folder: string): void {
  for (const name of globSync('assets/*.{js,css,svg}', { cwd: folder })) {
    const file = path.join(folder, name);
    const content = readFileSync(file);
    if (content.byteLength >= minGzipBytes) writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
  }
}

const installed = existsSync(path.join(root, 'node_modules', 'vite', 'package.json'));
if (installed || !process.argv.includes('--if-installed')) {
  const { build } = await import('vite');
  await build({ root: web, configFile: path.join(web, 'vite.config.ts'), logLevel: 'warn' });
  compressAll(path.join(web, 'dist'));
}
