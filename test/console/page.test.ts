// The pages of the console as the server sends them: policy, caches, paths, the token, and what is said when they are not built.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { createConsole } from '../../src/console/http-server.ts';
import { recordingLog } from '../support/recording-log.ts';
import { fakePorts } from './fake-ports.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-pages-'));
after(() => {
  rmSync(folder, { recursive: true });
});
mkdirSync(path.join(folder, 'assets'));
writeFileSync(path.join(folder, 'index.html'), '<style nonce="__CSP_NONCE__"></style><p>__CSP_NONCE__</p>');
writeFileSync(path.join(folder, 'assets', 'index-abc.js'), 'export {};');
writeFileSync(path.join(folder, 'assets', 'index-abc.js.gz'), gzipSync('export {};'));

const serverOf = (pageFolder: string, token?: string) => {
  const { log, lines } = recordingLog();
  const host = token === undefined ? '127.0.0.1' : '0.0.0.0';
  const console_ = createConsole({ host, ports: fakePorts(), log, pageFolder, ...(token && { token }) });
  const get = (url: string, headers: Readonly<Record<string, string>> = {}) =>
    console_.inject({ url, headers: { host: '127.0.0.1:8080', ...headers } });
  return { get, close: () => console_.close(), lines };
};

test('the page is sent at each of its paths, with a strict policy and a nonce of its own', async (t) => {
  const { get, close, lines } = serverOf(folder);
  t.after(close);
  const nonces = new Set<string>();
  for (const url of [
    '/',
    '/films',
    '/films/1m8x',
    '/printers/WARD3/queue',
    '/wall',
    '/?x=1',
    '/films?state=HELD',
  ]) {
    const { statusCode, headers, body } = await get(url);
    assert.equal(statusCode, 200, url);
    assert.equal(headers['content-type'], 'text/html; charset=utf-8');
    assert.equal(headers['cache-control'], 'no-store');
    const [, nonce = ''] = /^<style nonce="([\w-]{24})">/.exec(body) ?? [];
    assert.equal(body, `<style nonce="${nonce}"></style><p>${nonce}</p>`);
    nonces.add(nonce);
    assert.equal(
      headers['content-security-policy'],
      `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default`,
    );
  }
  assert.equal(nonces.size, 7);
  assert.deepEqual(
    lines.map(({ event }) => event).filter((event) => event !== 'http.answered'),
    [],
  );
});

test('files with a digest in their names are kept for a year, and sent compressed', async (t) => {
  const { get, close } = serverOf(folder);
  t.after(close);
  const { statusCode, headers, body } = await get('/assets/index-abc.js');
  assert.equal(statusCode, 200);
  assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable');
  assert.match(String(headers['content-type']), /^application\/javascript/);
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(body, 'export {};');
  const zipped = await get('/assets/index-abc.js', { 'accept-encoding': 'gzip' });
  assert.equal(zipped.headers['content-encoding'], 'gzip');
  assert.equal(gunzipSync(zipped.rawPayload).toString(), 'export {};');
});

test('other paths are refused as before, and no file outside is sent', async (t) => {
  const { get, close } = serverOf(folder);
  t.after(close);
  for (const url of [
    '/nothing',
    '/films/1/2',
    '/assets/none.js',
    '/assets/../index.html',
    '/assets/%2e%2e/index.html',
    '/index.html',
    '/api/nothing',
  ]) {
    const { statusCode, json } = await get(url);
    assert.ok(statusCode === 404 || statusCode === 403, `${url}: ${statusCode}`);
    assert.equal(json<{ error: { code: string } }>().error.code, 'not-found', url);
  }
  const foreign = await get('/', { host: 'evil.example' });
  assert.equal(foreign.statusCode, 403);
});

test('pages need no token, because they ask for it; the API does', async (t) => {
  const { get, close } = serverOf(folder, 'c2VjcmV0LXRva2Vu');
  t.after(close);
  for (const url of ['/', '/films', '/assets/index-abc.js'])
    assert.equal((await get(url)).statusCode, 200, url);
  for (const url of ['/api/status', '/api/events', '/api', '/nothing'])
    assert.equal((await get(url)).statusCode, 401, url);
});

test('pages that are not built are missed in one sentence, in the log and at their paths', async (t) => {
  const { get, close, lines } = serverOf(path.join(folder, 'none'));
  t.after(close);
  assert.deepEqual(
    lines.map(({ level, event }) => [level, event]),
    [['warn', 'console.pages-missing']],
  );
  for (const url of ['/', '/wall']) {
    const { statusCode, headers, body } = await get(url);
    assert.equal(statusCode, 503);
    assert.equal(headers['content-type'], 'text/plain; charset=utf-8');
    assert.match(body, /^The pages of the console are not built\. .*\n$/);
  }
  assert.equal((await get('/api/health')).statusCode, 200);
});
