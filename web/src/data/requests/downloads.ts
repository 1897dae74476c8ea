// Saves documents and pictures to the user's disk. They are fetched, because a link cannot send the token. File names have the
// id of the job, never a patient.
import { send } from './client.ts';

const pictureWidth = 4096;

/** @throws RequestFailure */
export async function download(kind: 'pdf' | 'png', id: string, page: number): Promise<void> {
  const response =
    kind === 'pdf'
      ? await send('GET /api/jobs/{id}/film.pdf', { params: { id } })
      : await send('GET /api/jobs/{id}/films/{film}.png', {
          params: { id, film: String(page) },
          query: { width: String(pictureWidth) },
        });
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = kind === 'pdf' ? `film-${id}.pdf` : `film-${id}-${page}.png`;
  link.click();
  URL.revokeObjectURL(url);
}
