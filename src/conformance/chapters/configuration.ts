// Configuration (PS3.2 A.4.4): AE titles, and every parameter that can be configured, read from the schema of the
// configuration itself.
import { z } from 'zod';
import { configSchema, type ConfigSchema } from '../../config/schema/config-schema.ts';
import type { Config } from '../../config/config.ts';
import { aeTitle } from '../../shared/schema-values.ts';
import { maxFragmentLength } from '../../dicom/pdu/fragment-length.ts';
import { transferSyntaxPreference } from '../../dicom/upper-layer/negotiation.ts';
import { paragraph, section, table, type Section } from '../formats/document.ts';
import { syntaxCells } from '../tables/names.ts';

/** The parts of the JSON schema that are used. */
interface Schema {
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

const schemaOf = (type: z.ZodType): Schema => z.toJSONSchema(type, { io: 'input' }) as Schema;

const aeTitlePattern = schemaOf(aeTitle).pattern;

function allowedNumbers({ type, minimum, exclusiveMinimum, maximum }: Schema): string {
  const kind = type === 'integer' ? 'whole number' : 'number';
  // zod gives integers without a bound the bounds of JavaScript.
  const most = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined;
  const upTo = most === undefined ? '' : ` up to ${most}`;
  if (exclusiveMinimum !== undefined) return `${kind} above ${exclusiveMinimum}${upTo && `,${upTo}`}`;
  if (minimum === undefined) return `${kind}${upTo}`;
  return most === undefined ? `${kind} from ${minimum}` : `${kind} of ${minimum} to ${most}`;
}

/** "1 to 16", "up to 16", "1 or more"; empty if every number is allowed. */
function countText({ minItems, maxItems }: Schema): string {
  if (maxItems !== undefined) return minItems ? `${minItems} to ${maxItems}` : `up to ${maxItems}`;
  return minItems ? `${minItems} or more` : '';
}

function allowedList(schema: Schema): string {
  return `${['list of', countText(schema)].join(' ').trim()}: ${schema.items ? allowed(schema.items) : 'anything'}`;
}

/** Values in words. */
function allowed(schema: Schema): string {
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return [...new Set(either.map(allowed))].join('; or ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map(String).join(', ');
  switch (schema.type) {
    case 'integer':
    case 'number':
      return allowedNumbers(schema);
    case 'string':
      if (schema.pattern === aeTitlePattern) return 'AE title: 1 to 16 printable characters, no backslash';
      return schema.maxLength === undefined ? 'text' : `text up to ${schema.maxLength} characters`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return allowedList(schema);
    default:
      if (schema.properties) return `{ ${Object.keys(schema.properties).join(', ')} }`;
      return typeof schema.additionalProperties === 'object'
        ? `{ <name>: ${allowed(schema.additionalProperties)} }`
        : 'any';
  }
}

/** Maximum length of a default that is shown in the table. */
const maxDefaultLength = 120;

function defaultOf(schema: Schema, required: boolean): string {
  if (required) return 'required';
  if (schema.default === undefined) return 'none';
  const text =
    typeof schema.default === 'string'
      ? schema.default
      : // With spaces, so that a narrow column can break it.
        JSON.stringify(schema.default, undefined, 1).replaceAll(/\s*\n\s*/g, ' ');
  if (text === '') return 'empty';
  return text.length > maxDefaultLength ? 'see config/hardcopy.yaml' : text;
}

/** Rows of each kind of an object that exists in several kinds, distinguished by their key `kind`. */
function variantRows(schema: Schema, path: string): readonly (readonly string[])[] {
  return (schema.anyOf ?? schema.oneOf ?? []).flatMap((variant) => {
    const { kind, ...others } = variant.properties ?? {};
    if (kind?.const === undefined) return [];
    const of = `${path} (${JSON.stringify(kind.const).replaceAll('"', '')})`;
    return [
      [`${path}.kind`, kind.description ?? '', allowed(kind), 'required'],
      ...Object.entries(others).flatMap(([key, child]) =>
        rowsOf(child, `${of}.${key}`, variant.required?.includes(key)),
      ),
    ];
  });
}

/** The schema does not show a default whose value is transformed. */
const presets: Readonly<Record<string, unknown>> = configSchema.parse({});

/** The row of a key whose value has keys of its own: their purpose, and the default of the whole key. */
function groupRow(schema: Schema, path: string, required: boolean): readonly (readonly string[])[] {
  const { description } = schema;
  if (description === undefined) return [];
  const preset = defaultOf({ default: presets[path], ...schema }, required);
  const values = schema.items ? `list of ${countText(schema)}, each with the keys below` : 'the keys below';
  return [[path, description, values, preset === '{}' ? 'as below' : preset]];
}

/** One row per key, followed by the keys below it. */
function rowsOf(schema: Schema, path: string, required = false): readonly (readonly string[])[] {
  const below = Object.entries(schema.properties ?? {}).flatMap(([key, child]) =>
    rowsOf(child, path === '' ? key : `${path}.${key}`, schema.required?.includes(key)),
  );
  if (below.length > 0) return [...groupRow(schema, path, required), ...below];
  if (schema.items?.properties) {
    return [...groupRow(schema, path, required), ...rowsOf(schema.items, `${path}[]`)];
  }
  const { additionalProperties } = schema;
  if (typeof additionalProperties === 'object' && additionalProperties.properties) {
    return [...groupRow(schema, path, required), ...rowsOf(additionalProperties, `${path}.<name>`)];
  }
  return [
    [path, schema.description ?? '', allowed(schema), defaultOf(schema, required)],
    ...variantRows(schema, path),
    ...(schema.items ? variantRows(schema.items, `${path}[]`) : []),
  ];
}

/** Rows of every parameter: key, meaning, values, default. */
export function parameterRows(schema: ConfigSchema): readonly (readonly string[])[] {
  return rowsOf(schemaOf(schema), '');
}

/** The network settings of this configuration, in the units of the file. */
function inForce({ dicom, spool }: Config): readonly (readonly string[])[] {
  const seconds = Object.entries(dicom.timeouts).map(([key, ms]) => [
    `dicom.timeouts.${key}`,
    ms === 0 ? 'off' : `${ms / 1000} s`,
  ]);
  const limits = Object.entries(dicom.limits).map(([key, value]) => [`dicom.limits.${key}`, String(value)]);
  return [
    ['dicom.maxPduLength (maximum length of received PDUs)', `${dicom.maxPduLength} bytes`],
    ['dicom.maxPduSent (maximum length of sent PDUs)', `${dicom.maxPduSent} bytes`],
    ['dicom.transferSyntaxes', syntaxCells(dicom.transferSyntaxes ?? transferSyntaxPreference)[0] ?? ''],
    ['dicom.maxAssociations', String(dicom.maxAssociations)],
    ...seconds,
    ...limits,
    ...Object.entries(spool).map(([key, value]) => [`spool.${key}`, String(value)]),
  ];
}

export function configuration(config: Config, schema: ConfigSchema): Section {
  const { host, port, listeners } = config.dicom;
  const clear = [host, String(port), 'unencrypted'];
  const others = listeners.map((listener) => [
    listener.host,
    String(listener.port),
    listener.tls ? 'TLS' : 'unencrypted',
  ]);
  return section(
    'Configuration',
    [],
    [
      section('AE title and presentation address mapping', [
        table(
          'AE title configuration',
          ['Application Entity', 'AE title', 'Other AE titles'],
          config.printers.map(({ name, aeTitle, aeTitleAliases, anyAeTitle }) => [
            name,
            aeTitle,
            [...aeTitleAliases, ...(anyAeTitle ? ['any title that no printer has'] : [])].join(', ') ||
              'none',
          ]),
        ),
        table('Addresses of every printer', ['Address', 'TCP/IP port', 'Transport'], [clear, ...others]),
        paragraph(
          'AE titles, addresses and ports are configured. AE titles compare without case and padding. Clients need not be configured, because the server does not call them; access rules and client profiles may name their AE titles. Imagers and remote systems that are called are configured with AE title, host and port.',
        ),
      ]),
      section('Parameters', [
        table('Values in force', ['Parameter', 'Value'], inForce(config)),
        table(
          'Configuration parameters',
          ['Parameter', 'Meaning', 'Values', 'Default'],
          parameterRows(schema),
        ),
        paragraph(
          `The length of sent PDUs is limited by the peer’s maximum length and by dicom.maxPduSent, and a PDU contains at most ${maxFragmentLength} bytes of a message. Transfer syntaxes and the order of preference among them are configurable for the server, for a listener and for the clients of an access rule, and for every imager and remote system that is called; access rules and imagers may also have their own maximum length of received PDUs, imagers their own maximum length of sent PDUs. Durations are in seconds unless noted otherwise.`,
        ),
      ]),
    ],
  );
}
