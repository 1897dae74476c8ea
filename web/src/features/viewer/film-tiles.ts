// How the pages of a film are divided into tiles. The pages beside the one that is shown are requested before they are wanted: the
// server draws them, and their smallest level is in memory before they are shown. Start at `FilmTiles`.
import { call, pathOf, type AnswerOf } from '../../data/requests/client.ts';
import { hasToken } from '../../data/requests/session.ts';

const tileRoute = '/api/jobs/{id}/films/{film}/tiles/{level}/{tile}.png';

export type Tiles = AnswerOf<'GET /api/jobs/{id}/films/{film}/tiles'>;

/** Pages whose tiles are known: the one that is shown and those that were shown or are next. */
const maxPages = 12;

interface TileOf {
  readonly id: string;
  readonly page: number;
  readonly version: string;
}

/** @param tile column and row: `2_5` */
export function tileUrl({ id, page, version }: TileOf, level: number, tile: string): string {
  const path = pathOf(tileRoute, { id, film: String(page), level: String(level), tile });
  return `${path}?v=${encodeURIComponent(version)}`;
}

export class FilmTiles {
  readonly #id: string;
  /** Oldest first. */
  readonly #known = new Map<number, Promise<Tiles>>();
  /** Of the smallest level, kept so that the browser keeps them. */
  readonly #pictures = new Map<number, HTMLImageElement>();

  constructor(id: string) {
    this.#id = id;
  }

  /** Rejects as the request does; it is requested again then. */
  of(page: number): Promise<Tiles> {
    const known = this.#known.get(page);
    if (known !== undefined) return known;
    const params = { id: this.#id, film: String(page) };
    const asked = call('GET /api/jobs/{id}/films/{film}/tiles', { params });
    this.#known.set(page, asked);
    asked.catch(() => this.#known.delete(page));
    const [oldest] = this.#known.keys();
    if (this.#known.size > maxPages && oldest !== undefined) {
      this.#known.delete(oldest);
      this.#pictures.delete(oldest);
    }
    return asked;
  }

  /** Asks for a page that may be wanted next; a failure is not reported: it will be when the page is shown. */
  prefetch(page: number): void {
    if (this.#pictures.has(page)) return;
    this.of(page).then(
      ({ version, minLevel }) => {
        // With a token a picture is fetched by the viewer: an image cannot send it.
        if (hasToken()) return;
        const picture = new Image();
        picture.src = tileUrl({ id: this.#id, page, version }, minLevel, '0_0');
        this.#pictures.set(page, picture);
      },
      () => undefined,
    );
  }

  /** The picture may have changed: it is asked again. */
  forget(page: number): void {
    this.#known.delete(page);
    this.#pictures.delete(page);
  }
}
