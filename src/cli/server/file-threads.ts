// Imported first by the program: Node reads and writes files in four threads, and a network disk that died holds one for
// good with every call, so that two such folders would stall everything else. A `pdf` destination holds two at most: its
// delivery, and the question how it is. This many bear ten of them; idle, twenty more take less memory than two starts differ by.
// The variable counts until the first file is touched asynchronously, so nothing may be imported before.
process.env.UV_THREADPOOL_SIZE ??= '24';
