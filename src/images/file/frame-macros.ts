// Functional groups of enhanced images (PS3.3 C.7.6.16): attributes per frame, or for all frames in the shared group.
// In other images the same attributes are at the top level of the data set.
import type { FileAttributes } from './file-attributes.ts';
import type { ImageKeyword } from './image-attributes.ts';

export interface FrameMacros {
  readonly pixelMeasures: FileAttributes;
  readonly pixelValueTransformation: FileAttributes;
  readonly frameVoiLut: FileAttributes;
  readonly displayShutter: FileAttributes;
}

/** @param frame from 0 */
export function frameMacros(image: FileAttributes, frame: number): FrameMacros {
  const own = image.item('PerFrameFunctionalGroupsSequence', frame);
  const shared = image.item('SharedFunctionalGroupsSequence');
  const macro = (sequence: ImageKeyword): FileAttributes =>
    own?.item(sequence) ?? shared?.item(sequence) ?? image;
  return {
    pixelMeasures: macro('PixelMeasuresSequence'),
    pixelValueTransformation: macro('PixelValueTransformationSequence'),
    frameVoiLut: macro('FrameVOILUTSequence'),
    displayShutter: macro('FrameDisplayShutterSequence'),
  };
}
