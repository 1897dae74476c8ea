// The fastest kernels that this machine supports: SIMD, or else scalar. Start at `kernels`.
import { moduleBytes } from './pixel-kernels-module.ts';
import type { PixelKernels } from './pixel-kernels.ts';
import { scalarKernels } from './scalar-kernels.ts';
import { simdKernels } from './simd-kernels.ts';

export const kernels: PixelKernels = simdKernels(moduleBytes) ?? scalarKernels;
