// The software bill of materials: complete for what runs, without what only builds and tests, and whole in itself.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { licensedPackages } from '../../scripts/licenses.ts';
import { makeSbom, sbomSchema, useProperty } from '../../scripts/sbom.ts';

const root = path.join(import.meta.dirname, '..', '..');
const packageJson = z
  .object({
    name: z.string(),
    version: z.string(),
    dependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));

test('the bill of materials has every package of the server and the page, and no other', () => {
  const bill = sbomSchema.parse(JSON.parse(JSON.stringify(makeSbom(root))));
  const { component } = bill.metadata;
  assert.deepEqual([component.name, component.version], [packageJson.name, packageJson.version]);
  assert.equal(component.type, 'application');

  const nameAndUse = bill.components.map(({ name, version, properties }) => {
    const use = properties.find((property) => property.name === useProperty)?.value;
    return `${name} ${version} ${use ?? 'none'}`;
  });
  const expected = licensedPackages().map(({ name, version, use }) => `${name} ${version} ${use}`);
  assert.deepEqual(nameAndUse.toSorted(), expected.toSorted());
  const names = new Set(bill.components.map(({ name }) => name));
  for (const name of [...Object.keys(packageJson.dependencies), 'react', 'openseadragon'])
    assert.ok(names.has(name), name);
  for (const name of ['eslint', 'prettier', 'typescript', 'vite']) assert.ok(!names.has(name), name);

  for (const { name, licenses, properties } of bill.components) {
    assert.ok((licenses ?? []).length > 0, `${name} has a license`);
    assert.ok(!properties.some((property) => property.name === 'cdx:npm:package:development'), name);
  }
});

test('every dependency that the bill of materials names is a component of it', () => {
  const bill = makeSbom(root);
  const own = bill.metadata.component['bom-ref'];
  const refs = new Set([own, ...bill.components.map((one) => one['bom-ref'])]);
  assert.equal(refs.size, bill.components.length + 1, 'no reference twice');
  for (const { ref, dependsOn } of bill.dependencies)
    for (const one of [ref, ...dependsOn]) assert.ok(refs.has(one), `${ref}: ${one}`);
  const direct = bill.dependencies.find(({ ref }) => ref === own)?.dependsOn ?? [];
  assert.ok(direct.length >= Object.keys(packageJson.dependencies).length);
});
