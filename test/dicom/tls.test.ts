// TLS on both sides of an association (PS3.15 B.12): which peers complete the handshake, which do not, and the log lines.
// openssl makes the certificates when the tests run.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { connect as connectSecure } from 'node:tls';
import type { Acceptor } from '../../src/dicom/upper-layer/acceptor.ts';
import type { AssociationRequest } from '../../src/dicom/upper-layer/negotiation.ts';
import type { ClientCertificate } from '../../src/dicom/net/tls-server.ts';
import { connect, type RequestorOptions } from '../../src/dicom/upper-layer/requestor.ts';
import { DimseClient } from '../../src/dicom/dimse/dimse-client.ts';
import { defaultTimeouts } from '../../src/dicom/net/timeouts.ts';
import { readTlsFiles } from '../../src/shared/tls/tls-credentials.ts';
import { sopClasses } from '../../src/dicom/data-set/uids.ts';
import { SetupFailure } from '../../src/shared/errors/errors.ts';
import { reloadingCredentials } from '../../src/shared/tls/tls-reload.ts';
import { acceptor, associateRq, bytesOf, requestorOptions } from '../support/associations.ts';
import { TestAuthority, credentialsOf, type IssuedFiles } from '../support/certificates.ts';
import { needs } from '../support/external.ts';
import { recordingLog, type LogLine } from '../support/recording-log.ts';
import { ScriptedPeer } from '../support/scripted-peer.ts';

interface Scene {
  readonly opened: Acceptor;
  readonly requests: readonly AssociationRequest[];
  /** The line of an event, and of this reason, when it is there. */
  readonly line: (event: string, why?: RegExp, peer?: string) => Promise<LogLine>;
}

describe('TLS', { skip: needs('openssl') }, () => {
  let authority: TestAuthority;
  let stranger: TestAuthority;
  let server: IssuedFiles;
  let client: IssuedFiles;

  before(() => {
    authority = new TestAuthority();
    stranger = new TestAuthority('Other Authority');
    server = authority.issue('printer');
    client = authority.issue('CT Room 1', { alternativeNames: ['IP:127.0.0.1', 'DNS:ct1.example'] });
  });
  after(() => {
    authority.remove();
    stranger.remove();
  });

  async function scene(
    t: TestContext,
    clientCertificate: ClientCertificate,
    files: IssuedFiles = server,
  ): Promise<Scene> {
    const { log, lines } = recordingLog();
    const requests: AssociationRequest[] = [];
    const opened = await acceptor(t, {
      log,
      tls: { credentials: credentialsOf(files), clientCertificate },
      decide: (request) => {
        requests.push(request);
        return undefined;
      },
    });
    const line = async (event: string, why = /(?:)/, peer?: string): Promise<LogLine> => {
      for (;;) {
        const found = lines.find(
          ({ event: name, fields }) =>
            name === event &&
            why.test(String(fields.why)) &&
            (peer === undefined || String(fields.peer).endsWith(peer)),
        );
        if (found) return found;
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    return { opened, requests, line };
  }

  /** One echo over TLS; the status it was answered with. */
  async function echo(port: number, tls: NonNullable<RequestorOptions['tls']>): Promise<number> {
    const association = await connect(requestorOptions(port, { tls }));
    const { command } = await new DimseClient(association).request(3, {
      kind: 'C-ECHO-RQ',
      affectedSopClassUid: sopClasses.Verification,
    });
    await association.release();
    return command.status;
  }
  const trusting = (ca = authority.ca) => ({ credentials: credentialsOf({ ca }) });

  test('an echo, without a certificate of the client', async (t) => {
    const { opened, requests } = await scene(t, 'none');
    assert.equal(await echo(opened.port, trusting()), 0x0000);
    assert.equal(requests[0]?.peer.certificate, undefined);
  });

  test('the certificate of a client is shown to who decides', async (t) => {
    const { opened, requests, line } = await scene(t, 'required');
    assert.equal(await echo(opened.port, { credentials: credentialsOf(client) }), 0x0000);
    const certificate = requests[0]?.peer.certificate;
    assert.equal(certificate?.commonName, 'CT Room 1');
    assert.deepEqual(certificate.alternativeNames, ['127.0.0.1', 'ct1.example']);
    const shown = execFileSync('openssl', [
      'x509',
      '-in',
      client.certificate,
      '-noout',
      '-fingerprint',
      '-sha256',
    ]);
    assert.equal(
      certificate.sha256,
      shown.toString().trim().split('=')[1]?.replaceAll(':', '').toLowerCase(),
    );
    assert.equal((await line('association.accepted')).fields.certificate, 'CT Room 1');
  });

  test('none is needed where it is optional', async (t) => {
    const { opened } = await scene(t, 'optional');
    assert.equal(await echo(opened.port, trusting()), 0x0000);
  });

  const refused: readonly {
    readonly name: string;
    readonly asked: ClientCertificate;
    readonly files: () => IssuedFiles | { readonly ca: string };
    readonly why: RegExp;
  }[] = [
    {
      name: 'missing',
      asked: 'required',
      files: () => ({ ca: authority.ca }),
      why: /^it presented no certificate, and one is required$/,
    },
    {
      name: 'expired',
      asked: 'required',
      files: () => authority.issue('late', { expired: true }),
      why: /^its certificate has expired$/,
    },
    {
      name: 'of an authority that is not trusted',
      asked: 'required',
      files: () => ({ ...stranger.issue('stranger'), ca: authority.ca }),
      why: /^its certificate was issued by an authority that is not trusted/,
    },
    {
      name: 'optional, but not good',
      asked: 'optional',
      files: () => ({ ...stranger.issue('stranger'), ca: authority.ca }),
      why: /^its certificate was issued by an authority that is not trusted/,
    },
  ];
  for (const { name, asked, files, why } of refused) {
    test(`a client's certificate that is ${name}: no association, and the reason in the log`, async (t) => {
      const { opened, requests, line } = await scene(t, asked);
      await assert.rejects(echo(opened.port, { credentials: credentialsOf(files()) }));
      const { fields, level } = await line('tls.refused');
      assert.equal(level, 'info');
      assert.match(String(fields.why), why);
      assert.match(String(fields.peer), /^127\.0\.0\.1:\d+$/);
      assert.equal(requests.length, 0);
    });
  }

  test('we refuse a server whose certificate has expired, is of a stranger, or of another host', async (t) => {
    const cases = [
      [authority.issue('late', { expired: true }), 'CERT_HAS_EXPIRED'],
      [stranger.issue('printer'), 'SELF_SIGNED_CERT_IN_CHAIN'],
      [authority.issue('other', { alternativeNames: ['IP:192.0.2.1'] }), 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ] as const;
    for (const [files, code] of cases) {
      const { opened, requests } = await scene(t, 'none', files);
      await assert.rejects(echo(opened.port, trusting()), { code });
      assert.equal(requests.length, 0);
    }
  });

  test('a server name that is asked for must be in the certificate', async (t) => {
    const files = authority.issue('printer', { alternativeNames: ['DNS:printer.example'] });
    const { opened } = await scene(t, 'none', files);
    assert.equal(await echo(opened.port, { ...trusting(), serverName: 'printer.example' }), 0x0000);
    await assert.rejects(echo(opened.port, { ...trusting(), serverName: 'other.example' }), {
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });

  test('a client that leaves in the middle of the handshake is named in the log', async (t) => {
    const { opened, line } = await scene(t, 'none');
    for (const leave of [
      (peer: ScriptedPeer) => peer.socket.end(),
      (peer: ScriptedPeer) => peer.socket.resetAndDestroy(),
    ]) {
      const peer = await ScriptedPeer.connect(opened.port);
      t.after(() => peer.socket.destroy());
      const name = `127.0.0.1:${peer.socket.localPort}`;
      peer.socket.write(Buffer.from([0x16, 3, 1]), () => leave(peer));
      const { fields } = await line('tls.refused', undefined, name);
      assert.equal(fields.why, 'it closed the connection during the handshake');
    }
  });

  test('a client unencrypted is refused, and the log says that it does not use TLS', async (t) => {
    const { opened, line } = await scene(t, 'none');
    const peer = await ScriptedPeer.connect(opened.port);
    t.after(() => peer.socket.destroy());
    peer.send(bytesOf(associateRq()));
    assert.match(String((await line('tls.refused')).fields.why), /^it does not use TLS/);
  });

  test('TLS 1.2 and 1.3 are spoken, 1.1 is not, nor suites without forward secrecy', async (t) => {
    const { opened, line } = await scene(t, 'none');
    const shake = async (options: object) => {
      const ca = readFileSync(authority.ca);
      const socket = connectSecure({ host: '127.0.0.1', port: opened.port, ca, ...options });
      try {
        await once(socket, 'secureConnect');
        return `${socket.getProtocol() ?? ''} ${socket.getCipher().standardName}`;
      } finally {
        socket.destroy();
      }
    };
    assert.equal(await shake({ minVersion: 'TLSv1.3' }), 'TLSv1.3 TLS_AES_256_GCM_SHA384');
    assert.equal(await shake({ maxVersion: 'TLSv1.2' }), 'TLSv1.2 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384');
    await assert.rejects(shake({ maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' }));
    await line('tls.refused', /^it offers no cipher suite of BCP 195$/);
    await assert.rejects(
      shake({ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
    );
    await line('tls.refused', /^it speaks only TLS versions older than 1\.2$/);
  });

  test('a handshake that never ends does not keep the acceptor from closing', async (t) => {
    const { opened } = await scene(t, 'none');
    const peer = await ScriptedPeer.connect(opened.port);
    t.after(() => peer.socket.destroy());
    await opened.close(60_000);
    await peer.closed;
    assert.equal(opened.associations, 0);
  });

  test('a handshake takes no longer than ARTIM', async (t) => {
    const { log, lines } = recordingLog();
    const tls = { credentials: credentialsOf(server), clientCertificate: 'none' } as const;
    const opened = await acceptor(t, { log, tls, timeouts: { ...defaultTimeouts, artim: 30 } });
    const peer = await ScriptedPeer.connect(opened.port);
    t.after(() => peer.socket.destroy());
    await once(peer.socket, 'close');
    assert.equal(lines[0]?.fields.why, 'it did not finish the handshake in time');
  });

  test('a client that fails again and again fills no log', async () => {
    const { log, lines } = recordingLog();
    const tls = { credentials: credentialsOf(server), clientCertificate: 'required' } as const;
    const { listen } = await import('../../src/dicom/upper-layer/acceptor.ts');
    const opened = await listen({
      host: '127.0.0.1',
      port: 0,
      maxPduLength: 4096,
      maxAssociations: 2,
      tls,
      log,
      timeouts: defaultTimeouts,
      implementationVersionName: 'X',
      abstractSyntaxes: new Set<string>(),
      decide: () => undefined,
      serve: () => Promise.resolve(),
    });
    for (let count = 0; count < 15; count++) await assert.rejects(echo(opened.port, trusting()));
    await opened.close(0);
    assert.equal(lines.filter(({ event, level }) => event === 'tls.refused' && level === 'info').length, 10);
    const summary = lines.find(({ event }) => event === 'refusals.more');
    assert.equal(summary?.fields.more, 5);
    assert.equal(summary.fields.address, '127.0.0.1');
  });

  test('a certificate is renewed while the acceptor listens; associations that are open stay', async (t) => {
    const { opened } = await scene(t, 'none');
    const association = await connect(requestorOptions(opened.port, { tls: trusting() }));
    opened.setCredentials(credentialsOf(stranger.issue('renewed')));
    await assert.rejects(echo(opened.port, trusting()), { code: 'SELF_SIGNED_CERT_IN_CHAIN' });
    assert.equal(await echo(opened.port, trusting(stranger.ca)), 0x0000);
    const { command } = await new DimseClient(association).request(3, {
      kind: 'C-ECHO-RQ',
      affectedSopClassUid: sopClasses.Verification,
    });
    assert.equal(command.status, 0x0000);
    await association.release();
  });

  test('files that change are read again; bad ones are not taken', async (t) => {
    const files = {
      certificate: path.join(authority.folder, 'live.pem'),
      key: path.join(authority.folder, 'live.key'),
    };
    const put = (from: IssuedFiles) => {
      copyFileSync(from.key, files.key);
      copyFileSync(from.certificate, files.certificate);
    };
    put(server);
    const { log, lines } = recordingLog();
    const renewed = Promise.withResolvers<string | undefined>();
    const credentials = reloadingCredentials(
      files,
      (key) => key,
      ({ subject }) => {
        renewed.resolve(subject);
      },
      log,
    );
    t.after(() => {
      credentials.close();
    });
    writeFileSync(files.certificate, 'half a file');
    credentials.reload();
    assert.match(String(lines.at(-1)?.fields.why), /certificate: .*live\.pem holds no certificate in PEM/);
    assert.equal(credentials.current.subject, 'printer');
    put(authority.issue('renewed'));
    assert.equal(await renewed.promise, 'renewed');
    assert.equal(credentials.current.subject, 'renewed');
  });

  test('files that are wrong are named by their key', () => {
    const other = authority.issue('other');
    const read = (files: object) => () =>
      readTlsFiles({ ...server, ...files }, (key) => `dicom.listeners[0].tls.${key}`);
    const fails = (message: RegExp) => (error: unknown) =>
      error instanceof SetupFailure && error.code === 'config-invalid' && message.test(error.message);
    assert.throws(
      read({ certificate: '/nowhere.pem' }),
      fails(/tls\.certificate: \/nowhere\.pem cannot be read/),
    );
    assert.throws(read({ key: other.key }), fails(/tls\.key: .* does not match the certificate/));
    assert.throws(read({ key: server.certificate }), fails(/tls\.key: .* is not a private key/));
    assert.throws(read({ ca: server.key }), fails(/tls\.ca: .* holds no certificate in PEM/));
    assert.throws(read({ key: undefined }), fails(/tls\.certificate requires .*tls\.key as well/));
  });
});
