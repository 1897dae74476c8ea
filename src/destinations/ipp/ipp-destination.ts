// Driver of the destination `ipp`: a printer on the network, or a queue of a print server. The printer's capabilities decide
// what it is sent (job-plan.ts); its reports about the job decide how the delivery ends (job-delivery.ts). Start at
// `ippDestination`.
import { IppFailure } from '../../shared/errors/device-failures.ts';
import type { IppDestination } from './ipp-settings.ts';
import type { FilmSize } from '../../shared/film/film-sizes.ts';
import type {
  DeliveryResult,
  DeliveryTask,
  DestinationDriver,
  DeviceState,
  FilmProspect,
} from '../destination.ts';
import { cancelDelivery } from './delivery/cancel-delivery.ts';
import { inOrder, isAnother, mayGoOn, sentenceOf, unknownOutcome } from './delivery/begun-delivery.ts';
import { formatsFor, missingFormat } from './choice/choose-format.ts';
import { mediaAdvice } from './media/choose-media.ts';
import {
  failureOf,
  isAboutFormat,
  isBusy,
  isFormatRefused,
  stateWithout,
} from './delivery/delivery-failure.ts';
import type { LimitOptions } from './client/exchange-limits.ts';
import { prospectsOf } from './choice/film-prospects.ts';
import { IppClient } from './client/ipp-client.ts';
import { IppPrinter } from './delivery/ipp-printer.ts';
import { mayBePrinted, receiptOf, receiptText, receiptToSendAgain } from './delivery/ipp-receipt.ts';
import { documentsOf } from './delivery/job-sending.ts';
import { JobDelivery, type DeliveryTiming } from './delivery/job-delivery.ts';
import { resultOf } from './delivery/job-result.ts';
import { filmSizeOf, hasColor, mediaFor, planJob } from './choice/job-plan.ts';
import { mediaSize } from './media/media-name.ts';
import { isSameSize, type MediaSize } from './media/medium.ts';
import { printerAddress } from './protocol/printer-address.ts';
import { withinBytes } from './choice/within-bytes.ts';

export interface IppTiming extends DeliveryTiming, LimitOptions {
  /** Time limit for a query of the printer's state. */
  readonly stateMs: number;
  /** How long a printer that was busy, or lacks paper, counts as not ready before it is tried again. */
  readonly restMs: number;
}

const defaultTiming: Omit<IppTiming, 'unchangedMs'> = {
  connectMs: 10_000,
  idleMs: 60_000,
  answerMs: 120_000,
  stateMs: 5000,
  restMs: 15_000,
  pollMs: 500,
  slowestPollMs: 5000,
  stuckMs: 60_000,
  offlineMs: 5000,
  busyMs: 60_000,
};

/** `timing` is for tests. */
export function ippDestination(
  destination: IppDestination,
  timing: Partial<IppTiming> = {},
): DestinationDriver {
  const unchangedMs = destination.stuckMinutes * 60_000;
  return new IppDriver(destination, { ...defaultTiming, unchangedMs, ...timing });
}

/** Why a printer that reports ready gets no jobs for a while. */
interface Rest {
  /** By performance.now. */
  readonly until: number;
  readonly info: string;
  readonly detail: string;
  /** Until this medium is loaded. */
  readonly medium?: MediaSize;
}

class IppDriver implements DestinationDriver {
  readonly #destination: IppDestination;
  readonly #timing: IppTiming;
  readonly #printer: IppPrinter | undefined;
  #rest: Rest | undefined;
  /** Message about a job without progress on a printer that reports ready. */
  #overdue: string | undefined;

  constructor(destination: IppDestination, timing: IppTiming) {
    this.#destination = destination;
    this.#timing = timing;
    const address = printerAddress(destination.uri);
    if (!address) return;
    const { username, password = '', certificateFingerprint } = destination;
    const client = new IppClient({
      address,
      limits: timing,
      ...(username === undefined ? {} : { credentials: { username, password } }),
      ...(certificateFingerprint === undefined ? {} : { certificateFingerprint }),
    });
    this.#printer = new IppPrinter(client, undefined, destination.holdFor);
  }

  get name(): string {
    return this.#destination.name;
  }

  async deliver(task: DeliveryTask, signal: AbortSignal): Promise<DeliveryResult> {
    let receipt = task.receipt;
    const keepReceipt = async (text: string) => {
      await task.keepReceipt(text);
      receipt = text;
    };
    try {
      return await this.#deliver({ ...task, keepReceipt }, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      if (isBusy(error)) this.#restFor('PRINTER BUSY', 'The printer is busy with jobs of other users.');
      const failure = await failureOf(error, () => this.deviceState(signal));
      // An unanswered request does not count as an attempt: the film was sent before, and the delivery waits for it.
      const wasSent = mayBePrinted(receiptOf(task.receipt)) && error instanceof IppFailure;
      if (wasSent) return { ...failure, cause: 'device' };
      return receipt !== null && mayBePrinted(receiptOf(receipt))
        ? { ...failure, maybePrinted: { receipt } }
        : failure;
    }
  }

  async #deliver(task: DeliveryTask, signal: AbortSignal): Promise<DeliveryResult> {
    const printer = this.#printer;
    if (!printer) {
      const error = `${this.#destination.uri} is not a printer address.`;
      return { kind: 'failed', cause: 'refused', statusInfo: 'ELEC CONFIG ERR', error };
    }
    const { capabilities, state } = await printer.look(signal);
    const known = receiptOf(task.receipt);
    const begun = known?.jobs.some((job) => job !== null) ?? false;
    if (known && mayBePrinted(known) && isAnother(known, capabilities)) {
      return unknownOutcome(known, 'A different printer answers at this address now');
    }
    // A job that is already in the printer is queried even when the printer is not ready.
    if (!state.ready && !begun) {
      return { kind: 'failed', cause: 'device', statusInfo: state.info, error: state.detail };
    }
    const films = await task.films();
    if (state.colorsWait !== undefined && !begun && hasColor(films)) {
      printer.forget();
      const failed = { kind: 'failed', cause: 'device', onlyThisJob: true } as const;
      return { ...failed, statusInfo: 'SUPPLY EMPTY', error: state.colorsWait };
    }
    // The job itself may have used the last sheet.
    const rules = begun ? { ...this.#destination, whenNotLoaded: 'print' as const } : this.#destination;
    const media = mediaFor(films, capabilities, rules);
    if (media.kind === 'not-loaded') {
      const error = mediaAdvice(media);
      this.#restFor('SUPPLY EMPTY', error, media.medium);
      printer.forget();
      return { kind: 'failed', cause: 'device', statusInfo: 'SUPPLY EMPTY', error };
    }
    if (media.kind === 'too-small') {
      if (known && mayBePrinted(known)) return unknownOutcome(known, 'The paper has changed');
      return { kind: 'failed', cause: 'refused', statusInfo: 'REQ MED NOT AVAI', error: mediaAdvice(media) };
    }
    const pages = media.kind === 'chosen' && media.paper ? [media.paper] : films.map(filmSizeOf);
    const formats = formatsFor(capabilities, { color: hasColor(films), pages });
    let before = known;
    let last: DeliveryResult | undefined;
    for (const format of inOrder(formats, known, printer.memory)) {
      const plan = planJob(task, films.map(filmSizeOf), {
        format,
        media,
        printer: capabilities,
        destination: this.#destination,
      });
      const documents = documentsOf(plan).length;
      if (before && !mayGoOn(before, format.format, documents)) {
        if (mayBePrinted(before))
          return unknownOutcome(before, 'The printer no longer accepts the documents in their earlier form');
        before = undefined;
      }
      const overdue = (detail: string | undefined) => {
        this.#overdue = detail;
      };
      const delivery = new JobDelivery(withinBytes(task, format), plan, {
        printer,
        capabilities,
        known: before,
        timing: this.#timing,
        signal,
        overdue,
      });
      try {
        const end = await delivery.run();
        if (end.kind === 'completed') {
          return { kind: 'delivered', receipt: receiptText(delivery.receipt), detail: end.detail };
        }
        if (end.kind === 'unknown') {
          return unknownOutcome(delivery.receipt, end.detail);
        }
        last = resultOf(end);
        if (end.kind !== 'aborted') return last;
        if (end.aboutFormat) printer.memory.unreadable.add(format.format);
      } catch (error) {
        if (!isAboutFormat(error)) throw error;
        if (isFormatRefused(error)) printer.memory.unreadable.add(format.format);
        last = await failureOf(error, () => this.deviceState(signal));
      }
      // Another format would send all documents again.
      if (mayBePrinted(delivery.receipt)) return last;
      before = undefined;
    }
    return last ?? noFormat(missingFormat(capabilities));
  }

  #restFor(info: string, detail: string, medium?: MediaSize): void {
    const until = performance.now() + this.#timing.restMs;
    this.#rest = { until, info, detail, ...(medium === undefined ? {} : { medium }) };
  }

  async deviceState(signal?: AbortSignal): Promise<DeviceState> {
    if (!this.#printer) {
      const detail = `${this.#destination.uri} is not a printer address.`;
      return { status: 'FAILURE', info: 'ELEC CONFIG ERR', detail, ready: false };
    }
    const limit = AbortSignal.timeout(this.#timing.stateMs);
    try {
      const state = await this.#printer.state(signal ? AbortSignal.any([signal, limit]) : limit);
      const rest = this.#rest;
      if (state.status === 'NORMAL' && this.#overdue !== undefined) {
        return { ...state, status: 'WARNING', info: 'CHECK PRINTER', detail: sentenceOf(this.#overdue) };
      }
      if (!state.ready || !rest) return state;
      const { until, info, detail, medium } = rest;
      if (performance.now() < until && !(medium && isLoaded(medium, state))) {
        return { ...state, status: 'WARNING', info, detail, ready: false };
      }
      this.#rest = undefined;
      return state;
    } catch (error) {
      if (this.#printer.isUploading && !signal?.aborted) {
        const detail = 'The printer is receiving a film and does not answer other requests in the meantime.';
        return { status: 'WARNING', info: 'PRINTER BUSY', detail, ready: true };
      }
      if (!limit.aborted) return stateWithout(error);
      const detail = `The printer did not answer completely within ${this.#timing.stateMs / 1000} s: check its panel, or restart it.`;
      return { status: 'FAILURE', info: 'PRINTER OFFLINE', detail, ready: false };
    }
  }

  async prospects(sizes: readonly FilmSize[], signal: AbortSignal): Promise<readonly FilmProspect[]> {
    if (!this.#printer) return [];
    const { capabilities } = await this.#printer.look(signal);
    return prospectsOf(capabilities, sizes, this.#destination);
  }

  sendAgain(receipt: string): string | null {
    return receiptToSendAgain(receipt);
  }

  async cancel(receipt: string): Promise<void> {
    if (this.#printer) await cancelDelivery(this.#printer, receipt, this.#timing.idleMs);
  }
}

function isLoaded(medium: MediaSize, { mediaReady = [] }: DeviceState): boolean {
  return mediaReady.some((name) => {
    const size = mediaSize(name);
    return size !== undefined && isSameSize(size, medium);
  });
}

function noFormat(
  error = 'The films cannot be rendered in a format that the printer supports.',
): DeliveryResult {
  return { kind: 'failed', cause: 'refused', statusInfo: 'ELEC CONFIG ERR', error };
}
