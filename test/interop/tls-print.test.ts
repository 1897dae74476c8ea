// DCMTK's print client prints over TLS with the stanza for such printers of its own printers.cfg (IHEFULL_TLS): peer
// authentication required on both sides.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { z } from 'zod';
import { TestAuthority, type IssuedFiles } from '../support/certificates.ts';
import { composeFilm, dcmtkWork, sendFilms, shippedPrinter } from '../support/dcmtk-printer.ts';
import { needs, needsShared, sharedFolder } from '../support/external.ts';
import { TestServer } from '../support/server.ts';

const run = promisify(execFile);
const film = 'films/ct-512x512-14bit.dcm';
const skip = needs('dcmprscu', 'dcmpsprt', 'openssl') || needsShared(film);
const announced = z.object({ listeners: z.array(z.object({ port: z.number() })) });

describe('dcmprscu over TLS', { skip }, () => {
  let authority: TestAuthority;
  let certificate: IssuedFiles;
  let server: TestServer;
  let port = 0;

  before(async () => {
    authority = new TestAuthority();
    const own = authority.issue('printer', { alternativeNames: ['IP:127.0.0.1', 'DNS:localhost'] });
    certificate = authority.issue('dcmprscu');
    const tls = `{ certificate: ${own.certificate}, key: ${own.key}, ca: ${own.ca}, clientCertificate: required }`;
    server = await TestServer.start({
      config: `
dicom: { host: 127.0.0.1, listeners: [{ host: 127.0.0.1, port: 0, tls: ${tls} }] }
access: [{ certificates: [dcmprscu] }]
printers: [{ aeTitle: IHEFULL_TLS }, { aeTitle: IHERESTRICT_TLS }]
`,
    });
    const { listeners } = announced.parse(
      JSON.parse(readFileSync(path.join(server.data, 'server.json'), 'utf8')),
    );
    port = listeners[1]?.port ?? 0;
  });
  after(async () => {
    await server.stop();
    authority.remove();
  });

  for (const [index, name] of ['IHEFULL_TLS', 'IHERESTRICT_TLS'].entries()) {
    test(`${name} prints without a warning`, async () => {
      const work = path.join(authority.folder, name);
      const client = dcmtkWork(work, name, {
        ...shippedPrinter(name),
        Hostname: '127.0.0.1',
        Port: String(port),
        Certificate: certificate.certificate,
        PrivateKey: certificate.key,
      });
      writeFileSync(path.join(work, 'ca', 'ca.pem'), readFileSync(authority.ca));
      await run('openssl', ['rehash', path.join(work, 'ca')]);
      await sendFilms(client, await composeFilm(client, ['--nospool', path.join(sharedFolder, film)]));
      const job = (await server.jobsDone(index + 1)).at(-1);
      assert.equal(job?.printer, name);
      assert.equal(job.films[0]?.images, 1);
      assert.doesNotMatch(server.log, /dimse\.refused|tls\.refused/);
      assert.match(server.log, /association\.accepted .*certificate=dcmprscu/);
    });
  }
});
