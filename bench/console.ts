// The console in a browser, from a cold cache on loopback: bytes and time of the first view, scrolling and memory with 100,000 films,
// and the streams of eight tabs. Needs Chromium and the built pages.
//
//   node bench/console.ts [first-view | scrolling | tabs]
import type { CDPSession, Page } from 'playwright-core';
import { openPage, startBrowser } from '../test/support/browser.ts';
import { startScene } from '../test/support/console-scene.ts';
import { scopes } from './support/scopes.ts';
import { serverWithHistory } from './support/server-with-history.ts';

const only = process.argv[2];
const rounds = 7;
const jobs = 100_000;
const maxFirstViewKB = 200;
const maxInteractiveMs = 1_000;
const maxFrameMs = 50;
const maxHeapMB = 50;
const tabs = 8;

const medianOf = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

const session = (page: Page): Promise<CDPSession> => page.context().newCDPSession(page);

/** Bytes as they were sent, and the time until the page can be used: it shows the state of the server, and no task is long. */
async function firstView(): Promise<void> {
  await scopes(async (scope) => {
    const scene = await startScene(scope);
    await scene.print('HARDCOPY', ['CT head', 'MR knee']);
    await scene.server.jobsDone(2);
    const browser = await startBrowser(scope);
    const [bytes, times, tasks]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < rounds; round += 1) {
      const { page } = await openPage(browser);
      const client = await session(page);
      await client.send('Network.enable');
      const scripts = new Set<string>();
      let sent = 0;
      client.on('Network.responseReceived', ({ requestId, response }) => {
        if (/\/(assets\/|$)/.test(new URL(response.url).pathname)) scripts.add(requestId);
      });
      client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
        if (scripts.has(requestId)) sent += encodedDataLength;
      });
      await page.addInitScript(`
        window.longTasks = [];
        new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map(({ duration }) => duration)))
          .observe({ type: 'longtask', buffered: true });
      `);
      const start = performance.now();
      await page.goto(scene.url, { waitUntil: 'commit' });
      await page.getByRole('link', { name: 'All in order' }).waitFor();
      times.push(performance.now() - start);
      await page.locator('img').first().waitFor();
      tasks.push(Number(await page.evaluate('Math.max(0, ...window.longTasks)')));
      bytes.push(sent);
      await page.context().close();
    }
    const kilobytes = medianOf(bytes) / 1000;
    console.log(
      `first view, as sent: ${kilobytes.toFixed(1)} kB, budget ${maxFirstViewKB}; usable after ${medianOf(times).toFixed(0)} ms (longest of ${rounds}: ${Math.max(...times).toFixed(0)}), budget ${maxInteractiveMs}; longest task ${medianOf(tasks).toFixed(0)} ms`,
    );
  });
}

/** Frames while the list scrolls by wheel through all films, and the memory afterwards. */
async function scrolling(): Promise<void> {
  await scopes(async (scope) => {
    const server = await serverWithHistory(scope, jobs);
    const { page } = await openPage(await startBrowser(scope));
    const client = await session(page);
    await page.goto(`http://127.0.0.1:${server.httpPort}/films`);
    const grid = page.getByRole('grid', { name: 'Films' });
    await grid.getByRole('row').nth(5).waitFor();
    await page.evaluate(`
      window.frames_ = [];
      let last = performance.now();
      const note = (now) => { window.frames_.push(now - last); last = now; window.noting = requestAnimationFrame(note); };
      window.noting = requestAnimationFrame(note);
    `);
    const box = await grid.boundingBox();
    await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 200);
    for (let step = 0; step < 200; step += 1) {
      await page.mouse.wheel(0, step % 20 === 19 ? 60_000 : 600);
      await page.evaluate('new Promise(requestAnimationFrame)');
    }
    const text = String(
      await page.evaluate('cancelAnimationFrame(window.noting), JSON.stringify(window.frames_)'),
    );
    const frames = (JSON.parse(text) as number[]).toSorted((a, b) => a - b);
    await client.send('HeapProfiler.collectGarbage');
    const heap = Number(await page.evaluate('performance.memory.usedJSHeapSize')) / 1e6;
    const p95 = frames[Math.floor(frames.length * 0.95)] ?? NaN;
    console.log(
      `scrolling through ${jobs} films: longest of ${frames.length} frames ${(frames.at(-1) ?? NaN).toFixed(0)} ms, budget ${maxFrameMs}; p95 ${p95.toFixed(0)} ms; heap ${heap.toFixed(1)} MB, budget ${maxHeapMB}`,
    );
  });
}

/** Streams that the tabs of one browser open, together. */
async function sharedStream(): Promise<void> {
  await scopes(async (scope) => {
    const scene = await startScene(scope);
    const { page } = await openPage(await startBrowser(scope));
    const context = page.context();
    let streams = 0;
    context.on('request', (request) => {
      if (request.url().endsWith('/api/events')) streams += 1;
    });
    const all = [page];
    while (all.length < tabs) all.push(await context.newPage());
    for (const tab of all) {
      await tab.goto(scene.url);
      await tab.getByRole('link', { name: 'All in order' }).waitFor();
    }
    scene.jam(true);
    for (const tab of all) await tab.getByText('A sheet is jammed').first().waitFor();
    console.log(`${tabs} tabs of one browser, all up to date: ${streams} stream, budget 1`);
  });
}

const parts = { 'first-view': firstView, scrolling, tabs: sharedStream };
for (const [name, measure] of Object.entries(parts)) if (only === undefined || only === name) await measure();
