// Imported first by the program: V8 lets the space for new objects grow to 32 MiB and keeps it, for a little speed that a
// server of sockets and files does not have of it. Kept at its first size, a server takes 35 to 40 MiB less, and receives
// and prints as fast (bench/film.ts). As an option of node it would have to be on every command line that starts one.
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--semi-space-growth-factor=1');
