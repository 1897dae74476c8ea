// DCMTK's echoscu calls us over TLS, with OpenSSL of its own and the profiles of PS3.15: two implementations agree on the
// handshake, and on the certificates that are not trusted.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import type { ClientCertificate } from '../../src/dicom/net/tls-server.ts';
import { acceptor } from '../support/associations.ts';
import { credentialsOf, TestAuthority, type IssuedFiles } from '../support/certificates.ts';
import { needs } from '../support/external.ts';
import { recordingLog } from '../support/recording-log.ts';

const run = promisify(execFile);

describe('echoscu over TLS', { skip: needs('echoscu', 'openssl') }, () => {
  let authority: TestAuthority;
  let server: IssuedFiles;
  let client: IssuedFiles;
  before(() => {
    authority = new TestAuthority();
    server = authority.issue('printer');
    client = authority.issue('echoscu');
  });
  after(() => {
    authority.remove();
  });

  async function echoscu(
    port: number,
    ...options: readonly string[]
  ): Promise<{ code: number; said: string }> {
    return run('echoscu', ['-v', ...options, '127.0.0.1', String(port)]).then(
      ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
      (error: unknown) => {
        const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
        return { code, said: stdout + stderr };
      },
    );
  }

  const ways: readonly (readonly [string, ClientCertificate, () => readonly string[]])[] = [
    [
      'with a client certificate, non-downgrading BCP 195',
      'required',
      () => ['+tls', client.key, client.certificate, '+cf', authority.ca],
    ],
    [
      'with a client certificate, BCP 195',
      'required',
      () => ['+tls', client.key, client.certificate, '+cf', authority.ca, '+px'],
    ],
    [
      'with a client certificate, extended BCP 195',
      'optional',
      () => ['+tls', client.key, client.certificate, '+cf', authority.ca, '+pz'],
    ],
    ['without a client certificate', 'none', () => ['+tla', '+cf', authority.ca]],
    ['without one where it is optional', 'optional', () => ['+tla', '+cf', authority.ca]],
  ];
  for (const [name, clientCertificate, options] of ways) {
    test(name, async (t) => {
      const { log, lines } = recordingLog();
      const opened = await acceptor(t, {
        log,
        tls: { credentials: credentialsOf(server), clientCertificate },
      });
      const { code, said } = await echoscu(opened.port, ...options());
      assert.equal(code, 0, `${said}${JSON.stringify(lines)}`);
      assert.match(said, /Received Echo Response \(Success\)/);
      await opened.close(1000);
      const accepted = lines.find(({ event }) => event === 'association.accepted');
      const withCertificate = options().includes('+tls') ? 'echoscu' : undefined;
      assert.equal(accepted?.fields.certificate, withCertificate);
    });
  }

  test('is refused without the certificate that is required', async (t) => {
    const { log, lines } = recordingLog();
    const opened = await acceptor(t, {
      log,
      tls: { credentials: credentialsOf(server), clientCertificate: 'required' },
    });
    const { code } = await echoscu(opened.port, '+tla', '+cf', authority.ca);
    assert.notEqual(code, 0);
    await opened.close(1000);
    const refused = lines.find(({ event }) => event === 'tls.refused');
    assert.equal(refused?.fields.why, 'it presented no certificate, and one is required');
  });

  test('does not trust us without our authority', async (t) => {
    const { log, lines } = recordingLog();
    const stranger = new TestAuthority('Other Authority');
    t.after(() => {
      stranger.remove();
    });
    const opened = await acceptor(t, {
      log,
      tls: { credentials: credentialsOf(server), clientCertificate: 'none' },
    });
    const { code, said } = await echoscu(opened.port, '+tla', '+cf', stranger.ca);
    assert.notEqual(code, 0);
    assert.match(said, /certificate/i);
    await opened.close(1000);
    const refused = lines.find(({ event }) => event === 'tls.refused');
    assert.equal(refused?.fields.why, 'it does not trust the authority that issued our certificate');
  });
});
