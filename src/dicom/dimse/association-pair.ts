// Two ends of an association within this process, without a socket: the server prints on its own Print SCP, so that its films are
// those of any client. Messages pass one at a time; data sets are encoded as on the wire. Start at `associationPair`.
import { AssociationFailure, type AssociationEnd } from '../../shared/errors/wire-failures.ts';
import { DataSet } from '../data-set/data-set.ts';
import { encodeDataSetChunks } from '../data-set/data-set-writer.ts';
import { transferSyntaxes } from '../data-set/uids.ts';
import type {
  Association,
  IncomingMessage,
  NegotiatedContext,
  OutgoingMessage,
  RequestedAssociation,
} from './association.ts';

export interface PairOptions {
  /** Names the association in the log. */
  readonly id: string;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  /** Address of the requester, for the server's end. */
  readonly address: string;
  readonly implementation: { readonly classUid: string; readonly versionName?: string };
  readonly abstractSyntaxes: readonly string[];
  /** The abstract syntaxes that the server's end accepts. */
  readonly accepts: (abstractSyntax: string) => boolean;
}

export interface AssociationPair {
  readonly client: RequestedAssociation;
  readonly server: Association;
}

const maxPduLength = 0;

/** A message on its way; `taken` resolves when the receiver asks for the next one. */
interface Passing {
  readonly message: IncomingMessage;
  readonly taken: () => void;
}

/** Messages to one end. */
class Inbox {
  readonly #passing: Passing[] = [];
  #wake: () => void = () => undefined;
  readonly #end: () => AssociationEnd | undefined;

  constructor(end: () => AssociationEnd | undefined) {
    this.#end = end;
  }

  put(message: IncomingMessage): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#passing.push({
      message,
      taken: () => {
        resolve(undefined);
      },
    });
    this.wake();
    return promise;
  }

  wake(): void {
    this.#wake();
  }

  async *messages(): AsyncGenerator<IncomingMessage, void, undefined> {
    for (;;) {
      const next = this.#passing.shift();
      if (next) {
        yield next.message;
        next.taken();
        continue;
      }
      const end = this.#end();
      if (end?.kind === 'released') return;
      if (end) throw new AssociationFailure(end);
      const { promise, resolve } = Promise.withResolvers<undefined>();
      this.#wake = () => {
        resolve(undefined);
      };
      await promise;
    }
  }
}

/** The contexts that both ends have; ids are odd (PS3.8 9.3.2.2). */
function contextsOf({ abstractSyntaxes, accepts }: PairOptions): ReadonlyMap<number, NegotiatedContext> {
  const all = abstractSyntaxes.map((abstractSyntax, index) => ({
    id: index * 2 + 1,
    abstractSyntax,
    transferSyntax: transferSyntaxes.explicitLittle,
  }));
  return new Map(
    all.filter(({ abstractSyntax }) => accepts(abstractSyntax)).map((context) => [context.id, context]),
  );
}

// eslint-disable-next-line @typescript-eslint/require-await -- an iterable, as a socket gives it
async function* chunksOf(data: DataSet): AsyncGenerator<Uint8Array, void, undefined> {
  yield* encodeDataSetChunks(data, transferSyntaxes.explicitLittle);
}

/** Opens both ends. Both end together: by `release` of the client, or by `abort` of either. */
export function associationPair(options: PairOptions): AssociationPair {
  const { id, callingAeTitle, calledAeTitle, address, implementation } = options;
  const contexts = contextsOf(options);
  const { promise: ended, resolve } = Promise.withResolvers<AssociationEnd>();
  let end: AssociationEnd | undefined;
  const inboxes = { client: new Inbox(() => end), server: new Inbox(() => end) } as const;
  const over = (how: AssociationEnd): void => {
    end ??= how;
    resolve(end);
    inboxes.client.wake();
    inboxes.server.wake();
  };

  const endOf = (own: keyof typeof inboxes): Association => ({
    id,
    callingAeTitle,
    calledAeTitle,
    peer: { address, port: 0 },
    peerImplementation: implementation,
    peerMaxPduLength: maxPduLength,
    contexts,
    messages: () => inboxes[own].messages(),
    send: async ({ contextId, command, data }: OutgoingMessage) => {
      const context = contexts.get(contextId);
      if (!context) throw new RangeError(`there is no context ${contextId}`);
      if (end) throw new AssociationFailure(end);
      const isWhole = data === undefined || data instanceof DataSet;
      const bytes = data instanceof DataSet ? chunksOf(data) : data;
      const taken = inboxes[own === 'client' ? 'server' : 'client'].put({
        context,
        command,
        ...(bytes && { data: bytes }),
      });
      // As on a socket: what is complete is on its way. Otherwise a response and the answer to an event would wait for each other.
      if (isWhole) return;
      const early = await Promise.race([taken.then(() => undefined), ended]);
      // A message that was taken as the last one is sent.
      if (early && early.kind !== 'released') throw new AssociationFailure(early);
    },
    release: () => {
      over({ kind: 'released' });
      return Promise.resolve();
    },
    abort: (detail, reason = 0) => {
      over({ kind: 'aborted', by: 'us', source: reason === 0 ? 0 : 2, reason, detail });
    },
    ended,
  });
  return { client: { ...endOf('client'), syntaxesRefused: new Set() }, server: endOf('server') };
}
