// What a kind of destination is: one definition, which its folder exports and registry.ts lists. The rest of the program asks
// the definition and never for the kind's name. Start at `DestinationDefinition`; docs/how-to/add-a-destination-kind.md is the way
// to a new one.
import { z } from 'zod';
import type { DestinationBase, Printer, PrinterDestination, RemoteEntity } from '../shared/film/printer.ts';
import { stated } from '../shared/stated.ts';
import type { DestinationDriver } from './destination.ts';
import type { KindConformance } from './kind-conformance.ts';

/** Where the configuration of a destination stands. */
export interface Surroundings {
  readonly printer: Pick<Printer, 'aeTitle' | 'densities' | 'filmSizes' | 'customFilmSizes'>;
  /** Absolute; folders of documents are relative to it. */
  readonly dataFolder: string;
  /** Absolute: that of the configuration file; certificates are relative to it. */
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

/** The same of a device of a pool, which is required or not together with its pool. */
export interface DeviceKeys {
  readonly kind: string;
  readonly name?: string | undefined;
}
type EntryKeys = DeviceKeys & { readonly required: boolean };

/** A zod schema of objects with a literal `kind`. */
type KeysSchema<Keys> = z.ZodType<Keys> & z.core.$ZodTypeDiscriminable;

/** A destination as configured: checked, defaults filled in, and still without its printer. */
export interface DestinationEntry extends DestinationBase {
  readonly kind: string;
  /** Film Size IDs that it names, its devices' too; each must have a size. */
  readonly filmSizes: readonly { readonly destination: string; readonly filmSizeId: string }[];
  readonly resolve: (surroundings: Surroundings) => Destination;
  /** The keys as written, defaults filled in. */
  readonly toJSON: () => object;
}
export type EntrySchema = KeysSchema<DestinationEntry>;

/** What can be looked at without a device's answer. */
export interface DestinationChecks {
  /** The machine on the network: a host name or an address. */
  readonly host?: string;
  /** A folder of this machine that documents are written to; absolute. */
  readonly folder?: string;
}

/** Something that prints, as opposed to a folder: pools may hold it, `check --devices` asks it. */
export interface DeviceTraits<Device extends DeviceKeys> {
  /** Its keys in `devices` of a pool: those of `schema` without `required`. */
  readonly schema: KeysSchema<Device>;
  /** Whether its greys are set by the printer's calibration; a film imager has a calibration of its own. */
  readonly usesCalibration: boolean;
  /** Whether a film of any size prints there; a film imager has sheets of certain sizes. */
  readonly takesAnyFilmSize: boolean;
}

interface CommonParts<Kind extends string, Device extends DeviceKeys, Entry extends Device, Settings> {
  /** Its name in configurations, metrics and HTTP answers. */
  readonly kind: Kind;
  /** Its keys in a configuration: `kind`, those of `everyDestination`, its own, each described. */
  readonly schema: KeysSchema<Entry>;
  /** Keys → settings as they are used: absolute paths, milliseconds, what it takes from its printer. Pure. */
  readonly resolve: (keys: Device, surroundings: Surroundings) => Settings;
  /** Opens nothing yet: a folder or a device is looked at when something is delivered. Throws SetupFailure. */
  readonly open: (destination: Settings & DestinationBase) => DestinationDriver;
  /** Where films go, for people: the folder, or the address. */
  readonly place: (settings: Settings) => string;
  /** The same with what it is: `PDF in /films`. */
  readonly describe: (place: string) => string;
}

/** One place: a folder, or a device. */
interface SingleParts<Device extends DeviceKeys, Settings> {
  /** Null: not a device. */
  readonly device: DeviceTraits<Device> | null;
  readonly checks: (settings: Settings) => DestinationChecks;
  readonly conformance: KindConformance<Settings>;
  /** Film Size IDs that the configuration names; default: none. */
  readonly filmSizes?: (keys: Device) => readonly string[];
  /** The DICOM system that is verified by C-ECHO; default: none. */
  readonly remote?: (destination: Settings & DestinationBase) => RemoteEntity;
}

/** Several destinations of other kinds behind one name; what is asked of it is asked of them. */
interface CompositeParts<Device extends DeviceKeys, Settings> {
  readonly entries: (keys: Device) => readonly DestinationEntry[];
  readonly members: (settings: Settings) => readonly Destination[];
}

/**
 * A kind of destination. `Entry` is what its schema makes of the keys, `Device` the same in a pool, `Settings` what they are
 * resolved to.
 */
export type DestinationDefinition<
  Kind extends string,
  Device extends DeviceKeys,
  Entry extends Device & EntryKeys,
  Settings extends object,
> = CommonParts<Kind, Device, Entry, Settings> &
  (SingleParts<Device, Settings> | CompositeParts<Device, Settings>);

/** A kind for the registry: what depends on its keys and settings is inside, so that all kinds have one type. */
export interface DestinationKind<Kind extends string = string> {
  readonly kind: Kind;
  readonly schema: EntrySchema;
  /** In `devices` of a pool; undefined where a pool cannot hold it. */
  readonly deviceSchema: EntrySchema | undefined;
}

/** A destination of a printer, and all that its kind can do with its settings. */
export interface Destination extends PrinterDestination {
  /** Where films go, for people: the folder, or the address. */
  readonly place: string;
  /** The same with what it is: `PDF in /films`. */
  readonly description: string;
  /** The devices of a pool; else itself. */
  readonly members: readonly SingleDestination[];
  /** Opens nothing yet: a folder or a device is looked at when something is delivered. Throws SetupFailure. */
  readonly open: () => DestinationDriver;
  /** Kind, name and settings alone, for `check --json`. */
  readonly toJSON: () => object;
}

/** One place: a folder, or a device. */
export interface SingleDestination extends Destination {
  readonly isDevice: boolean;
  readonly checks: DestinationChecks;
  readonly conformance: Omit<KindConformance<unknown>, 'media'>;
  /** What Medium Type and Film Destination choose there, a clause each. */
  readonly media: readonly string[];
  readonly remote?: RemoteEntity;
}

/** The typed definition of a kind → the kind as the registry has it. */
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
