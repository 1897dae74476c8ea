// HTTP authentication for printers: Basic (RFC 7617) and Digest with MD5 or SHA-256, qop=auth or none (RFC 7616). Pure
// but for the client nonce. Start at `authorization`.
import { createHash, randomBytes } from 'node:crypto';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface Challenge {
  /** Lower case. */
  readonly scheme: string;
  /** Lower-case names. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Maximum length of a header; longer ones are ignored. */
const maxHeaderLength = 8192;

/** The challenges of a WWW-Authenticate header, without unreadable ones. */
export function challengesOf(header: string): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Record<string, string> }[] = [];
  // A scheme stands alone, a parameter has a value; both are separated by commas or spaces.
  const tokens = /([A-Za-z][\w-]*)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+)))?\s*,?\s*/g;
  for (const [, name = '', quoted, plain] of header.slice(0, maxHeaderLength).matchAll(tokens)) {
    const value = quoted?.replace(/\\(.)/g, '$1') ?? plain;
    const last = challenges.at(-1);
    if (value === undefined) challenges.push({ scheme: name.toLowerCase(), parameters: {} });
    else if (last) last.parameters[name.toLowerCase()] = value;
  }
  return challenges;
}

const hashes: Readonly<Record<string, string>> = { md5: 'md5', 'sha-256': 'sha256' };

function algorithmOf({ parameters }: Challenge): string {
  return (parameters.algorithm ?? 'MD5').toLowerCase().replace(/-sess$/, '');
}

function usable(challenge: Challenge): boolean {
  if (challenge.scheme === 'basic') return true;
  if (challenge.scheme !== 'digest' || challenge.parameters.nonce === undefined) return false;
  const { qop } = challenge.parameters;
  return algorithmOf(challenge) in hashes && (qop === undefined || /(^|[\s,])auth([\s,]|$)/.test(qop));
}

function strength(challenge: Challenge): number {
  if (challenge.scheme === 'basic') return 0;
  return algorithmOf(challenge) === 'sha-256' ? 2 : 1;
}

/** The strongest supported challenge: Digest SHA-256, Digest MD5, Basic. */
export function strongestOf(challenges: readonly Challenge[]): Challenge | undefined {
  return challenges.filter(usable).toSorted((a, b) => strength(b) - strength(a))[0];
}

export interface DigestUse {
  readonly method: string;
  readonly path: string;
  /** How often the challenge's nonce was used, including this time. */
  readonly count: number;
  readonly clientNonce?: string;
}

/** The Authorization header for a challenge that is `usable`. */
export function authorization(challenge: Challenge, credentials: Credentials, use: DigestUse): string {
  const { username, password } = credentials;
  if (challenge.scheme === 'basic') {
    return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
  }
  const { realm = '', nonce = '', opaque, algorithm, qop } = challenge.parameters;
  const hash = (...parts: readonly string[]) =>
    createHash(hashes[algorithmOf(challenge)] ?? 'md5')
      .update(parts.join(':'), 'utf8')
      .digest('hex');
  const clientNonce = use.clientNonce ?? randomBytes(16).toString('hex');
  const count = use.count.toString(16).padStart(8, '0');
  const session = (algorithm ?? '').toLowerCase().endsWith('-sess');
  const secret = hash(username, realm, password);
  const a1 = session ? hash(secret, nonce, clientNonce) : secret;
  const a2 = hash(use.method, use.path);
  const withQop = qop !== undefined;
  const response = withQop ? hash(a1, nonce, count, clientNonce, 'auth', a2) : hash(a1, nonce, a2);
  const quote = (text: string) => `"${text.replace(/(["\\])/g, '\\$1')}"`;
  return `Digest ${[
    `username=${quote(username)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(use.path)}`,
    `response="${response}"`,
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`]),
    ...(withQop ? ['qop=auth', `nc=${count}`] : []),
    ...(withQop || session ? [`cnonce="${clientNonce}"`] : []),
  ].join(', ')}`;
}
