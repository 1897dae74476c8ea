// Sign-in at an OpenID Connect provider: code flow with PKCE, state and nonce (OpenID Connect Core 3.1, RFC 7636, RFC 9700). What a
// sign-in needs is kept here until the provider sends the browser back, once. Start at `OidcProvider`.
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  clockSkew,
  clockTolerance,
  discovery,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type Configuration,
} from 'openid-client';
import { DirectoryFailure } from '../../shared/errors/directory-failure.ts';
import { messageOf } from '../../shared/errors/errors.ts';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';
import type { DirectoryUser } from './directory.ts';
import { rightsOf, type GroupMapping } from './rights.ts';

export interface OidcSettings extends GroupMapping {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
  /** Where the provider sends the browser back to. */
  readonly redirectUri: string;
  /** On the button of the sign-in page. */
  readonly label: string;
  readonly nameClaim: string;
  readonly groupsClaim: string;
  readonly scopes: readonly string[];
  readonly clockToleranceSeconds: number;
}

/** A sign-in that has begun. */
interface Flow {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly next: string;
  readonly at: number;
}

const flowMs = 10 * 60_000;
const maxFlows = 1000;
const timeoutSeconds = 10;
/** After a failure the provider is asked again at the earliest after this time, ms. */
const retryMs = 5_000;
/** Age after which its discovery document is read again: it may be down, or have other addresses, ms. */
const maxKnownMs = 60_000;
const userName = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;

export class OidcProvider {
  readonly settings: OidcSettings;
  readonly #now: () => number;
  /** By the key of the browser, oldest first. */
  readonly #flows = new Map<string, Flow>();
  #known: Promise<Configuration> | undefined;
  #knownAt = 0;
  #failedAt: number | undefined;

  readonly #skewSeconds: number;

  /**
   * @param now monotonic clock, ms
   * @param skewSeconds by how much the clock of this server is behind; for tests
   */
  constructor(settings: OidcSettings, now: () => number = () => performance.now(), skewSeconds = 0) {
    this.settings = settings;
    this.#skewSeconds = skewSeconds;
    this.#now = now;
  }

  /** Whether it answers, as far as is known; asks it if that is not known. */
  async isReachable(): Promise<boolean> {
    return this.#configuration().then(
      () => true,
      () => false,
    );
  }

  /**
   * The address at the provider for a browser.
   * @param key of the browser, which it shows when it comes back
   * @param next path of the own page that follows
   * @throws DirectoryFailure
   */
  async begin(key: string, next: string): Promise<URL> {
    const configuration = await this.#configuration();
    const flow = {
      state: randomState(),
      nonce: randomNonce(),
      verifier: randomPKCECodeVerifier(),
      next,
      at: this.#now(),
    };
    this.#flows.set(key, flow);
    for (const oldest of this.#flows.keys()) {
      if (this.#flows.size <= maxFlows) break;
      this.#flows.delete(oldest);
    }
    return buildAuthorizationUrl(configuration, {
      redirect_uri: this.settings.redirectUri,
      scope: this.settings.scopes.join(' '),
      state: flow.state,
      nonce: flow.nonce,
      code_challenge: await calculatePKCECodeChallenge(flow.verifier),
      code_challenge_method: 'S256',
    });
  }

  /**
   * The user whom the provider sent back, and the path that follows.
   * @param query of the address that the browser was sent to, such as `?code=…&state=…`
   * @throws RequestRefusal sign-in-failed: begun elsewhere, used before, or the provider's answer is not valid
   * @throws DirectoryFailure
   */
  async finish(key: string, query: string): Promise<{ readonly user: DirectoryUser; readonly next: string }> {
    const flow = this.#flows.get(key);
    // Once only: an answer that is sent again is refused.
    this.#flows.delete(key);
    if (!flow || this.#now() - flow.at > flowMs)
      throw new RequestRefusal(
        'sign-in-failed',
        'the sign-in was not begun in this browser, or took too long',
      );
    const configuration = await this.#configuration();
    const { redirectUri, nameClaim, groupsClaim } = this.settings;
    const answer = new URL(redirectUri);
    answer.search = query;
    try {
      const tokens = await authorizationCodeGrant(configuration, answer, {
        expectedState: flow.state,
        expectedNonce: flow.nonce,
        pkceCodeVerifier: flow.verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims() ?? {};
      const name: unknown = claims[nameClaim as keyof typeof claims];
      if (typeof name !== 'string' || !userName.test(name))
        throw new DirectoryFailure(`the ID token has no usable name in ${nameClaim}`);
      const groups: unknown = claims[groupsClaim as keyof typeof claims];
      const texts = [groups].flat().filter((one) => typeof one === 'string');
      return { user: { name, rights: rightsOf(texts, this.settings) }, next: flow.next };
    } catch (error) {
      if (error instanceof DirectoryFailure) throw error;
      if (isUnreachable(error)) throw new DirectoryFailure(reasonOf(this.settings, error), { cause: error });
      throw new RequestRefusal('sign-in-failed', `the provider's answer is not valid: ${messageOf(error)}`);
    }
  }

  /** Asked for when it is first needed, after a minute, and after a failure. @throws DirectoryFailure */
  async #configuration(): Promise<Configuration> {
    if (this.#failedAt !== undefined && this.#now() - this.#failedAt < retryMs)
      throw new DirectoryFailure(`${this.settings.issuer} did not answer a moment ago`);
    if (this.#now() - this.#knownAt > maxKnownMs) this.#known = undefined;
    if (!this.#known) {
      this.#known = this.#discovered();
      this.#knownAt = this.#now();
    }
    try {
      const known = await this.#known;
      this.#failedAt = undefined;
      return known;
    } catch (error) {
      this.#known = undefined;
      this.#failedAt = this.#now();
      throw new DirectoryFailure(reasonOf(this.settings, error), { cause: error });
    }
  }

  async #discovered(): Promise<Configuration> {
    const { issuer, clientId, clientSecret, clockToleranceSeconds } = this.settings;
    const metadata = { ...(clientSecret === undefined ? {} : { client_secret: clientSecret }) };
    return discovery(
      new URL(issuer),
      clientId,
      { ...metadata, [clockTolerance]: clockToleranceSeconds, [clockSkew]: this.#skewSeconds },
      undefined,
      {
        timeout: timeoutSeconds,
        // The schema allows http: on this machine only.
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so that it is noticed
        execute: issuer.startsWith('http:') ? [allowInsecureRequests] : [],
      },
    );
  }
}

const reasonOf = ({ issuer }: OidcSettings, error: unknown) => `${issuer}: ${messageOf(error)}`;

/** `fetch` throws TypeError when it has no answer; the library has a code for its time limit. */
const isUnreachable = (error: unknown): boolean =>
  error instanceof Error &&
  ((error instanceof TypeError && error.message.includes('fetch failed')) ||
    ('code' in error && error.code === 'OAUTH_TIMEOUT'));
