// Whether a destination of a printer accepts jobs. A delivery that finds its device not ready closes the gate; the deliveries
// behind it wait in order, without an attempt. The gate opens when the device reports ready, and from time to time for a
// trial, because the device may not be monitored. Nothing is stored: after a start every gate is open, and the first attempt
// decides.
import { destinationKey } from '../../shared/destination-key.ts';

/** Why a device does not accept jobs, for clients and for users. */
export interface Trouble {
  /** Execution Status Info (2100,0030): a defined term of PS3.3 C.13.9.1. */
  readonly statusInfo: string;
  /** A sentence. */
  readonly error: string;
}

/** `trial`: one job may try. */
export type GateState = 'open' | 'trial' | 'closed';

interface Gate {
  readonly printer: string;
  readonly destination: string;
  state: GateState;
  trouble: Trouble;
  /** Time until the next trial. */
  delayMs: number;
  timer: NodeJS.Timeout | undefined;
  /** Monotonic time of the last report that the device is ready. */
  reportedReadyAt: number;
  /** Number of reports that proved false: a job found the device not ready right after. */
  falseReports: number;
}

export interface DeviceGateOptions {
  /** Time until the first trial; doubles with every trial that fails. */
  readonly firstTrialMs?: number;
  readonly maxTrialMs?: number;
}

export type GateListener = (printer: string, destination: string) => void;

/** An attempt that fails within this time after a ready report proves the report false. */
const rightAfterMs = 20_000;
/** Ready reports release all waiting jobs until this many proved false; after that, one job tries alone. */
const maxFalseReports = 2;

/**
 * Between processes: each process may have its own gates, because every attempt queries the device. What one process learns
 * (`close`, `ready`, `passed`) should reach the others; otherwise each makes its own attempts. During a trial, one job of all
 * processes may try.
 */
export interface DeviceGates {
  state(printer: string, destination: string): GateState;
  /** The reason that waiting jobs show; during a trial too, until a delivery succeeds. */
  trouble(printer: string, destination: string): Trouble | undefined;
  /** An attempt found the device not ready. */
  close(printer: string, destination: string, trouble: Trouble): void;
  /** The device reports that it accepts jobs. Does nothing when no job waits. */
  ready(printer: string, destination: string): void;
  /** A person requests an attempt, whatever the device last reported: one job may try. Does nothing when no job waits. */
  tryNow(printer: string, destination: string): void;
  /** The device answered an attempt, whatever the answer was. */
  passed(printer: string, destination: string): void;
  /** Calls `listener` after every change until the returned function is called. */
  onChange(listener: GateListener): () => void;
  /** Stops the trials. */
  stop(): void;
}

/** Gates of a server that does not share its devices. */
export class ProcessDeviceGates implements DeviceGates {
  readonly #firstTrialMs: number;
  readonly #maxTrialMs: number;
  readonly #gates = new Map<string, Gate>();
  readonly #listeners = new Set<GateListener>();
  #stopped = false;

  constructor({ firstTrialMs = 5_000, maxTrialMs = 60_000 }: DeviceGateOptions = {}) {
    this.#firstTrialMs = firstTrialMs;
    this.#maxTrialMs = maxTrialMs;
  }

  state(printer: string, destination: string): GateState {
    return this.#gates.get(destinationKey(printer, destination))?.state ?? 'open';
  }

  trouble(printer: string, destination: string): Trouble | undefined {
    const gate = this.#gates.get(destinationKey(printer, destination));
    return gate && gate.state !== 'open' ? gate.trouble : undefined;
  }

  close(printer: string, destination: string, trouble: Trouble): void {
    if (this.#stopped) return;
    const gate =
      this.#gates.get(destinationKey(printer, destination)) ?? this.#newGate(printer, destination, trouble);
    gate.trouble = trouble;
    if (gate.state === 'closed') return;
    gate.state = 'closed';
    if (performance.now() - gate.reportedReadyAt < rightAfterMs) gate.falseReports += 1;
    gate.timer = setTimeout(() => {
      gate.state = 'trial';
      this.#notify(gate);
    }, gate.delayMs).unref();
    gate.delayMs = Math.min(gate.delayMs * 2, this.#maxTrialMs);
    this.#notify(gate);
  }

  ready(printer: string, destination: string): void {
    const gate = this.#gates.get(destinationKey(printer, destination));
    if (!gate || gate.state === 'open') return;
    gate.reportedReadyAt = performance.now();
    const state = gate.falseReports < maxFalseReports ? 'open' : 'trial';
    if (gate.state === state) return;
    clearTimeout(gate.timer);
    gate.state = state;
    this.#notify(gate);
  }

  tryNow(printer: string, destination: string): void {
    const gate = this.#gates.get(destinationKey(printer, destination));
    if (gate?.state !== 'closed') return;
    clearTimeout(gate.timer);
    gate.state = 'trial';
    this.#notify(gate);
  }

  passed(printer: string, destination: string): void {
    const gate = this.#gates.get(destinationKey(printer, destination));
    if (!gate) return;
    clearTimeout(gate.timer);
    this.#gates.delete(destinationKey(printer, destination));
    if (gate.state !== 'open') this.#notify(gate);
  }

  onChange(listener: GateListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): void {
    this.#stopped = true;
    for (const { timer } of this.#gates.values()) clearTimeout(timer);
  }

  #newGate(printer: string, destination: string, trouble: Trouble): Gate {
    const gate: Gate = {
      printer,
      destination,
      trouble,
      state: 'open',
      delayMs: this.#firstTrialMs,
      timer: undefined,
      reportedReadyAt: -Infinity,
      falseReports: 0,
    };
    this.#gates.set(destinationKey(printer, destination), gate);
    return gate;
  }

  #notify({ printer, destination }: Gate): void {
    for (const listener of this.#listeners) listener(printer, destination);
  }
}
