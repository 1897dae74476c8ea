// The examples of docs/how-to/use-a-reverse-proxy.md with real proxies: users sign in over HTTPS that ends at the proxy, with the right
// address and cookies; a browser's own headers are not believed; events and uploads pass.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request, type RequestOptions } from 'node:https';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { TestAuthority } from '../support/certificates.ts';
import { needs } from '../support/external.ts';
import { freePort } from '../support/free-port.ts';
import { TestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

const page = readFileSync(
  path.join(import.meta.dirname, '..', '..', 'docs', 'how-to', 'use-a-reverse-proxy.md'),
  'utf8',
);
const example = (language: string): string => {
  const [, text] = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(page) ?? [];
  assert.ok(text, language);
  return text;
};

interface Proxy {
  readonly folder: string;
  readonly port: number;
  readonly consolePort: number;
  readonly certificate: string;
  readonly key: string;
}

/** Each program with its arguments, which run the example in the foreground. */
const proxies: Readonly<Record<string, (proxy: Proxy) => readonly string[]>> = {
  nginx: ({ folder, port, consolePort, certificate, key }) => {
    const server = example('nginx')
      .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
      .replace('/etc/nginx/tls/films.pem', certificate)
      .replace('/etc/nginx/tls/films.key', key)
      .replace('127.0.0.1:8080', `127.0.0.1:${consolePort}`);
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    );
    const file = path.join(folder, 'nginx.conf');
    writeFileSync(
      file,
      `daemon off; master_process off; pid ${folder}/pid; error_log stderr;
events {}
http { access_log off; ${paths.join(' ')}
${server}}
`,
    );
    return ['nginx', '-e', 'stderr', '-p', folder, '-c', file];
  },
  caddy: ({ folder, port, consolePort, certificate, key }) => {
    const site = example('caddyfile')
      .replace('films.example.org {', `https://127.0.0.1:${port} {\n  tls ${certificate} ${key}`)
      .replace('127.0.0.1:8080', `127.0.0.1:${consolePort}`);
    const file = path.join(folder, 'Caddyfile');
    writeFileSync(
      file,
      `{\n  admin off\n  auto_https disable_redirects\n  default_bind 127.0.0.1\n}\n${site}`,
    );
    return ['caddy', 'run', '--adapter', 'caddyfile', '--config', file];
  },
};

async function opened(t: TestContext, name: string) {
  const authority = new TestAuthority();
  t.after(() => {
    authority.remove();
  });
  const { certificate, key } = authority.issue('proxy');
  const server = await TestServer.start({
    config: 'console: { trustedProxies: [127.0.0.1] }\naccounts: {}\n',
  });
  t.after(() => server.stop());
  const folder = temporaryFolder(t);
  mkdirSync(path.join(folder, 'home'));
  const port = await freePort();
  const [program = '', ...args] =
    proxies[name]?.({ folder, port, consolePort: server.httpPort, certificate, key }) ?? [];
  const home = path.join(folder, 'home');
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home },
  });
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const exited = once(child, 'exit');
  t.after(async () => {
    child.kill();
    await exited;
  });
  const ca = readFileSync(authority.ca);
  /** A request of a browser at another address than the proxy's own. */
  const call = async (options: RequestOptions, body?: string | Buffer) => {
    const sent = request({
      host: '127.0.0.1',
      port,
      ca,
      localAddress: '127.0.0.9',
      agent: false,
      ...options,
    });
    sent.end(body);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    return answer;
  };
  await until(async () => {
    assert.equal(child.exitCode, null, said);
    const answer = await call({ path: '/api/health' }).catch(() => undefined);
    answer?.resume();
    return answer?.statusCode === 200;
  });
  return { server, call, port };
}

for (const name of Object.keys(proxies)) {
  describe(name, { skip: needs(name, 'openssl') }, () => {
    test('users sign in through it', async (t) => {
      const { server, call, port } = await opened(t, name);
      const password = 'correct horse battery staple';
      const local = readFileSync(path.join(server.data, 'local-token'), 'utf8').trim();
      const added = await fetch(`http://127.0.0.1:${server.httpPort}/api/users`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${local}` },
        body: JSON.stringify({ name: 'anna', password, roles: ['administrator'] }),
      });
      assert.equal(added.status, 200, await added.text());
      const signedIn = await call(
        {
          method: 'POST',
          path: '/api/sign-in',
          headers: {
            'content-type': 'application/json',
            origin: `https://127.0.0.1:${port}`,
            // What a browser says of itself is not believed.
            'x-forwarded-for': '203.0.113.9',
            'x-forwarded-proto': 'http',
            'x-forwarded-host': 'evil.example',
            forwarded: 'for=203.0.113.9;proto=http',
            'x-real-ip': '203.0.113.9',
          },
        },
        JSON.stringify({ user: 'anna', password }),
      );
      signedIn.resume();
      assert.equal(signedIn.statusCode, 200, server.log);
      const [cookie = ''] = signedIn.headers['set-cookie'] ?? [];
      assert.match(cookie, /^__Host-hardcopy=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/);
      assert.match(server.log, /accounts\.signed-in.*peer=127\.0\.0\.9/);
      assert.doesNotMatch(server.log, /203\.0\.113\.9/);
      const [pair = ''] = cookie.split(';');
      const events = await call({ path: '/api/events', headers: { cookie: pair } });
      assert.match(events.headers['content-type'] ?? '', /^text\/event-stream/);
      const [first] = (await once(events, 'data')) as [Buffer];
      assert.ok(first.length > 0);
      events.destroy();
      const uploaded = await call(
        {
          method: 'POST',
          path: '/api/uploads',
          headers: {
            cookie: pair,
            'content-type': 'application/octet-stream',
            origin: `https://127.0.0.1:${port}`,
          },
        },
        Buffer.alloc(3_000_000, 1),
      );
      uploaded.resume();
      assert.equal(uploaded.statusCode, 200);
    });
  });
}
