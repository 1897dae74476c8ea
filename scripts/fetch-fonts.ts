// Fetches the files of fonts/ again from the npm packages that fonts/sources.json names, and fails if their bytes
// differ from the recorded ones. Run it after changing a version there; it then prints the new SHA-256. Needs the npm
// registry.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';

const folder = path.join(import.meta.dirname, '..', 'fonts');
const sources = z
  .array(
    z.object({
      file: z.string(),
      package: z.string(),
      version: z.string(),
      path: z.string(),
      sha256: z.string(),
    }),
  )
  .parse(JSON.parse(readFileSync(path.join(folder, 'sources.json'), 'utf8')));

/** Unpacks a package into `into` and returns the path of its folder. */
function unpack(spec: string, into: string): string {
  const target = path.join(into, spec.replaceAll('/', '+'));
  mkdirSync(target);
  const packed = execFileSync('npm', ['pack', spec, '--silent', '--pack-destination', into], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  execFileSync('tar', ['-xzf', path.join(into, packed.trim()), '-C', target]);
  return path.join(target, 'package');
}

const temporary = mkdtempSync(path.join(tmpdir(), 'hardcopy-fonts-'));
try {
  const unpacked = new Map<string, string>();
  for (const source of sources) {
    const spec = `${source.package}@${source.version}`;
    const packageFolder = unpacked.get(spec) ?? unpack(spec, temporary);
    unpacked.set(spec, packageFolder);
    const from = path.join(packageFolder, source.path);
    const sha256 = createHash('sha256').update(readFileSync(from)).digest('hex');
    if (sha256 === source.sha256) {
      copyFileSync(from, path.join(folder, source.file));
      console.log(`${source.file}: from ${spec}`);
    } else {
      console.error(`${source.file}: ${spec} has SHA-256 ${sha256}, recorded is ${source.sha256}`);
      process.exitCode = 1;
    }
  }
} finally {
  rmSync(temporary, { recursive: true });
}
