// The configuration: the shipped file states every default, and each mistake is named by its path.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { loadConfig } from '../src/config/config.ts';
import { plain } from './support/configured-destination.ts';
import { configSchema } from '../src/config/schema/config-schema.ts';
import { SetupFailure } from '../src/shared/errors/errors.ts';
import { shippedProfile } from '../src/print-scp/clients/client-profiles.ts';
import { suiteFolder } from './support/temporary-folder.ts';

const shipped = path.join(import.meta.dirname, '..', 'config', 'hardcopy.yaml');
const folder = suiteFolder('config');

function fileWith(text: string): string {
  const file = path.join(folder, 'config.yaml');
  writeFileSync(file, text);
  return file;
}

test('the shipped file contains exactly the defaults', () => {
  const found: unknown = parse(readFileSync(shipped, 'utf8'));
  assert.deepEqual(plain(configSchema.parse(found)), plain(configSchema.parse({})));
});

test('the shipped file names every key', () => {
  const text = readFileSync(shipped, 'utf8');
  const keys = (value: unknown): readonly string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => [
          ...(Array.isArray(value) ? [] : [key]),
          ...keys(inner),
        ])
      : [];
  const all = [...keys(plain(configSchema.parse({}))), 'filmSize', 'calibration'];
  assert.deepEqual(
    all.filter((key) => !new RegExp(`\\b${key}:`).test(text)),
    [],
  );
});

test('an empty file gives the defaults; media, folders and times are resolved', () => {
  const config = loadConfig({ file: fileWith(''), data: path.join(folder, 'data') });
  assert.equal(config.dicom.port, 11112);
  assert.equal(config.dicom.timeouts.artim, 30_000);
  const [printer] = config.printers;
  assert.equal(printer?.aeTitle, 'HARDCOPY');
  assert.deepEqual(printer.medium, { kind: 'reflective', dmin: 0.05, dmax: 2.1, illumination: 150 });
  assert.equal(printer.defaults.filmSize, '14INX17IN');
  assert.deepEqual(plain(printer.destinations), [
    {
      kind: 'pdf',
      name: 'pdf',
      required: true,
      fileName: '{date}/{time}_{callingAeTitle}_{jobId}',
      folder: path.join(folder, 'data', 'films'),
    },
  ]);
});

test('the command line overrides the file', () => {
  const file = fileWith('data: ./elsewhere\ndicom: { port: 104 }\nconsole: { port: 80 }\n');
  const config = loadConfig({ file, data: folder, dicomPort: 0, httpPort: 0 });
  assert.equal(config.data, folder);
  assert.equal(config.dicom.port, 0);
  assert.equal(config.console.port, 0);
});

test('a data folder of the file is relative to the file, one of the command line to the working directory', () => {
  const file = fileWith('data: ./elsewhere\n');
  assert.equal(loadConfig({ file }).data, path.join(path.dirname(file), 'elsewhere'));
  assert.equal(loadConfig({ file, data: 'here' }).data, path.resolve('here'));
  assert.equal(
    loadConfig({ file: fileWith('data: ../up\n') }).data,
    path.join(path.dirname(file), '..', 'up'),
  );
  // A server that is started in / must not use /var.
  const installed = path.join(import.meta.dirname, '..', 'var');
  assert.equal(loadConfig({ file: fileWith('') }).data, installed);
  assert.equal(loadConfig().data, installed);
  assert.deepEqual(loadConfig({ file, data: 'here', dicomPort: 0 }).startedWith, {
    file,
    data: path.resolve('here'),
    dicomPort: 0,
  });
});

test('the console token comes from the configuration or from a file of its own', () => {
  const token = '0123456789abcdef';
  writeFileSync(path.join(folder, 'token'), `${token}\n`);
  assert.equal(
    loadConfig({ file: fileWith(`console: { host: 0.0.0.0, token: ${token} }\n`) }).console.token,
    token,
  );
  assert.equal(loadConfig({ file: fileWith('console: { tokenFile: token }\n') }).console.token, token);
  assert.equal(loadConfig({ file: fileWith('') }).console.token, undefined);
});

test('several printers each have their own capabilities', () => {
  const file = fileWith(`
printers:
  - aeTitle: CT_FILM
    medium: blue-film
    filmSizes: [8INX10IN, A4]
    destinations: [{ kind: pdf, name: archive, folder: /srv/ct }]
  - { aeTitle: WARD3, medium: { kind: transmissive, dmin: 0.1, dmax: 3.3 }, defaults: { borderDensity: 150 } }
`);
  const [ct, ward] = loadConfig({ file }).printers;
  assert.equal(ct?.mediumName, 'blue-film');
  assert.equal(ct.name, 'CT_FILM');
  assert.equal(ct.defaults.filmSize, '8INX10IN');
  assert.deepEqual(plain(ct.destinations), [
    {
      kind: 'pdf',
      name: 'archive',
      required: true,
      fileName: '{date}/{time}_{callingAeTitle}_{jobId}',
      folder: '/srv/ct',
    },
  ]);
  assert.deepEqual(ward?.medium, {
    kind: 'transmissive',
    dmin: 0.1,
    dmax: 3.3,
    illumination: 2000,
    ambient: 10,
  });
  assert.equal(ward.defaults.borderDensity, '150');
});

test('the devices of a pool have names and defaults; a duplicate name is refused', () => {
  const pool = (right: string) =>
    fileWith(`
printers:
  - aeTitle: CT
    destinations:
      - kind: pool
        devices: [{ kind: dicom, host: a, aeTitle: A }, { kind: dicom, ${right} host: b, aeTitle: B }]
`);
  const [destination] = loadConfig({ file: pool('name: b,') }).printers[0]?.destinations ?? [];
  assert.equal(destination?.kind, 'pool');
  assert.deepEqual(
    destination.members.map((device) => [device.kind, device.name, device.required]),
    [
      ['dicom', 'dicom', true],
      ['dicom', 'b', true],
    ],
  );
  assert.throws(() => loadConfig({ file: pool('') }), /destinations\[0\]\.devices: .*different names/);
});

test('a film imager takes settings from its printer and from the file', () => {
  const file = fileWith(`
printers:
  - aeTitle: CT
    densities: { min: 30, max: 300 }
    destinations:
      - { kind: dicom, host: imager, aeTitle: DRY, tls: { ca: tls/ca.pem, serverName: dry }, timeouts: { response: 9 } }
`);
  const [destination] = loadConfig({ file }).printers[0]?.destinations ?? [];
  assert.deepEqual(plain(destination), {
    kind: 'dicom',
    name: 'dicom',
    required: true,
    host: 'imager',
    port: 104,
    aeTitle: 'DRY',
    callingAeTitle: 'CT',
    print: 'film-box',
    maxPduLength: 131_072,
    maxPduSent: 131_072,
    followMs: 600_000,
    densities: { min: 30, max: 300 },
    tls: { ca: path.join(folder, 'tls', 'ca.pem'), serverName: 'dry' },
    timeouts: {
      connect: 20_000,
      association: 20_000,
      response: 9_000,
      release: 30_000,
      betweenPackets: 30_000,
    },
  });
});

test('every configured key of an IPP printer is used', () => {
  const keys = {
    kind: 'ipp',
    name: 'office',
    uri: 'ipps://printer.local/ipp/print',
    username: 'u',
    password: 'p',
    certificateFingerprint: 'AB'.repeat(32),
    whenTooSmall: 'tile',
    whenNotLoaded: 'wait',
    holdFor: ['jam', 'device'],
    stuckMinutes: 7,
    mediumTypes: { PAPER: 'stationery' },
    trays: { BIN_1: { source: 'tray-1', bin: 'face-down' } },
  };
  const file = fileWith(JSON.stringify({ printers: [{ aeTitle: 'A', destinations: [keys] }] }));
  const [destination] = loadConfig({ file }).printers[0]?.destinations ?? [];
  assert.deepEqual(plain(destination), { ...keys, required: true });
});

for (const [what, text, sentence] of [
  ['an unknown key', 'dicom: { prot: 104 }', /unknown key dicom\.prot/],
  [
    'an unknown key of a printer',
    'printers: [{ aeTitle: A, colors: true }]',
    /unknown key printers\[0\]\.colors/,
  ],
  ['a port out of range', 'dicom: { port: 70000 }', /dicom\.port: found 70000; .*65535/],
  ['a port that is text', 'console: { port: web }', /console\.port: found "web"; .*number/],
  ['no printer', 'printers: []', /printers: found \[\]/],
  [
    'an AE title too long',
    'printers: [{ aeTitle: ABCDEFGHIJKLMNOPQ }]',
    /aeTitle: found "ABCDEFGHIJKLMNOPQ"; .*16/,
  ],
  [
    'an unknown medium',
    'printers: [{ aeTitle: A, medium: vellum }]',
    /medium: found "vellum"; give one of paper, blue-film, clear-film, display, or give keys with values/,
  ],
  ['an unknown film size', 'printers: [{ aeTitle: A, filmSizes: [A7] }]', /filmSizes\[0\]: found "A7"; .*A4/],
  [
    'AE titles twice',
    'printers: [{ aeTitle: A }, { aeTitle: A }]',
    /printers\[1\]\.aeTitle: found "A", which printers\[0\]\.aeTitle already has/,
  ],
  [
    'densities reversed',
    'printers: [{ aeTitle: A, densities: { min: 300, max: 20 } }]',
    /min must be below max/,
  ],
  [
    'a default size that it does not offer',
    'printers: [{ aeTitle: A, filmSizes: [A4], defaults: { filmSize: A3 } }]',
    /defaults\.filmSize: found "A3"; it must be one of filmSizes/,
  ],
  [
    'a printable matrix that is larger than its film',
    'printers: [{ aeTitle: A, printableMatrices: { 14INX17IN: { columns: 4096, rows: 5120 } } }]',
    /printers\[0\]\.printableMatrices\.14INX17IN: found 4096 × 5120, which are 346\.8 × 433\.5 mm at 300 pixels per inch; the film has room for 355\.6 × 431\.8 mm, so resolution must be 302 or more/,
  ],
  [
    'matrices of a laser imager without room for a ruler',
    'printers: [{ aeTitle: A, resolution: 302, ruler: bottom, printableMatrices: laser-imager }]',
    /printableMatrices\.14INX17IN: found 4096 × 5120, .*room for 350\.6 × 426\.8 mm, so resolution must be 305 or more/,
  ],
  [
    'a printable matrix of a size that it does not offer',
    'printers: [{ aeTitle: A, filmSizes: [A4], printableMatrices: { A3: { columns: 300, rows: 400 } } }]',
    /printableMatrices\.A3: found 300 × 400, but A3 is not one of filmSizes/,
  ],
  [
    'an unknown name of printable matrices',
    'printers: [{ aeTitle: A, printableMatrices: imager }]',
    /printableMatrices: found "imager"; .*laser-imager/,
  ],
  [
    'a printer without a destination that is required',
    'printers: [{ aeTitle: A, destinations: [{ kind: pdf, required: false }] }]',
    /printers\[0\]\.destinations: .*at least one destination must be required/,
  ],
  [
    'destinations of one name',
    'printers: [{ aeTitle: A, destinations: [{ kind: pdf }, { kind: pdf, folder: b }] }]',
    /destinations: found "pdf" twice/,
  ],
  [
    'an unknown kind of destination',
    'printers: [{ aeTitle: A, destinations: [{ kind: fax }] }]',
    /kind: found "fax"/,
  ],
  [
    'an unknown client profile',
    'clients: [{ match: { callingAeTitle: A }, profile: acme }]',
    /clients\[0\]\.profile: found "acme"/,
  ],
  ['a client matched by nothing', 'clients: [{ match: {} }]', /clients\[0\]\.match: .*at least one key/],
  [
    'a default for an attribute of another class',
    'clients: [{ match: { address: "*" }, defaults: { filmBox: { NumberOfCopies: 2 } } }]',
    /unknown key clients\[0\]\.defaults\.filmBox\.NumberOfCopies/,
  ],
  [
    'a line of a printer with an unknown placeholder',
    "printers: [{ aeTitle: A, footer: 'page {page} of {total}' }]",
    /printers\[0\]\.footer: found "page \{page\} of \{total\}"; \{total\} is not known; there are \{date\}, .*\{filmSize\}/,
  ],
  ['no YAML', 'printers: [', /is not YAML/],
  [
    'a console that other machines reach without accounts and token',
    'console: { host: 10.1.2.3 }',
    /console\.host: found "10\.1\.2\.3", which other machines reach, and neither accounts nor a token; add the two lines "accounts:" and " {2}idleMinutes: 60", so that users sign in, or set console\.token or console\.tokenFile/,
  ],
  [
    'a console on every address without accounts and token',
    "console: { host: '::' }",
    /console\.host: found "::", which other machines reach/,
  ],
  [
    'a short token',
    'console: { token: secret }',
    /console\.token: found 6 characters; 16 to 256 visible ASCII/,
  ],
  [
    'a token file that does not exist',
    'console: { tokenFile: none }',
    /console\.tokenFile: .*none cannot be read: ENOENT/,
  ],
  [
    'two tokens',
    'console: { token: 0123456789abcdef, tokenFile: none }',
    /console\.token: found beside console\.tokenFile; keep one of them/,
  ],
  [
    'a pattern that YAML takes for an alias',
    'clients: [{ match: { callingAeTitle: *CT } }]',
    /is not YAML: .*alias.*: CT; put values that begin with \* or & in quotes/,
  ],
] as const) {
  test(`${what} stops with one sentence and exit code 2`, () => {
    const file = fileWith(text);
    assert.throws(
      () => loadConfig({ file }),
      (error: unknown) => {
        assert.ok(error instanceof SetupFailure);
        assert.equal(error.exitCode, 2);
        assert.match(error.message, sentence);
        assert.ok(error.message.includes(file));
        assert.ok(!error.message.includes('\n'));
        return true;
      },
    );
  });
}

test('invalid relations are reported together', () => {
  const file = fileWith(`
dicom: { listeners: [{ port: 2762, tls: { certificate: none.pem, key: none.pem, clientCertificate: required } }] }
access: [{ printers: [B], may: [print] }]
printers:
  - { aeTitle: A, densities: { min: 300, max: 20 }, filmSizes: [A4], defaults: { filmSize: A3 } }
  - { aeTitle: A }
`);
  assert.throws(
    () => loadConfig({ file }),
    (error: unknown) => {
      assert.ok(error instanceof SetupFailure);
      const [head, ...problems] = error.message.split('\n  ');
      assert.equal(head, `configuration ${file}: `);
      assert.deepEqual(
        problems.map((problem) => problem.split(':')[0]),
        [
          'printers[0].densities',
          'printers[0].defaults.filmSize',
          'printers[1].aeTitle',
          'access[0].printers',
          'dicom.listeners[0].tls.ca',
          'dicom.listeners[0].tls.certificate',
        ],
      );
      return true;
    },
  );
});

test('a trace that would keep what a client rule removes is refused', () => {
  const clients = "clients: [{ match: { callingAeTitle: 'T*' }, redact: { attributes: [PatientName] } }]";
  for (const key of ['patientData', 'pixels'])
    assert.throws(
      () => loadConfig({ file: fileWith(`trace: { ${key}: true }\n${clients}\n`) }),
      new RegExp(`trace\\.${key}: found true, and clients\\[0\\]\\.redact removes data`),
    );
  assert.deepEqual(loadConfig({ file: fileWith(`${clients}\n`) }).clients[0]?.profile.redact, {
    attributes: ['PatientName'],
    rectangles: [],
  });
});

test('a file that does not exist is named', () => {
  assert.throws(() => loadConfig({ file: path.join(folder, 'none.yaml') }), /none\.yaml: cannot be read/);
});

test('configured clients come before the shipped ones; a changed profile names its rule', () => {
  const { clients } = loadConfig({
    file: fileWith(
      [
        'clients:',
        '  - match: { callingAeTitle: [AGFA_*, NX*] }',
        '    profile: agfa',
        '  - match: { address: 10.1.* }',
        '    warnings: silent',
        '    duplicateSeconds: 30',
        '    defaults: { filmBox: { FilmSizeID: A4, MaxDensity: 300 } }',
        '',
      ].join('\n'),
    ),
  });
  assert.deepEqual(
    clients.map(({ profile }) => profile.name),
    ['agfa', 'standard, changed by clients[1]', 'ge-signa', 'ctn', 'pynetdicom'],
  );
  assert.deepEqual(clients[0]?.profile, shippedProfile('agfa'));
  assert.deepEqual(clients[1]?.profile, {
    ...shippedProfile('standard'),
    name: 'standard, changed by clients[1]',
    warnings: 'silent',
    duplicateSeconds: 30,
    defaults: { filmBox: { FilmSizeID: 'A4', MaxDensity: '300' } },
  });
});
