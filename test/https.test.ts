// A whole server with HTTPS: the commands on its machine find and trust it, users sign in with cookies for HTTPS only, events and uploads
// pass, and a certificate that is renewed or expires while the server runs is noticed.
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import sharp from 'sharp';
import { apiRoutes } from '../src/api/routes.ts';
import { secureFetch, type SecureRequest } from '../src/shared/tls/secure-fetch.ts';
import { run } from './cli/run.ts';
import { TestAuthority } from './support/certificates.ts';
import { TestServer } from './support/server.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { until } from './support/until.ts';

interface Running {
  readonly server: TestServer;
  readonly authority: TestAuthority;
  /** Files of the certificate in use. */
  readonly certificate: string;
  readonly key: string;
  readonly call: (route: string, init?: Partial<SecureRequest>) => Promise<Response>;
}

async function started(t: TestContext, { more = '', expired = false } = {}): Promise<Running> {
  const authority = new TestAuthority();
  t.after(() => {
    authority.remove();
  });
  const issued = authority.issue('console', { expired });
  const data = temporaryFolder(t);
  const folder = temporaryFolder(t);
  const certificate = path.join(folder, 'console.pem');
  const key = path.join(folder, 'console.key');
  copyFileSync(issued.certificate, certificate);
  copyFileSync(issued.key, key);
  const config = `console: { tls: { certificate: ${certificate}, key: ${key} } }\n${more}`;
  const server = await TestServer.start({ config, data });
  t.after(() => server.stop());
  const announced = JSON.parse(readFileSync(path.join(data, 'server.json'), 'utf8')) as {
    httpsCertificate: string;
  };
  const call: Running['call'] = (route, init = {}) =>
    secureFetch(
      new URL(route, `https://127.0.0.1:${server.httpPort}`),
      { redirect: 'manual', signal: AbortSignal.timeout(20_000), ...init },
      expired ? { sha256: announced.httpsCertificate } : { ca: [readFileSync(authority.ca, 'utf8')] },
    );
  return { server, authority, certificate, key, call };
}

test('commands on the machine follow to HTTPS, and those elsewhere with --ca', async (t) => {
  const { server, authority } = await started(t);
  const listed = await run(['jobs', '--data', server.data, '--json']);
  assert.equal(listed.exitCode, 0, listed.stderr);
  const { findings } = JSON.parse((await run(['doctor', '--data', server.data, '--json'])).stdout) as {
    findings: { check: string; found: string; verdict: string }[];
  };
  const certificate = findings.find(({ check }) => check === 'certificate');
  assert.match(certificate?.found ?? '', /^console \(console\.tls\.certificate\) expires on /);
  const url = `https://127.0.0.1:${server.httpPort}`;
  assert.equal((await run(['jobs', '--url', url, '--ca', authority.ca])).exitCode, 0);
  const untrusted = await run(['jobs', '--url', url]);
  assert.equal(untrusted.exitCode, 1);
  assert.match(untrusted.stderr, /authority that is not trusted/);
  const byHttp = await run(['jobs', '--url', `http://127.0.0.1:${server.httpPort}`]);
  assert.equal(byHttp.exitCode, 1);
  assert.match(byHttp.stderr, /no Hardcopy server answers/);
});

test('users sign in with a cookie that plain HTTP cannot have', async (t) => {
  const { server, call } = await started(t, { more: 'accounts: {}\n' });
  const password = 'correct horse battery staple';
  const local = readFileSync(path.join(server.data, 'local-token'), 'utf8').trim();
  const json = { 'content-type': 'application/json' };
  const added = await call(apiRoutes.addUser.path, {
    method: 'POST',
    headers: { ...json, authorization: `Bearer ${local}` },
    body: JSON.stringify({ name: 'anna', password, roles: ['administrator'] }),
  });
  assert.equal(added.status, 200, await added.text());
  const signedIn = await call(apiRoutes.signIn.path, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ user: 'anna', password }),
  });
  assert.equal(signedIn.status, 200, await signedIn.text());
  const cookie = signedIn.headers.get('set-cookie') ?? '';
  assert.match(cookie, /^__Host-hardcopy=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/);
  const [pair = ''] = cookie.split(';');
  assert.equal((await call('/api/jobs', { headers: { cookie: pair } })).status, 200);
  // The name that HTTP uses is not read by HTTPS.
  const renamed = pair.replace('__Host-hardcopy', 'hardcopy');
  assert.equal((await call('/api/jobs', { headers: { cookie: renamed } })).status, 401);
  const body = await sharp({ create: { width: 900, height: 700, channels: 3, background: '#123456' } })
    .png({ compressionLevel: 0 })
    .toBuffer();
  const uploaded = await call(apiRoutes.upload.path, {
    method: 'POST',
    headers: { cookie: pair, 'content-type': 'application/octet-stream' },
    body,
  });
  assert.equal(uploaded.status, 200, await uploaded.clone().text());
  assert.equal(apiRoutes.upload.answer.parse(await uploaded.json()).kind, 'image');
  // Events arrive over the same connection.
  const events = await call('/api/events', { headers: { cookie: pair } });
  assert.match(events.headers.get('content-type') ?? '', /^text\/event-stream/);
  const reader = events.body?.getReader();
  const first = (await reader?.read())?.value as Uint8Array | undefined;
  assert.ok((first?.length ?? 0) > 0);
  await reader?.cancel();
});

test('a renewed certificate is used without a restart, and the commands follow', async (t) => {
  const { server, authority, certificate, key } = await started(t);
  const announced = () => readFileSync(path.join(server.data, 'server.json'), 'utf8');
  const before = announced();
  const other = authority.issue('renewed');
  copyFileSync(other.key, key);
  copyFileSync(other.certificate, certificate);
  process.kill(server.pid, 'SIGHUP');
  await until(() => announced() !== before);
  assert.equal((await run(['jobs', '--data', server.data, '--json'])).exitCode, 0);
});

test('an expired certificate is in the doctor, what to do, the list, the metric and the log', async (t) => {
  const { server, call } = await started(t, { expired: true });
  assert.match(server.log, /tls\.certificate-expired/);
  const { listeners } = apiRoutes.certificates.answer.parse(
    await (await call('/api/system/certificates')).json(),
  );
  assert.deepEqual(
    listeners.map(({ protocol, tls }) => [protocol, tls]),
    [
      ['dicom', false],
      ['console', true],
    ],
  );
  assert.ok((listeners[1]?.certificate?.daysLeft ?? 0) < 0);
  const { todo } = apiRoutes.status.answer.parse(await (await call('/api/status')).json());
  assert.match(todo[0]?.sentence ?? '', /^The certificate console of port \d+ expired on /);
  const { findings } = apiRoutes.doctor.answer.parse(await (await call('/api/system/doctor')).json());
  assert.equal(findings.find(({ check }) => check === 'certificate')?.verdict, 'broken');
  const metrics = await (await call('/metrics')).text();
  const [, port, time = ''] =
    /^hardcopy_certificate_expiry_timestamp_seconds\{port="(\d+)"\} (\d+)$/m.exec(metrics) ?? [];
  assert.equal(Number(port), server.httpPort);
  assert.ok(Number(time) < Date.now() / 1000);
  // The commands on the machine still know the server.
  assert.equal((await run(['jobs', '--data', server.data, '--json'])).exitCode, 0);
});

test('a file that is missing or wrong stops the start, with its key', async (t) => {
  const authority = new TestAuthority();
  t.after(() => {
    authority.remove();
  });
  const own = authority.issue('console');
  const other = authority.issue('other');
  for (const [tls, sentence] of [
    [
      `{ certificate: ${own.certificate}, key: /none/x.key }`,
      /console\.tls\.key: \/none\/x\.key cannot be read/,
    ],
    [`{ certificate: ${own.certificate}, key: ${other.key} }`, /console\.tls\.key: .* does not match/],
    [`{ certificate: ${own.certificate} }`, /console\.tls\.key: found nothing; give a text/],
  ] as const)
    await assert.rejects(TestServer.start({ config: `console: { tls: ${tls} }\n` }), sentence);
});
