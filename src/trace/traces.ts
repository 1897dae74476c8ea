// All traces of a server: which clients are traced (the configuration's `trace`), and where to. Nobody to trace costs one
// comparison a connection.
import { plainAddress } from '../dicom/address-list.ts';
import type { Association } from '../dicom/association.ts';
import type { WatchedConnection, WireWatch } from '../dicom/wire-watch.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { globMatches } from '../print-scp/client-profile.ts';
import { TraceFile } from './trace-file.ts';
import { traceId } from './trace-folder.ts';
import { tracedAssociation, type TraceOptions } from './traced-association.ts';
import { WireTrace, type Caller } from './wire-trace.ts';

export interface TraceSettings extends TraceOptions {
  /** Absolute. */
  readonly folder: string;
  /** Patterns of calling AE titles, addresses or AE titles of printers; none: nobody is traced. */
  readonly clients: readonly string[];
}

export class Traces {
  readonly #settings: TraceSettings;
  readonly #log: Log;
  /** By the id of their association. */
  readonly #open = new Map<string, WireTrace>();
  readonly #closing = new Set<Promise<void>>();

  constructor(settings: TraceSettings, log: Log) {
    this.#settings = settings;
    this.#log = log;
  }

  /** Watches a connection, if somebody is to be traced. */
  watch(connection: WatchedConnection): WireWatch | undefined {
    if (this.#settings.clients.length === 0) return undefined;
    const { association } = connection;
    const trace = new WireTrace(
      connection,
      (caller) => this.#begin(connection, caller),
      (closed) => {
        this.#open.delete(association);
        if (!closed) return;
        const settled = closed.finally(() => this.#closing.delete(settled));
        this.#closing.add(settled);
      },
    );
    this.#open.set(association, trace);
    return trace;
  }

  /** The association as it is; its messages are recorded if its connection is. */
  association(association: Association): Association {
    const trace = this.#open.get(association.id);
    return trace?.active ? tracedAssociation(association, this.#settings, trace) : association;
  }

  /** Resolves when the traces of connections that are over are in their files. */
  async close(): Promise<void> {
    await Promise.all(this.#closing);
  }

  #begin({ association, peer }: WatchedConnection, caller: Caller): TraceFile | undefined {
    const { clients, folder, maxBytes } = this.#settings;
    const announced = [plainAddress(peer.address), caller?.callingAeTitle, caller?.calledAeTitle];
    const wanted = clients.some((pattern) =>
      announced.some((text) => text !== undefined && globMatches(pattern, text)),
    );
    if (!wanted) return undefined;
    const id = traceId(new Date(), association, caller?.callingAeTitle ?? 'unknown');
    this.#log.info('trace.started', { association, trace: id });
    return new TraceFile(folder, id, maxBytes, (error) => {
      this.#log.warn('trace.failed', { association, reason: messageOf(error) });
    });
  }
}
