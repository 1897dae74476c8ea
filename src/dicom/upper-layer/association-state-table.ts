// The DICOM upper layer protocol's states, events, actions and transitions, cell for cell (PS3.8 tables 9-1 to
// 9-10), as data. What an action does is in association-states.ts.

export const states = {
  Sta1: 'Idle',
  Sta2: 'Transport connection open, awaiting A-ASSOCIATE-RQ',
  Sta3: 'Awaiting the local answer to an A-ASSOCIATE-RQ',
  Sta4: 'Awaiting the transport connection',
  Sta5: 'Awaiting A-ASSOCIATE-AC or A-ASSOCIATE-RJ',
  Sta6: 'Association established, ready for data',
  Sta7: 'Awaiting A-RELEASE-RP',
  Sta8: 'Awaiting the local answer to an A-RELEASE-RQ',
  Sta9: 'Release collision, requestor: awaiting the local answer',
  Sta10: 'Release collision, acceptor: awaiting A-RELEASE-RP',
  Sta11: 'Release collision, requestor: awaiting A-RELEASE-RP',
  Sta12: 'Release collision, acceptor: awaiting the local answer',
  Sta13: 'Association over, awaiting the close of the transport connection',
} as const;
export type StateId = keyof typeof states;

export const events = {
  Evt1: 'A-ASSOCIATE request of the local user',
  Evt2: 'Transport connection confirmed',
  Evt3: 'A-ASSOCIATE-AC received',
  Evt4: 'A-ASSOCIATE-RJ received',
  Evt5: 'Transport connection indicated',
  Evt6: 'A-ASSOCIATE-RQ received',
  Evt7: 'A-ASSOCIATE response of the local user: accept',
  Evt8: 'A-ASSOCIATE response of the local user: reject',
  Evt9: 'P-DATA request of the local user',
  Evt10: 'P-DATA-TF received',
  Evt11: 'A-RELEASE request of the local user',
  Evt12: 'A-RELEASE-RQ received',
  Evt13: 'A-RELEASE-RP received',
  Evt14: 'A-RELEASE response of the local user',
  Evt15: 'A-ABORT request of the local user',
  Evt16: 'A-ABORT received',
  Evt17: 'Transport connection closed',
  Evt18: 'ARTIM timer expired',
  Evt19: 'Unrecognized or invalid PDU received',
} as const;
export type EventId = keyof typeof events;

export const actions = {
  'AE-1': 'Open the transport connection',
  'AE-2': 'Send A-ASSOCIATE-RQ',
  'AE-3': 'Confirm the association: accepted',
  'AE-4': 'Confirm the association: rejected; close the transport connection',
  'AE-5': 'Start ARTIM',
  'AE-6': 'Stop ARTIM; indicate the request, or send A-ASSOCIATE-RJ and start ARTIM',
  'AE-7': 'Send A-ASSOCIATE-AC',
  'AE-8': 'Send A-ASSOCIATE-RJ and start ARTIM',
  'DT-1': 'Send P-DATA-TF',
  'DT-2': 'Indicate P-DATA',
  'AR-1': 'Send A-RELEASE-RQ',
  'AR-2': 'Indicate the release',
  'AR-3': 'Confirm the release and close the transport connection',
  'AR-4': 'Send A-RELEASE-RP and start ARTIM',
  'AR-5': 'Stop ARTIM',
  'AR-6': 'Indicate P-DATA that came after our A-RELEASE-RQ',
  'AR-7': 'Send P-DATA-TF before answering an A-RELEASE-RQ',
  'AR-8': 'Indicate the release (collision)',
  'AR-9': 'Send A-RELEASE-RP',
  'AR-10': 'Confirm the release',
  'AA-1': 'Send A-ABORT as the service user and (re)start ARTIM',
  'AA-2': 'Stop ARTIM and close the transport connection',
  'AA-3': 'Indicate the abort and close the transport connection',
  'AA-4': 'Indicate the loss of the transport connection',
  'AA-5': 'Stop ARTIM',
  'AA-6': 'Ignore the PDU',
  'AA-7': 'Send A-ABORT',
  'AA-8': 'Send A-ABORT as the service provider, indicate it and start ARTIM',
} as const;
export type ActionId = keyof typeof actions;

/** One cell for every state, Sta1 to Sta13; null where the standard leaves it blank. */
type Row = readonly [C, C, C, C, C, C, C, C, C, C, C, C, C];
type C = ActionId | null;

/** Blank in the standard: the event cannot occur in that state, or does not matter any more. */
const ___ = null;

/** Table 9-10: events down, states across. */
// prettier-ignore
const transitions: Readonly<Record<EventId, Row>> = {
  //        Sta1    Sta2    Sta3    Sta4    Sta5    Sta6    Sta7    Sta8    Sta9    Sta10    Sta11   Sta12   Sta13
  Evt1:  ['AE-1',   ___,    ___,    ___,    ___,    ___,    ___,    ___,    ___,    ___,     ___,    ___,    ___  ],
  Evt2:  [  ___,    ___,    ___,  'AE-2',   ___,    ___,    ___,    ___,    ___,    ___,     ___,    ___,    ___  ],
  Evt3:  [  ___,  'AA-1', 'AA-8',   ___,  'AE-3', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8',  'AA-8', 'AA-8', 'AA-6' ],
  Evt4:  [  ___,  'AA-1', 'AA-8',   ___,  'AE-4', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8',  'AA-8', 'AA-8', 'AA-6' ],
  Evt5:  ['AE-5',   ___,    ___,    ___,    ___,    ___,    ___,    ___,    ___,    ___,     ___,    ___,    ___  ],
  Evt6:  [  ___,  'AE-6', 'AA-8',   ___,  'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8',  'AA-8', 'AA-8', 'AA-7' ],
  Evt7:  [  ___,    ___,  'AE-7',   ___,    ___,    ___,    ___,    ___,    ___,    ___,     ___,    ___,    ___  ],
  Evt8:  [  ___,    ___,  'AE-8',   ___,    ___,    ___,    ___,    ___,    ___,    ___,     ___,    ___,    ___  ],
  Evt9:  [  ___,    ___,    ___,    ___,    ___,  'DT-1',   ___,  'AR-7',   ___,    ___,     ___,    ___,    ___  ],
  Evt10: [  ___,  'AA-1', 'AA-8',   ___,  'AA-8', 'DT-2', 'AR-6', 'AA-8', 'AA-8', 'AA-8',  'AA-8', 'AA-8', 'AA-6' ],
  Evt11: [  ___,    ___,    ___,    ___,    ___,  'AR-1',   ___,    ___,    ___,    ___,     ___,    ___,    ___  ],
  Evt12: [  ___,  'AA-1', 'AA-8',   ___,  'AA-8', 'AR-2', 'AR-8', 'AA-8', 'AA-8', 'AA-8',  'AA-8', 'AA-8', 'AA-6' ],
  Evt13: [  ___,  'AA-1', 'AA-8',   ___,  'AA-8', 'AA-8', 'AR-3', 'AA-8', 'AA-8', 'AR-10', 'AR-3', 'AA-8', 'AA-6' ],
  Evt14: [  ___,    ___,    ___,    ___,    ___,    ___,    ___,  'AR-4', 'AR-9',   ___,     ___,  'AR-4',   ___  ],
  Evt15: [  ___,    ___,  'AA-1', 'AA-2', 'AA-1', 'AA-1', 'AA-1', 'AA-1', 'AA-1', 'AA-1',  'AA-1', 'AA-1',   ___  ],
  Evt16: [  ___,  'AA-2', 'AA-3',   ___,  'AA-3', 'AA-3', 'AA-3', 'AA-3', 'AA-3', 'AA-3',  'AA-3', 'AA-3', 'AA-2' ],
  Evt17: [  ___,  'AA-5', 'AA-4', 'AA-4', 'AA-4', 'AA-4', 'AA-4', 'AA-4', 'AA-4', 'AA-4',  'AA-4', 'AA-4', 'AR-5' ],
  Evt18: [  ___,  'AA-2',   ___,    ___,    ___,    ___,    ___,    ___,    ___,    ___,     ___,    ___,  'AA-2' ],
  Evt19: [  ___,  'AA-1', 'AA-8',   ___,  'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8', 'AA-8',  'AA-8', 'AA-8', 'AA-7' ],
};

/** The states in the order of the table's columns. */
export const stateIds = Object.keys(states) as readonly StateId[];

/** What the standard does with an event in a state; null: the cell is blank. */
export function actionFor(state: StateId, event: EventId): ActionId | null {
  return transitions[event][stateIds.indexOf(state)] ?? null;
}
