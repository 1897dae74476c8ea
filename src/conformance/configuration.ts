// Configuration (PS3.2 A.4.4): AE titles, and every parameter that can be configured, read from the schema of the
// configuration itself.
import { z } from 'zod';
import { configSchema } from '../config/config-schema.ts';
import type { Config } from '../config/config.ts';
import { longestFragment } from '../dicom/negotiation.ts';
import { paragraph, section, table, type Section } from './document.ts';

/** The JSON schema, as far as it is looked at. */
interface Schema {
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** Values in words. */
function allowed(schema: Schema): string {
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return [...new Set(either.map(allowed))].join('; or ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map(String).join(', ');
  switch (schema.type) {
    case 'integer':
    case 'number': {
      const { minimum, maximum } = schema;
      const kind = schema.type === 'integer' ? 'whole number' : 'number';
      if (minimum === undefined) return maximum === undefined ? kind : `${kind} up to ${maximum}`;
      const bounded = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
      return bounded ? `${kind} of ${minimum} to ${maximum}` : `${kind} from ${minimum}`;
    }
    case 'string':
      return schema.maxLength === undefined ? 'text' : `text up to ${schema.maxLength} characters`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return `list of: ${schema.items ? allowed(schema.items) : 'anything'}`;
    default:
      if (schema.properties) return `{ ${Object.keys(schema.properties).join(', ')} }`;
      return typeof schema.additionalProperties === 'object'
        ? `{ <name>: ${allowed(schema.additionalProperties)} }`
        : 'any';
  }
}

/** A longer default is more than a table can show. */
const longestDefault = 120;

function defaultOf(schema: Schema): string {
  if (schema.default === undefined) return 'none';
  const text =
    typeof schema.default === 'string'
      ? schema.default
      : // With blanks at which a narrow column may break it.
        JSON.stringify(schema.default, undefined, 1).replaceAll(/\s*\n\s*/g, ' ');
  if (text === '') return 'empty';
  return text.length > longestDefault ? 'see config/hardcopy.yaml' : text;
}

/** Rows of each kind of an object that there are several of, told apart by their key `kind`. */
function variantRows(schema: Schema, path: string): readonly (readonly string[])[] {
  return (schema.anyOf ?? schema.oneOf ?? []).flatMap((variant) => {
    const { kind, ...others } = variant.properties ?? {};
    if (kind?.const === undefined) return [];
    const of = `${path} (${JSON.stringify(kind.const).replaceAll('"', '')})`;
    return [
      [`${path}.kind`, kind.description ?? '', allowed(kind), defaultOf(kind)],
      ...Object.entries(others).flatMap(([key, child]) => rowsOf(child, `${of}.${key}`)),
    ];
  });
}

/** One row for each key that has a value of its own. */
function rowsOf(schema: Schema, path: string): readonly (readonly string[])[] {
  const below = Object.entries(schema.properties ?? {}).flatMap(([key, child]) =>
    rowsOf(child, path === '' ? key : `${path}.${key}`),
  );
  if (below.length > 0) return below;
  if (schema.items?.properties) return rowsOf(schema.items, `${path}[]`);
  const { additionalProperties } = schema;
  if (typeof additionalProperties === 'object' && additionalProperties.properties) {
    return rowsOf(additionalProperties, `${path}.<name>`);
  }
  return [
    [path, schema.description ?? '', allowed(schema), defaultOf(schema)],
    ...variantRows(schema, path),
    ...(schema.items ? variantRows(schema.items, `${path}[]`) : []),
  ];
}

/** Rows of every parameter: key, meaning, values, default. */
export function parameterRows(): readonly (readonly string[])[] {
  return rowsOf(z.toJSONSchema(configSchema, { io: 'input' }) as Schema, '');
}

/** What holds for the network in this configuration, in the units of the file. */
function inForce({ dicom, spool }: Config): readonly (readonly string[])[] {
  const seconds = Object.entries(dicom.timeouts).map(([key, ms]) => [
    `dicom.timeouts.${key}`,
    ms === 0 ? 'off' : `${ms / 1000} s`,
  ]);
  const limits = Object.entries(dicom.limits).map(([key, value]) => [`dicom.limits.${key}`, String(value)]);
  return [
    ['dicom.maxPduLength (longest PDU that is received)', `${dicom.maxPduLength} bytes`],
    ['dicom.maxAssociations', String(dicom.maxAssociations)],
    ...seconds,
    ...limits,
    ...Object.entries(spool).map(([key, value]) => [`spool.${key}`, String(value)]),
  ];
}

export function configuration(config: Config): Section {
  const { host, port, listeners } = config.dicom;
  const clear = [host, String(port), 'in clear'];
  const others = listeners.map((listener) => [
    ...[listener.host, String(listener.port)],
    listener.tls ? 'TLS' : 'in clear',
  ]);
  return section(
    'Configuration',
    [],
    [
      section('AE title and presentation address mapping', [
        table(
          'AE title configuration',
          ['Application Entity', 'AE title'],
          config.printers.map(({ name, aeTitle }) => [name, aeTitle]),
        ),
        table('Addresses of every printer', ['Address', 'TCP/IP port', 'Transport'], [clear, ...others]),
        paragraph(
          'AE titles, addresses and ports are configured. Remote AE titles need not be, except in access rules: clients call, and are not called.',
        ),
      ]),
      section('Parameters', [
        table('Values in force', ['Parameter', 'Value'], inForce(config)),
        table('Configuration parameters', ['Parameter', 'Meaning', 'Values', 'Default'], parameterRows()),
        paragraph(
          `PDUs are sent as long as the peer takes them, with at most ${longestFragment} bytes of a message each. Transfer syntaxes and the order of preference among them are not configurable. Durations are in seconds unless they say otherwise.`,
        ),
      ]),
    ],
  );
}
