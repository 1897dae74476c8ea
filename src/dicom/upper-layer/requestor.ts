// Opens an association.
import { createConnection, isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectSecure, type PeerCertificate } from 'node:tls';
import { AssociationFailure, AssociationRefusal } from '../../shared/errors/wire-failures.ts';
import type { ConnectionEnd, RequestedAssociation } from '../dimse/association.ts';
import { Connection } from './connection.ts';
import {
  agreedContexts,
  implementationOf,
  peerMaxPduLength,
  proposal,
  syntaxesRefused,
} from './negotiation.ts';
import { OpenAssociation, nextAssociationId } from './open-association.ts';
import type { AssociateAc, AssociateRq } from '../pdu/pdu.ts';
import { rejectionText } from '../pdu/rejection.ts';
import type { AssociationTimeouts } from '../net/timeouts.ts';
import { startTimer } from '../net/timeouts.ts';
import type { TlsCredentials } from '../../shared/tls/tls-credentials.ts';
import { tlsProfile } from '../../shared/tls/tls-profile.ts';

export interface RequestorOptions {
  readonly host: string;
  readonly port: number;
  /**
   * Default: unencrypted. One of its authorities must have issued the peer's certificate, or one of the system's if it has
   * none.
   */
  readonly tls?: {
    readonly credentials: TlsCredentials;
    /** The name that the peer's certificate must have; default: `host`. */
    readonly serverName?: string;
  };
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  /** The maximum that we announce and enforce, 0 for no limit. */
  readonly maxPduLength: number;
  /** Maximum length of a P-DATA-TF that is sent, if the peer accepts that length; default: what the peer accepts. */
  readonly maxPduSent?: number;
  readonly implementationVersionName: string;
  readonly timeouts: AssociationTimeouts;
  /** Proposed in this order with context ids 1, 3, 5 … */
  readonly contexts: readonly {
    readonly abstractSyntax: string;
    readonly transferSyntaxes: readonly string[];
  }[];
}

/**
 * Connects and negotiates. Throws AssociationRefusal with the peer's answer, AssociationFailure, or the socket's error.
 * The peer may have refused some or all contexts: see `contexts`.
 */
export async function connect(options: RequestorOptions): Promise<RequestedAssociation> {
  const { host, port, timeouts } = options;
  const rq = proposal(options);
  const { promise, resolve, reject } = Promise.withResolvers<RequestedAssociation>();
  let association: OpenAssociation | undefined;

  const connection = new Connection({
    role: 'requestor',
    maxPduLength: options.maxPduLength,
    artim: timeouts.artim,
    open: () => {
      const begun = () => {
        waitingFor = `${host} port ${port} did not finish the TLS handshake`;
      };
      return openSocket(options, begun, () => {
        limit(timeouts.association, `${options.calledAeTitle} did not answer the association request`);
        connection.run({ id: 'Evt2', rq });
      });
    },
    indicated: (indication) => {
      if (indication.kind === 'association-accepted') {
        stopTimer();
        association = agreed(connection, options, rq, indication.ac);
        resolve(association);
      }
      if (indication.kind === 'release-requested') association?.releaseRequested();
    },
  });

  let stopTimer: () => void = () => undefined;
  let waitingFor: string;
  const limit = (ms: number, what: string) => {
    stopTimer();
    waitingFor = what;
    stopTimer = startTimer(ms, () => {
      connection.abort(`${waitingFor} within ${ms / 1000} s`, { source: 0, reason: 0 });
    });
  };
  limit(timeouts.connect, `${host} port ${port} did not accept the connection`);

  void connection.ended.then((end) => {
    stopTimer();
    // Without effect once the association is established: then its own `ended` applies.
    reject(failureOf(end, connection, options.calledAeTitle));
  });
  return promise;
}

/** Connects; `shaking` is called when the TLS handshake begins, `opened` when bytes can be sent. */
function openSocket({ host, port, tls }: RequestorOptions, shaking: () => void, opened: () => void): Socket {
  if (!tls) {
    return createConnection({ host, port, noDelay: true, keepAlive: true }).once('connect', opened);
  }
  const { cert, key, ca } = tls.credentials;
  const { serverName } = tls;
  const socket = connectSecure({
    ...tlsProfile,
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
    ...(ca ? { ca: [...ca] } : {}),
    // An address cannot be requested by name (RFC 6066), but the certificate is checked for it.
    ...(serverName === undefined
      ? {}
      : {
          ...(isIP(serverName) === 0 ? { servername: serverName } : {}),
          checkServerIdentity: (_host: string, certificate: PeerCertificate) =>
            checkServerIdentity(serverName, certificate),
        }),
    host,
    port,
  });
  socket.setNoDelay(true).setKeepAlive(true);
  return socket.once('connect', shaking).once('secureConnect', opened);
}

function failureOf(end: ConnectionEnd, { transportError }: Connection, calledAeTitle: string): Error {
  if (end.kind === 'rejected')
    return new AssociationRefusal(
      `${calledAeTitle} refused the association: ${rejectionText(end.rj)}`,
      end.rj,
    );
  if (end.kind === 'lost' && transportError) return transportError;
  return new AssociationFailure(end);
}

function agreed(
  connection: Connection,
  { host, port, timeouts, maxPduSent }: RequestorOptions,
  rq: AssociateRq,
  ac: AssociateAc,
): OpenAssociation {
  return new OpenAssociation(
    connection,
    {
      callingAeTitle: rq.callingAeTitle,
      calledAeTitle: rq.calledAeTitle,
      peer: { address: host, port },
      peerImplementation: implementationOf(ac.userInformation),
      peerMaxPduLength: peerMaxPduLength(ac.userInformation),
      ...(maxPduSent === undefined ? {} : { maxPduSent }),
      contexts: agreedContexts(rq.contexts, ac.contexts),
      syntaxesRefused: syntaxesRefused(rq.contexts, ac.contexts),
    },
    { id: nextAssociationId(), role: 'requestor', timeouts },
  );
}
