// Calibrations and controls in the form of the API. Pure.
import type { ApiMeasurement } from '../../api/quality/calibrations.ts';
import type { ApiControlRecord } from '../../api/quality/controls.ts';
import { expectedText, verdictText, type Calibration } from '../../calibration/report/report.ts';
import { verdictLimits, verdictOf } from '../../calibration/curve/response.ts';
import type { Judgment } from '../../calibration/curve/shown.ts';
import { adviceOf, controlAdvice } from '../../quality/controls/control.ts';
import type { ControlRecord } from '../../quality/controls/control-store.ts';

const judgmentAnswer = ({ fit, contrast }: Judgment): ApiMeasurement['before'] => ({
  jndsPerInterval: fit.jndsPerInterval,
  idealJnds: fit.ideal,
  contrast: contrast.steps,
  largest: contrast.largest,
});

/** @param notes for the person who measured; default: none */
export function measurementAnswer(
  id: string,
  calibration: Calibration,
  state: ApiMeasurement['state'],
  notes: readonly string[] = [],
): ApiMeasurement {
  const { printer, mediumName, measuredAt, who, source, before, after, maxExpected } = calibration;
  return {
    id,
    printer,
    medium: mediumName,
    state,
    measuredAt,
    measuredBy: who,
    source: { kind: source.kind, file: source.file, assumes: source.assumes, serial: source.serial ?? null },
    notes,
    dmin: calibration.dmin,
    dmax: calibration.dmax,
    noise: calibration.noiseOD,
    curve: calibration.points,
    wedge: calibration.wedge,
    leftOut: calibration.leftOut.map(({ patch, deviceValue, density }) => ({
      patch: patch ?? null,
      deviceValue,
      density,
    })),
    before: judgmentAnswer(before),
    after: judgmentAnswer(after),
    expected: maxExpected,
    verdict: source.guessed === true ? 'none' : verdictOf(maxExpected),
    verdictText: verdictText(maxExpected, source),
    expectedText: expectedText(calibration),
    limits: verdictLimits,
  };
}

export function controlAnswer(record: ControlRecord): ApiControlRecord {
  return {
    ...record,
    advice: adviceOf(record.values).map((code) => ({ code, sentence: controlAdvice[code] })),
  };
}
