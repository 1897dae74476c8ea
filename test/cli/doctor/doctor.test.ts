// `hardcopy doctor` on installations with one fault each: it finds the fault and says what to do.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { exitCodes, findingsText } from '../../../src/cli/doctor/findings-text.ts';
import { type Finding } from '../../../src/doctor/finding.ts';
import { checkFonts } from '../../../src/doctor/fonts.ts';
import { checkClock, checkNode } from '../../../src/doctor/machine.ts';
import { TestAuthority } from '../../support/certificates.ts';
import { startScriptedPrinter } from '../../support/scripted-ipp-printer.ts';
import { smallDisk } from '../../support/small-disk.ts';
import { run } from '../run.ts';
import { anyPorts, assertFinding, configFile, eachWithFolder, folder, found, of } from './doctor-setting.ts';

eachWithFolder();

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
