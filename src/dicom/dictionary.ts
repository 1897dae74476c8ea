// placeholder types, to be replaced by the table
import type { Tag, VR } from './data-set.ts';
export type Keyword = string;
export declare function tagOf(keyword: Keyword): Tag;
export declare function vrOf(keyword: Keyword): VR;
