// The AssemblyScript compiler as a function: a source file → the bytes of a WebAssembly module. It runs in a child
// process, because importing it would change the types of JavaScript's own arrays.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const compiler = fileURLToPath(import.meta.resolve('assemblyscript/bin/asc.js'));

/** @throws Error with the compiler's messages. */
export function compileKernels(source: string): Buffer {
  const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-kernels-'));
  try {
    // The compiler takes only files named .ts.
    copyFileSync(source, path.join(folder, 'kernels.ts'));
    const options = ['--runtime', 'stub', '--importMemory', '--enable', 'simd', '-Ospeed', '--noAssert'];
    const files = ['kernels.ts', '--outFile', 'kernels.wasm'];
    execFileSync(process.execPath, [compiler, ...files, ...options], { cwd: folder });
    return readFileSync(path.join(folder, 'kernels.wasm'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
