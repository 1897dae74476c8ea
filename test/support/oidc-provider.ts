// A real OpenID Connect provider (npm oidc-provider) on a free port of the loopback address, and a browser that signs in there. Ends
// with the test.
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { Provider } from 'oidc-provider';

export interface TestProvider {
  readonly issuer: string;
  /** Signs in as this user; gives the address to which the provider sends the browser back. */
  readonly signIn: (authorization: string, user: string) => Promise<URL>;
  readonly stop: () => Promise<void>;
}

/** How long ID tokens are valid. */
export const idTokenSeconds = 3600;
export const clientId = 'hardcopy';
export const clientSecret = 'secret of the client';

/** @param groups of each user */
export async function startOidcProvider(
  t: TestContext,
  redirectUri: string,
  groups: Readonly<Record<string, readonly string[]>>,
): Promise<TestProvider> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const at = server.address();
  const issuer = `http://127.0.0.1:${typeof at === 'object' ? at?.port : ''}`;
  const provider: Provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
    claims: { openid: ['sub', 'preferred_username', 'groups'] },
    conformIdTokenClaims: false,
    ttl: { IdToken: idTokenSeconds },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ({ sub, preferred_username: sub, groups: groups[sub] ?? [] }),
    }),
    // Without a question whether the client may know the user.
    loadExistingGrant: async (context) => {
      const grant = new provider.Grant({
        clientId,
        accountId: context.oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  server.on('request', (request, response) => void answer(request, response));
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  t.after(() => (server.listening ? stop() : undefined));
  return { issuer, signIn: (authorization, user) => signedIn(issuer, authorization, user), stop };
}

/** What a browser does: keeps cookies, follows redirects of the provider, and fills in its form. */
async function signedIn(issuer: string, authorization: string, user: string): Promise<URL> {
  const cookies = new Map<string, string>();
  const send = async (url: URL, body?: string): Promise<URL> => {
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: {
        cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(body === undefined ? {} : { method: 'POST', body }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';', 1)[0] ?? '').split('=');
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location !== null) return new URL(location, url);
    const form = await answer.text();
    const action = /action="([^"]+)"/.exec(form)?.[1];
    if (action === undefined)
      throw new Error(`no form and no redirect: ${answer.status} ${form.slice(0, 500)}`);
    return send(new URL(action, url), `prompt=login&login=${user}&password=any`);
  };
  let url = new URL(authorization);
  while (url.origin === issuer) url = await send(url);
  return url;
}
