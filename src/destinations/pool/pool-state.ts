// The states of the devices of a pool, individually and combined. A device that does not answer does not delay the answers of
// the others.
import { messageOf } from '../../shared/errors/errors.ts';
import { severityOf } from '../../shared/film/printer.ts';
import type { DestinationDriver, DeviceState } from '../destination.ts';
import { settlesWithin } from '../../shared/within.ts';

/** Time that a device has to answer, and for which its last answer is valid, ms. */
const timeoutMs = 3_000;
const answerCountsMs = 10_000;

export class PoolMember {
  readonly driver: DestinationDriver;
  /** Jobs in progress. */
  jobs = 0;
  state: DeviceState | undefined;
  #answeredAt = -Infinity;
  #asking: Promise<void> | undefined;

  constructor(driver: DestinationDriver) {
    this.driver = driver;
  }

  /** Queries the device unless a query is in progress, and waits a short time for the answer. */
  async ask(signal?: AbortSignal): Promise<void> {
    this.#asking ??= this.#answer(signal);
    await settlesWithin(timeoutMs, this.#asking);
    if (!this.#isAsked() || performance.now() - this.#answeredAt < answerCountsMs) return;
    this.notReady('PRINTER OFFLINE', `no answer for ${timeoutMs / 1000} s`);
  }

  #isAsked(): boolean {
    return this.#asking !== undefined;
  }

  async #answer(signal: AbortSignal | undefined): Promise<void> {
    try {
      this.state = await this.driver.deviceState(signal);
      this.#answeredAt = performance.now();
    } catch (error) {
      this.notReady('PRINTER OFFLINE', messageOf(error));
    } finally {
      this.#asking = undefined;
    }
  }

  /** Valid until its next answer. */
  notReady(info: string, detail: string): void {
    this.state = { status: 'FAILURE', info, ready: false, detail };
  }
}

/** Ready while one device is; problems of the others then are a WARNING that names them. */
export function poolState(members: readonly Pick<PoolMember, 'driver' | 'state'>[]): DeviceState {
  const known = members.flatMap(({ driver, state }) => (state ? [{ name: driver.name, state }] : []));
  const troubled = known
    .filter(({ state }) => state.status !== 'NORMAL')
    .sort(
      (a, b) =>
        Number(a.state.ready) - Number(b.state.ready) ||
        severityOf[b.state.status] - severityOf[a.state.status],
    );
  const detail = troubled.map(({ name, state }) => `${name}: ${state.detail}`).join(' ');
  const supplies = known.flatMap(({ name, state }) =>
    (state.supplies ?? []).map((supply) => ({ ...supply, name: `${name}: ${supply.name}` })),
  );
  const mediaReady = [...new Set(known.flatMap(({ state }) => state.mediaReady ?? []))];
  const reasons = known.flatMap(({ name, state }) =>
    (state.reasons ?? []).map((reason) => `${name}: ${reason}`),
  );
  const more = {
    ...(supplies.length > 0 ? { supplies } : {}),
    ...(mediaReady.length > 0 ? { mediaReady } : {}),
    ...(reasons.length > 0 ? { reasons } : {}),
  };
  const ready = known.some(({ state }) => state.ready);
  const [worst] = troubled;
  if (!worst && ready) {
    return {
      status: 'NORMAL',
      info: 'NORMAL',
      ready,
      detail: `All ${members.length} devices are ready.`,
      ...more,
    };
  }
  const { info, status } = worst?.state ?? { info: 'PRINTER OFFLINE', status: 'FAILURE' as const };
  return {
    status: ready ? 'WARNING' : status,
    info,
    ready,
    detail: detail || 'No device has answered yet.',
    ...more,
  };
}
