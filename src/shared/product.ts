// How the product names itself, to peers, in documents and to users. The version is the package's.
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A file that comes with the product, by its path in the repository. */
export const productFile = (name: string): string => path.join(import.meta.dirname, '..', '..', name);

// Read without a schema: loading the library for them takes longer than showing the version does.
const description: unknown = JSON.parse(readFileSync(productFile('package.json'), 'utf8'));
const version =
  typeof description === 'object' && description !== null && 'version' in description
    ? String(description.version)
    : '';

export const manufacturer = 'Hardcopy';
export const productVersion = version;

/** Implementation Version Name (PS3.7 D.3.3.2): at most 16 characters. */
export const implementationVersionName = `HARDCOPY_${version}`.slice(0, 16);
