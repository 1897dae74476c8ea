// The program with compiled code from earlier starts. `bin/hardcopy` runs this; src/main.ts is the program itself.
import { useCompileCache } from './compile-cache.js';

useCompileCache();
await import('../src/main.ts');
