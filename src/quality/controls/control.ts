// Constancy control: which steps of the test target are measured, how far each may be from its reference, and what to do if it is
// farther. Pure. Start at `controlOf`.
import { unusable } from '../../calibration/curve/measurement.ts';
import { targetPatches } from '../../calibration/target/target-layout.ts';

export const controlKinds = ['daily', 'weekly'] as const;
/** `daily`: white, black and five steps between them; `weekly`: all steps of the test target. */
export type ControlKind = (typeof controlKinds)[number];

/** `dmin`: white; `outer`: the steps near white and near black; `dmax`: black. */
export const stepRoles = ['dmin', 'outer', 'step', 'dmax'] as const;
export type StepRole = (typeof stepRoles)[number];

/** The largest permitted difference from the reference, OD. */
export interface ControlLimits {
  readonly dmin: number;
  readonly steps: number;
  readonly outerSteps: number;
  readonly dmax: number;
}

export interface ControlStep {
  /** P-value of 8 bits: 255 is white. */
  readonly pValue: number;
  readonly role: StepRole;
  /** Numbers of its patches on the test target. */
  readonly patches: readonly number[];
}

export interface StepDensity {
  readonly pValue: number;
  readonly density: number;
}

/** The densities that a person established as the reference of a printer on a medium. */
export interface ControlReference {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly who: string;
  readonly comment: string;
  /** From white to black. */
  readonly densities: readonly StepDensity[];
}

export interface ControlValue extends StepDensity {
  readonly role: StepRole;
  /** Null: there is no reference for this step. */
  readonly reference: number | null;
  /** OD; in force when it was measured. */
  readonly limit: number;
  /** Null: not judged. */
  readonly passed: boolean | null;
}

/** Levels of a test target; equal to the default of `hardcopy calibrate PRINTER target --test`. */
export const controlLevels = 18;
const dailyValues: ReadonlySet<number> = new Set([255, 225, 180, 135, 90, 45, 0]);

const patches = targetPatches(controlLevels, 'p-values');
const allValues = [...new Set(patches.map(({ value }) => value))].toSorted((a, b) => b - a);

/** Steps at least as close as this to white or black are outer ones: the same steps in both kinds of controls. */
const outerFrom = { white: 225, black: 45 } as const;

function roleOf(pValue: number): StepRole {
  if (pValue === 255) return 'dmin';
  if (pValue === 0) return 'dmax';
  return pValue >= outerFrom.white || pValue <= outerFrom.black ? 'outer' : 'step';
}

/** The steps of a control, from white to black. */
export function controlSteps(kind: ControlKind): readonly ControlStep[] {
  const values = kind === 'weekly' ? allValues : allValues.filter((value) => dailyValues.has(value));
  return values.map((pValue) => ({
    pValue,
    role: roleOf(pValue),
    patches: patches.filter(({ value }) => value === pValue).map(({ patch }) => patch),
  }));
}

export function limitOf(role: StepRole, limits: ControlLimits): number {
  return { dmin: limits.dmin, outer: limits.outerSteps, step: limits.steps, dmax: limits.dmax }[role];
}

/**
 * Densities that fall by more than this toward black are in the wrong order, OD. A failing printer can print black lighter than
 * the step before it, and its control must still be recorded; the densities of a reference must rise.
 */
const orderTolerance = { control: 0.5, reference: 0.05 } as const;

/**
 * The densities of all steps of a kind, from white to black.
 * @throws SetupFailure `measurement-unusable` if one is missing, unknown, twice there, not a density, or out of order
 */
export function orderedDensities(
  kind: ControlKind,
  given: readonly StepDensity[],
  purpose: keyof typeof orderTolerance = 'control',
): readonly StepDensity[] {
  const steps = controlSteps(kind);
  const known = new Map(given.map((step) => [step.pValue, step.density]));
  if (known.size < given.length) throw unusable('A P-value is there twice; each step has one density.');
  const values = new Set(steps.map(({ pValue }) => pValue));
  for (const [pValue, density] of known) {
    if (!values.has(pValue))
      throw unusable(
        `The P-value ${pValue} is not a step of this control; they are ${[...values].join(', ')}.`,
      );
    if (!(density >= -0.05 && density <= 5))
      throw unusable(
        `The step of P-value ${pValue} has density ${density}; optical densities lie between 0 and 5.`,
      );
  }
  const missing = [...values].filter((value) => !known.has(value));
  if (missing.length > 0)
    throw unusable(
      `The densities of the P-values ${missing.join(', ')} are missing; measure these steps too.`,
    );
  const ordered = steps.map(({ pValue }) => ({ pValue, density: known.get(pValue) ?? 0 }));
  let darkest = ordered[0];
  for (const step of ordered) {
    if (darkest !== undefined && step.density < darkest.density - orderTolerance[purpose])
      throw unusable(
        `The step of P-value ${step.pValue} has density ${step.density.toFixed(2)}, less than the lighter step ${darkest.pValue} with ${darkest.density.toFixed(2)}; densities rise toward black. Check the order.`,
      );
    if (darkest === undefined || step.density > darkest.density) darkest = step;
  }
  return ordered;
}

/** Differences of exactly the limit pass; densities have two or three decimals. */
const rounding = 1e-9;

/** Compares densities with the reference. */
export function controlOf(
  densities: readonly StepDensity[],
  reference: ControlReference | undefined,
  limits: ControlLimits,
): readonly ControlValue[] {
  const known = new Map(reference?.densities.map((step) => [step.pValue, step.density]));
  return densities.map(({ pValue, density }) => {
    const role = roleOf(pValue);
    const limit = limitOf(role, limits);
    const expected = known.get(pValue);
    if (expected === undefined) return { pValue, density, role, reference: null, limit, passed: null };
    const passed = Math.abs(density - expected) <= limit + rounding;
    return { pValue, density, role, reference: expected, limit, passed };
  });
}

/** Whether a control passed; null: nothing could be judged. */
export function passedOf(values: readonly Pick<ControlValue, 'passed'>[]): boolean | null {
  const judged = values.filter(({ passed }) => passed !== null);
  return judged.length === 0 ? null : judged.every(({ passed }) => passed);
}

/** What to do about a control that failed, by what failed. */
export const controlAdvice = {
  'dmin-high':
    'White is too dark: check the paper or film, its storage, and background toning; clean the rollers.',
  'dmin-low':
    'White is lighter than the reference: another paper or film is loaded. Load the usual one, or establish a new reference.',
  'dmax-low':
    'Black is too light: check toner or ink, the density setting and toner saving; replace the supply, then print the target again.',
  'dmax-high': 'Black is too dark: check the density setting of the device and the medium that is loaded.',
  'steps-shifted':
    'The steps between white and black have moved: print and measure the target again; if it fails again, calibrate the printer.',
} as const;
export type ControlAdvice = keyof typeof controlAdvice;

/** Without repetitions, in the order of the steps. */
export function adviceOf(values: readonly ControlValue[]): readonly ControlAdvice[] {
  const found = values.flatMap(({ role, density, reference, passed }): readonly ControlAdvice[] => {
    if (passed !== false || reference === null) return [];
    const isHigh = density > reference;
    if (role === 'dmin') return [isHigh ? 'dmin-high' : 'dmin-low'];
    if (role === 'dmax') return [isHigh ? 'dmax-high' : 'dmax-low'];
    return ['steps-shifted'];
  });
  return [...new Set(found)];
}
