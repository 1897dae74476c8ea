// The upper layer's state machine against PS3.8: every cell of table 9-10, every action of tables 9-6 to 9-9, and
// whole conversations. The expectations are written by action and state, the table in src by event.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ActionId, EventId, StateId } from '../../../src/dicom/upper-layer/association-state-table.ts';
import {
  actionFor,
  actions,
  events,
  stateIds,
} from '../../../src/dicom/upper-layer/association-state-table.ts';
import type {
  Effect,
  UpperLayerEvent,
  UpperLayerState,
} from '../../../src/dicom/upper-layer/association-states.ts';
import { step } from '../../../src/dicom/upper-layer/association-states.ts';
import type { Abort, AssociateAc, AssociateRj, AssociateRq } from '../../../src/dicom/pdu/pdu.ts';
import { pduExamples } from '../../support/wire-bytes.ts';

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `Sta${from + index}` as StateId);

/** Where PS3.8 has each action: event, states. */
const cells: readonly (readonly [ActionId, EventId, readonly StateId[]])[] = [
  ['AE-1', 'Evt1', ['Sta1']],
  ['AE-2', 'Evt2', ['Sta4']],
  ['AE-3', 'Evt3', ['Sta5']],
  ['AE-4', 'Evt4', ['Sta5']],
  ['AE-5', 'Evt5', ['Sta1']],
  ['AE-6', 'Evt6', ['Sta2']],
  ['AE-7', 'Evt7', ['Sta3']],
  ['AE-8', 'Evt8', ['Sta3']],
  ['DT-1', 'Evt9', ['Sta6']],
  ['DT-2', 'Evt10', ['Sta6']],
  ['AR-1', 'Evt11', ['Sta6']],
  ['AR-2', 'Evt12', ['Sta6']],
  ['AR-3', 'Evt13', ['Sta7', 'Sta11']],
  ['AR-4', 'Evt14', ['Sta8', 'Sta12']],
  ['AR-5', 'Evt17', ['Sta13']],
  ['AR-6', 'Evt10', ['Sta7']],
  ['AR-7', 'Evt9', ['Sta8']],
  ['AR-8', 'Evt12', ['Sta7']],
  ['AR-9', 'Evt14', ['Sta9']],
  ['AR-10', 'Evt13', ['Sta10']],
  // Anything but a request, an abort, a close or the timer while the request is awaited.
  ...(['Evt3', 'Evt4', 'Evt10', 'Evt12', 'Evt13', 'Evt19'] as const).map(
    (event) => ['AA-1', event, ['Sta2']] as const,
  ),
  ['AA-1', 'Evt15', ['Sta3', ...range(5, 12)]],
  ['AA-2', 'Evt15', ['Sta4']],
  ['AA-2', 'Evt16', ['Sta2', 'Sta13']],
  ['AA-2', 'Evt18', ['Sta2', 'Sta13']],
  ['AA-3', 'Evt16', ['Sta3', ...range(5, 12)]],
  ['AA-4', 'Evt17', range(3, 12)],
  ['AA-5', 'Evt17', ['Sta2']],
  ...(['Evt3', 'Evt4', 'Evt10', 'Evt12', 'Evt13'] as const).map(
    (event) => ['AA-6', event, ['Sta13']] as const,
  ),
  ['AA-7', 'Evt6', ['Sta13']],
  ['AA-7', 'Evt19', ['Sta13']],
  // PDUs out of sequence.
  ['AA-8', 'Evt3', ['Sta3', ...range(6, 12)]],
  ['AA-8', 'Evt4', ['Sta3', ...range(6, 12)]],
  ['AA-8', 'Evt6', ['Sta3', ...range(5, 12)]],
  ['AA-8', 'Evt10', ['Sta3', 'Sta5', ...range(8, 12)]],
  ['AA-8', 'Evt12', ['Sta3', 'Sta5', ...range(8, 12)]],
  ['AA-8', 'Evt13', ['Sta3', 'Sta5', 'Sta6', 'Sta8', 'Sta9', 'Sta12']],
  ['AA-8', 'Evt19', ['Sta3', ...range(5, 12)]],
];

const eventIds = Object.keys(events) as EventId[];

function exampleOf<K extends 'A-ASSOCIATE-RQ' | 'A-ASSOCIATE-AC'>(kind: K) {
  const found = pduExamples.find(({ pdu }) => pdu.kind === kind)?.pdu;
  assert.ok(found?.kind === kind);
  return found as K extends 'A-ASSOCIATE-RQ' ? AssociateRq : AssociateAc;
}
const rq = exampleOf('A-ASSOCIATE-RQ');
const ac = exampleOf('A-ASSOCIATE-AC');
const rj: AssociateRj = { kind: 'A-ASSOCIATE-RJ', result: 1, source: 1, reason: 7 };
const userAbort: Abort = { kind: 'A-ABORT', source: 0, reason: 0 };
const providerAbort = (reason: number): Abort => ({ kind: 'A-ABORT', source: 2, reason });

function eventOf(id: EventId): UpperLayerEvent {
  switch (id) {
    case 'Evt2':
      return { id, rq };
    case 'Evt3':
      return { id, ac };
    case 'Evt4':
      return { id, rj };
    case 'Evt6':
      return { id, checked: rq };
    case 'Evt7':
      return { id, ac };
    case 'Evt8':
      return { id, rj };
    case 'Evt15':
      return { id, abort: userAbort };
    case 'Evt16':
      return { id, abort: providerAbort(6) };
    case 'Evt19':
      return { id, reason: 1 };
    default:
      return { id };
  }
}

const at = (id: StateId, role: UpperLayerState['role'] = 'acceptor'): UpperLayerState => ({ id, role });

describe('table 9-10', () => {
  const expected = new Map(
    cells.flatMap(([action, event, states]) => states.map((state) => [`${event} ${state}`, action] as const)),
  );
  for (const event of eventIds) {
    for (const state of stateIds) {
      const action = expected.get(`${event} ${state}`) ?? null;
      test(`${event} in ${state}: ${action ?? 'blank'}`, () => {
        assert.equal(actionFor(state, event), action);
        const stepped = step(at(state), eventOf(event));
        assert.equal(stepped.action, action);
        if (action === null) {
          assert.deepEqual(stepped.effects, []);
          assert.equal(stepped.state.id, state);
        }
      });
    }
  }

  test('every cell above is one of the standard’s, and every action occurs', () => {
    assert.equal(
      expected.size,
      cells.reduce((sum, [, , states]) => sum + states.length, 0),
    );
    assert.deepEqual(new Set(expected.values()), new Set(Object.keys(actions)));
  });
});

const send = (pdu: Extract<Effect, { kind: 'send' }>['pdu']): Effect => ({ kind: 'send', pdu });
const startArtim: Effect = { kind: 'start-artim' };
const stopArtim: Effect = { kind: 'stop-artim' };
const close: Effect = { kind: 'close-transport' };

/** Tables 9-6 to 9-9: next state and what is done. */
const outcomes: Readonly<Record<ActionId, { next: StateId; effects: readonly Effect[] }>> = {
  'AE-1': { next: 'Sta4', effects: [{ kind: 'open-transport' }] },
  'AE-2': { next: 'Sta5', effects: [send(rq)] },
  'AE-3': { next: 'Sta6', effects: [{ kind: 'indicate', indication: { kind: 'association-accepted', ac } }] },
  'AE-4': {
    next: 'Sta1',
    effects: [{ kind: 'indicate', indication: { kind: 'association-rejected', rj } }, close],
  },
  'AE-5': { next: 'Sta2', effects: [startArtim] },
  'AE-6': {
    next: 'Sta3',
    effects: [stopArtim, { kind: 'indicate', indication: { kind: 'association-requested', rq } }],
  },
  'AE-7': { next: 'Sta6', effects: [send(ac)] },
  'AE-8': { next: 'Sta13', effects: [send(rj), startArtim] },
  'DT-1': { next: 'Sta6', effects: [{ kind: 'send-data' }] },
  'DT-2': { next: 'Sta6', effects: [{ kind: 'deliver-data' }] },
  'AR-1': { next: 'Sta7', effects: [send({ kind: 'A-RELEASE-RQ' })] },
  'AR-2': {
    next: 'Sta8',
    effects: [{ kind: 'indicate', indication: { kind: 'release-requested', collision: false } }],
  },
  'AR-3': { next: 'Sta1', effects: [{ kind: 'indicate', indication: { kind: 'released' } }, close] },
  'AR-4': { next: 'Sta13', effects: [send({ kind: 'A-RELEASE-RP' }), startArtim] },
  'AR-5': { next: 'Sta1', effects: [stopArtim] },
  'AR-6': { next: 'Sta7', effects: [{ kind: 'deliver-data' }] },
  'AR-7': { next: 'Sta8', effects: [{ kind: 'send-data' }] },
  'AR-8': {
    next: 'Sta10',
    effects: [{ kind: 'indicate', indication: { kind: 'release-requested', collision: true } }],
  },
  'AR-9': { next: 'Sta11', effects: [send({ kind: 'A-RELEASE-RP' })] },
  'AR-10': { next: 'Sta12', effects: [{ kind: 'indicate', indication: { kind: 'released' } }] },
  'AA-1': { next: 'Sta13', effects: [send(userAbort), startArtim] },
  'AA-2': { next: 'Sta1', effects: [stopArtim, close] },
  'AA-3': {
    next: 'Sta1',
    effects: [{ kind: 'indicate', indication: { kind: 'aborted-by-peer', abort: providerAbort(6) } }, close],
  },
  'AA-4': { next: 'Sta1', effects: [{ kind: 'indicate', indication: { kind: 'connection-lost' } }] },
  'AA-5': { next: 'Sta1', effects: [stopArtim] },
  'AA-6': { next: 'Sta13', effects: [] },
  // For the event that the cells name first: a request, which is out of sequence.
  'AA-7': { next: 'Sta13', effects: [send(providerAbort(2))] },
  'AA-8': {
    next: 'Sta13',
    effects: [
      send(providerAbort(2)),
      { kind: 'indicate', indication: { kind: 'aborted-by-provider', abort: providerAbort(2) } },
      startArtim,
    ],
  },
};

describe('tables 9-6 to 9-9', () => {
  for (const [action, { next, effects }] of Object.entries(outcomes)) {
    test(`${action}: ${actions[action as ActionId]}`, () => {
      const cell = cells.find(([id]) => id === action);
      assert.ok(cell);
      const [, event, [state]] = cell;
      assert.ok(state);
      const stepped = step(at(state), eventOf(event));
      assert.equal(stepped.state.id, next);
      assert.deepEqual(stepped.effects, effects);
    });
  }

  test('AE-6 refuses what the service provider does not accept', () => {
    const stepped = step(at('Sta2'), { id: 'Evt6', checked: rj });
    assert.equal(stepped.state.id, 'Sta13');
    assert.deepEqual(stepped.effects, [stopArtim, send(rj), startArtim]);
  });

  test('AR-8 depends on who asked for the association', () => {
    assert.equal(step(at('Sta7', 'requestor'), { id: 'Evt12' }).state.id, 'Sta9');
    assert.equal(step(at('Sta7', 'acceptor'), { id: 'Evt12' }).state.id, 'Sta10');
  });

  test('AA-1 before there is a user says source 0, reason 0, whatever was wrong', () => {
    assert.deepEqual(step(at('Sta2'), { id: 'Evt19', reason: 6 }).effects[0], send(userAbort));
    assert.deepEqual(step(at('Sta2'), { id: 'Evt10' }).effects[0], send(userAbort));
  });

  test('AA-1 says what the user says', () => {
    const stepped = step(at('Sta6'), { id: 'Evt15', abort: providerAbort(0) });
    assert.deepEqual(stepped.effects[0], send(providerAbort(0)));
  });

  test('AA-7 and AA-8 give the reason: 1 unrecognized, 6 invalid, 2 out of sequence', () => {
    for (const state of ['Sta6', 'Sta13'] as const) {
      assert.deepEqual(step(at(state), { id: 'Evt19', reason: 1 }).effects[0], send(providerAbort(1)));
      assert.deepEqual(step(at(state), { id: 'Evt19', reason: 6 }).effects[0], send(providerAbort(6)));
      assert.deepEqual(step(at(state), { id: 'Evt6', checked: rq }).effects[0], send(providerAbort(2)));
    }
  });
});

describe('conversations', () => {
  const walk = (role: UpperLayerState['role'], ...ids: EventId[]) =>
    ids
      .reduce<UpperLayerState[]>(
        (path, id) => [...path, step(path.at(-1) ?? at('Sta1', role), eventOf(id)).state],
        [],
      )
      .map(({ id }) => id);

  test('an acceptor that is asked, served and released', () => {
    assert.deepEqual(
      walk('acceptor', 'Evt5', 'Evt6', 'Evt7', 'Evt10', 'Evt9', 'Evt12', 'Evt9', 'Evt14', 'Evt17'),
      ['Sta2', 'Sta3', 'Sta6', 'Sta6', 'Sta6', 'Sta8', 'Sta8', 'Sta13', 'Sta1'],
    );
  });

  test('a requestor that releases', () => {
    assert.deepEqual(walk('requestor', 'Evt1', 'Evt2', 'Evt3', 'Evt9', 'Evt11', 'Evt10', 'Evt13'), [
      'Sta4',
      'Sta5',
      'Sta6',
      'Sta6',
      'Sta7',
      'Sta7',
      'Sta1',
    ]);
  });

  test('a release collision, requestor and acceptor', () => {
    assert.deepEqual(walk('requestor', 'Evt1', 'Evt2', 'Evt3', 'Evt11', 'Evt12', 'Evt14', 'Evt13').slice(3), [
      'Sta7',
      'Sta9',
      'Sta11',
      'Sta1',
    ]);
    assert.deepEqual(
      walk('acceptor', 'Evt5', 'Evt6', 'Evt7', 'Evt11', 'Evt12', 'Evt13', 'Evt14', 'Evt17').slice(3),
      ['Sta7', 'Sta10', 'Sta12', 'Sta13', 'Sta1'],
    );
  });
});
