// A kind of destination for tests: adding it to the registry makes it work in the configuration, the server, metrics, status,
// the doctor, `check`, pools and the conformance statement, without any other change.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { examine } from '../../src/cli/doctor/doctor.ts';
import { surveyDevices } from '../../src/cli/inspect/check-devices.ts';
import { loadConfig } from '../../src/config/config.ts';
import { configSchema, configSchemaOf } from '../../src/config/schema/config-schema.ts';
import { markdownOf } from '../../src/conformance/formats/md.ts';
import { conformanceStatement } from '../../src/conformance/statement.ts';
import { destinationKinds } from '../../src/destinations/registry.ts';
import { startServer } from '../../src/server.ts';
import { silentLog } from '../../src/shared/log/log.ts';
import { plain } from '../support/configured-destination.ts';
import { writtenConfig } from '../support/configured-printer.ts';
import { memoryKind, shelves } from '../support/memory-kind.ts';
import { parseMetrics, valueOf } from '../support/metrics-text.ts';
import { compose, open, print } from '../support/network-print.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const schema = configSchemaOf([...destinationKinds, memoryKind]);

const yaml = `
dicom: { host: 127.0.0.1 }
printers:
  - aeTitle: WARD
    destinations:
      - { kind: memory, name: short-term, shelf: a }
      - { kind: pool, name: both, devices: [{ kind: memory, name: left, shelf: l }, { kind: memory, name: right, shelf: r, host: 127.0.0.1 }] }
`;

const printersSchema = z.object({
  printers: z.array(z.looseObject({ devices: z.array(z.looseObject({ kind: z.string() })) })),
});

test('the configuration accepts the kind only with its registration, and checks its keys', (t) => {
  const file = writtenConfig(t, yaml);
  assert.throws(
    () => loadConfig({ file }),
    /destinations\[0\]\.kind: found "memory"; give one of pdf, ipp, dicom, pool/,
  );
  assert.throws(
    () => loadConfig({ file: writtenConfig(t, yaml.replace('shelf: a', 'shelv: a')) }, schema),
    /unknown key printers\[0\]\.destinations\[0\]\.shelv; is shelf meant/,
  );
  assert.throws(
    () => loadConfig({ file: writtenConfig(t, yaml.replace('name: left', 'name: right')) }, schema),
    /devices with different names/,
  );
});

test('films are delivered, also in a pool; status and metrics name the kind', async (t) => {
  const data = temporaryFolder(t, 'memory');
  const file = writtenConfig(t, yaml);
  const config = loadConfig({ file, data, dicomPort: 0, httpPort: 0 }, schema);
  const server = await startServer(config, silentLog);
  t.after(() => server.stop(0));
  const url = (where: string) => `http://127.0.0.1:${server.httpPort}${where}`;
  const connection = await open(server.dicomPort, 'WARD');
  const { filmBox } = await compose(connection);
  assert.equal((await print(connection, filmBox)).status, 0);
  await connection.association.release();
  const jobsIn = async (state: string): Promise<number | undefined> =>
    valueOf(parseMetrics(await (await fetch(url('/metrics'))).text()), 'hardcopy_jobs', { state });
  while ((await jobsIn('DONE')) !== 1) assert.equal(await jobsIn('FAILURE'), 0);
  const delivered = [...shelves].filter(([, documents]) => documents.length > 0);
  assert.deepEqual(delivered.map(([shelf]) => shelf).toSorted(), ['WARD/a', 'WARD/l']);
  for (const [, [document]] of delivered) {
    assert.equal(
      Buffer.from(document ?? [])
        .subarray(0, 5)
        .toString('latin1'),
      '%PDF-',
    );
  }
  const samples = parseMetrics(await (await fetch(url('/metrics'))).text());
  for (const kind of ['memory', 'pool']) {
    const labels = { kind, result: 'delivered' };
    assert.equal(valueOf(samples, 'hardcopy_delivery_seconds_count', labels), 1, kind);
  }
  const { printers } = printersSchema.parse(await (await fetch(url('/api/printers'))).json());
  assert.deepEqual(
    printers.flatMap(({ devices }) => devices.map(({ kind }) => kind)),
    ['memory', 'pool'],
  );
});

test('the doctor resolves its host names and queries it; `check --devices` queries each device', async (t) => {
  const data = temporaryFolder(t, 'memory');
  const options = { file: writtenConfig(t, yaml), data };
  const findings = await examine(options, schema);
  const found = findings.filter(({ check }) => check === 'device' || check === 'name');
  assert.deepEqual(
    found.map(({ check, verdict, fix }) => [check, verdict, fix]),
    [
      ['name', 'ok', undefined],
      ['name', 'ok', undefined],
      ['device', 'warning', 'little memory'],
      ['device', 'warning', 'left: little memory right: little memory'],
    ],
  );
  const surveys = await surveyDevices(loadConfig(options, schema).printers);
  assert.deepEqual(
    surveys.map(({ destination, films }) => [destination, films[0]?.kind]),
    ['short-term', 'left', 'right'].map((name) => [name, 'sent']),
  );
});

test('the conformance statement has its keys, terms and sentences', (t) => {
  const config = loadConfig({ file: writtenConfig(t, yaml), data: '/nowhere' }, schema);
  const text = markdownOf(conformanceStatement(config, schema));
  for (const sentence of [
    /Of short-term, left, right colors are remembered\./,
    /Medium Type MEMORY is shelf WARD\/a at short-term; Medium Type MEMORY is shelf WARD\/l at left/,
    /Both are remembered by short-term, left, right\./,
    /Printer Status Info .*one of CHECK PRINTER, ELEC CONFIG ERR, PRINTER OFFLINE, SUPPLY LOW/,
    /destinations\\\[\\\] \(memory\)\.shelf .*Name of the shelf they are put on/,
  ]) {
    assert.match(text, sentence);
  }
  assert.doesNotMatch(markdownOf(conformanceStatement(loadConfig())), /memory\)\.shelf/);
});

test('`check` describes it', (t) => {
  const config = loadConfig({ file: writtenConfig(t, yaml), data: '/nowhere' }, schema);
  const destinations = config.printers[0]?.destinations ?? [];
  assert.deepEqual(
    destinations.map(({ description }) => description),
    ['memory WARD/a', 'one of left (WARD/l), right (WARD/r)'],
  );
  assert.deepEqual(plain(destinations[0]), {
    kind: 'memory',
    name: 'short-term',
    required: true,
    shelf: 'WARD/a',
    host: 'localhost',
  });
  assert.notEqual(schema, configSchema);
});
