// Tokens with which programs use the API for a user: issues and revokes them. Start at `Tokens`.
import { RequestRefusal } from '../shared/errors/request-refusals.ts';
import { maxTokens, type AccountContext, type ApiToken } from './account-file.ts';
import { digestOf, newId, newSecret } from './secrets.ts';
import { noSuchUser } from './users.ts';

const msPerDay = 86_400_000;

export interface NewToken extends Pick<ApiToken, 'user' | 'label' | 'scope'> {
  /** Days until it expires. */
  readonly days: number;
}

export class Tokens {
  readonly #context: AccountContext;

  constructor(context: AccountContext) {
    this.#context = context;
  }

  get all(): readonly ApiToken[] {
    return this.#context.file.data.tokens;
  }

  /** The token of a secret; undefined for an unknown or expired one. */
  of(secret: string): ApiToken | undefined {
    const digest = digestOf(secret);
    const token = this.all.find((known) => known.digest === digest);
    return token && Date.parse(token.expiresAt) > this.#context.now().getTime() ? token : undefined;
  }

  /** Issues a token; its secret is returned only here. @throws RequestRefusal no-such-user, bad-request */
  async issue(
    { days, ...given }: NewToken,
    by: string,
  ): Promise<{ readonly token: ApiToken; readonly secret: string }> {
    const { file, onEvent } = this.#context;
    const secret = newSecret();
    const now = this.#context.now();
    const token: ApiToken = {
      ...given,
      id: newId(),
      digest: digestOf(secret),
      createdAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + days * msPerDay).toISOString(),
    };
    await file.change((data) => {
      if (!data.users.some(({ name }) => name === token.user)) throw noSuchUser(token.user);
      if (data.tokens.length >= maxTokens)
        throw new RequestRefusal('bad-request', `there are ${maxTokens} tokens already; revoke some`);
      return { ...data, tokens: [...data.tokens, token] };
    });
    onEvent({ kind: 'user-changed', user: token.user, by, what: `token ${token.id} issued` });
    return { token, secret };
  }

  /** @throws RequestRefusal no-such-token */
  async revoke(id: string, by: string): Promise<void> {
    const { file, onEvent } = this.#context;
    let revoked: ApiToken | undefined;
    await file.change((data) => {
      revoked = data.tokens.find((token) => token.id === id);
      if (!revoked) throw new RequestRefusal('no-such-token', `there is no token ${id}`);
      return { ...data, tokens: data.tokens.filter((token) => token.id !== id) };
    });
    if (revoked) onEvent({ kind: 'user-changed', user: revoked.user, by, what: `token ${id} revoked` });
  }
}
