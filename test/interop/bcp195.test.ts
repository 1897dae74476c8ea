// OpenSSL against the TLS profile (BCP 195: RFC 8996, RFC 9325; PS3.15 B.12) of both kinds of listener, DICOM and HTTPS: what is accepted,
// and that older protocols and weaker suites are refused, whatever OpenSSL itself is willing to do.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, test, type TestContext } from 'node:test';
import { startConsole } from '../../src/console/http-server.ts';
import { silentLog } from '../../src/shared/log/log.ts';
import { fakePorts } from '../console/fake-ports.ts';
import { acceptor } from '../support/associations.ts';
import { credentialsOf, TestAuthority, type IssuedFiles } from '../support/certificates.ts';
import { needs } from '../support/external.ts';

interface Handshake {
  /** As OpenSSL names it; (NONE): no handshake. */
  readonly suite: string;
  readonly said: string;
}

/** A handshake of `openssl s_client`, at the lowest security level: it refuses nothing itself. */
function handshake(port: number, ...options: readonly string[]): Promise<Handshake> {
  const args = ['s_client', '-connect', `127.0.0.1:${port}`, ...options];
  return new Promise((resolve) => {
    const child = execFile('openssl', args, { timeout: 20_000 }, (_error, stdout, stderr) => {
      const said = stdout + stderr;
      resolve({ suite: /Cipher is (\S+)/.exec(said)?.[1] ?? '(NONE)', said });
    });
    child.stdin?.end('Q\n');
  });
}

/** ECDSA certificates need ECDSA suites, RSA ones RSA suites. */
const accepted = [
  ['-tls1_3'],
  ['-tls1_3', '-ciphersuites', 'TLS_AES_128_GCM_SHA256'],
  ['-tls1_3', '-ciphersuites', 'TLS_AES_256_GCM_SHA384'],
  ['-tls1_3', '-ciphersuites', 'TLS_CHACHA20_POLY1305_SHA256'],
  ['-tls1_2', '-cipher', 'ECDHE-ECDSA-AES128-GCM-SHA256'],
  ['-tls1_2', '-cipher', 'ECDHE-ECDSA-AES256-GCM-SHA384'],
  ['-tls1_2', '-cipher', 'ECDHE-ECDSA-CHACHA20-POLY1305'],
  ['-tls1_2'],
] as const;

const weak = '@SECLEVEL=0';
const refused = [
  ['-tls1_1', '-cipher', `ALL:${weak}`],
  ['-tls1', '-cipher', `ALL:${weak}`],
  ['-tls1_2', '-cipher', `ECDHE-ECDSA-AES128-SHA:${weak}`],
  ['-tls1_2', '-cipher', `ECDHE-ECDSA-AES256-SHA384:${weak}`],
  ['-tls1_2', '-cipher', `AES128-SHA:${weak}`],
  ['-tls1_2', '-cipher', `AES256-GCM-SHA384:${weak}`],
  ['-tls1_2', '-cipher', `DHE-RSA-AES128-GCM-SHA256:${weak}`],
  ['-tls1_2', '-cipher', `aNULL:${weak}`],
  ['-tls1_2', '-cipher', `eNULL:${weak}`],
  ['-tls1_2', '-cipher', `ECDHE-ECDSA-AES128-CCM8:${weak}`],
  ['-tls1_2', '-cipher', `CAMELLIA:ARIA:${weak}`],
  ['-tls1_2', '-cipher', `PSK:SRP:${weak}`, '-psk', '0123'],
] as const;

describe('BCP 195', { skip: needs('openssl') }, () => {
  let authority: TestAuthority;
  let files: IssuedFiles;
  before(() => {
    authority = new TestAuthority();
    files = authority.issue('server');
  });
  after(() => {
    authority.remove();
  });

  const listeners: Readonly<Record<string, (t: TestContext) => Promise<number>>> = {
    DICOM: async (t) =>
      (await acceptor(t, { tls: { credentials: credentialsOf(files), clientCertificate: 'none' } })).port,
    HTTPS: async (t) => {
      const server = await startConsole({
        host: '127.0.0.1',
        port: 0,
        ports: fakePorts(),
        tls: credentialsOf(files),
        log: silentLog,
      });
      t.after(() => server.close());
      return server.port;
    },
  };

  for (const [name, opened] of Object.entries(listeners)) {
    test(`${name}: TLS 1.3, and TLS 1.2 with ephemeral keys and authenticated encryption`, async (t) => {
      const port = await opened(t);
      for (const options of accepted) {
        const { suite, said } = await handshake(port, '-CAfile', files.ca, ...options);
        assert.match(suite, /GCM|CHACHA20/, `${options.join(' ')}: ${said}`);
        assert.match(said, /Verify return code: 0 \(ok\)/);
        assert.match(said, /Compression: NONE/);
        if (options.length === 3) assert.equal(suite, options[2]);
      }
    });

    test(`${name}: no older version, no other suite`, async (t) => {
      const port = await opened(t);
      for (const options of refused) {
        const { suite, said } = await handshake(port, ...options);
        assert.equal(suite, '(NONE)', `${options.join(' ')}: ${said}`);
      }
      // The listener still serves.
      assert.notEqual((await handshake(port, '-tls1_3')).suite, '(NONE)');
    });

    test(`${name}: no compression, no session ticket; a renegotiation ends the connection`, async (t) => {
      const port = await opened(t);
      const { said } = await handshake(port, '-tls1_2', '-comp');
      assert.match(said, /Compression: NONE/);
      assert.doesNotMatch(said, /TLS session ticket/);
      const renegotiated = await new Promise<string>((resolve) => {
        const args = ['s_client', '-connect', `127.0.0.1:${port}`, '-tls1_2'];
        const child = execFile('openssl', args, { timeout: 20_000 }, (_error, stdout, stderr) => {
          resolve(stdout + stderr);
        });
        child.stdin?.write('R\n');
        // OpenSSL reads one command at a time: this one after the first.
        child.stderr?.once('data', () => child.stdin?.end('Q\n'));
      });
      assert.match(renegotiated, /no renegotiation/i);
    });
  }
});
