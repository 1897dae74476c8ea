// Which keys of the configuration apply at once when it changes, and which need a restart. This is the only such table: the
// merging of configurations (live-config.ts) and the answers to users follow it.
import type { ConfigFile } from '../schema/config-schema.ts';

export type Effect = 'at-once' | 'restart';

type Effects = {
  readonly [K in keyof ConfigFile]-?: Effect | { readonly [S in keyof NonNullable<ConfigFile[K]>]-?: Effect };
};

export const keyEffects = {
  data: 'restart',
  log: { level: 'at-once', format: 'restart' },
  dicom: 'restart',
  console: 'restart',
  accounts: 'restart',
  audit: 'at-once',
  spool: 'at-once',
  devices: 'at-once',
  notifications: 'at-once',
  mail: 'at-once',
  access: 'at-once',
  calibrationExpiresDays: 'at-once',
  controls: 'at-once',
  trace: {
    folder: 'restart',
    clients: 'at-once',
    pixels: 'at-once',
    patientData: 'at-once',
    maxBytes: 'at-once',
  },
  clients: 'at-once',
  remotes: 'at-once',
  printers: 'at-once',
} as const satisfies Effects;

/** The effect of a change of the key at this path; a key that is not in the table needs a restart. */
export function effectOf(keys: readonly (string | number)[]): Effect {
  const table: Readonly<Record<string, Effect | Readonly<Record<string, Effect>>>> = keyEffects;
  const [first = '', second = ''] = keys.map(String);
  const effect = table[first];
  if (typeof effect === 'object') return effect[second] ?? 'restart';
  return effect ?? 'restart';
}
