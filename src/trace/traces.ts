// All traces of a server: which clients are traced (`trace` in the configuration), and the folder of the files. Where no client
// is traced, the cost is one comparison per connection. Start at `Traces`.
import { plainAddress } from '../shared/address-list.ts';
import type { Association } from '../dicom/dimse/association.ts';
import type { WatchedConnection, WireWatch } from '../dicom/upper-layer/wire-watch.ts';
import { messageOf } from '../shared/errors/errors.ts';
import type { Log } from '../shared/log/log.ts';
import { globMatches } from '../shared/glob.ts';
import { TraceFile } from './trace-file.ts';
import { removeTrace, traceId, TraceSweeper } from './trace-folder.ts';
import { TraceBudget } from './trace-budget.ts';
import { tracedAssociation, type TraceOptions } from './traced-association.ts';
import { WireTrace, type Caller } from './wire-trace.ts';

export interface TraceSettings extends TraceOptions {
  /** Absolute path. */
  readonly folder: string;
  /** Patterns of calling AE titles, addresses or AE titles of printers; empty: no association is traced. */
  readonly clients: readonly string[];
}

/** Maximum number of traces, per run of the server, of connections without an accepted association. */
export const maxRefused = 20;

interface OpenTrace {
  readonly trace: WireTrace;
  /** Id of the trace files; undefined until the connection is known to be traced. */
  id?: string;
  /** Whether the association was accepted. */
  accepted: boolean;
}

export class Traces {
  readonly #settings: () => TraceSettings;
  readonly #log: Log;
  readonly #printerOf: (called: string) => string | undefined;
  /** By association id. */
  readonly #open = new Map<string, OpenTrace>();
  /** Ids of traces without an accepted association, oldest first. */
  readonly #refused: string[] = [];
  readonly #closing = new Set<Promise<void>>();
  readonly #sweeper: TraceSweeper;
  readonly #budget: TraceBudget;
  readonly #dropped: () => void;

  /**
   * @param settings read for every connection; their folder must not change
   * @param printerOf the AE title of the printer that a called AE title means
   * @param dropped called for each connection that matches but is not traced, because of the limits of trace-budget.ts
   */
  constructor(
    settings: () => TraceSettings,
    log: Log,
    printerOf: (called: string) => string | undefined = () => undefined,
    dropped: () => void = () => undefined,
  ) {
    this.#settings = settings;
    this.#log = log;
    this.#sweeper = new TraceSweeper(settings().folder);
    this.#budget = new TraceBudget(log);
    this.#printerOf = printerOf;
    this.#dropped = dropped;
  }

  /** Watches a connection, unless no client is traced. */
  watch(connection: WatchedConnection): WireWatch | undefined {
    if (this.#settings().clients.length === 0) return undefined;
    const { association } = connection;
    const trace = new WireTrace(
      connection,
      (caller) => {
        if (!this.#wanted(connection, caller)) return undefined;
        if (!this.#budget.take(this.#closing.size)) {
          this.#dropped();
          return undefined;
        }
        open.id = traceId(new Date(), association, caller?.callingAeTitle ?? 'unknown');
        return this.#file(association, open.id);
      },
      (closed) => {
        this.#open.delete(association);
        const { id, accepted } = open;
        if (id === undefined || !closed) return;
        const settled = closed
          .then(() => (accepted ? undefined : this.#keepFewRefused(id)))
          .then(() => {
            this.#sweeper.add(id);
          })
          .finally(() => this.#closing.delete(settled));
        this.#closing.add(settled);
      },
    );
    const open: OpenTrace = { trace, accepted: false };
    this.#open.set(association, open);
    return trace;
  }

  /** The association; where its connection is traced, its messages are recorded. */
  association(association: Association): Association {
    const { id } = association;
    const open = this.#open.get(id);
    if (open?.id === undefined) return association;
    open.accepted = true;
    this.#log.info('trace.started', { association: id, trace: open.id });
    return tracedAssociation(association, this.#settings(), open.trace);
  }

  /** Connections that matched but were not traced. */
  get dropped(): number {
    return this.#budget.dropped;
  }

  /** Resolves when the traces of closed connections are in their files. */
  async close(): Promise<void> {
    await Promise.all(this.#closing);
    await this.#sweeper.done();
    this.#budget.close();
  }

  #wanted({ peer }: WatchedConnection, caller: Caller): boolean {
    const { callingAeTitle, calledAeTitle } = caller ?? {};
    const printer = calledAeTitle === undefined ? undefined : this.#printerOf(calledAeTitle);
    const announced = [plainAddress(peer.address), callingAeTitle, calledAeTitle, printer];
    return this.#settings().clients.some((pattern) =>
      announced.some((text) => text !== undefined && globMatches(pattern, text)),
    );
  }

  #file(association: string, id: string): TraceFile {
    const { folder, maxBytes } = this.#settings();
    return new TraceFile(folder, id, maxBytes, (error) => {
      this.#log.warn('trace.failed', { association, reason: messageOf(error) });
    });
  }

  /**
   * Removes the oldest trace of a refused connection beyond `maxRefused`, so that a client that is refused again and again does
   * not displace the traces of others. Never rejects.
   */
  async #keepFewRefused(id: string): Promise<void> {
    this.#refused.push(id);
    const evicted = this.#refused.length > maxRefused ? this.#refused.shift() : undefined;
    if (evicted === undefined) return;
    this.#sweeper.forget(evicted);
    await removeTrace(this.#settings().folder, evicted).catch(() => undefined);
  }
}
