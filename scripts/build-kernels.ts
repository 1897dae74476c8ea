// Compiles src/render/kernels/pixel-kernels.as to pixel-kernels-module.ts beside it; a test fails if that file is out
// of date. package-lock.json pins the compiler's version, so every machine generates the same bytes.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { compileKernels } from './kernels-compiler.ts';

const folder = path.join(import.meta.dirname, '..', 'src', 'render', 'kernels');
const base64 = compileKernels(path.join(folder, 'pixel-kernels.as')).toString('base64');
const lines = (base64.match(/.{1,112}/g) ?? []).map((line) => `    '${line}',\n`).join('');
const text = `// Made by \`npm run kernels\` from pixel-kernels.as. Begin at \`moduleBytes\`.

/** A WebAssembly module. */
export const moduleBytes = Buffer.from(
  [
${lines}  ].join(''),
  'base64',
);
`;
writeFileSync(path.join(folder, 'pixel-kernels-module.ts'), text);
