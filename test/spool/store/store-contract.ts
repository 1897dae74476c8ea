// The contract of store engines as one suite: the test of an engine calls `storeContract` with a function that opens it. Each
// file of contract/ is one part of it.
import { describe } from 'node:test';
import { actionsContract } from './contract/actions.ts';
import { changesContract } from './contract/changes.ts';
import { daysContract } from './contract/days.ts';
import { jobsContract } from './contract/jobs.ts';
import type { OpenPlace } from './contract/opened-store.ts';
import { pagesContract } from './contract/pages.ts';
import { payloadsContract } from './contract/payloads.ts';
import { queueContract } from './contract/queue.ts';
import { reopeningContract } from './contract/reopening.ts';
import { searchContract } from './contract/search.ts';
import { statesContract } from './contract/states.ts';
import { totalsContract } from './contract/totals.ts';

/** Tests an engine; `openPlace` makes a new, empty place of it. */
export function storeContract(openPlace: OpenPlace): void {
  const parts = {
    jobs: jobsContract,
    pages: pagesContract,
    queue: queueContract,
    changes: changesContract,
    actions: actionsContract,
    payloads: payloadsContract,
    totals: totalsContract,
    days: daysContract,
    states: statesContract,
    search: searchContract,
    reopening: reopeningContract,
  };
  for (const [name, contract] of Object.entries(parts)) {
    describe(`store contract: ${name}`, () => {
      contract(openPlace);
    });
  }
}
