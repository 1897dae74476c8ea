// The software bill of materials (CycloneDX): the npm packages that run in the server or the browser. `npm run sbom` writes `sbom.cdx.json`
// into the root of the repository, and so does a release. It is made from package-lock.json, without network. Start at `makeSbom`.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { licensedPackages } from './licenses.ts';

export const sbomFile = 'sbom.cdx.json';

const component = z.looseObject({
  'bom-ref': z.string().min(1),
  name: z.string().min(1),
  version: z.string().min(1),
  purl: z.string().startsWith('pkg:npm/'),
  scope: z.enum(['required', 'optional', 'excluded']).optional(),
  properties: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
  licenses: z.array(z.unknown()).optional(),
});

/** What is read of a CycloneDX document; the rest is kept as it is. */
export const sbomSchema = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.string().regex(/^1\.\d+$/),
  serialNumber: z.string().regex(/^urn:uuid:[\da-f-]{36}$/),
  metadata: z.looseObject({ timestamp: z.iso.datetime(), component }),
  components: z.array(component),
  dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()) })),
});
export type Sbom = z.output<typeof sbomSchema>;

/** Of npm: the package was installed for development. What the page is built from is a part of it nevertheless. */
const developmentProperty = 'cdx:npm:package:development';
/** `server` or `browser`. */
export const useProperty = 'hardcopy:use';

/**
 * The bill of the project in a folder.
 * @param root has package.json and package-lock.json
 * @throws Error when npm fails, or its document is not what CycloneDX demands
 */
export function makeSbom(root: string): Sbom {
  const parameters = [
    '--sbom-format=cyclonedx',
    '--sbom-type=application',
    '--package-lock-only',
    '--offline',
  ];
  const text = execFileSync('npm', ['sbom', ...parameters], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 ** 2,
    shell: process.platform === 'win32',
  });
  const { name } = z
    .object({ name: z.string() })
    .parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));
  const whole = sbomSchema.parse(JSON.parse(text));
  const shipped = new Map(licensedPackages(root).map((one) => [`${one.name}@${one.version}`, one]));
  const components = whole.components.flatMap((found) => {
    const ref = found['bom-ref'];
    const known = shipped.get(ref);
    if (!known) return [];
    const properties = found.properties.filter((property) => property.name !== developmentProperty);
    return [
      {
        ...found,
        // npm gives the alias under which a package is installed.
        name: known.name,
        scope: known.use === 'browser' ? ('required' as const) : found.scope,
        properties: [...properties, { name: useProperty, value: known.use }],
        licenses: found.licenses ?? [{ license: { name: known.license } }],
      },
    ];
  });
  const own = whole.metadata.component;
  const refs = new Set([own['bom-ref'], ...components.map((one) => one['bom-ref'])]);
  return {
    ...whole,
    // npm gives the name of the folder.
    metadata: { ...whole.metadata, component: { ...own, name } },
    components,
    dependencies: whole.dependencies
      .filter(({ ref }) => refs.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) })),
  };
}

/** Writes the bill into the project's folder. @throws Error like `makeSbom`; the system's errors */
export function writeSbom(root: string): void {
  writeFileSync(path.join(root, sbomFile), `${JSON.stringify(makeSbom(root), undefined, 2)}\n`);
}

if (import.meta.main) writeSbom(path.join(import.meta.dirname, '..'));
