// DCMTK's print client prints over TLS with the stanza for such printers of its own printers.cfg (IHEFULL_TLS): peer
// authentication required on both sides.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { z } from 'zod';
import { TestAuthority, type IssuedFiles } from '../support/certificates.ts';
import { needs, needsShared, sharedFolder } from '../support/external.ts';
import { TestServer } from '../support/server.ts';

const run = promisify(execFile);
const printersFile = '/etc/dcmtk/printers.cfg';
const film = 'films/ct-512x512-14bit.dcm';
const skip = needs('dcmprscu', 'dcmpsprt', 'openssl') || needsShared(film);
const announced = z.object({ listeners: z.array(z.object({ port: z.number() })) });

describe('dcmprscu over TLS', { skip }, () => {
  let authority: TestAuthority;
  let client: IssuedFiles;
  let server: TestServer;
  let port = 0;

  before(async () => {
    authority = new TestAuthority();
    const own = authority.issue('printer', { alternativeNames: ['IP:127.0.0.1', 'DNS:localhost'] });
    client = authority.issue('dcmprscu');
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

  /** DCMTK's stanza of a printer, made to name our port and our certificates. */
  function stanza(name: string): string {
    const [, text = ''] =
      new RegExp(`^\\[${name}\\]\\n([^[]*)`, 'm').exec(readFileSync(printersFile, 'latin1')) ?? [];
    const ours = {
      Hostname: '127.0.0.1',
      Port: String(port),
      Type: 'PRINTER',
      Certificate: client.certificate,
      PrivateKey: client.key,
    };
    const lines = text
      .split('\n')
      .filter((line) => !Object.keys(ours).some((key) => line.startsWith(`${key} =`)));
    return [`[${name}]`, ...lines, ...Object.entries(ours).map(([key, value]) => `${key} = ${value}`)].join(
      '\n',
    );
  }

  for (const [index, name] of ['IHEFULL_TLS', 'IHERESTRICT_TLS'].entries()) {
    test(`${name} prints without a warning`, async () => {
      const work = path.join(authority.folder, name);
      for (const folder of ['db', 'spool', 'log', 'lut', 'ca'])
        mkdirSync(path.join(work, folder), { recursive: true });
      writeFileSync(path.join(work, 'ca', 'ca.pem'), readFileSync(authority.ca));
      await run('openssl', ['rehash', path.join(work, 'ca')]);
      const config = path.join(work, 'print.cfg');
      writeFileSync(
        config,
        `[[GENERAL]]
[APPLICATION]
LogDirectory = ${work}/log
LogLevel = WARN
[PRINT]
Spooler = dcmprscu
Server = dcmprscp
Directory = ${work}/spool
DetailedLog = false
BinaryLog = false
Sleep = 1
MinPrintResolution = 64\\64
MaxPrintResolution = 8192\\8192
DefaultIllumination = 2000
DefaultReflection = 10
DeletePrintJobs = false
AlwaysDeleteTerminateJobs = false
[DATABASE]
Directory = ${work}/db
[LUT]
Directory = ${work}/lut
[NETWORK]
aetitle = DCMPSTATE
[TLS]
Directory = ${work}
CACertificateDirectory = ${work}/ca
UsePEMFormat = true
[[COMMUNICATION]]
${stanza(name)}
`,
      );
      await run('dcmpsprt', [
        '--quiet',
        '-c',
        config,
        '-p',
        name,
        '--nospool',
        path.join(sharedFolder, film),
      ]);
      const composed = globSync(path.join(work, 'db', 'SP_*.dcm'));
      // It puts its folder, "./", before the names of the certificates, and reads no other.
      const { stdout, stderr } = await run('dcmprscu', ['-c', config, '-p', name, ...composed], { cwd: '/' });
      const log = globSync(path.join(work, 'log', '*'))
        .map((file) => readFileSync(file, 'utf8'))
        .join('\n');
      assert.doesNotMatch(`${stdout}${stderr}${log}`, /^[WEF]: /m);
      const job = (await server.jobsDone(index + 1)).at(-1);
      assert.equal(job?.printer, name);
      assert.equal(job.films[0]?.images, 1);
      assert.doesNotMatch(server.log, /dimse\.refused|tls\.refused/);
      assert.match(server.log, /association\.accepted .*certificate=dcmprscu/);
    });
  }
});
