// `hardcopy doctor` on installations with one fault each: it finds the fault and says what to do.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { examine } from '../../../src/cli/doctor/doctor.ts';
import { exitCodes, findingsText, type Finding } from '../../../src/cli/doctor/finding.ts';
import { checkClock, checkFonts, checkNode } from '../../../src/cli/doctor/machine.ts';
import { startConsole } from '../../../src/console/http-server.ts';
import { silentLog } from '../../../src/shared/log/log.ts';
import { fakePorts } from '../../console/fake-ports.ts';
import { TestAuthority } from '../../support/certificates.ts';
import { startScriptedPrinter } from '../../support/scripted-ipp-printer.ts';
import { TestServer } from '../../support/server.ts';
import { smallDisk } from '../../support/small-disk.ts';
import { run } from '../run.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-doctor-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const anyPorts = 'dicom: { host: 127.0.0.1, port: 0 }\nconsole: { port: 0 }\n';

function configFile(yaml: string): string {
  const file = path.join(folder, 'hardcopy.yaml');
  writeFileSync(file, yaml);
  return file;
}

async function found(yaml: string, data = path.join(folder, 'data')): Promise<readonly Finding[]> {
  return examine({ file: configFile(yaml), data });
}

const createConsoleOn = (port: number) =>
  startConsole({ host: '127.0.0.1', port, ports: fakePorts(), log: silentLog });

const of = (findings: readonly Finding[], check: Finding['check']) =>
  findings.filter((finding) => finding.check === check);

interface ExpectedFinding extends Pick<Finding, 'check' | 'verdict'> {
  readonly says: RegExp;
  readonly fix?: RegExp;
}

/** Asserts that there is one finding of a check, with this verdict and text. */
function assertFinding(findings: readonly Finding[], { check, verdict, says, fix }: ExpectedFinding): void {
  const matching = of(findings, check).filter((finding) => says.test(finding.found));
  assert.equal(matching.length, 1, JSON.stringify(of(findings, check)));
  assert.equal(matching[0]?.verdict, verdict, JSON.stringify(matching));
  if (fix) assert.match(matching[0].fix ?? '', fix);
  // A problem has a fix.
  if (verdict !== 'ok') assert.ok((matching[0].fix ?? '').length > 5);
}

test('finds nothing wrong with a healthy installation, and writes nothing', async () => {
  const data = path.join(folder, 'deep', 'data');
  const args = ['doctor', '--config', configFile(anyPorts), '--data', data];
  const { exitCode, stdout } = await run(args);
  assert.match(stdout, /^ ✓ configuration {2}\/.*hardcopy\.yaml$/m);
  assert.match(stdout, /^ ✓ data folder {4}.*deep\/data will be created$/m);
  assert.match(stdout, /^ ✓ server {9}none runs on /m);
  assert.ok(!existsSync(path.join(folder, 'deep')));
  const json = JSON.parse((await run([...args, '--json'])).stdout) as {
    verdict: Finding['verdict'];
    findings: readonly Finding[];
  };
  // The disk of this machine may have any state.
  assert.deepEqual(
    json.findings.filter(({ verdict, check }) => verdict !== 'ok' && check !== 'disk'),
    [],
  );
  assert.equal(exitCode, exitCodes[json.verdict]);
  assert.equal(json.verdict === 'ok', /^No problems found\.$/m.test(stdout));
});

test('names a wrong configuration, and still checks the machine', async () => {
  const { exitCode, stdout } = await run(['doctor', '--config', configFile('dicom: { port: 99999 }\n')]);
  assert.equal(exitCode, 2);
  assert.match(stdout, /^ ✗ configuration {2}.*dicom\.port: found 99999/m);
  assert.match(stdout, /^ {18}→ correct it/m);
  assert.match(stdout, /^ ✓ node/m);
  assert.match(stdout, /^1 thing broken \(✗\)\.$/m);
});

test('checks Node, the fonts and the clock', async () => {
  assert.equal(checkNode('24.1.0').verdict, 'ok');
  assert.equal(checkNode('22.9.0').verdict, 'broken');
  assert.equal(checkFonts().verdict, 'ok');
  const missing = checkFonts(() => {
    throw new Error('ENOENT');
  });
  assert.equal(missing.verdict, 'broken');

  assert.equal((await checkClock(folder)).verdict, 'ok');
  const old = await checkClock(folder, new Date('2001-01-01T00:00:00Z'));
  assert.match(old.found, /before Hardcopy was installed/);
  mkdirSync(path.join(folder, 'spool'));
  const store = path.join(folder, 'spool', 'jobs.db');
  writeFileSync(store, '');
  const tomorrow = new Date(Date.now() + 86_400_000);
  utimesSync(store, tomorrow, tomorrow);
  const behind = await checkClock(folder);
  assert.equal(behind.verdict, 'broken');
  assert.ok(behind.found.includes(`a job was recorded at ${tomorrow.toISOString().slice(0, 10)}`));
});

describe('folders', () => {
  test('names a data folder that cannot be made', async () => {
    writeFileSync(path.join(folder, 'taken'), '');
    const data = path.join(folder, 'taken', 'data');
    assertFinding(await found(anyPorts, data), {
      check: 'data folder',
      verdict: 'broken',
      says: /cannot be written/,
      fix: /chown/,
    });
  });

  test('names a data folder of another program: no server starts there, and no chmod is suggested', async () => {
    const used = path.join(folder, 'used');
    mkdirSync(path.join(used, 'spool'), { recursive: true });
    chmodSync(path.join(used, 'spool'), 0o755);
    writeFileSync(path.join(used, 'mail.txt'), '');
    const link = path.join(folder, 'link');
    symlinkSync('/var', link);
    for (const [data, says] of [
      [used, /holds files that are not Hardcopy's \("mail\.txt"\)/],
      ['/', /\/ is a folder of the whole machine/],
      ['/var', /\/var is a folder of the whole machine/],
      [link, /leads to \/var, a folder of the whole machine/],
    ] as const) {
      const findings = await found(anyPorts, data);
      assertFinding(findings, {
        check: 'data folder',
        verdict: 'broken',
        says,
        fix: /empty or does not exist yet/,
      });
      assert.deepEqual(
        findings.filter(({ fix, found: says_ }) => `${says_} ${fix ?? ''}`.includes('chmod')),
        [],
        data,
      );
    }
  });

  test('names films that other users may read', async () => {
    const spool = path.join(folder, 'data', 'spool');
    mkdirSync(spool, { recursive: true });
    chmodSync(spool, 0o755);
    const findings = await found(anyPorts);
    assertFinding(findings, {
      check: 'permissions',
      verdict: 'warning',
      says: /others may read the films .*\(mode 755\)/,
      fix: /chmod 700/,
    });
    chmodSync(spool, 0o700);
    // Films are meant to be read: this is reported, but is not a problem.
    const films = path.join(folder, 'data', 'films');
    mkdirSync(films);
    chmodSync(films, 0o755);
    assertFinding(await found(anyPorts), {
      check: 'permissions',
      verdict: 'ok',
      says: /every user .* the PDFs in .*films \(mode 755\).*chmod o-rwx/,
    });
    chmodSync(films, 0o750);
    assert.equal(of(await found(anyPorts), 'permissions').length, 1);
    assertFinding(await found(anyPorts), { check: 'permissions', verdict: 'ok', says: /only its user/ });
  });

  test('names a full disk, and one in memory', async (context) => {
    const disk = await smallDisk(context, 4096);
    if (disk === undefined) return;
    const full = await found(anyPorts, path.join(disk, 'data'));
    assertFinding(full, {
      check: 'disk',
      verdict: 'broken',
      says: /0\.0 GB free: too little/,
      fix: /free space on the disk/,
    });
    const memory = await found(`${anyPorts}spool: { minFreeBytes: 0 }\n`, path.join(disk, 'data'));
    assertFinding(memory, {
      check: 'disk',
      verdict: 'warning',
      says: /is in memory/,
      fix: /folder on a disk/,
    });
  });
});

describe('ports and server', () => {
  test('names a port of another program, and an address of another machine', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    try {
      const findings = await found(
        `dicom: { host: 127.0.0.1, port: ${port}, listeners: [{ host: 203.0.113.1, port: 11113 }] }\nconsole: { port: 0 }\n`,
      );
      assertFinding(findings, {
        check: 'port',
        verdict: 'broken',
        says: /\(dicom\.port\) is in use by (process \d+ \(node\)|another program)/,
        fix: /dicom\.port/,
      });
      assertFinding(findings, {
        check: 'port',
        verdict: 'broken',
        says: /dicom\.listeners\[0\]/,
        fix: /an address of this machine/,
      });
      assertFinding(findings, { check: 'port', verdict: 'ok', says: /console\.port: any free port/ });
    } finally {
      other.close();
    }
  });

  test('reads the configuration and ports of the running server without --config', async () => {
    const config = 'printers: [{ aeTitle: WARD3 }]\nconsole: { token: 0123456789abcdef }\n';
    const server = await TestServer.start({ config });
    try {
      const { stdout } = await run(['doctor', '--data', server.data]);
      assert.match(stdout, new RegExp(`✓ configuration .*${path.basename(server.data)}/test-config.yaml`));
      assert.match(stdout, /✓ device +pdf of WARD3/);
      assert.equal(stdout.match(/port: any free port/g)?.length, 2, stdout);
      const shown = await run(['calibrate', 'WARD3', '--data', server.data]);
      assert.match(shown.stdout, /^Printer +WARD3 on /m);
      // Its console requires a token, which commands on this machine find.
      const { stdout: printers } = await run(['printers', '--data', server.data]);
      assert.match(printers, /^ *WARD3 /m);
      assert.equal((await server.get('/api/printers')).status, 401);
      const elsewhere = await run(['printers', '--url', `http://127.0.0.1:${server.httpPort}`]);
      assert.equal(elsewhere.exitCode, 1);
      assert.match(elsewhere.stderr, /lacks the console token .*--token-file.*HARDCOPY_TOKEN/);
      const tokenFile = path.join(folder, 'token');
      writeFileSync(tokenFile, '0123456789abcdef\n');
      const named = await run([
        'printers',
        '--url',
        `http://127.0.0.1:${server.httpPort}`,
        '--token-file',
        tokenFile,
      ]);
      assert.match(named.stdout, /^ *WARD3 /m);
      // A second server on its ports would get the name of the first.
      const second = createConsoleOn(server.httpPort);
      await assert.rejects(second, new RegExp(`another Hardcopy server, process ${server.pid}`));
    } finally {
      assert.equal(await server.stop(), 0);
    }
  });

  test('accepts ports in use by the running server, which answers and is not disturbed', async () => {
    const server = await TestServer.start();
    try {
      const findings = await found(
        `dicom: { port: ${server.dicomPort} }\nconsole: { port: ${server.httpPort} }\n`,
        server.data,
      );
      assertFinding(findings, {
        check: 'server',
        verdict: 'ok',
        says: new RegExp(`process ${server.pid} runs`),
      });
      assertFinding(findings, {
        check: 'console',
        verdict: 'ok',
        says: new RegExp(`answers on port ${server.httpPort}`),
      });
      assert.deepEqual(
        of(findings, 'port').map(({ found: says }) => says.includes('in use by our server')),
        [true, true],
      );
      assertFinding(findings, { check: 'permissions', verdict: 'ok', says: /only its user/ });
      const moved = await found(
        'dicom: { host: 127.0.0.1, port: 0 }\nconsole: { port: 48123 }\n',
        server.data,
      );
      assertFinding(moved, {
        check: 'port',
        verdict: 'warning',
        says: /is free, but a server runs/,
        fix: /restart/,
      });
      assert.equal((await server.get('/api/health')).status, 200);
    } finally {
      assert.equal(await server.stop(), 0);
    }
  });

  const announce = (text: string) => {
    mkdirSync(path.join(folder, 'data'));
    writeFileSync(path.join(folder, 'data', 'server.json'), text);
  };

  test('names a server that was killed', async () => {
    const { pid } = spawnSync('true');
    announce(
      JSON.stringify({
        pid,
        dicomPort: 1,
        httpPort: 1,
        httpHost: '127.0.0.1',
        tokenNeeded: false,
        listeners: [],
      }),
    );
    assertFinding(await found(anyPorts), {
      check: 'server',
      verdict: 'warning',
      says: /was killed/,
      fix: /start it again/,
    });
  });

  test('names a server that does not answer, and another program in its place', async () => {
    const other = createServer((_request, response) =>
      response.end('{"status":"ok","dicomPort":2,"version":"1"}'),
    );
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const httpPort = typeof address === 'object' ? (address?.port ?? 0) : 0;
    announce(
      JSON.stringify({
        pid: process.pid,
        dicomPort: 1,
        httpPort,
        httpHost: '127.0.0.1',
        tokenNeeded: false,
        listeners: [],
      }),
    );
    try {
      assertFinding(await found(anyPorts), {
        check: 'console',
        verdict: 'broken',
        says: /another server answers there/,
        fix: /log of process/,
      });
    } finally {
      other.close();
      other.closeAllConnections();
      await once(other, 'close');
    }
    assertFinding(await found(anyPorts), {
      check: 'console',
      verdict: 'broken',
      says: /no answer on port .*ECONNREFUSED/,
    });
  });

  test('names an invalid server.json', async () => {
    announce('what?');
    assertFinding(await found(anyPorts), {
      check: 'server',
      verdict: 'broken',
      says: /is invalid; remove it/,
      fix: /remove the file/,
    });
  });
});

describe('devices', () => {
  const withDestination = (destination: string) =>
    `${anyPorts}printers: [{ aeTitle: CT, destinations: [${destination}] }]\n`;

  test('names a printer and a webhook whose host name is not found', async () => {
    const findings = await found(
      `${withDestination("{ kind: ipp, name: office, uri: 'ipp://no-such-printer.invalid/ipp/print' }")}notifications: [{ url: 'http://no-such-printer.invalid/x' }]\n`,
    );
    assertFinding(findings, {
      check: 'name',
      verdict: 'broken',
      says: /^no-such-printer\.invalid \(office of CT, notifications\[0\]\): /,
      fix: /DNS, or use the IP address/,
    });
    assertFinding(findings, {
      check: 'device',
      verdict: 'broken',
      says: /office of CT: PRINTER OFFLINE, does not accept jobs now/,
    });
  });

  test('distinguishes a healthy printer, an empty one, and an empty optional one', async (context) => {
    const well = await startScriptedPrinter(context, {});
    const empty = await startScriptedPrinter(context, {
      attributes: { 'printer-state': 'stopped', 'printer-state-reasons': ['media-empty-error'] },
    });
    const findings = await found(
      withDestination(
        `{ kind: ipp, name: a, uri: '${well.uri}' }, { kind: ipp, name: b, uri: '${empty.uri}' }, { kind: ipp, name: c, required: false, uri: '${empty.uri}' }`,
      ),
    );
    assertFinding(findings, { check: 'device', verdict: 'ok', says: /^a of CT: / });
    assertFinding(findings, {
      check: 'device',
      verdict: 'broken',
      says: /^b of CT: SUPPLY EMPTY, does not accept jobs now/,
      fix: /load paper/,
    });
    assertFinding(findings, { check: 'device', verdict: 'warning', says: /^c of CT: SUPPLY EMPTY/ });
    assertFinding(findings, { check: 'name', verdict: 'ok', says: /127\.0\.0\.1 is an address/ });
  });

  test('distinguishes a folder that cannot be written from one that does not exist yet', async () => {
    writeFileSync(path.join(folder, 'taken'), '');
    const findings = await found(
      withDestination(
        `{ kind: pdf, name: a, folder: '${folder}/taken/films' }, { kind: pdf, name: b, folder: '${folder}/later' }`,
      ),
    );
    assertFinding(findings, {
      check: 'device',
      verdict: 'broken',
      says: /taken\/films cannot be written/,
      fix: /folder of the destination/,
    });
    assertFinding(findings, { check: 'device', verdict: 'ok', says: /later will be created/ });
  });
});

describe('certificates', () => {
  const listener = (files: { certificate: string; key: string }) =>
    `dicom: { host: 127.0.0.1, port: 0, listeners: [{ host: 127.0.0.1, port: 0, tls: { certificate: '${files.certificate}', key: '${files.key}' } }] }\nconsole: { port: 0 }\n`;

  test('names certificates that have expired or will soon, and keys that all users may read', async () => {
    const authority = new TestAuthority();
    try {
      const expired = await found(listener(authority.issue('old', { expired: true })));
      assertFinding(expired, {
        check: 'certificate',
        verdict: 'broken',
        says: /^old \(dicom\.listeners\[0\]\.tls\.certificate\) expired/,
        fix: /renew/,
      });
      const soon = authority.issue('soon');
      assertFinding(await found(listener(soon)), {
        check: 'certificate',
        verdict: 'warning',
        says: /^soon .* in 29 days$/,
        fix: /renew/,
      });
      const key = path.join(folder, 'long.key');
      const certificate = path.join(folder, 'long.pem');
      const made = [
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-subj',
        '/CN=long',
      ];
      execFileSync('openssl', ['req', ...made, '-days', '90', '-keyout', key, '-out', certificate], {
        stdio: 'pipe',
      });
      assertFinding(await found(listener({ certificate, key })), {
        check: 'certificate',
        verdict: 'ok',
        says: /^long .* is valid until 20/,
      });
      chmodSync(key, 0o644);
      const open = await found(listener({ certificate, key }));
      assertFinding(open, {
        check: 'certificate',
        verdict: 'warning',
        says: /other users may read the key/,
        fix: /chmod 600/,
      });
      // The key of another certificate: the configuration is refused.
      const mixed = await found(listener({ certificate, key: soon.key }));
      assertFinding(mixed, {
        check: 'configuration',
        verdict: 'broken',
        says: /does not match the certificate/,
      });
    } finally {
      authority.remove();
    }
  });
});

test('names of peers cannot contain terminal commands', () => {
  const text = findingsText([{ check: 'device', verdict: 'warning', found: 'a\u001b[2J', fix: 'b\nc' }]);
  assert.equal(text, ' ! device         a\\u001b[2J\n                  → b c\n\n1 warning (!).');
});
