// The third-party packages that run in the server or the browser, with their licenses, from package-lock.json. Packages that
// are only for building and testing are left out.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const project = path.join(import.meta.dirname, '..');

/** What the browser application imports. */
const browserRoots = [
  '@tanstack/react-query',
  'intl-messageformat',
  'lucide-react',
  'openseadragon',
  'react',
  'react-aria-components',
  'react-dom',
  'uplot',
  'wouter',
] as const;

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      name: z.string().optional(),
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      devOptional: z.boolean().optional(),
      dependencies: z.record(z.string(), z.string()).optional(),
      peerDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
});

export interface LicensedPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly use: 'server' | 'browser';
}

/** Licenses that neither the lock file nor package.json names: from the files of the package. */
const statedInFiles: Readonly<Record<string, string>> = {
  'png-js': 'MIT',
};

const nameOf = (place: string) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** @param root folder of package-lock.json */
export function licensedPackages(root = project): readonly LicensedPackage[] {
  const { packages } = lockSchema.parse(
    JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')),
  );
  const inBrowser = new Set<string>();
  /** As Node finds it: in the package's own folder, or in one above it. */
  const placeOf = (name: string, from: string): string | undefined => {
    for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
      const place = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
      if (packages[place]) return place;
      if (folder === '') return undefined;
    }
  };
  const visit = (name: string, from: string): void => {
    const place = placeOf(name, from);
    if (place === undefined || inBrowser.has(place)) return;
    inBrowser.add(place);
    for (const needed of Object.keys(packages[place]?.dependencies ?? {})) visit(needed, place);
  };
  for (const name of browserRoots) visit(name, '');
  const found = new Map<string, LicensedPackage>();
  for (const [
    place,
    { name = nameOf(place), version = '', license = licenseIn(root, place), dev, devOptional },
  ] of Object.entries(packages)) {
    const isServer = dev !== true && devOptional !== true;
    if (place === '' || (!isServer && !inBrowser.has(place))) continue;
    found.set(`${name} ${version}`, {
      name,
      version,
      license: statedInFiles[name] ?? license,
      use: isServer ? 'server' : 'browser',
    });
  }
  return [...found.values()].toSorted((a, b) =>
    `${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1,
  );
}

/** Of the package itself, where the lock file does not say it. */
function licenseIn(root: string, place: string): string {
  try {
    const found = z
      .object({
        license: z.union([z.string(), z.object({ type: z.string() })]).optional(),
        licenses: z.array(z.object({ type: z.string() })).optional(),
      })
      .parse(JSON.parse(readFileSync(path.join(root, place, 'package.json'), 'utf8')));
    const { license, licenses } = found;
    return typeof license === 'string' ? license : (license?.type ?? licenses?.[0]?.type ?? 'unknown');
  } catch {
    return 'unknown';
  }
}
