// Films forwarded over TLS to an imager that requires our certificate: another Hardcopy, because DCMTK's dcmprscp has no TLS.
// With unreadable certificates the server does not start, and says why.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { TestAuthority } from '../support/certificates.ts';
import { needs } from '../support/external.ts';
import { compose, open, print } from '../support/network-print.ts';
import { TestServer } from '../support/server.ts';

const skip = needs('openssl');
const announced = z.object({ listeners: z.array(z.object({ port: z.number() })) });

test('a film goes to an imager over TLS, each side showing its certificate', { skip }, async (context) => {
  const authority = new TestAuthority();
  context.after(() => {
    authority.remove();
  });
  const theirs = authority.issue('imager', { alternativeNames: ['IP:127.0.0.1', 'DNS:localhost'] });
  const ours = authority.issue('hardcopy');
  const listener = `{ certificate: ${theirs.certificate}, key: ${theirs.key}, ca: ${theirs.ca}, clientCertificate: required }`;
  const imager = await TestServer.start({
    config: `
dicom: { host: 127.0.0.1, listeners: [{ host: 127.0.0.1, port: 0, tls: ${listener} }] }
printers: [{ aeTitle: IMAGER, resolution: 72 }]
`,
  });
  context.after(() => imager.stop());
  const { listeners } = announced.parse(
    JSON.parse(readFileSync(path.join(imager.data, 'server.json'), 'utf8')),
  );
  const port = listeners[1]?.port ?? 0;
  const config = (key: string) => `printers:
  - aeTitle: HARDCOPY
    destinations:
      - kind: dicom
        host: 127.0.0.1
        port: ${port}
        aeTitle: IMAGER
        tls: { ca: ${ours.ca}, certificate: ${ours.certificate}, key: ${key} }
`;
  const server = await TestServer.start({ config: config(ours.key) });
  context.after(() => server.stop());
  const connection = await open(server.dicomPort);
  const { filmBox } = await compose(connection);
  assert.equal((await print(connection, filmBox)).status, 0);
  connection.association.abort('sent');
  await server.jobsDone(1);
  const [job] = await imager.jobsDone(1);
  assert.equal(job?.printer, 'IMAGER');
  assert.match(imager.log, /association\.accepted .*certificate=hardcopy/);

  await assert.rejects(
    TestServer.start({ config: config('/nowhere/key.pem') }),
    /tls\.key of destination dicom: \/nowhere\/key\.pem cannot be read/,
  );
});
