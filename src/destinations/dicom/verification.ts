// Verifies every remote application entity of a configuration (C-ECHO): the imagers among its destinations, including those
// in pools, and `remotes`. A few run at a time, each for some seconds, all within a minute. Start at `verifyAll`.
import { messageOf } from '../../shared/errors/errors.ts';
import { echo } from '../../print-scu/echo.ts';
import type { RemoteEntity } from '../../shared/film/printer.ts';
import type { Destination } from '../destination-kind.ts';
import { questionAddress, questionResponseMs } from './imager-address.ts';

/** A configuration, as far as it has remote application entities. */
export interface RemoteSources {
  readonly printers: readonly {
    readonly aeTitle: string;
    readonly destinations: readonly Pick<Destination, 'members'>[];
  }[];
  readonly remotes: readonly RemoteEntity[];
}

/** One remote application entity and how it answered. */
export interface Verification {
  /** Names in the configuration: `imager of HARDCOPY`; several destinations may share one imager. */
  readonly names: readonly string[];
  readonly aeTitle: string;
  readonly host: string;
  readonly port: number;
  readonly callingAeTitle: string;
  /** Whether it answered C-ECHO with Success. */
  readonly answers: boolean;
  /** From the first connection attempt to the result, ms. */
  readonly totalMs: number;
  /** From the request to its answer, ms; null if there was none. */
  readonly roundTripMs: number | null;
  /** Implementation Version Name or Class UID; null where it did not answer. */
  readonly implementation: string | null;
  /** A sentence: why it does not answer; null if it does. */
  readonly problem: string | null;
}

export interface VerificationLimits {
  /** Associations open at the same time. */
  readonly atOnce: number;
  /** After this time no further association is opened, ms. */
  readonly withinMs: number;
}

export const verificationLimits: VerificationLimits = { atOnce: 4, withinMs: 60_000 };

type Remote = Omit<RemoteEntity, 'name'> & { readonly names: readonly string[] };

/** Every remote application entity once, imagers first. */
export function remoteEntities({ printers, remotes }: RemoteSources): readonly Remote[] {
  const all = [
    ...printers.flatMap(({ aeTitle, destinations }) =>
      destinations
        .flatMap(({ members }) => members.flatMap(({ remote }) => remote ?? []))
        .map((imager): RemoteEntity => ({ ...imager, name: `${imager.name} of ${aeTitle}` })),
    ),
    ...remotes,
  ];
  const found = new Map<string, Remote>();
  for (const { name, host, port, aeTitle, callingAeTitle, tls, transferSyntaxes } of all) {
    const key = JSON.stringify([host, port, aeTitle, callingAeTitle, tls, transferSyntaxes]);
    const names = [...(found.get(key)?.names ?? []), name];
    found.set(key, {
      names,
      host,
      port,
      aeTitle,
      callingAeTitle,
      ...(tls && { tls }),
      ...(transferSyntaxes && { transferSyntaxes }),
    });
  }
  return [...found.values()];
}

const tenth = (ms: number): number => Math.round(ms * 10) / 10;

async function verify(remote: Remote): Promise<Verification> {
  const { names, aeTitle, host, port, callingAeTitle } = remote;
  const start = performance.now();
  const identity = { names, aeTitle, host, port, callingAeTitle };
  try {
    const answer = await echo(questionAddress({ ...remote, name: names.join(', ') }), {
      responseTimeout: questionResponseMs,
    });
    return {
      ...identity,
      answers: true,
      totalMs: tenth(performance.now() - start),
      roundTripMs: tenth(answer.roundTripMs),
      implementation: answer.implementationVersionName ?? answer.implementationClassUid,
      problem: null,
    };
  } catch (error) {
    return notAnswered(identity, performance.now() - start, messageOf(error));
  }
}

function notAnswered(
  identity: Pick<Verification, 'names' | 'aeTitle' | 'host' | 'port' | 'callingAeTitle'>,
  ms: number,
  problem: string,
): Verification {
  return {
    ...identity,
    answers: false,
    totalMs: tenth(ms),
    roundTripMs: null,
    implementation: null,
    problem,
  };
}

/** Verifies all of them; in the order of `remoteEntities`. Does not throw for a remote that does not answer. */
export async function verifyAll(
  sources: RemoteSources,
  { atOnce, withinMs }: VerificationLimits = verificationLimits,
): Promise<readonly Verification[]> {
  const remotes = remoteEntities(sources);
  const results: Verification[] = [];
  const until = performance.now() + withinMs;
  const turns = remotes.entries();
  const work = async () => {
    // All workers share one iterator: each takes the next remote.
    for (const [index, remote] of turns) {
      const { names, aeTitle, host, port, callingAeTitle } = remote;
      const identity = { names, aeTitle, host, port, callingAeTitle };
      const late = `not called: the others took ${withinMs / 1000} s`;
      results[index] = performance.now() < until ? await verify(remote) : notAnswered(identity, 0, late);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}
