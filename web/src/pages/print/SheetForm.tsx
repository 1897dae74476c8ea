// The choices for the sheets: printer, layout, size and look.
import type { ApiStatus } from '../../data/types.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import {
  backgrounds,
  layouts,
  orientations,
  polarities,
  type SheetOptions,
} from '../../lib/films/sheet-options.ts';
import { Choice } from '../../ui/fields/Choice.tsx';
import { Field } from '../../ui/fields/Field.tsx';
import styles from './Print.module.css';

export interface SheetFormProps {
  readonly printers: ApiStatus['printers'];
  readonly printer: ApiStatus['printers'][number] | undefined;
  readonly options: SheetOptions;
  readonly onChange: (options: SheetOptions) => void;
  /** Whether the size of the pixels of all images is known. */
  readonly canTrueSize: boolean;
  readonly copiesError: string | undefined;
}

export function SheetForm({
  printers,
  printer,
  options,
  onChange,
  canTrueSize,
  copiesError,
}: SheetFormProps) {
  const { t } = useTexts();
  const set = (change: Partial<SheetOptions>) => {
    onChange({ ...options, ...change });
  };
  return (
    <div className={styles.form}>
      <Choice
        label={t('fact.printer')}
        options={printers.map(({ aeTitle }) => ({ id: aeTitle, label: aeTitle }))}
        value={printer?.aeTitle ?? ''}
        onChange={(aeTitle) => {
          set({ printer: aeTitle, filmSize: '' });
        }}
      />
      <Choice
        label={t('print.layout')}
        options={layouts.map((layout) => ({ id: layout, label: layout.replace('x', ' × ') }))}
        value={options.layout}
        onChange={(layout) => {
          set({ layout });
        }}
      />
      <Choice
        label={t('fact.size')}
        options={[
          { id: '', label: t('print.size.printer') },
          ...(printer?.filmSizes ?? []).map((size) => ({ id: size, label: size })),
        ]}
        value={options.filmSize}
        onChange={(filmSize) => {
          set({ filmSize });
        }}
      />
      <Choice
        label={t('print.orientation')}
        options={orientations.map((id) => ({ id, label: t(`print.orientation.${id}`) }))}
        value={options.orientation}
        onChange={(orientation) => {
          set({ orientation });
        }}
      />
      {canTrueSize && (
        <Choice
          label={t('print.image-size')}
          options={[
            { id: 'fit', label: t('print.image-size.fit') },
            { id: 'true', label: t('print.image-size.true') },
          ]}
          value={options.isTrueSize ? 'true' : 'fit'}
          onChange={(id) => {
            set({ isTrueSize: id === 'true' });
          }}
        />
      )}
      <Choice
        label={t('print.polarity')}
        options={polarities.map((id) => ({ id, label: t(`print.polarity.${id}`) }))}
        value={options.polarity}
        onChange={(polarity) => {
          set({ polarity });
        }}
      />
      <Choice
        label={t('print.background')}
        options={backgrounds.map((id) => ({
          id,
          label: id === '' ? t('print.size.printer') : t(`print.background.${id}`),
        }))}
        value={options.background}
        onChange={(background) => {
          set({ background });
        }}
      />
      <Field
        label={t('reprint.copies')}
        value={options.copies}
        onChange={(copies) => {
          set({ copies });
        }}
        {...(copiesError === undefined ? {} : { error: copiesError })}
      />
      <Field
        label={t('print.label')}
        value={options.label}
        maxLength={64}
        onChange={(label) => {
          set({ label });
        }}
      />
      <Field
        label={t('reprint.header')}
        hint={t('reprint.header.hint')}
        value={options.header}
        maxLength={64}
        onChange={(header) => {
          set({ header });
        }}
      />
    </div>
  );
}
