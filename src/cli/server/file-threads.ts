// Imported first by the program. Node reads and writes files on four threads by default. A call to a dead network disk blocks
// its thread permanently, so two such folders would stall everything else. A `pdf` destination blocks at most two threads: one
// for its delivery, one for its status check. This number is enough for ten dead folders; twenty additional idle threads take
// less memory than the difference between two starts of the server. Node reads the variable at the first asynchronous file
// access, so nothing may be imported before this file.
process.env.UV_THREADPOOL_SIZE ??= '24';
