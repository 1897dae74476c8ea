// A data set as it is framed while it arrives, before its text is decoded: the character set of an item is its own, else that
// of the enclosing item (PS3.3 C.12.1.1.2), and both are known only at the end.
import { decodeText } from '../text/character-sets.ts';
import type { Element } from './data-set.ts';
import { DataSet } from './data-set.ts';
import { tagOf } from './dictionary.ts';
import type { Tag, VR } from './vr.ts';

export type RawElement =
  | { readonly kind: 'decoded'; readonly element: Element }
  /** Text with bytes that depend on a character set. */
  | { readonly kind: 'text'; readonly tag: Tag; readonly vr: VR; readonly bytes: Uint8Array }
  | { readonly kind: 'items'; readonly tag: Tag; readonly items: readonly RawItem[] };

export type RawItem = Map<Tag, RawElement>;

const specificCharacterSet = tagOf('SpecificCharacterSet');

/** The character sets in force in an item. */
export function characterSetsOf(item: RawItem, inherited: readonly string[]): readonly string[] {
  const own = item.get(specificCharacterSet);
  if (own?.kind !== 'decoded' || own.element.value.kind !== 'text') return inherited;
  return own.element.value.values.length === 0 ? inherited : own.element.value.values;
}

/** The elements of an item, all decoded. */
export function decodeElements(item: RawItem, inherited: readonly string[]): Element[] {
  const characterSets = characterSetsOf(item, inherited);
  return [...item.values()].map((raw) => {
    switch (raw.kind) {
      case 'decoded':
        return raw.element;
      case 'text': {
        const values = decodeText(raw.bytes, characterSets, raw.vr);
        return { tag: raw.tag, vr: raw.vr, value: { kind: 'text', values } };
      }
      case 'items': {
        const items = raw.items.map((inner) => new DataSet(decodeElements(inner, characterSets)));
        return { tag: raw.tag, vr: 'SQ', value: { kind: 'items', items } };
      }
    }
  });
}
