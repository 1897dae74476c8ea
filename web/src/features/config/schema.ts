// The JSON schema of the configuration, as far as the form uses it. Start at `kindOf`.

export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly (string | number | boolean)[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode | readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly required?: readonly string[];
}

export type FieldKind =
  | { readonly kind: 'group'; readonly properties: Readonly<Record<string, SchemaNode>> }
  | {
      readonly kind: 'groups';
      readonly item: SchemaNode;
      readonly properties: Readonly<Record<string, SchemaNode>>;
    }
  | { readonly kind: 'words'; readonly options: readonly string[] | undefined }
  | { readonly kind: 'choice'; readonly options: readonly (string | number | boolean)[] }
  | { readonly kind: 'number' }
  | { readonly kind: 'text'; readonly isSecret: boolean }
  /** Can be edited only in the text. */
  | { readonly kind: 'other' };

const isSingle = (items: SchemaNode['items']): items is SchemaNode =>
  items !== undefined && !Array.isArray(items);

export function kindOf(name: string, schema: SchemaNode): FieldKind {
  if (schema.properties !== undefined) return { kind: 'group', properties: schema.properties };
  if (schema.enum !== undefined) return { kind: 'choice', options: schema.enum };
  if (schema.type === 'boolean') return { kind: 'choice', options: [true, false] };
  if (schema.type === 'number' || schema.type === 'integer') return { kind: 'number' };
  if (schema.type === 'string') return { kind: 'text', isSecret: name === 'token' || name === 'password' };
  if (schema.type === 'array' && isSingle(schema.items)) {
    const { items } = schema;
    if (items.properties !== undefined) return { kind: 'groups', item: items, properties: items.properties };
    if (items.type === 'string') return { kind: 'words', options: items.enum?.map(String) };
  }
  // A word, or a list of words.
  const [one, several] = schema.anyOf ?? [];
  if (schema.anyOf?.length === 2 && one?.type === 'string' && several?.type === 'array')
    return { kind: 'words', options: undefined };
  return { kind: 'other' };
}
