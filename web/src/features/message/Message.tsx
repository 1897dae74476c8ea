// A message of the server in the language of the user. Texts of devices are quoted unchanged.
import { useServerTime } from '../../data/queries/queries.ts';
import type { Said } from '../../i18n/messages.ts';
import { useTexts } from '../../i18n/TextProvider.tsx';

export interface MessageProps {
  readonly said: Said;
  /** The sentence of the server, for a code that this page does not know. */
  readonly english: string;
}

export function Message({ said: message, english }: MessageProps) {
  const { said } = useTexts();
  const now = useServerTime();
  return said(message, english, now).map(({ kind, text }, index) => {
    switch (kind) {
      case 'text':
        return text;
      case 'value':
        return <bdi key={index}>{text}</bdi>;
      case 'quote':
        return (
          <q key={index} lang="en" dir="auto">
            {text}
          </q>
        );
      case 'english':
        return (
          <bdi key={index} lang="en" dir="ltr">
            {text}
          </bdi>
        );
      default:
        return kind satisfies never;
    }
  });
}
