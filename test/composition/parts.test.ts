// Parts of a server: started in order, stopped in reverse, also when a start fails.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Parts, type Part } from '../../src/composition/parts.ts';

/** A part that records its start and stop. */
function part<Context extends object>(
  said: string[],
  name: string,
  fail?: 'start' | 'stop',
): Part<Context, object> {
  return {
    name,
    start: async (context) => {
      await Promise.resolve();
      said.push(`${name} starts with ${Object.keys(context).join(' ')}`);
      if (fail === 'start') throw new Error(`${name} cannot start`);
      return {
        made: { [name]: name },
        stop: async () => {
          await Promise.resolve();
          said.push(`${name} stops`);
          if (fail === 'stop') throw new Error(`${name} cannot stop`);
        },
      };
    },
  };
}

test('parts start in order with the results of earlier parts, and stop in reverse', async () => {
  const said: string[] = [];
  const parts = Parts.given({ config: 1 })
    .with(part(said, 'store'))
    .with({ name: 'clock', start: ({ config }) => ({ made: { hands: config + 1 } }) })
    .with(part(said, 'server'));
  assert.deepEqual(parts.names, ['store', 'clock', 'server']);
  assert.deepEqual(said, [], 'nothing starts before all are known');
  const { context, stop } = await parts.start();
  assert.deepEqual(context, { config: 1, store: 'store', hands: 2, server: 'server' });
  await stop();
  assert.deepEqual(said, [
    'store starts with config',
    'server starts with config store hands',
    'server stops',
    'store stops',
  ]);
  await stop();
  assert.equal(said.length, 4, 'stopped once');
});

test('when a part cannot start, earlier parts are stopped and later ones are not started', async () => {
  const said: string[] = [];
  const parts = Parts.given({ config: 1 })
    .with(part(said, 'a'))
    .with(part(said, 'b'))
    .with(part(said, 'c', 'start'))
    .with(part(said, 'd'));
  await assert.rejects(parts.start(), /^Error: c cannot start$/);
  assert.deepEqual(said, [
    'a starts with config',
    'b starts with config a',
    'c starts with config a b',
    'b stops',
    'a stops',
  ]);
});

test('a part that fails to stop does not keep others from stopping', async () => {
  const said: string[] = [];
  const { stop } = await Parts.given({})
    .with(part(said, 'a'))
    .with(part(said, 'b', 'stop'))
    .start();
  await assert.rejects(stop(), /b cannot stop/);
  assert.deepEqual(said.slice(2), ['b stops', 'a stops']);
});
