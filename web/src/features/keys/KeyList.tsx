// The keys of the console, and the switch for those without a modifier (WCAG 2.1.4).
import { useStore } from '../../data/queries/queries.ts';
import type { TextKey } from '../../i18n/languages.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';
import { preferences, setPreferences } from '../../lib/browser/stored-preferences.ts';
import { Choice } from '../../ui/fields/Choice.tsx';
import { Sheet } from '../../ui/overlays/Dialogs.tsx';
import { places } from '../shell/NavigationRail.tsx';
import styles from './KeyList.module.css';

type Row = readonly [keys: readonly string[], text: TextKey];

const groups: readonly (readonly [title: TextKey, rows: readonly Row[]])[] = [
  [
    'keys.everywhere',
    [
      ...places.flatMap(({ letter, key }): readonly Row[] =>
        letter === undefined ? [] : [[['g', letter], key]],
      ),
      [['z'], 'action.undo'],
      [['F6'], 'toasts.name'],
      [['?'], 'keys.title'],
    ],
  ],
  [
    'films.name',
    [
      [['/'], 'films.search'],
      [['↑', '↓'], 'keys.rows'],
      [['Space'], 'films.column.select'],
      [['Shift', '↑', '↓'], 'keys.range'],
      [['Enter'], 'action.open'],
      [['h'], 'keys.hold'],
      [['r'], 'action.retry'],
      [['p'], 'action.reprint'],
      [['m'], 'action.move'],
      [['Delete'], 'action.cancel'],
      [['Escape'], 'selection.clear'],
    ],
  ],
  [
    'viewer.name',
    [
      [['1'], 'viewer.true-pixels'],
      [['0'], 'viewer.fit'],
      [['+', '-'], 'keys.zoom'],
      [['t'], 'viewer.true-size'],
      [['i'], 'viewer.invert'],
      [['w'], 'viewer.window'],
      [['l'], 'viewer.measure'],
      [['c'], 'viewer.compare'],
      [['b'], 'viewer.compare.blink'],
      [['[', ']'], 'keys.page'],
      [['p'], 'action.reprint'],
    ],
  ],
  ['queue.title', [[['Alt', '↑', '↓'], 'keys.order']]],
];

export default function KeyList({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTexts();
  const { hasKeys } = useStore(preferences);
  return (
    <Sheet title={t('keys.title')} closeLabel={t('action.close')} onClose={onClose}>
      <Choice
        label={t('keys.single')}
        options={[
          { id: 'on', label: t('keys.on') },
          { id: 'off', label: t('keys.off') },
        ]}
        value={hasKeys ? 'on' : 'off'}
        onChange={(id) => {
          setPreferences({ hasKeys: id === 'on' });
        }}
      />
      {groups.map(([title, rows]) => (
        <section key={title}>
          <h3 className={styles.title}>{t(title)}</h3>
          <dl className={styles.list}>
            {rows.map(([names, text]) => (
              <div key={names.join(' ')} className={styles.row}>
                <dt>
                  {names.map((name) => (
                    <kbd key={name} className={styles.key} dir="ltr">
                      {name}
                    </kbd>
                  ))}
                </dt>
                {/* The name of a tool may end in its key. */}
                <dd>{t(text).replace(/\s*\(.*\)$/, '')}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Sheet>
  );
}
