// The conformance statement is complete: every attribute table, service, abstract syntax, status and configuration key, in
// every format.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { configSchema } from '../../src/config/schema/config-schema.ts';
import { loadConfig } from '../../src/config/config.ts';
import { parameterRows } from '../../src/conformance/chapters/configuration.ts';
import { laidOut, type Table } from '../../src/conformance/formats/document.ts';
import { markdownOf } from '../../src/conformance/formats/md.ts';
import { attributeName, sopClassName } from '../../src/conformance/tables/names.ts';
import { conformanceStatement } from '../../src/conformance/statement.ts';
import { printClientClasses } from '../../src/print-scu/used-classes.ts';
import { printerReasons } from '../../src/destinations/ipp/state/status-table.ts';
import { decodeText, wholeSets } from '../../src/dicom/text/character-sets.ts';
import { keywords, tagOf, tagText, type Keyword } from '../../src/dicom/data-set/dictionary.ts';
import * as rejectionModule from '../../src/dicom/pdu/rejection.ts';
import { printerStatusOf } from '../../src/devices/printer-statuses.ts';
import type { Destination } from '../../src/destinations/destination-kind.ts';
import { operationStatuses, statusesOfAnyRequest } from '../../src/print-scp/tables/operation-statuses.ts';
import { printAbstractSyntaxes, services } from '../../src/print-scp/operations/services.ts';
import { status } from '../../src/print-scp/rules/status.ts';
import { abstractSyntaxesFor } from '../../src/print-scu/print-client.ts';
import { configuredDestination, plain } from '../support/configured-destination.ts';

const office = {
  kind: 'ipp',
  name: 'office',
  uri: 'ipp://office.example/ipp/print',
  whenNotLoaded: 'wait',
  mediumTypes: { 'BLUE FILM': 'transparency' },
  trays: { BIN_1: { source: 'tray-1', bin: 'face-down' } },
};
const officePrinter = configuredDestination(office);
const plainOffice = configuredDestination({ ...office, mediumTypes: {}, trays: {} });

const config = loadConfig();
const statement = conformanceStatement(config);
const blocks = laidOut(statement);
const tables = blocks.filter((block): block is Table => block.kind === 'table');
const codeOf = (code: number) => code.toString(16).toUpperCase().padStart(4, '0');

/** Exports of src/print-scp named `…Attributes` that are tables, or functions that make one. */
async function attributeTables(): Promise<ReadonlyMap<string, readonly Keyword[]>> {
  const folder = path.join(import.meta.dirname, '..', '..', 'src', 'print-scp');
  const known: ReadonlySet<string> = new Set(keywords);
  const found = new Map<string, readonly Keyword[]>();
  for (const file of globSync('**/*.ts', { cwd: folder })) {
    const exported = (await import(path.join(folder, file))) as Readonly<Record<string, unknown>>;
    for (const [name, value] of Object.entries(exported)) {
      if (!name.endsWith('Attributes')) continue;
      const argument: unknown = name === 'annotationBoxAttributes' ? [1, 8] : 8;
      const made: unknown =
        typeof value === 'function' ? (value as (argument: unknown) => unknown)(argument) : value;
      if (typeof made !== 'object' || made === null) continue;
      const keys = Object.keys(made).filter((key): key is Keyword => known.has(key));
      if (keys.length === Object.keys(made).length) found.set(name, keys);
    }
  }
  return found;
}

test('every attribute table of the server is completely in one table of the statement', async () => {
  const found = await attributeTables();
  assert.ok(found.size >= 12, [...found.keys()].join(', '));
  for (const [name, keys] of found) {
    const rows = keys.map((key) => `${attributeName(key)} ${tagText(tagOf(key))}`);
    const whole = tables.some(({ rows: shown }) => {
      const names = new Set(
        shown.map(([attribute = '', tag = '']) => `${attribute.replace(/^>+/, '')} ${tag}`),
      );
      return rows.every((row) => names.has(row));
    });
    assert.ok(whole, `${name} is not in the statement: ${rows.join(', ')}`);
  }
});

test('every operation of every service has a table of its statuses', () => {
  for (const [uid, operations] of services) {
    const { name, ...kinds } = operations;
    for (const kind of Object.keys(kinds)) {
      const operation = kind.replace('-RQ', '');
      const found = tables.find(({ title }) => title.endsWith(`: ${name} ${operation} response status`));
      assert.ok(found, `${name} ${operation}`);
      const listed = Object.entries(operationStatuses[uid] ?? {}).find(([key]) => key === kind)?.[1] ?? [];
      assert.ok(
        listed.some(([code]) => code === status.success),
        `${name} ${operation} lists no Success`,
      );
      assert.deepEqual(
        new Set(found.rows.map((row) => row[2])),
        new Set(listed.map(([code]) => codeOf(code))),
      );
    }
  }
});

test('every abstract syntax is listed by name as an accepted context, and every status has a row', () => {
  const contexts = tables.find(({ title }) => title.endsWith('Accepted presentation contexts'));
  const accepted = printAbstractSyntaxes(config.printers);
  assert.deepEqual(new Set(contexts?.rows.map((row) => row[1])), accepted);
  for (const uid of accepted) assert.match(sopClassName(uid), / SOP Class$/, uid);
  const listed = new Set(
    [
      ...Object.values(operationStatuses).flatMap((operations) => Object.values(operations).flat()),
      ...statusesOfAnyRequest,
    ].map(([code]) => code),
  );
  for (const [name, code] of Object.entries(status)) {
    assert.ok(listed.has(code), `no operation lists ${name} (${codeOf(code)})`);
    const shown = tables.some(
      (each) => each.columns.includes('Code') && each.rows.some((row) => row[2] === codeOf(code)),
    );
    assert.ok(shown, `${name} (${codeOf(code)}) is not in the statement`);
  }
});

/** Paths of the values in a configuration, in the form of parameter names. */
function pathsIn(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => pathsIn(item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, child]) =>
    pathsIn(child, path === '' ? key : `${path}.${key}`),
  );
}

test('every key of the configuration is a parameter with its range and default', () => {
  const rows = new Map(parameterRows(configSchema).map(([key = '', , ...rest]) => [key, rest]));
  const written = pathsIn(plain(configSchema.parse({})), '');
  assert.ok(written.length > 60, `${written.length} values`);
  for (const path of written) {
    const key = path
      .replace(/\[\]$/, '')
      .replace('annotationFormats.ANNOTATION', 'annotationFormats.<name>')
      // Destinations are distinguished by their kind.
      .replace(/destinations\[\]\.(?!kind)/, 'destinations[] (pdf).');
    assert.ok(rows.has(key), path);
  }
  for (const [key, expected] of [
    ['dicom.timeouts', ['the keys below', 'as below']],
    ['dicom.timeouts.idle', ['number of 0 to 86400', '360']],
    ['dicom.listeners', ['list of up to 16, each with the keys below', '[]']],
    ['dicom.listeners[].tls', ['the keys below', 'none']],
    ['dicom.listeners[].tls.key', ['text', 'required']],
    ['spool.maxBytes', ['whole number from 1048576', '53687091200']],
    ['clients', ['list of up to 1000, each with the keys below', '[]']],
    ['access[].may', ['list of: echo, print, store, status', '[ "echo", "print", "store", "status" ]']],
    [
      'printers',
      ['list of 1 or more, each with the keys below', '[ { "aeTitle": "HARDCOPY", "name": "Film to PDF" } ]'],
    ],
    ['printers[].aeTitle', ['AE title: 1 to 16 printable characters, no backslash', 'required']],
    ['printers[].densities', ['the keys below', '{ "min": 20, "max": 320 }']],
    ['printers[].medium (display).lmax', ['number above 0, up to 20000', 'required']],
    ['trace.clients', ['list of up to 1000: text up to 64 characters', '[]']],
  ] as const) {
    assert.deepEqual(rows.get(key), expected, key);
  }
});

interface Described {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly additionalProperties?: Described | boolean;
  readonly items?: Described;
  readonly anyOf?: readonly Described[];
  readonly oneOf?: readonly Described[];
}

/** Paths of keys without a description, at any depth, including alternatives. */
function undescribed(schema: Described, path: string): readonly string[] {
  const { additionalProperties: more, items } = schema;
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([key, child]) => [
      ...(child.description === undefined || child.description.length < 8 ? [`${path}.${key}`] : []),
      ...undescribed(child, `${path}.${key}`),
    ]),
    ...(typeof more === 'object' ? undescribed(more, `${path}.*`) : []),
    ...(items ? undescribed(items, `${path}[]`) : []),
    ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((each) => undescribed(each, path)),
  ];
}

test('every key of the configuration and every parameter has a description', () => {
  assert.deepEqual(undescribed(z.toJSONSchema(configSchema, { io: 'input' }) as Described, ''), []);
  const rows = parameterRows(configSchema);
  assert.ok(rows.length > 120, `${rows.length} parameters`);
  assert.deepEqual(
    rows.filter(([, meaning = '']) => meaning === '').map(([key]) => key),
    [],
  );
  const keys = rows.map(([key]) => key);
  for (const key of ['printers[].medium (display).lmin', 'printers[].destinations[] (pdf).folder']) {
    assert.ok(keys.includes(key), key);
  }
});

test('retired boxes have a row for each attribute, including their LUTs and planes', () => {
  const tagsOf = (title: string) =>
    tables.find((each) => each.title.endsWith(title))?.rows.map(([name, tag]) => `${name} ${tag}`);
  for (const operation of ['N-CREATE', 'N-SET']) {
    assert.deepEqual(tagsOf(`VOI LUT box ${operation} request attributes`), [
      'Window Center (0028,1050)',
      'Window Width (0028,1051)',
      'VOI LUT Sequence (0028,3010)',
      '>LUT Descriptor (0028,3002)',
      '>LUT Explanation (0028,3003)',
      '>LUT Data (0028,3006)',
    ]);
    const overlay = tagsOf(`Basic print image overlay box ${operation} request attributes`);
    assert.ok(overlay?.includes('>Overlay Data (6000,3000)'));
  }
});

test('the SOP classes stated for the SCU are those that the print client proposes', () => {
  const film = {
    imageDisplayFormat: { kind: 'STANDARD', columns: 1, rows: 1 },
    filmOrientation: 'PORTRAIT',
    annotations: [{ position: 1, text: 'L' }],
    images: [],
  } as const;
  const plan = {
    session: { numberOfCopies: 1 },
    sessionPrint: false,
    films: [
      { ...film, color: 'never' },
      { ...film, color: 'required' },
    ],
  } as const;
  assert.deepEqual(new Set(printClientClasses), new Set(abstractSyntaxesFor(plan)));
});

test('the chapters are those of PS3.2 annex A, with numbers', () => {
  const chapters = blocks.flatMap((block) =>
    block.kind === 'heading' && block.level === 1 ? [`${block.number} ${block.title}`] : [],
  );
  assert.deepEqual(chapters, [
    '1 Conformance statement overview',
    '2 Table of contents',
    '3 Introduction',
    '4 Networking',
    '5 Media interchange',
    '6 Support of character sets',
    '7 Security',
    '8 Annexes',
  ]);
  assert.deepEqual(
    tables.map(({ title }) => title.split(':')[0]).filter((title) => title?.startsWith('Table 1-')),
    ['Table 1-1', 'Table 1-2'],
  );
});

test('states the printers, ranges and defaults of the given configuration', () => {
  const [printer] = config.printers;
  assert.ok(printer);
  const other = conformanceStatement({
    ...config,
    printers: [
      printer,
      { ...printer, aeTitle: 'WARD3', maxCopies: 7, densities: { min: 17, max: 311 }, retiredClasses: false },
    ],
  });
  const text = markdownOf(other);
  assert.match(text, /^#### 4\.2\.2 Printer AE WARD3$/m);
  assert.match(
    text,
    /^\| Number of Copies \| \(2000,0010\) \| IS \| U\/M \| 1 to 7 \| 1 \| Warning \(0116\) if the value used is less; else recorded \|$/m,
  );
  assert.match(text, /^\| Max Density \| \(2010,0130\) \| US \| U\/M \| 17 to 311 \| 311 \|/m);
  assert.equal(text.match(/^#+ [\d.]+ Print Queue Management SOP Class$/gm)?.length, 1);
  assert.doesNotMatch(markdownOf(statement), /WARD3/);
});

test('states which clients may associate, and by which transports', () => {
  const text = markdownOf(
    conformanceStatement({
      ...config,
      dicom: { ...config.dicom, listeners: [{ host: '10.0.0.1', port: 2762 }] },
      access: [{ name: 'CT rooms', callingAeTitles: ['CT*'], may: ['echo', 'status'], maxAssociations: 2 }],
    }),
  );
  assert.match(text, /^\| 10\.0\.0\.1 \| 2762 \| unencrypted \| +\|$/m);
  assert.match(
    text,
    /^\| CT rooms \| any \| CT\\\* \| none needed \| echo, status \| all \| 2 \| as of the server \|$/m,
  );
});

test('states access rules with their limits', () => {
  const text = markdownOf(
    conformanceStatement({
      ...config,
      access: [
        { name: 'US', may: ['print'], limits: { imageBytes: 1000, maxPduLength: 16_384, waitingJobs: 3 } },
      ],
    }),
  );
  assert.match(text, /^\| US \|.*\| imageBytes 1000, maxPduLength 16384, waitingJobs 3 \|$/m);
});

test('every rejection of the server is in the table, and no other code rejects', () => {
  const known = Object.values(rejectionModule).flatMap((value: unknown) => {
    const made: unknown =
      typeof value === 'function' && value.length === 1 ? (value as (a: string) => unknown)('') : value;
    return typeof made === 'object' && made !== null && 'why' in made
      ? [made as rejectionModule.Rejection]
      : [];
  });
  assert.ok(known.length >= 9, `${known.length}`);
  const listed = tables.find(({ title }) => title.endsWith(': Association rejection reasons'));
  const firsts = (cells: readonly string[]) =>
    cells
      .slice(0, 3)
      .map((cell) => cell.split(' ')[0])
      .join('/');
  assert.deepEqual(
    new Set(listed?.rows.map(firsts)),
    new Set(known.map(({ result, source, reason }) => `${result}/${source}/${reason}`)),
  );
  const src = path.join(import.meta.dirname, '..', '..', 'src');
  const elsewhere = globSync('**/*.ts', { cwd: src })
    .filter((file) => file !== path.join('dicom', 'pdu', 'rejection.ts'))
    .filter((file) => /result: [12],\s*source: [123]/.test(readFileSync(path.join(src, file), 'utf8')));
  assert.deepEqual(elsewhere, []);
});

test('states all character sets that are read', () => {
  const text = markdownOf(statement);
  for (const [name, bytes] of [
    ['ISO_IR 192', Buffer.from('Ж')],
    ['GB18030', Buffer.of(0xa7, 0xa8)],
    ['GBK', Buffer.of(0xa7, 0xa8)],
  ] as const) {
    assert.deepEqual(decodeText(bytes, [name], 'LO'), ['Ж']);
    assert.ok(text.includes(`\n- ${name.replace('_', '\\_')}\n`), name);
  }
  assert.equal(Object.keys(wholeSets).length, 3);
});

test('printer status is stated correctly: FAILURE only by profile, and only listed terms', () => {
  const states = (['NORMAL', 'WARNING', 'FAILURE'] as const).flatMap((state) =>
    [true, false].map((ready) => ({ status: state, info: 'FILM JAM', ready })),
  );
  for (const state of states) {
    for (const required of [true, false]) {
      assert.notEqual(printerStatusOf([{ required, state }]).status, 'FAILURE');
    }
  }
  const [printer] = config.printers;
  assert.ok(printer);
  const text = markdownOf(statement);
  assert.match(
    text,
    /FAILURE only to clients whose profile has printerStatus: failure \(of the shipped profiles: annex-e\)/,
  );
  const source = readFileSync(
    path.join(import.meta.dirname, '..', '..', 'src', 'destinations', 'pdf', 'pdf-folder.ts'),
    'utf8',
  );
  for (const [, info = ''] of source.matchAll(/info: '([A-Z ]+)'/g)) assert.ok(text.includes(info), info);
  const ofOffice = markdownOf(
    conformanceStatement({ ...config, printers: [{ ...printer, destinations: [plainOffice] }] }),
  );
  for (const { info } of Object.values(printerReasons)) assert.ok(ofOffice.includes(info), info);
  assert.doesNotMatch(text, /CHEMICALS EMPTY/);
});

test('states paper, trays and color of the destinations', () => {
  const [printer] = config.printers;
  assert.ok(printer);
  const of = (destination: Destination) =>
    markdownOf(conformanceStatement({ ...config, printers: [{ ...printer, destinations: [destination] }] }));
  const folder = markdownOf(statement);
  assert.match(folder, /Medium Type and Film Destination do not select paper or trays in this configuration/);
  assert.match(folder, /printed in color by every destination of this configuration/);
  const mapped = of(officePrinter);
  assert.match(
    mapped,
    /Medium Type BLUE FILM is media-type transparency at office; Film Destination BIN\\_1 is media-source tray-1 and output-bin face-down at office/,
  );
  assert.match(mapped, /Of office, devices without color print the gray of the same luminance/);
  assert.doesNotMatch(mapped, /choose neither|by every destination/);
  assert.match(of(plainOffice), /do not select paper or trays/);
});

test('names the imagers to which films are forwarded, also in pools', () => {
  const [printer] = config.printers;
  assert.ok(printer);
  const imager = {
    kind: 'dicom',
    name: 'dry',
    host: '10.0.0.9',
    aeTitle: 'DRY1',
    callingAeTitle: 'HARDCOPY_FW',
  };
  const pool = configuredDestination({ kind: 'pool', name: 'both', devices: [imager, office] });
  const forwarding = conformanceStatement({ ...config, printers: [{ ...printer, destinations: [pool] }] });
  const roleTables = laidOut(forwarding).filter((block): block is Table => block.kind === 'table');
  const ofPrinter = roleTables.find(({ title }) => title.endsWith(': SOP Classes'));
  const roles = new Map(ofPrinter?.rows.map(([name, , ...both]) => [name, both.join(' ')]));
  assert.equal(roles.get('Basic Grayscale Print Management Meta SOP Class'), 'Yes Yes');
  assert.equal(roles.get('Printer SOP Class'), 'Yes Yes');
  assert.equal(roles.get('Basic Film Box SOP Class'), 'No Yes');
  const services = roleTables.find(({ title }) => title.endsWith('Network services'));
  assert.deepEqual(services?.rows.find(([name]) => name === 'Printer SOP Class')?.slice(1), ['Yes', 'Yes']);
  const proposed = roleTables.filter(({ title }) => title.endsWith('Proposed presentation contexts'));
  assert.deepEqual(
    proposed.map(({ rows }) => rows.length),
    [7, 6],
    'of the printer, and of the command line',
  );
  const text = markdownOf(forwarding);
  assert.match(text, /dry \(called DRY1, by HARDCOPY\\_FW\)/);
  assert.match(text, /Both are passed on to the imagers dry\./);
  assert.match(text, /The imagers dry get color images if they support color, otherwise grayscale images\./);
  assert.match(text, /or those reported by the imagers dry/);
  assert.match(text, /Of office, devices without color/);
  assert.match(markdownOf(statement), /This Application Entity initiates no associations\./);
});

test('uses the attribute names of PS3.6', () => {
  for (const [keyword, name] of [
    ['FilmSizeID', 'Film Size ID'],
    ['NumberOfCopies', 'Number of Copies'],
    ['SamplesPerPixel', 'Samples per Pixel'],
    ['RequestedDecimateCropBehavior', 'Requested Decimate/Crop Behavior'],
    ['ReferencedSOPClassUID', 'Referenced SOP Class UID'],
    ['VOILUTSequence', 'VOI LUT Sequence'],
    ['PresentationLUTShape', 'Presentation LUT Shape'],
    ['ICCProfile', 'ICC Profile'],
  ] as const) {
    assert.equal(attributeName(keyword), name);
  }
});
