// docs/reference/configuration.md: every key of the configuration with its type, default and meaning, from the JSON schema.
// Start at `configurationPage`.
import { z } from 'zod';
import { configSchema } from '../../src/config/schema/config-schema.ts';
import { tableLines } from './table.ts';

const schemaNode = z.looseObject({
  type: z.string().optional(),
  const: z.union([z.string(), z.number(), z.boolean()]).optional(),
  enum: z.array(z.unknown()).optional(),
  description: z.string().optional(),
  default: z.json().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  get properties() {
    return z.record(z.string(), schemaNode).optional();
  },
  get items() {
    return schemaNode.optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), schemaNode]).optional();
  },
  get anyOf() {
    return z.array(schemaNode).optional();
  },
  get oneOf() {
    return z.array(schemaNode).optional();
  },
  required: z.array(z.string()).optional(),
});
type SchemaNode = z.output<typeof schemaNode>;

/**
 * The range of a number: ` 1 to 99`, ` ≥ 0`, ` > 0`. The bounds of safe integers come from JavaScript and are
 * omitted.
 */
function rangeText({ minimum, exclusiveMinimum, maximum }: SchemaNode): string {
  const max = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const min = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? undefined : minimum;
  if (min !== undefined && max !== undefined) return `, ${min} to ${max}`;
  if (exclusiveMinimum !== undefined)
    return `, more than ${exclusiveMinimum}${max === undefined ? '' : `, at most ${max}`}`;
  if (min !== undefined) return `, at least ${min}`;
  return max === undefined ? '' : `, at most ${max}`;
}

/** The allowed values of a key. */
function typeText(node: SchemaNode): string {
  const choices = node.anyOf ?? node.oneOf;
  if (choices !== undefined) return [...new Set(choices.map(typeText))].join(' or ');
  if (node.const !== undefined) return `\`${String(node.const)}\``;
  if (node.enum !== undefined) return node.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (node.type === 'array') return node.items === undefined ? 'list' : `list of ${typeText(node.items)}`;
  if (node.type === 'object') {
    return typeof node.additionalProperties === 'object' ? 'map' : 'section';
  }
  return `${node.type ?? 'any value'}${rangeText(node)}`;
}

function defaultText(node: SchemaNode, isRequired: boolean): string {
  if (isRequired) return 'required';
  if (node.default === undefined) return '';
  if (node.properties !== undefined) return '';
  const text = JSON.stringify(node.default);
  return text.length > 120 ? 'see `config/hardcopy.yaml`' : `\`${text}\``;
}

/** The key's own row and those below it. */
function rowsOf(key: string, node: SchemaNode, isRequired: boolean): readonly (readonly string[])[] {
  const own = [`\`${key}\``, typeText(node), defaultText(node, isRequired), node.description ?? ''];
  return [own, ...rowsBelow(key, node)];
}

function rowsBelow(key: string, node: SchemaNode): readonly (readonly string[])[] {
  if (node.properties !== undefined) {
    return Object.entries(node.properties).flatMap(([name, child]) =>
      rowsOf(`${key === '' ? '' : `${key}.`}${name}`, child, node.required?.includes(name) ?? false),
    );
  }
  if (node.items !== undefined) return rowsBelow(`${key}[]`, node.items);
  if (typeof node.additionalProperties === 'object')
    return rowsBelow(`${key}.NAME`, node.additionalProperties);
  return (node.anyOf ?? node.oneOf ?? []).flatMap((choice) => rowsBelow(key, choice));
}

const headings = ['key', 'value', 'default', 'meaning'];
const table = (rows: readonly (readonly string[])[]): readonly string[] => tableLines(headings, rows);

/** A section of the page: the rows of one top-level key, without keys that have sections of their own. */
function section(name: string, node: SchemaNode): readonly string[] {
  if (node.properties === undefined && node.items?.properties === undefined) return [];
  const lead = [`## \`${name}\``, '', `${node.description ?? ''}.`, ''];
  if (name !== 'printers') return [...lead, ...table(rowsBelow(name, node)), ''];
  const printer = node.items?.properties ?? {};
  const { destinations, ...others } = printer;
  const ofPrinter: SchemaNode = { ...(node.items ?? node), properties: others };
  const kinds = destinations?.items?.oneOf ?? [];
  return [
    ...lead,
    'Keys of one printer. Its `destinations` follow.',
    '',
    ...table(rowsBelow('', ofPrinter)),
    '',
    '## `printers[].destinations`',
    '',
    'Each destination has a `kind`, which decides the other keys.',
    '',
    ...kinds.flatMap((kind) => [
      `### \`kind: ${String(kind.properties?.kind?.const)}\``,
      '',
      `${kind.properties?.kind?.description ?? ''}.`,
      '',
      ...table(rowsBelow('', kind)),
      '',
    ]),
  ];
}

/** The page in Markdown. */
export function configurationPage(): string {
  const schema = schemaNode.parse(z.toJSONSchema(configSchema, { io: 'input' }));
  const keys = Object.entries(schema.properties ?? {});
  const plain = keys.filter(([name, node]) => section(name, node).length === 0);
  return [
    '# Configuration keys',
    '',
    'Made from `src/config/schema/config-schema.ts` by `npm run generate`.',
    '',
    'The configuration is a YAML file. [`config/hardcopy.yaml`](../../config/hardcopy.yaml) has every key with its default and a',
    'comment; a key that is left out keeps its default. `hardcopy check --config FILE` checks a file. An editor that knows JSON',
    'schema checks it while you type: `config/hardcopy.schema.json`.',
    '',
    'Unless a row says otherwise, times are in seconds, lengths in millimeters and densities in hundredths of optical density (OD).',
    'Relative paths start at the folder of the configuration file. `[]` stands for each entry of a list, `NAME` for a name of your',
    'choice.',
    '',
    '## Top level',
    '',
    ...table(plain.flatMap(([name, node]) => rowsOf(name, node, false))),
    '',
    ...keys.flatMap(([name, node]) => section(name, node)),
  ].join('\n');
}
