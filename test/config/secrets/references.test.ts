// Secrets by file and environment: every secret key of the schema has its File, none is shown, and what is missing stops the start with one
// sentence.
import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { z } from 'zod';
import { loadConfig } from '../../../src/config/config.ts';
import { differencesOf } from '../../../src/config/live/config-differences.ts';
import { withoutSecrets } from '../../../src/config/live/config-secrets.ts';
import { configSchema } from '../../../src/config/schema/config-schema.ts';
import { resolveReferences } from '../../../src/config/secrets/references.ts';
import { isSecret, secretOfFile } from '../../../src/config/secrets/secret-keys.ts';
import { checkSecretFiles } from '../../../src/doctor/secrets.ts';
import { messageOf } from '../../../src/shared/errors/errors.ts';
import { run } from '../../cli/run.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

type Path = readonly (string | number)[];

/** The paths of all keys; 0 for the entries of a list, * for any key of a record. */
function* pathsOf(schema: unknown, keys: Path = []): Generator<Path> {
  if (typeof schema !== 'object' || schema === null) return;
  const {
    properties = {},
    items,
    additionalProperties,
    anyOf = [],
    oneOf = [],
    allOf = [],
  } = schema as Record<string, object>;
  for (const [key, value] of Object.entries(properties)) {
    yield [...keys, key];
    yield* pathsOf(value, [...keys, key]);
  }
  yield* pathsOf(items, [...keys, 0]);
  if (typeof additionalProperties === 'object') {
    yield [...keys, '*'];
    yield* pathsOf(additionalProperties, [...keys, '*']);
  }
  for (const way of [anyOf, oneOf, allOf].flatMap((ways): readonly unknown[] => Object.values(ways)))
    yield* pathsOf(way, keys);
}

const all = [
  ...new Set([...pathsOf(z.toJSONSchema(configSchema, { io: 'input' }))].map((keys) => keys.join('.'))),
];
const keysOf = (joined: string): Path => joined.split('.').map((key) => (key === '0' ? 0 : key));
const secrets = all.filter((joined) => isSecret(keysOf(joined)));

test('every secret of the schema has a key for its file, and every such key a secret', () => {
  for (const known of [
    'console.token',
    'mail.password',
    'notifications.0.url',
    'notifications.0.headers.*',
    'printers.0.destinations.0.password',
  ])
    assert.ok(secrets.includes(known), `${known}: ${secrets.join(' ')}`);
  for (const secret of secrets) {
    const keys = keysOf(secret);
    const file =
      keys.at(-1) === '*'
        ? [...keys.slice(0, -2), `${keys.at(-2) ?? ''}File`, '*']
        : [...keys.slice(0, -1), `${keys.at(-1) ?? ''}File`];
    assert.ok(all.includes(file.join('.')), `${secret} needs ${file.join('.')}`);
    assert.deepEqual(secretOfFile(file), keys);
  }
  // A key that sounds like a secret, and is not hidden.
  const suspicious = all.filter(
    (joined) =>
      /pass|secret|token|credential|apikey|bearer/i.test(
        keysOf(joined)
          .findLast((key) => key !== '*')
          ?.toString() ?? '',
      ) &&
      !isSecret(keysOf(joined)) &&
      secretOfFile(keysOf(joined)) === undefined,
  );
  assert.deepEqual(suspicious, []);
});

const secret = 'S3cret-of-the-hospital';

/** A configuration with every secret of the schema, each written by `valueOf`. */
const configWith = (valueOf: (key: string, secret: string) => string) => `
console: { ${valueOf('token', secret)} }
mail: { host: m.example, from: a@b.example, user: u, ${valueOf('password', secret)} }
notifications:
  - { ${valueOf('url', `https://hooks.example/${secret}`)}, ${valueOf('headers', secret)} }
printers:
  - aeTitle: A
    destinations: [{ kind: ipp, name: p, uri: 'ipp://p.example/', username: u, ${valueOf('password', secret)} }]
`;

function written(t: TestContext, text: string): string {
  const file = path.join(temporaryFolder(t), 'hardcopy.yaml');
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

/** What a configuration means, with the secrets. */
const meaning = (file: string) => {
  const { console: http, notifications, printers } = loadConfig({ file });
  const [receiver] = notifications;
  return {
    token: http.token,
    receiver: receiver?.kind === 'webhook' ? [receiver.url, receiver.headers] : undefined,
    printers: printers.length,
  };
};

test('each secret is read from its file, and from the environment', (t) => {
  const inText = meaning(
    written(
      t,
      configWith((key, value) =>
        key === 'headers' ? `headers: { Authorization: ${value} }` : `${key}: ${value}`,
      ),
    ),
  );
  assert.equal(inText.token, secret);
  const folder = temporaryFolder(t);
  writeFileSync(path.join(folder, 'secret'), `${secret}\n`);
  writeFileSync(path.join(folder, 'url'), `https://hooks.example/${secret}\r\n`);
  const file = path.join(folder, 'hardcopy.yaml');
  writeFileSync(
    file,
    configWith((key) =>
      key === 'headers'
        ? 'headersFile: { Authorization: secret }'
        : `${key}File: "${key === 'url' ? 'url' : '${HARDCOPY_TEST_FOLDER}/secret'}"`,
    ),
  );
  process.env.HARDCOPY_TEST_FOLDER = folder;
  process.env.HARDCOPY_TEST_SECRET = secret;
  t.after(() => {
    delete process.env.HARDCOPY_TEST_FOLDER;
    delete process.env.HARDCOPY_TEST_SECRET;
  });
  assert.deepEqual(meaning(file), inText);
  const byEnvironment = configWith((key, value) => {
    const reference = `"${value.replace(secret, '${HARDCOPY_TEST_SECRET}')}"`;
    return key === 'headers' ? `headers: { Authorization: ${reference} }` : `${key}: ${reference}`;
  });
  assert.deepEqual(meaning(written(t, byEnvironment)), inText);
});

test('no secret is shown: by check, in differences, in the text of the API, in messages', async (t) => {
  process.env.HARDCOPY_TEST_SECRET = secret;
  t.after(() => {
    delete process.env.HARDCOPY_TEST_SECRET;
  });
  const folder = temporaryFolder(t);
  writeFileSync(path.join(folder, 'secret'), secret);
  const ways: readonly ((key: string, value: string) => string)[] = [
    (key, value) => (key === 'headers' ? `headers: { Authorization: ${value} }` : `${key}: ${value}`),
    (key, value) => {
      const reference = value.replace(secret, '${HARDCOPY_TEST_SECRET}');
      return key === 'headers' ? `headers: { Authorization: "${reference}" }` : `${key}: "${reference}"`;
    },
    (key) =>
      key === 'headers'
        ? `headersFile: { Authorization: ${folder}/secret }`
        : key === 'url'
          ? `url: "https://hooks.example/\${HARDCOPY_TEST_SECRET}"`
          : `${key}File: ${folder}/secret`,
  ];
  const plain = loadConfig({ file: written(t, 'printers: [{ aeTitle: A }]\n') }).source;
  for (const [index, way] of ways.entries()) {
    const text = configWith(way);
    const file = written(t, text);
    const { source } = loadConfig({ file });
    for (const shown of [
      JSON.stringify(differencesOf(plain, source)),
      JSON.stringify(differencesOf(source, plain)),
      withoutSecrets(text),
      (await run(['check', '--config', file])).stdout,
      (await run(['check', '--config', file, '--json'])).stdout,
    ])
      assert.ok(!shown.includes(secret), `${index}: ${shown}`);
    // Each kind of message about a wrong value.
    for (const [right, wrong] of [
      ['kind: ipp', 'kind: none'],
      ['uri:', 'uri: 5, urx:'],
      ['aeTitle: A', 'aeTitle: 5'],
      ['host: m.example', 'host: []'],
      ['- { ', '- { on: [nothing], '],
    ] as const) {
      const checked = source.check(text.replace(right, wrong));
      assert.equal(checked.kind, 'invalid', wrong);
      assert.ok(!JSON.stringify(checked).includes(secret), JSON.stringify(checked));
    }
  }
  // A reference is shown as it is.
  const shown = withoutSecrets('console: { token: "${HARDCOPY_TEST_SECRET}" }\nmail: { password: x }\n');
  assert.match(shown, /token: "\$\{HARDCOPY_TEST_SECRET\}"/);
  assert.doesNotMatch(shown, /password: x/);
  const { source } = loadConfig({ file: written(t, 'console: { token: "${HARDCOPY_TEST_SECRET}" }\n') });
  const [difference] = differencesOf(loadConfig({ file: written(t, '{}\n') }).source, source);
  assert.deepEqual([difference?.path, difference?.after], ['console.token', '"${HARDCOPY_TEST_SECRET}"']);
});

test('a wrong secret is described by its length only', (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(path.join(folder, 'short'), 'hunter2\n');
  for (const [text, sentence] of [
    ['console: { token: hunter2 }', /console\.token: found 7 characters; 16 to 256/],
    [`console: { tokenFile: ${folder}/short }`, /console\.token: found 7 characters in its file; 16 to 256/],
  ] as const)
    assert.throws(
      () => loadConfig({ file: written(t, text) }),
      (error) => sentence.test(messageOf(error)) && !messageOf(error).includes('hunter2'),
    );
});

test('what is missing stops the start, with key and line', (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(path.join(folder, 'empty'), '\n');
  writeFileSync(path.join(folder, 'large'), 'x'.repeat(70_000));
  for (const [text, sentence] of [
    [
      'log: { level: info }\nconsole:\n  token: "${HARDCOPY_NOT_SET}"\n',
      /: console\.token: the environment variable HARDCOPY_NOT_SET is not set or empty \(line 3\); set it/,
    ],
    [
      'printers:\n  - aeTitle: A\n    name: "${HARDCOPY_NOT_SET} x"\n',
      /printers\[0\]\.name: .*HARDCOPY_NOT_SET.*\(line 3\)/,
    ],
    ['console:\n  tokenFile: gone\n', /console\.tokenFile: \/.*gone cannot be read: ENOENT.* \(line 2\)/],
    [
      `console:\n  tokenFile: ${folder}/empty\n`,
      /console\.tokenFile: .*empty is empty; must have the value \(line 2\)/,
    ],
    [`console:\n  tokenFile: ${folder}/large\n`, /console\.tokenFile: .*large has 70000 bytes/],
    [`console:\n  tokenFile: ${folder}\n`, /console\.tokenFile: .* cannot be read: EISDIR/],
    [
      'console: { token: abc, tokenFile: gone }\n',
      /console\.token: found beside console\.tokenFile; keep one of them \(line 1\)/,
    ],
    [
      'notifications:\n  - url: https://h.example\n    headersFile:\n      Authorization: gone\n',
      /notifications\[0\]\.headersFile\.Authorization: .*gone cannot be read.*\(line 4\)/,
    ],
  ] as const)
    assert.throws(() => loadConfig({ file: written(t, text) }), sentence);
});

test('references stand in any text; $${ is meant as it is; what is not a name stays', () => {
  const resolved = (value: string) => {
    const text = JSON.stringify({ a: [{ b: value }] });
    const { values, problems } = resolveReferences(text, JSON.parse(text), '/', { HOST: 'h', N: '5' });
    assert.deepEqual(problems, []);
    return (values as { a: [{ b: unknown }] }).a[0].b;
  };
  assert.equal(resolved('ipp://${HOST}:${N}/x'), 'ipp://h:5/x');
  assert.equal(resolved('$${HOST}'), '${HOST}');
  for (const text of ['$HOST', '${}', '${a b}', '${5}', '{HOST}']) assert.equal(resolved(text), text);
});

test(
  'the doctor finds secrets that all users may read',
  { skip: process.platform === 'win32' },
  async (t) => {
    const folder = temporaryFolder(t);
    const file = path.join(folder, 'hardcopy.yaml');
    writeFileSync(path.join(folder, 'token'), '0123456789abcdef\n', { mode: 0o644 });
    writeFileSync(file, 'console: { tokenFile: token }\n', { mode: 0o644 });
    const found = async () => (await checkSecretFiles(loadConfig({ file }))).map(({ found: text }) => text);
    const [token, ...others] = await found();
    assert.match(
      token ?? '',
      /^all users of the machine may read the secret of console\.tokenFile in .*\/token \(mode 644\)$/,
    );
    assert.deepEqual(others, []);
    chmodSync(path.join(folder, 'token'), 0o640);
    assert.deepEqual(await found(), []);
    writeFileSync(file, 'console: { token: 0123456789abcdef }\n');
    assert.match(
      (await found())[0] ?? '',
      /^all users of the machine may read the secrets in the configuration .*hardcopy\.yaml/,
    );
    chmodSync(file, 0o600);
    assert.deepEqual(await found(), []);
  },
);
