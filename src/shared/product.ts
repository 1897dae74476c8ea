// How the product names itself, to peers, in documents and to people. The version is the package's.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** A file that comes with the product, by its path in the repository. */
export const productFile = (name: string): string => path.join(import.meta.dirname, '..', '..', name);

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(productFile('package.json'), 'utf8')));

export const manufacturer = 'Hardcopy';
export const productVersion = version;

/** Implementation Version Name (PS3.7 D.3.3.2): at most 16 characters. */
export const implementationVersionName = `HARDCOPY_${version}`.slice(0, 16);
