// The invariants of lines.ts for random orders of events: runs join, begin, step back, leave and give up their places, and
// destinations accept more or fewer jobs. The model uses no promises; after every step it checks which runs should have been
// woken.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Lines, type Turn } from '../../src/spool/queue/lines.ts';

const destinations = ['a', 'b'] as const;
type Destination = (typeof destinations)[number];
const stepKinds = ['join', 'take', 'take', 'yield', 'leave', 'step-out', 'capacity'] as const;

interface Step {
  readonly kind: (typeof stepKinds)[number];
  /** Which run, or how many at once. */
  readonly number: number;
  readonly destination: Destination;
  readonly both: boolean;
}

const anyStep = fc.record({
  kind: fc.constantFrom(...stepKinds),
  number: fc.nat({ max: 11 }),
  destination: fc.constantFrom(...destinations),
  both: fc.boolean(),
});

/** What a line should be: who stands in it, in order, and who of them is at work. */
interface Standing {
  readonly run: number;
  working: boolean;
}

class Model {
  readonly capacity: Record<Destination, number> = { a: 1, b: 2 };
  readonly lines: Record<Destination, Standing[]> = { a: [], b: [] };

  mayTake(run: number, name: Destination): boolean {
    const line = this.lines[name];
    const place = line.find((one) => one.run === run);
    if (!place) return false;
    const atWork = line.filter(({ working }) => working).length;
    return place.working || (line.find(({ working }) => !working) === place && atWork < this.capacity[name]);
  }

  leave(run: number, name: Destination): void {
    this.lines[name] = this.lines[name].filter((one) => one.run !== run);
  }
}

class Both {
  readonly model = new Model();
  readonly turns: Turn[] = [];
  readonly lines = new Lines((name) => this.model.capacity[name === 'a' ? 'a' : 'b']);

  step({ kind, number, destination: name, both }: Step): void {
    const { model, turns } = this;
    if (kind === 'join') {
      const names = both ? destinations : [name];
      for (const one of names) model.lines[one].push({ run: turns.length, working: false });
      turns.push(this.lines.join(names));
      return;
    }
    if (kind === 'capacity') {
      model.capacity[name] = number % 4;
      this.lines.changed();
      return;
    }
    const run = number % Math.max(turns.length, 1);
    const turn = turns[run];
    const place = model.lines[name].find((one) => one.run === run);
    if (!turn) return;
    if (kind === 'take') {
      const may = model.mayTake(run, name);
      assert.equal(turn.take(name), may, `run ${run} at ${name}`);
      if (place && may) place.working = true;
    } else if (kind === 'yield') {
      if (place) place.working = false;
      turn.yield(name);
    } else if (kind === 'leave') {
      model.leave(run, name);
      turn.leave(name);
    } else {
      for (const one of destinations) {
        if (model.lines[one].find((standing) => standing.run === run)?.working === false)
          model.leave(run, one);
      }
      turn.leaveIdle();
    }
  }

  /** The runs that are not at work: whether each may start, and whether it is next in line. */
  waiting(): Map<string, { readonly may: boolean; readonly near: boolean }> {
    const all = destinations.flatMap((name) =>
      this.model.lines[name]
        .filter(({ working }) => !working)
        .map(({ run }) => {
          const near = this.turns[run]?.isNextInLine(name) ?? false;
          return [`${run} at ${name}`, { may: this.model.mayTake(run, name), near }] as const;
        }),
    );
    return new Map(all);
  }
}

/** The promises that were asked for before, and which of them are resolved; a resolved one says so in one turn. */
async function isResolved(promise: Promise<void>): Promise<boolean> {
  const pending = Symbol('pending');
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
}

test('whatever happens: order, room, and everybody whose turn has come, or comes no more by itself, is woken', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 60 }), async (steps) => {
      const both = new Both();
      for (const step of steps) {
        const before = both.waiting();
        const asked = both.turns[0]?.changed();
        both.step(step);
        const after = both.waiting();
        // Invariant 4. All runs are woken by one promise.
        const woken = asked === undefined || (await isResolved(asked));
        for (const [who, { may, near }] of after) {
          const was = before.get(who);
          if (was && (was.may !== may || was.near !== near)) assert.ok(woken, `${who} after ${step.kind}`);
        }
        // Invariant 3: a run that is next in line and may not start follows one that may.
        for (const name of destinations) {
          const line = both.model.lines[name];
          for (const [index, { run, working }] of line.entries()) {
            const is = after.get(`${run} at ${name}`);
            if (working || !is?.near || is.may) continue;
            assert.ok(
              line.slice(0, index).some((one) => !one.working && both.model.mayTake(one.run, name)),
              `${run} waits at ${name} although nothing is before it`,
            );
          }
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('no run waits forever: runs that behave like deliverToAll all end, in their order', async () => {
  const anyRun = fc.record({ ticks: fc.nat({ max: 6 }), work: fc.nat({ max: 4 }), both: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyRun, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.nat({ max: 8 }), { maxLength: 4 }),
      async (runs, capacity, closings) => {
        let takes = capacity;
        const lines = new Lines(() => takes);
        const begun: number[] = [];
        const wait = async (ticks: number) => {
          for (let tick = 0; tick < ticks; tick += 1) await new Promise(setImmediate);
        };
        const run = async (number: number, turn: Turn, { ticks, work }: { ticks: number; work: number }) => {
          await wait(ticks);
          const waiting = new Set(turn.destinations);
          while (waiting.size > 0) {
            const change = turn.changed();
            const taken = [...waiting].filter((name) => turn.take(name));
            for (const name of taken) waiting.delete(name);
            if (taken.includes('pool')) begun.push(number);
            await wait(taken.length > 0 ? work : 0);
            for (const name of taken) turn.leave(name);
            if (taken.length > 0) continue;
            // Not next in line: back to the queue.
            if (![...waiting].some((name) => turn.isNextInLine(name))) break;
            await change;
          }
          for (const name of turn.destinations) turn.leave(name);
        };
        const all = runs.map((one, number) =>
          run(number, lines.join(one.both ? ['pool', 'folder'] : ['pool']), one),
        );
        const gate = (async () => {
          for (const ticks of closings) {
            await wait(ticks);
            takes = takes === 0 ? capacity : 0;
            lines.changed();
          }
        })();
        await Promise.all([...all, gate]);
        assert.deepEqual(
          begun,
          begun.toSorted((a, b) => a - b),
        );
        assert.equal(lines.full(['pool']).length, takes === 0 ? 1 : 0);
      },
    ),
    { numRuns: 150 },
  );
});
