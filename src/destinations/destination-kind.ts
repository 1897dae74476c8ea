// Defines what a kind of destination is: one definition, which its folder exports and registry.ts lists. The rest of the
// program uses the definition and never compares the name of the kind. Start at `DestinationDefinition`;
// docs/how-to/add-a-destination-kind.md describes how to add a kind.
import { z } from 'zod';
import type { DestinationBase, Printer, PrinterDestination, RemoteEntity } from '../shared/film/printer.ts';
import { stated } from '../shared/stated.ts';
import type { DestinationDriver } from './destination.ts';
import type { KindConformance } from './kind-conformance.ts';

/** The location of a destination's configuration. */
export interface Surroundings {
  readonly printer: Pick<Printer, 'aeTitle' | 'densities' | 'filmSizes' | 'customFilmSizes'>;
  /** Data folder, absolute; document folders are relative to it. */
  readonly dataFolder: string;
  /** Folder of the configuration file, absolute; certificates are relative to it. */
  readonly configFolder: string;
}

/** The keys that every kind of destination has in a configuration, besides `kind`. */
export const everyDestination = {
  name: z.string().min(1).max(64).optional().describe('Name in jobs and logs; default: the kind'),
  required: z
    .boolean()
    .default(true)
    .describe('false: best effort, jobs are DONE without it after its last attempt'),
};

/** The same for a device of a pool; `required` is a key of the pool, not of its devices. */
export interface DeviceKeys {
  readonly kind: string;
  readonly name?: string | undefined;
}
type EntryKeys = DeviceKeys & { readonly required: boolean };

/** A zod schema of objects with a literal `kind`. */
type KeysSchema<Keys> = z.ZodType<Keys> & z.core.$ZodTypeDiscriminable;

/** A destination as configured: validated, with defaults, but not yet resolved for its printer. */
export interface DestinationEntry extends DestinationBase {
  readonly kind: string;
  /** Film Size IDs that the destination and its devices name; each must have a size. */
  readonly filmSizes: readonly { readonly destination: string; readonly filmSizeId: string }[];
  readonly resolve: (surroundings: Surroundings) => Destination;
  /** The keys as written, with defaults. */
  readonly toJSON: () => object;
}
export type EntrySchema = KeysSchema<DestinationEntry>;

/** What can be checked without an answer from the device. */
export interface DestinationChecks {
  /** The machine on the network: a host name or an address. */
  readonly host?: string;
  /** A folder of this machine that documents are written to; absolute. */
  readonly folder?: string;
}

/** A device, as opposed to a folder: a pool may contain it, and `check --devices` queries it. */
export interface DeviceTraits<Device extends DeviceKeys> {
  /** Its keys in `devices` of a pool: those of `schema` without `required`. */
  readonly schema: KeysSchema<Device>;
  /** Whether the printer's calibration sets its grays; a film imager has its own calibration. */
  readonly usesCalibration: boolean;
  /** Whether a film of any size can be printed there; a film imager has only certain sizes. */
  readonly takesAnyFilmSize: boolean;
}

interface CommonParts<Kind extends string, Device extends DeviceKeys, Entry extends Device, Settings> {
  /** Its name in configurations, metrics and HTTP answers. */
  readonly kind: Kind;
  /** Its keys in a configuration: `kind`, those of `everyDestination`, and its own, each with a description. */
  readonly schema: KeysSchema<Entry>;
  /** Converts keys to settings as they are used: absolute paths, milliseconds, values from its printer. Pure. */
  readonly resolve: (keys: Device, surroundings: Surroundings) => Settings;
  /** Creates the driver. Opens nothing: a folder or a device is first accessed at a delivery. Throws SetupFailure. */
  readonly open: (destination: Settings & DestinationBase) => DestinationDriver;
  /** Where films go, as shown to users: the folder, or the address. */
  readonly place: (settings: Settings) => string;
  /** The same with the kind: `PDF in /films`. */
  readonly describe: (place: string) => string;
}

/** A single destination: a folder, or a device. */
interface SingleParts<Device extends DeviceKeys, Settings> {
  /** Null: not a device. */
  readonly device: DeviceTraits<Device> | null;
  readonly checks: (settings: Settings) => DestinationChecks;
  readonly conformance: KindConformance<Settings>;
  /** Film Size IDs that the configuration names; default: none. */
  readonly filmSizes?: (keys: Device) => readonly string[];
  /** The DICOM system to verify by C-ECHO; default: none. */
  readonly remote?: (destination: Settings & DestinationBase) => RemoteEntity;
}

/** Several destinations of other kinds under one name; all queries are passed on to them. */
interface CompositeParts<Device extends DeviceKeys, Settings> {
  readonly entries: (keys: Device) => readonly DestinationEntry[];
  readonly members: (settings: Settings) => readonly Destination[];
}

/**
 * A kind of destination. `Entry` is the type of its validated keys, `Device` the same in a pool, `Settings` the type of the
 * resolved settings.
 */
export type DestinationDefinition<
  Kind extends string,
  Device extends DeviceKeys,
  Entry extends Device & EntryKeys,
  Settings extends object,
> = CommonParts<Kind, Device, Entry, Settings> &
  (SingleParts<Device, Settings> | CompositeParts<Device, Settings>);

/**
 * A kind as the registry holds it. What depends on the types of its keys and settings is inside, so that all kinds have one
 * type.
 */
export interface DestinationKind<Kind extends string = string> {
  readonly kind: Kind;
  readonly schema: EntrySchema;
  /** The schema of an entry in `devices` of a pool; undefined if a pool cannot contain it. */
  readonly deviceSchema: EntrySchema | undefined;
}

/** A destination of a printer, with all that its kind can do with its settings. */
export interface Destination extends PrinterDestination {
  /** Where films go, as shown to users: the folder, or the address. */
  readonly place: string;
  /** The same with the kind: `PDF in /films`. */
  readonly description: string;
  /** The devices of a pool; otherwise the destination itself. */
  readonly members: readonly SingleDestination[];
  /** Creates the driver. Opens nothing: a folder or a device is first accessed at a delivery. Throws SetupFailure. */
  readonly open: () => DestinationDriver;
  /** Only kind, name and settings, for `check --json`. */
  readonly toJSON: () => object;
}

/** A single destination: a folder, or a device. */
export interface SingleDestination extends Destination {
  readonly isDevice: boolean;
  readonly checks: DestinationChecks;
  readonly conformance: Omit<KindConformance<unknown>, 'media'>;
  /** What Medium Type and Film Destination select there, one clause each. */
  readonly media: readonly string[];
  readonly remote?: RemoteEntity;
}

/** Converts the typed definition of a kind for the registry. */
export function destinationKind<
  const Kind extends string,
  Device extends DeviceKeys,
  Entry extends Device & EntryKeys,
  Settings extends object,
>(definition: DestinationDefinition<Kind, Device, Entry, Settings>): DestinationKind<Kind> {
  const { kind } = definition;

  const resolved = (base: DestinationBase, settings: Settings): Destination => {
    const named = { ...settings, ...base };
    const place = definition.place(settings);
    const common = {
      kind,
      ...base,
      place,
      description: definition.describe(place),
      open: () => definition.open(named),
      toJSON: () => ({ kind, ...base, ...settings }),
    };
    if ('members' in definition) {
      const members = definition.members(settings).flatMap((member) => member.members);
      return {
        ...common,
        members,
        takesAnyFilmSize: members.every((member) => member.takesAnyFilmSize),
        calibrated: members.flatMap((member) => member.calibrated),
      };
    }
    const { device, conformance } = definition;
    const single: SingleDestination = {
      ...common,
      isDevice: device !== null,
      takesAnyFilmSize: device?.takesAnyFilmSize ?? true,
      calibrated: device?.usesCalibration ? [base.name] : [],
      checks: definition.checks(settings),
      conformance,
      media: conformance.media?.(settings) ?? [],
      ...stated({ remote: definition.remote?.(named) }),
      get members() {
        return [single];
      },
    };
    return single;
  };

  const entryOf = (keys: Device, required: boolean): DestinationEntry => {
    const base = { name: keys.name ?? kind, required };
    return {
      kind,
      ...base,
      filmSizes:
        'entries' in definition
          ? definition.entries(keys).flatMap(({ filmSizes }) => filmSizes)
          : (definition.filmSizes?.(keys) ?? []).map((filmSizeId) => ({
              destination: base.name,
              filmSizeId,
            })),
      resolve: (surroundings) => resolved(base, definition.resolve(keys, surroundings)),
      toJSON: () => keys,
    };
  };

  return {
    kind,
    schema: definition.schema.transform((keys) => entryOf(keys, keys.required)),
    deviceSchema:
      'device' in definition ? definition.device?.schema.transform((keys) => entryOf(keys, true)) : undefined,
  };
}

/** The entries of several kinds, distinguished by `kind`. */
export function entryUnion(schemas: readonly EntrySchema[]) {
  const [first, ...others] = schemas;
  if (!first) throw new TypeError('No kind of destination.');
  return z.discriminatedUnion('kind', [first, ...others]);
}
