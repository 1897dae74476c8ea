// Requested Image Size (2020,0030), PS3.3 C.13.5: the printed width of an image in mm. Of an image box; in a film box it is
// taken for all images that have none of their own.
import { decimal } from './attribute-rules.ts';

/** Less than a millimetre is a dot that cannot be seen: most likely metres. */
export const requestedImageSize = decimal({
  usage: 'U/U',
  visible: 'always',
  min: 1,
  max: () => 1000,
  unit: 'mm',
  fallback: () => undefined,
});
