// Verification of every configured remote system, by command and by API: real peers that answer, refuse, reject and stay
// silent; each is called once, few at a time, with a total timeout.
import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { z } from 'zod';
import { loadConfig } from '../../../src/config/config.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import { remoteEntities, verifyAll } from '../../../src/destinations/dicom/verification.ts';
import { run } from '../../cli/run.ts';
import { ScriptedPrinter } from '../../print-scu/scripted-printer.ts';
import { deafListener } from '../../support/deaf-listener.ts';
import { freePort } from '../../support/free-port.ts';
import { TestServer } from '../../support/server.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-echo-'));
const file = path.join(folder, 'config.yaml');
const closing: (() => unknown)[] = [];
after(async () => {
  for (const close of closing) await close();
  rmSync(folder, { recursive: true, force: true });
});

function configured(yaml: string) {
  writeFileSync(file, yaml);
  return loadConfig({ file, data: folder });
}

/** Accepts connections and sends nothing. */
async function muteListener(): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function scripted(script: Parameters<typeof ScriptedPrinter.start>[0] = {}) {
  const printer = await ScriptedPrinter.start(script);
  closing.push(() => printer.close());
  return printer;
}

const remotes = (ports: readonly (readonly [name: string, port: number, aeTitle?: string])[]) =>
  ports
    .map(
      ([name, port, aeTitle = 'SCRIPT']) =>
        `  - { name: ${name}, aeTitle: ${aeTitle}, host: 127.0.0.1, port: ${port} }`,
    )
    .join('\n');

describe('one by one', () => {
  let yaml = '';
  const wanted: readonly (readonly [name: string, answers: boolean, problem: RegExp])[] = [
    ['imager of HARDCOPY', true, /^null$/],
    ['answering', true, /^null$/],
    ['wrong-title', false, /^OTHER refused the association: .*; check the printer's AE title, "OTHER"/],
    ['no-verification', false, /^SCRIPT answers, but does not offer Verification/],
    ['refusing', false, /^SCRIPT refused C-ECHO: 0122H/],
    ['closed', false, /^nothing listens on 127\.0\.0\.1 port \d+/],
    ['deaf', false, /did not accept the connection within 2\.5 s; check the address/],
    ['mute', false, /did not answer the association request within 2\.5 s on 127\.0\.0\.1 port \d+; it may/],
    ['slow', false, /^SCRIPT was lost during C-ECHO: .*within 2\.5 s/],
  ];

  before(async () => {
    const answering = await scripted();
    const without = await scripted({ abstractSyntaxes: [sopClasses.PrintJob] });
    const refusing = await scripted({ answer: () => ({ status: 0x0122 }) });
    const slow = await scripted({
      answer: (_request, association) => association.ended.then(() => undefined),
    });
    const deaf = await deafListener();
    closing.push(deaf.end);
    yaml = `
printers:
  - aeTitle: HARDCOPY
    destinations:
      - { kind: pdf }
      - { kind: dicom, name: imager, host: 127.0.0.1, port: ${answering.address.port}, aeTitle: SCRIPT }
remotes:
${remotes([
  ['answering', (await scripted()).address.port],
  ['wrong-title', answering.address.port, 'OTHER'],
  ['no-verification', without.address.port],
  ['refusing', refusing.address.port],
  ['closed', await freePort()],
  ['deaf', deaf.port],
  ['mute', await muteListener()],
  ['slow', slow.address.port],
])}`;
  });

  test('each has its own result, whatever the others do', async () => {
    const found = await verifyAll(configured(yaml));
    assert.deepEqual(
      found.map(({ names, answers }) => [names.join(), answers]),
      wanted.map(([name, answers]) => [name, answers]),
    );
    for (const [index, [name, answers, problem]] of wanted.entries()) {
      const each = found[index] ?? assert.fail(name);
      assert.match(String(each.problem), problem, name);
      assert.equal(each.implementation, answers ? 'SCRIPT' : null, name);
      assert.equal(each.roundTripMs === null, !answers, name);
      assert.ok(each.totalMs >= 0 && each.totalMs < 9000, `${name} took ${each.totalMs} ms`);
    }
  });

  test('the command prints a line each, ends with exit code 3, and has the same in JSON', async () => {
    writeFileSync(file, yaml);
    const table = await run(['echo', '--all', '--config', file]);
    assert.equal(table.exitCode, 3);
    const lines = table.stdout.trim().split('\n');
    assert.equal(lines.length, 1 + wanted.length);
    assert.match(lines[0] ?? '', /^NAME +AE TITLE +ADDRESS +TIME +RESULT$/);
    assert.match(
      lines[1] ?? '',
      /^imager of HARDCOPY +SCRIPT +127\.0\.0\.1:\d+ +[\d.]+ ms +answers \(SCRIPT\)$/,
    );
    assert.match(lines[6] ?? '', /^closed .* nothing listens on 127/);
    assert.equal(table.stderr, '7 of 9 remote systems do not answer\n');
    const json = await run(['echo', '--all', '--config', file, '--json']);
    assert.equal(json.exitCode, 3);
    const { remotes: found } = z
      .object({ remotes: z.array(z.object({ names: z.array(z.string()), answers: z.boolean() })) })
      .parse(JSON.parse(json.stdout));
    assert.deepEqual(
      found.map(({ names, answers }) => [names.join(), answers]),
      wanted.map(([name, answers]) => [name, answers]),
    );
  });

  test('two concurrent API requests call each remote system once', async () => {
    const peer = await scripted();
    const server = await TestServer.start({
      config: `remotes:\n${remotes([
        ['a', peer.address.port],
        ['b', await freePort()],
      ])}`,
    });
    try {
      const post = () =>
        fetch(`http://127.0.0.1:${server.httpPort}/api/echo`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
        });
      const [one, other] = await Promise.all([post(), post()]);
      assert.deepEqual([one.status, other.status], [200, 200]);
      const body = z
        .object({ remotes: z.array(z.looseObject({ names: z.array(z.string()), answers: z.boolean() })) })
        .parse(await one.json());
      assert.deepEqual(
        body.remotes.map(({ names, answers, callingAeTitle }) => [names.join(), answers, callingAeTitle]),
        [
          ['a', true, 'HARDCOPY'],
          ['b', false, 'HARDCOPY'],
        ],
      );
      assert.deepEqual(await other.json(), body);
      assert.equal(peer.received.filter(({ kind }) => kind === 'C-ECHO-RQ').length, 1);
    } finally {
      assert.equal(await server.stop(), 0);
    }
  });
});

test('ends with exit code 0 when all answer; reports when there is nothing to verify', async () => {
  const peer = await scripted();
  writeFileSync(file, `remotes:\n${remotes([['a', peer.address.port]])}`);
  const { exitCode, stdout, stderr } = await run(['echo', '--all', '--config', file]);
  assert.deepEqual([exitCode, stderr], [0, '']);
  assert.match(stdout, /^a +SCRIPT .* answers \(SCRIPT\)$/m);
  writeFileSync(file, '');
  const none = await run(['echo', '--all', '--config', file]);
  assert.equal(none.exitCode, 0);
  assert.match(none.stdout, /nothing to verify/);
});

for (const [args, message] of [
  [['--all', '10.0.0.7:104', 'LASER'], /leave out 10\.0\.0\.7:104/],
  [['--all', '--calling', 'CT1'], /leave out --calling/],
  [['--all', '--tls'], /leave out --tls/],
  [['--config', 'x.yaml'], /--config needs --all/],
] as const) {
  test(`echo ${args.join(' ')} is refused`, async () => {
    const { exitCode, stderr } = await run(['echo', ...args]);
    assert.equal(exitCode, 1);
    assert.match(stderr, message);
  });
}

test('an imager of several destinations is called once, also in pools', () => {
  const imager = '{ kind: dicom, name: NAME, host: laser, aeTitle: LASER, callingAeTitle: US }';
  const destinations = (name: string) => `[${imager.replace('NAME', name)}]`;
  const found = remoteEntities(
    configured(
      `printers:
  - { aeTitle: A, destinations: ${destinations('one')} }
  - { aeTitle: B, destinations: [{ kind: pool, devices: ${destinations('two')} }] }
  - { aeTitle: C, destinations: [{ kind: dicom, host: laser, aeTitle: LASER }] }
remotes: [{ aeTitle: CT1, host: ct1 }]`,
    ),
  );
  assert.deepEqual(
    found.map(({ names, aeTitle, callingAeTitle, port }) => [names, aeTitle, callingAeTitle, port]),
    [
      [['one of A', 'two of B'], 'LASER', 'US', 104],
      [['dicom of C'], 'LASER', 'C', 104],
      [['CT1'], 'CT1', 'A', 104],
    ],
  );
});

test('calls at most the given number at a time, and none after the timeout', async () => {
  let [now, most] = [0, 0];
  const open: (() => void)[] = [];
  const peers = await Promise.all(
    Array.from({ length: 6 }, () =>
      scripted({
        answer: async () => {
          now += 1;
          most = Math.max(most, now);
          // The second of a pair lets both continue.
          await new Promise<void>((resolve) => {
            open.push(resolve);
            if (open.length === 2) for (const next of open.splice(0)) next();
          });
          now -= 1;
          return undefined;
        },
      }),
    ),
  );
  const config = configured(
    `remotes:\n${remotes(peers.map(({ address }, index) => [`r${index}`, address.port]))}`,
  );
  const found = await verifyAll(config, { atOnce: 2, withinMs: 60_000 });
  assert.deepEqual([found.filter(({ answers }) => answers).length, most], [6, 2]);
  const late = await verifyAll(config, { atOnce: 2, withinMs: 0 });
  assert.deepEqual(
    late.map(({ answers, problem }) => [answers, problem]),
    peers.map(() => [false, 'not called: the others took 0 s']),
  );
});
