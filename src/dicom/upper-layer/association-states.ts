// The upper layer's state machine (PS3.8 9.2): `step(state, event)` looks up the action in the standard's table and returns
// the next state and the effects of the action, without performing them. connection.ts performs them, so that this file needs
// neither a socket nor a clock. The table itself: association-state-table.ts.
import { unreachable } from '../../shared/errors/errors.ts';
import type { ActionId, EventId, StateId } from './association-state-table.ts';
import { actionFor } from './association-state-table.ts';
import type { Abort, AssociateAc, AssociateRj, AssociateRq, ControlPdu } from '../pdu/pdu.ts';

/** What happened, with the values that the actions need. Evt9 and Evt10 stand for one P-DATA-TF each. */
export type UpperLayerEvent =
  | { readonly id: 'Evt2'; readonly rq: AssociateRq }
  | { readonly id: 'Evt3'; readonly ac: AssociateAc }
  | { readonly id: 'Evt4'; readonly rj: AssociateRj }
  /** The request itself if the service provider finds it acceptable, else its refusal. */
  | { readonly id: 'Evt6'; readonly checked: AssociateRq | AssociateRj }
  | { readonly id: 'Evt7'; readonly ac: AssociateAc }
  | { readonly id: 'Evt8'; readonly rj: AssociateRj }
  | { readonly id: 'Evt15'; readonly abort: Abort }
  | { readonly id: 'Evt16'; readonly abort: Abort }
  /** `reason`: of table 9-26, 1 for an unrecognized PDU, 6 for an invalid one. */
  | { readonly id: 'Evt19'; readonly reason: number }
  | {
      readonly id:
        'Evt1' | 'Evt5' | 'Evt9' | 'Evt10' | 'Evt11' | 'Evt12' | 'Evt13' | 'Evt14' | 'Evt17' | 'Evt18';
    };

/** Reported to the local user: the indication and confirmation primitives of PS3.8 section 7. */
export type Indication =
  | { readonly kind: 'association-requested'; readonly rq: AssociateRq }
  | { readonly kind: 'association-accepted'; readonly ac: AssociateAc }
  | { readonly kind: 'association-rejected'; readonly rj: AssociateRj }
  | { readonly kind: 'release-requested'; readonly collision: boolean }
  | { readonly kind: 'released' }
  | { readonly kind: 'aborted-by-peer'; readonly abort: Abort }
  | { readonly kind: 'aborted-by-provider'; readonly abort: Abort }
  | { readonly kind: 'connection-lost' };

/** What the connection must do, in this order. */
export type Effect =
  | { readonly kind: 'open-transport' }
  | { readonly kind: 'close-transport' }
  | { readonly kind: 'start-artim' }
  | { readonly kind: 'stop-artim' }
  | { readonly kind: 'send'; readonly pdu: ControlPdu }
  /** The P-DATA-TF of Evt9 may be sent. */
  | { readonly kind: 'send-data' }
  /** The pieces of the P-DATA-TF of Evt10 belong to the user. Without this effect they are dropped. */
  | { readonly kind: 'deliver-data' }
  | { readonly kind: 'indicate'; readonly indication: Indication };

export interface UpperLayerState {
  readonly id: StateId;
  /** The role that requested the association: a release collision depends on it (AR-8). */
  readonly role: 'requestor' | 'acceptor';
}

export interface Step {
  /** null: the standard has no action for the event in this state, nothing happens. */
  readonly action: ActionId | null;
  readonly state: UpperLayerState;
  readonly effects: readonly Effect[];
}

/** The next state and the effects. Pure. */
export function step(state: UpperLayerState, event: UpperLayerEvent): Step {
  const action = actionFor(state.id, event.id);
  if (action === null) return { action, state, effects: [] };
  const [next, ...effects] = outcome(action, state, event);
  return { action, state: { ...state, id: next }, effects };
}

type Outcome = readonly [next: StateId, ...effects: Effect[]];

const startArtim: Effect = { kind: 'start-artim' };
const stopArtim: Effect = { kind: 'stop-artim' };
const closeTransport: Effect = { kind: 'close-transport' };
const send = (pdu: ControlPdu): Effect => ({ kind: 'send', pdu });
const indicate = (indication: Indication): Effect => ({ kind: 'indicate', indication });

/** Tables 9-6 to 9-9, in their order. */
function outcome(action: ActionId, state: UpperLayerState, event: UpperLayerEvent): Outcome {
  switch (action) {
    case 'AE-1':
      return ['Sta4', { kind: 'open-transport' }];
    case 'AE-2':
      return ['Sta5', send(expected(event, 'Evt2').rq)];
    case 'AE-3':
      return ['Sta6', indicate({ kind: 'association-accepted', ac: expected(event, 'Evt3').ac })];
    case 'AE-4':
      return [
        'Sta1',
        indicate({ kind: 'association-rejected', rj: expected(event, 'Evt4').rj }),
        closeTransport,
      ];
    case 'AE-5':
      return ['Sta2', startArtim];
    case 'AE-6': {
      const { checked } = expected(event, 'Evt6');
      if (checked.kind === 'A-ASSOCIATE-RJ') return ['Sta13', stopArtim, send(checked), startArtim];
      return ['Sta3', stopArtim, indicate({ kind: 'association-requested', rq: checked })];
    }
    case 'AE-7':
      return ['Sta6', send(expected(event, 'Evt7').ac)];
    case 'AE-8':
      return ['Sta13', send(expected(event, 'Evt8').rj), startArtim];
    case 'DT-1':
      return ['Sta6', { kind: 'send-data' }];
    case 'DT-2':
      return ['Sta6', { kind: 'deliver-data' }];
    case 'AR-1':
      return ['Sta7', send({ kind: 'A-RELEASE-RQ' })];
    case 'AR-2':
      return ['Sta8', indicate({ kind: 'release-requested', collision: false })];
    case 'AR-3':
      return ['Sta1', indicate({ kind: 'released' }), closeTransport];
    case 'AR-4':
      return ['Sta13', send({ kind: 'A-RELEASE-RP' }), startArtim];
    case 'AR-5':
      return ['Sta1', stopArtim];
    case 'AR-6':
      return ['Sta7', { kind: 'deliver-data' }];
    case 'AR-7':
      return ['Sta8', { kind: 'send-data' }];
    case 'AR-8':
      return [
        state.role === 'requestor' ? 'Sta9' : 'Sta10',
        indicate({ kind: 'release-requested', collision: true }),
      ];
    case 'AR-9':
      return ['Sta11', send({ kind: 'A-RELEASE-RP' })];
    case 'AR-10':
      return ['Sta12', indicate({ kind: 'released' })];
    case 'AA-1':
      return ['Sta13', send(userAbort(event)), startArtim];
    case 'AA-2':
      return ['Sta1', stopArtim, closeTransport];
    case 'AA-3':
      return [
        'Sta1',
        indicate({ kind: 'aborted-by-peer', abort: expected(event, 'Evt16').abort }),
        closeTransport,
      ];
    case 'AA-4':
      return ['Sta1', indicate({ kind: 'connection-lost' })];
    case 'AA-5':
      return ['Sta1', stopArtim];
    case 'AA-6':
      return ['Sta13'];
    case 'AA-7':
      return ['Sta13', send(providerAbort(event))];
    case 'AA-8': {
      const abort = providerAbort(event);
      return ['Sta13', send(abort), indicate({ kind: 'aborted-by-provider', abort }), startArtim];
    }
    default:
      throw unreachable(action);
  }
}

/** Narrows the event: the table decides which event leads to an action, and the tests cover every cell of it. */
function expected<Id extends EventId>(
  event: UpperLayerEvent,
  id: Id,
): Extract<UpperLayerEvent, { readonly id: Id }> {
  if (event.id !== id) throw new Error(`${event.id} where the state table has ${id}`);
  return event as Extract<UpperLayerEvent, { readonly id: Id }>;
}

/** The user's reason; before there is a user (Sta2), source 0 without a reason. */
function userAbort(event: UpperLayerEvent): Abort {
  return event.id === 'Evt15' ? event.abort : { kind: 'A-ABORT', source: 0, reason: 0 };
}

/** Source 2, and reason 2 (unexpected PDU) unless the PDU itself was invalid. */
function providerAbort(event: UpperLayerEvent): Abort {
  return { kind: 'A-ABORT', source: 2, reason: event.id === 'Evt19' ? event.reason : 2 };
}
