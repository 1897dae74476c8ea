// The configuration as a form, made from its JSON schema: a section for each key, fields with their descriptions and findings.
// Values that the form cannot show are edited in the text beside it. Start at `ConfigForm`.
import { Plus, Trash2 } from 'lucide-react';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { classes } from '../../lib/classes.ts';
import { Button } from '../../ui/buttons/Button.tsx';
import { Choice } from '../../ui/fields/Choice.tsx';
import { Field } from '../../ui/fields/Field.tsx';
import { kindOf, type SchemaNode } from './schema.ts';
import type { KeyPath, OpenYaml } from './yaml-edit.ts';
import styles from './ConfigForm.module.css';

export interface ConfigFormProps {
  readonly schema: SchemaNode;
  readonly yaml: OpenYaml;
  /** Messages by the path of their key. */
  readonly findings: ReadonlyMap<string, readonly string[]>;
  readonly onText: (text: string) => void;
  readonly onLine: (line: number) => void;
}

const pathText = (path: KeyPath): string =>
  path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );

export function ConfigForm(props: ConfigFormProps) {
  const { schema, yaml, findings } = props;
  const isAlone = Object.keys(schema.properties ?? {}).length === 1;
  return (
    <div className={styles.form} lang="en" dir="ltr">
      {Object.entries(schema.properties ?? {})
        .filter(([name]) => name !== '$schema')
        .map(([name, node]) => {
          const isSet = yaml.valueAt([name]) !== undefined;
          const isBad = [...findings.keys()].some(
            (key) => key === name || key.startsWith(`${name}.`) || key.startsWith(`${name}[`),
          );
          const kind = kindOf(name, node).kind;
          if (kind !== 'group' && kind !== 'groups')
            return (
              <div key={name} className={styles.alone}>
                <SchemaField {...props} name={name} node={node} path={[name]} />
              </div>
            );
          return (
            <details
              key={name}
              className={classes(styles.section, isBad && styles.bad)}
              {...(isBad || isAlone ? { open: true } : {})}
            >
              <summary>
                <code>{name}</code>
                {isSet && <span className={styles.set} aria-hidden />}
                <span className={styles.about}>{node.description}</span>
              </summary>
              <div className={styles.fields}>
                <SchemaField {...props} name={name} node={node} path={[name]} />
              </div>
            </details>
          );
        })}
    </div>
  );
}

interface SchemaFieldProps extends ConfigFormProps {
  readonly name: string;
  readonly node: SchemaNode;
  readonly path: KeyPath;
}

function SchemaField(props: SchemaFieldProps) {
  const { name, node, path, yaml, findings, onText, onLine } = props;
  const { t } = useTexts();
  const kind = kindOf(name, node);
  const value = yaml.valueAt(path);
  const set = (next: unknown) => {
    onText(yaml.withValue(path, next));
  };
  const error = findings.get(pathText(path))?.join(' ');
  const common = {
    label: name,
    ...(error === undefined ? {} : { error }),
    ...(node.description === undefined ? {} : { hint: hintOf(node) }),
  };
  switch (kind.kind) {
    case 'group':
      return <Group {...props} properties={kind.properties} isOuter={path.length === 1} />;
    case 'groups': {
      const items = Array.isArray(value) ? value : [];
      return (
        <div className={styles.items}>
          {items.map((_, index) => (
            <fieldset key={index} className={styles.item}>
              <legend>
                <code>{`${name}[${index}]`}</code>
              </legend>
              <Group {...props} path={[...path, index]} properties={kind.properties} isOuter />
              <Button
                label={t('config.remove', { key: `${name}[${index}]` })}
                icon={Trash2}
                kind="quiet"
                onPress={() => {
                  onText(yaml.withValue([...path, index], undefined));
                }}
              />
            </fieldset>
          ))}
          <div>
            <Button
              label={t('config.add', { key: name })}
              icon={Plus}
              onPress={() => {
                onText(yaml.withValue([...path, items.length], newItem(kind.item)));
              }}
            />
          </div>
        </div>
      );
    }
    case 'choice':
      return (
        <div className={styles.choice}>
          <Choice
            label={name}
            options={[
              { id: '', label: t('config.default', { value: textOf(node.default) || '–' }) },
              ...kind.options.map((option) => ({ id: String(option), label: String(option) })),
            ]}
            value={textOf(value)}
            onChange={(id) => {
              set(id === '' ? undefined : kind.options.find((option) => String(option) === id));
            }}
          />
          <small className={styles.hint}>{node.description}</small>
          {error !== undefined && <small className={styles.error}>{error}</small>}
        </div>
      );
    case 'words':
      return (
        <Field
          {...common}
          value={Array.isArray(value) ? value.join(', ') : textOf(value)}
          onChange={(typed) => {
            const words = typed.split(',').map((word) => word.trim());
            set(typed.trim() === '' ? undefined : words);
          }}
        />
      );
    case 'number':
      return (
        <Field
          {...common}
          value={textOf(value)}
          onChange={(typed) => {
            const number = Number(typed);
            set(typed.trim() === '' ? undefined : Number.isFinite(number) ? number : typed);
          }}
        />
      );
    case 'text':
      return (
        <Field
          {...common}
          type={kind.isSecret ? 'password' : 'text'}
          value={textOf(value)}
          onChange={(typed) => {
            set(typed === '' ? undefined : typed);
          }}
        />
      );
    case 'other': {
      const line = yaml.lineOf(path);
      return (
        <div className={styles.other}>
          <strong>{name}</strong>
          <small className={styles.hint}>{node.description}</small>
          {error !== undefined && <small className={styles.error}>{error}</small>}
          {line === undefined ? (
            <small className={styles.hint}>{t('config.only-text')}</small>
          ) : (
            <Button
              label={t('config.line', { line })}
              kind="quiet"
              onPress={() => {
                onLine(line);
              }}
            />
          )}
        </div>
      );
    }
    default:
      return kind satisfies never;
  }
}

interface GroupProps extends SchemaFieldProps {
  readonly properties: Readonly<Record<string, SchemaNode>>;
  readonly isOuter: boolean;
}

function Group({ properties, isOuter, name, path, ...rest }: GroupProps) {
  const fields = Object.entries(properties).map(([key, child]) => (
    <SchemaField key={key} {...rest} name={key} node={child} path={[...path, key]} />
  ));
  if (isOuter) return <div className={styles.group}>{fields}</div>;
  return (
    <details className={styles.inner} {...(rest.yaml.valueAt(path) === undefined ? {} : { open: true })}>
      <summary>
        <code>{name}</code>
        <span className={styles.about}>{rest.node.description}</span>
      </summary>
      <div className={styles.group}>{fields}</div>
    </details>
  );
}

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

const hintOf = ({ description = '', default: fallback }: SchemaNode) =>
  fallback === undefined || typeof fallback === 'object'
    ? description
    : `${description} (${textOf(fallback)})`;

/** A new item with its required keys, so that the text shows what is needed. */
function newItem({ required = [], properties = {} }: SchemaNode): Record<string, unknown> {
  const names = required.length > 0 ? required : Object.keys(properties).slice(0, 1);
  return Object.fromEntries(names.map((name) => [name, properties[name]?.type === 'integer' ? 0 : '']));
}
