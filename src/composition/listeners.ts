// Opens the listeners of clients, unencrypted or over TLS, behind one access gate. Start at `openListeners`.
import { AccessGate } from '../access/access-gate.ts';
import type { ClientBook } from '../access/client-book.ts';
import type { AssociationRequest } from '../dicom/upper-layer/negotiation.ts';
import type { ClientIdentity } from '../print-scp/clients/client-profile.ts';
import type { AccessGranted } from '../access/access.ts';
import type { ListenerConfig } from '../config/config.ts';
import type { InUse } from './printers-part.ts';
import { plainAddress } from '../shared/address-list.ts';
import { listen, type Acceptor } from '../dicom/upper-layer/acceptor.ts';
import type { AcceptorOptions } from '../dicom/upper-layer/acceptor-options.ts';
import { RefusalLog } from '../shared/log/refusal-log.ts';
import type { WireWatch } from '../dicom/upper-layer/wire-watch.ts';
import type { Log } from '../shared/log/log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Printer } from '../shared/film/printer.ts';
import type { TimedTraces } from '../trace/timed-traces.ts';
import { Traces } from '../trace/traces.ts';
import { ParkedSessions } from '../print-scp/requests/parked-sessions.ts';
import { servePrintAssociation } from '../print-scp/print-scp.ts';
import type { PrintScpOptions } from '../print-scp/print-scp-options.ts';
import { isStoredElsewhere, notStoredSentence } from '../print-scp/tables/stored-print-classes.ts';
import { printAbstractSyntaxes } from '../print-scp/operations/services.ts';
import { reloadingCredentials, type ReloadingCredentials } from '../shared/tls/tls-reload.ts';
import { congestion } from './room-for-films.ts';
import type { SecuredListener } from './system/certificates.ts';

/** An open listener, with its actual port. */
export interface OpenListener {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

export interface Listeners extends Pick<Acceptor, 'port' | 'associations' | 'close'> {
  /** The first one is that of `dicom.host` and `dicom.port`. */
  readonly opened: readonly OpenListener[];
  /** Reads certificates again; returns the number of listeners with a certificate. */
  reload(): number;
  /** Each listener, with the certificate in use and its files if it has TLS. */
  secured(): readonly SecuredListener[];
}

type Common = Omit<AcceptorOptions, 'host' | 'port' | 'tls'>;

interface Opened {
  readonly listener: OpenListener;
  readonly acceptor: Acceptor;
  readonly credentials?: ReloadingCredentials;
  readonly tls?: ListenerConfig['tls'];
}

async function open(
  { host, port, tls, transferSyntaxes }: ListenerConfig,
  shared: Common,
  log: Log,
): Promise<Opened> {
  const common = { ...shared, ...(transferSyntaxes && { transferSyntaxes }) };
  if (!tls) {
    const acceptor = await listen({ ...common, host, port });
    return { listener: { host, port: acceptor.port, tls: false }, acceptor };
  }
  let acceptor: Acceptor | undefined;
  const renewed: Acceptor['setCredentials'] = (found) => acceptor?.setCredentials(found);
  const credentials = reloadingCredentials(tls.files, tls.nameOf, renewed, log);
  try {
    const secure = { credentials: credentials.current, clientCertificate: tls.clientCertificate };
    acceptor = await listen({ ...common, host, port, tls: secure });
  } catch (error) {
    credentials.close();
    throw error;
  }
  return { listener: { host, port: acceptor.port, tls: true }, acceptor, credentials, tls };
}

async function closeAll(all: readonly Opened[], graceMs: number): Promise<void> {
  for (const { credentials } of all) credentials?.close();
  await Promise.all(all.map(({ acceptor }) => acceptor.close(graceMs)));
}

/** The ports of one association, within the limits of its client. */
function bounded(print: PrintScpOptions, { rule, key }: AccessGranted): PrintScpOptions {
  const { waitingJobs, maxPduLength: _announced, ...limits } = rule.limits ?? {};
  const { ports } = print;
  const share = waitingJobs === undefined ? undefined : { maxJobs: waitingJobs, ...key };
  return {
    ...print,
    limits: { ...print.limits, ...limits },
    may: rule.may,
    ports: share
      ? { ...ports, accept: (request, duplicatesSince) => ports.accept(request, duplicatesSince, share) }
      : ports,
  };
}

/** A watch that reports to both of these. */
function together(one: WireWatch, other: WireWatch | undefined): WireWatch {
  if (!other) return one;
  return {
    control: (from, pdu) => {
      one.control(from, pdu);
      other.control(from, pdu);
    },
    data: (from, length) => {
      one.data(from, length);
      other.data(from, length);
    },
    unreadable: (pduType, why) => {
      one.unreadable(pduType, why);
      other.unreadable(pduType, why);
    },
    ended: (end) => {
      one.ended(end);
      other.ended(end);
    },
  };
}

/** The SOP classes that a printer offers, computed once per printer. */
const offered = new WeakMap<Printer, ReadonlySet<string>>();

function servedBy(printer: Printer | undefined): ReadonlySet<string> {
  if (!printer) return new Set();
  const known = offered.get(printer);
  if (known) return known;
  const made = printAbstractSyntaxes([printer]);
  offered.set(printer, made);
  return made;
}

/** How a client identifies itself in its request. */
function identityOf({ callingAeTitle, peer, implementation }: AssociationRequest): ClientIdentity {
  return {
    callingAeTitle,
    address: peer.address,
    implementationClassUid: implementation.classUid,
    implementationVersionName: implementation.versionName ?? '',
  };
}

export interface ListenersOptions extends Pick<AcceptorOptions, 'implementationVersionName'> {
  /** The ports of every association; the access rule may change them. */
  readonly print: Omit<PrintScpOptions, 'refusals'>;
  readonly metrics: Pick<Metrics, 'connection' | 'association' | 'traceDropped'>;
  /** Notes every request. */
  readonly clients: ClientBook;
  /** Clients that are traced for a time. */
  readonly timedTraces: TimedTraces;
  readonly log: Log;
}

/**
 * Opens all listeners. Throws SetupFailure: a port in use, an address that this machine does not have, an invalid
 * certificate.
 */
export async function openListeners(
  { config, live, inUse }: Pick<InUse, 'config' | 'live' | 'inUse'>,
  { implementationVersionName, print, metrics, clients, timedTraces, log }: ListenersOptions,
): Promise<Listeners> {
  const { host, port, listeners, maxPduLength, maxPduSent, maxAssociations, timeouts } = config.dicom;
  const { transferSyntaxes } = config.dicom;
  const gate = new AccessGate({
    get rules() {
      return live.now.access;
    },
    get titles() {
      return inUse.titles;
    },
    maxAssociations,
    congestion: () => congestion(print.ports.roomBytes(), live.now.spool.minFreeBytes),
  });
  const traces = new Traces(
    () => {
      const { trace } = live.now;
      const { clients: more } = timedTraces;
      return more.length === 0 ? trace : { ...trace, clients: [...trace.clients, ...more] };
    },
    log,
    (called) => inUse.titles.printerOf(called),
    () => {
      metrics.traceDropped();
    },
  );
  const refusals = new RefusalLog(log);
  const sessions = new ParkedSessions(log);
  const all: Opened[] = [];
  const common: Common = {
    implementationVersionName,
    tlsPorts: () => all.flatMap(({ listener }) => (listener.tls ? listener.port : [])),
    maxPduLength,
    maxPduSent,
    maxAssociations,
    timeouts,
    log,
    // Empty here: each admission brings the services of the called printer.
    abstractSyntaxes: new Set(),
    decide: (request) => {
      const decision = gate.decide(request);
      clients.requested(
        identityOf(request),
        request.calledAeTitle,
        'result' in decision ? decision.why : undefined,
      );
      if ('result' in decision) return decision;
      const served = servedBy(print.ports.printer(request.calledAeTitle));
      if (request.contexts.some(({ abstractSyntax }) => isStoredElsewhere(abstractSyntax))) {
        const { callingAeTitle: calling, calledAeTitle: called, peer } = request;
        const fields = { calling, called, peer: plainAddress(peer.address), why: notStoredSentence };
        refusals.refused(log, peer.address, { event: 'association.stores-images', level: 'warn', fields });
      }
      const has = (uid: string) => served.has(uid) || isStoredElsewhere(uid);
      return { ...decision, abstractSyntaxes: { has } };
    },
    watch: (connection) => together(metrics.connection(), traces.watch(connection)),
    serve: async (association) => {
      const granted = gate.enter(association);
      if (!granted) {
        association.abort('no access');
        return;
      }
      const { name, may } = granted.rule;
      log.debug('access.granted', { association: association.id, rule: name, may: may.join(',') });
      const watched = metrics.association(traces.association(association));
      // A printer that is removed during the association still serves it to its end.
      const held = inUse.hold(inUse.titles.printerOf(association.calledAeTitle) ?? '');
      try {
        await servePrintAssociation(watched, bounded({ ...print, refusals, sessions }, granted));
      } finally {
        held?.release();
      }
    },
  };
  try {
    const first = { host, port, ...(transferSyntaxes && { transferSyntaxes }) };
    for (const listener of [first, ...listeners]) all.push(await open(listener, common, log));
  } catch (error) {
    await closeAll(all, 0);
    throw error;
  }
  const [main] = all;
  if (!main) throw new Error('there is always a first listener');
  return {
    port: main.acceptor.port,
    opened: all.map(({ listener }) => listener),
    get associations() {
      return gate.associations;
    },
    secured: () =>
      all.map(({ listener, credentials, tls }) => ({
        listener,
        ...(credentials && tls ? { files: { ...tls, current: credentials.current } } : {}),
      })),
    reload: () => {
      const secure = all.flatMap(({ credentials }) => credentials ?? []);
      for (const credentials of secure) credentials.reload();
      return secure.length;
    },
    close: async (graceMs) => {
      await closeAll(all, graceMs);
      await sessions.close();
      await traces.close();
      refusals.close();
    },
  };
}
