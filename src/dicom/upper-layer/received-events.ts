// What a received PDU means to the state machine: events 3, 4, 6, 10, 12, 13, 16 and 19 of PS3.8 table 9-10.
import { unreachable } from '../../shared/errors/errors.ts';
import type { StateId } from './association-state-table.ts';
import type { UpperLayerEvent } from './association-states.ts';
import type { AssociateRq } from '../pdu/pdu.ts';
import { pduTypes } from '../pdu/pdu.ts';
import type { InvalidPdu, PdvPiece, Received } from '../pdu/pdu-reader.ts';
import type { Rejection } from '../pdu/rejection.ts';
import { rejectionPdu, unparsableRequest } from '../pdu/rejection.ts';

export interface ReceivedEvent {
  readonly event: UpperLayerEvent;
  /** The reason for the log if the event ends the association; default: the event's own description. */
  readonly detail?: string;
}

/** `checkRequest`: the service provider's reason to refuse a request, called where one is awaited (AE-6). */
export function eventOf(
  received: Exclude<Received, PdvPiece>,
  state: StateId,
  checkRequest: (rq: AssociateRq) => Rejection | undefined,
): ReceivedEvent {
  switch (received.kind) {
    case 'A-ASSOCIATE-RQ': {
      const objection = state === 'Sta2' ? checkRequest(received) : undefined;
      return objection ? refused(objection) : { event: { id: 'Evt6', checked: received } };
    }
    case 'A-ASSOCIATE-AC':
      return { event: { id: 'Evt3', ac: received } };
    case 'A-ASSOCIATE-RJ':
      return { event: { id: 'Evt4', rj: received } };
    case 'P-DATA-TF':
      return { event: { id: 'Evt10' } };
    case 'A-RELEASE-RQ':
      return { event: { id: 'Evt12' } };
    case 'A-RELEASE-RP':
      return { event: { id: 'Evt13' } };
    case 'A-ABORT':
      return { event: { id: 'Evt16', abort: received } };
    case 'invalid':
      return eventOfInvalid(received, state);
    default:
      throw unreachable(received);
  }
}

/** A request that cannot be parsed is rejected where one is awaited, not aborted (PS3.2 annex E, table E.4.2-9). */
function eventOfInvalid({ pduType, failure }: InvalidPdu, state: StateId): ReceivedEvent {
  if (pduType === pduTypes['A-ASSOCIATE-RQ'] && state === 'Sta2') {
    return refused(unparsableRequest(failure.message));
  }
  return { event: { id: 'Evt19', reason: failure.abortReason }, detail: failure.message };
}

function refused(rejection: Rejection): ReceivedEvent {
  return { event: { id: 'Evt6', checked: rejectionPdu(rejection) }, detail: rejection.why };
}
