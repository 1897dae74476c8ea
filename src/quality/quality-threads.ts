// Work on a thread of its own, because it takes seconds or needs the libraries for pictures and PDFs: measuring scans and tables,
// and writing reports. Start at `createQualityWork`; quality-thread.ts runs on the thread.
import type { MeasuredInput, MeasureOptions } from '../calibration/measure.ts';
import type { Calibration } from '../calibration/report/report.ts';
import { unusable } from '../calibration/curve/measurement.ts';
import type { RenderPrinter } from '../render/medium.ts';
import { RequestRefusal } from '../shared/errors/request-refusals.ts';
import { WorkerThreads } from '../shared/threads/worker-threads.ts';
import type { Log } from '../shared/log/log.ts';
import type { StepDensity } from './controls/control.ts';
import type { ControlRecordPage } from './controls/control-pdf.ts';

/** The printer, as plain data. */
export type JudgedPrinter = RenderPrinter & { readonly aeTitle: string; readonly mediumName: string };

export interface MeasureRequest {
  readonly files: readonly MeasuredInput[];
  readonly options: MeasureOptions;
}

export type QualityRequest =
  | ({ readonly kind: 'calibrate'; readonly printer: JudgedPrinter; readonly who: string } & MeasureRequest)
  | ({ readonly kind: 'control' } & MeasureRequest)
  | { readonly kind: 'report'; readonly calibration: Calibration }
  | { readonly kind: 'record'; readonly page: ControlRecordPage };

/** The result of measuring scans or tables. */
export interface CalibrationMade {
  readonly calibration: Calibration;
  readonly notes: readonly string[];
}

export type QualityAnswer =
  | ({ readonly kind: 'calibration' } & CalibrationMade)
  | { readonly kind: 'densities'; readonly densities: readonly StepDensity[] }
  | { readonly kind: 'report'; readonly pdf: Uint8Array<ArrayBuffer> }
  /** The measurement cannot be used: a sentence with what to do. */
  | { readonly kind: 'unusable'; readonly message: string }
  | { readonly kind: 'failure'; readonly message: string };

export interface QualityWork {
  /** @throws SetupFailure `measurement-unusable`; RequestRefusal `too-busy` */
  readonly calibrate: (
    request: Omit<Extract<QualityRequest, { kind: 'calibrate' }>, 'kind'>,
  ) => Promise<CalibrationMade>;
  /** Densities of the steps of a test target. Throws the same. */
  readonly control: (request: MeasureRequest) => Promise<readonly StepDensity[]>;
  readonly report: (calibration: Calibration) => Promise<Uint8Array>;
  readonly record: (page: ControlRecordPage) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
}

const maxWaiting = 16;

/** Does not start a thread until the first request. */
export function createQualityWork(log: Log): QualityWork {
  const threads = new WorkerThreads<QualityRequest, QualityAnswer>({
    work: 'quality',
    module: new URL('./quality-thread.ts', import.meta.url),
    // A scan at 600 dpi needs some hundred megabytes while it is read.
    maxThreads: 1,
    idleMilliseconds: 10_000,
    maxHeapMebibytes: 1024,
    maxWaiting,
    isMute: true,
    log,
  });
  let running = 0;
  const run = async <K extends QualityAnswer['kind']>(
    kind: K,
    request: QualityRequest,
  ): Promise<Extract<QualityAnswer, { kind: K }>> => {
    if (running >= maxWaiting)
      throw new RequestRefusal('too-busy', `${maxWaiting} measurements wait; try again in a moment`);
    running += 1;
    try {
      const answer = await threads.run(request);
      if (answer.kind === 'unusable') throw unusable(answer.message);
      if (answer.kind === 'failure') throw new Error(answer.message);
      if (!isKind(answer, kind)) throw new TypeError(`${kind} was requested`);
      return answer;
    } finally {
      running -= 1;
    }
  };
  return {
    calibrate: (request) => run('calibration', { kind: 'calibrate', ...request }),
    control: async (request) => (await run('densities', { kind: 'control', ...request })).densities,
    report: async (calibration) => (await run('report', { kind: 'report', calibration })).pdf,
    record: async (page) => (await run('report', { kind: 'record', page })).pdf,
    close: () => threads.close(),
  };
}

function isKind<K extends QualityAnswer['kind']>(
  answer: QualityAnswer,
  kind: K,
): answer is Extract<QualityAnswer, { kind: K }> {
  return answer.kind === kind;
}
