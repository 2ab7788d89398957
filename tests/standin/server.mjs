// What the stand-ins for payment services share: a server on a loopback port, switchable faults, remembered answers to
// repeated requests, and signed letters to the shop's webhook. No dependencies; shaped after public API documents.
import http from 'node:http';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** Numbers that are the same at every run of a seed (mulberry32). */
function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let it = Math.imul(state ^ (state >>> 15), state | 1);
    it ^= it + Math.imul(it ^ (it >>> 7), it | 61);
    return ((it ^ (it >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An answer of the API, thrown or returned. */
export class Answer extends Error {
  constructor(status, body, headers = {}) {
    super(`answer ${status}`);
    Object.assign(this, { status, body, headers });
  }
}

/**
 * Opens a stand-in. `service` gives:
 *   `routes`    [method, pattern, handle(request)]: `:name` in a pattern is a part of the path; a handle gives the body
 *   `sign`      (letter, context) the headers of a letter
 *   `broken`    the body of a failure, by status
 *   `key`       by which a repeated request is known
 *   `mismatch`  the answer to the same key with other words
 *   `keepsFailures`  whether a failure of its own is kept under the key as well
 * Faults are set at /control/faults, letters at /control/webhooks; both are told below.
 */
export async function open({ service, port = 0, seed = 1 }) {
  const random = chance(seed);
  const context = {
    url: '',
    /** Seconds since 1970; a test may stop this clock. */
    now: () => context.clock ?? Math.floor(Date.now() / 1000),
    clock: undefined,
    random,
    name: prefix => `${prefix}${randomBytes(12).toString('hex')}`,
    /** Sends a letter, or keeps it for a test to carry. */
    send: letter => post(letter),
  };
  const state = { faults: [], storm: null, webhook: null, doubt: {}, letters: [], held: [], calls: [], answers: new Map(), sent: 0, lost: 0 };

  const control = [
    // {"method", "path" (a part of it), "kind", "times", "ms"}; kinds: 500, 500_after, 429, reset, reset_after, timeout,
    // timeout_after, slow. "_after" comes when the work is done. Or {"storm": 0.05} for each kind by chance.
    ['POST', '/control/faults', ({ body }) => { if ('storm' in body) state.storm = body.storm; else state.faults.push({ times: 1, ...body }); return {}; }],
    ['DELETE', '/control/faults', () => { state.faults = []; state.storm = null; return {}; }],
    // {"url", "doubt": {"lose", "twice", "swap": chances, "late": milliseconds}}
    ['POST', '/control/webhooks', ({ body }) => { if ('url' in body) state.webhook = body.url; state.doubt = body.doubt ?? state.doubt; return {}; }],
    // The letters that wait to be carried, each signed now.
    ['POST', '/control/letters', () => state.letters.splice(0).map(letter => signed(letter))],
    ['GET', '/control/calls', () => state.calls],
    ['GET', '/control/sent', () => ({ sent: state.sent, lost: state.lost, waiting: state.held.length })],
    ['POST', '/control/clock', ({ body }) => { context.clock = body.seconds ?? undefined; return { seconds: context.now() }; }],
  ];
  const handlers = service(context);
  const routes = [...control, ...handlers.routes].map(([method, pattern, handle]) => ({
    method, handle, shape: new RegExp(`^${pattern.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
  }));

  function signed(letter) {
    const body = JSON.stringify(letter);
    return { headers: { 'content-type': 'application/json', ...handlers.sign(body, context) }, body };
  }

  function post(letter) {
    if (!state.webhook) { state.letters.push(letter); return; }
    const { lose = 0, twice = 0, swap = 0, late = 0 } = state.doubt;
    if (random() < lose) { state.lost += 1; return; }
    if (random() < swap) { state.held.push(letter); setTimeout(() => release(letter), 500); return; }
    const pause = late ? random() * late : 0;
    deliver(letter, pause);
    if (random() < twice) deliver(letter, pause + 5);
    release(state.held[0]);
  }

  function release(letter) {
    const at = state.held.indexOf(letter);
    if (at >= 0) deliver(...state.held.splice(at, 1), 0);
  }

  async function deliver(letter, pause) {
    for (let attempt = 0; attempt < 6; attempt++) {
      await sleep(attempt ? 200 * 2 ** attempt : pause, undefined, { ref: false });
      const { headers, body } = signed(letter);
      const answer = await fetch(state.webhook, { method: 'POST', headers, body }).catch(() => null);
      if (answer?.ok) { state.sent += 1; return; }
    }
    state.lost += 1;
  }

  function fault(method, path) {
    const found = state.faults.find(it => it.times > 0 && path.includes(it.path ?? '') && (!it.method || it.method === method));
    if (found) { found.times -= 1; return found; }
    if (state.storm && !path.startsWith('/control') && random() < state.storm) {
      const kinds = ['500', '500_after', '429', 'reset', 'reset_after', 'slow'];
      return { kind: kinds[Math.floor(random() * kinds.length)], ms: 30 };
    }
    return null;
  }

  async function answer(request, response) {
    const url = new URL(request.url, 'http://standin');
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const raw = Buffer.concat(chunks).toString('utf8');
    const isJson = /json/.test(request.headers['content-type'] ?? '');
    const isControl = url.pathname.startsWith('/control');
    const body = raw && (isJson || isControl) ? JSON.parse(raw) : nested(new URLSearchParams(raw));
    const query = nested(url.searchParams);
    const ask = { method: request.method, path: url.pathname, headers: request.headers, body, query, raw };
    if (!isControl) state.calls.push({ method: ask.method, path: ask.path, key: handlers.key?.(ask) ?? null, body });
    const wrong = isControl ? null : fault(ask.method, ask.path);
    const kind = wrong?.kind ?? '';
    if (kind === 'reset') { request.socket.destroy(); return; }
    if (kind === 'timeout') return;
    if (kind === 'slow') await sleep(wrong.ms ?? 1000);
    if (kind === '429') { give(response, new Answer(429, handlers.broken(429))); return; }
    const told = remembered(ask, kind);
    if (kind === 'reset_after') { request.socket.destroy(); return; }
    if (kind === 'timeout_after') return;
    give(response, told);
  }

  /** The same key gives the same answer, a failure of our own included; with other words it is refused. */
  function remembered(ask, kind) {
    const key = ask.path.startsWith('/control') ? null : handlers.key?.(ask);
    const words = `${ask.method} ${ask.path} ${JSON.stringify(sorted(ask.body))}`;
    const before = key && state.answers.get(key);
    if (before) return before.words === words ? before.answer : handlers.mismatch(before.answer);
    const broken = new Answer(500, handlers.broken(500));
    const told = kind === '500' ? broken : handled(ask);
    const kept = kind.startsWith('500') && handlers.keepsFailures ? broken : told;
    if (key && told.status !== 401 && (kept !== broken || handlers.keepsFailures)) state.answers.set(key, { words, answer: kept });
    return kind === '500_after' ? broken : told;
  }

  function handled(ask) {
    try {
      if (!ask.path.startsWith('/control')) handlers.guard?.(ask);
      for (const { method, shape, handle } of routes) {
        const parts = method === ask.method && shape.exec(ask.path);
        if (parts) {
          const body = handle({ ...ask, ...parts.groups });
          return body instanceof Answer ? body : new Answer(200, structuredClone(body));
        }
      }
      throw new Answer(404, handlers.broken(404));
    } catch (thrown) {
      if (thrown instanceof Answer) return thrown;
      console.error(thrown);
      return new Answer(500, handlers.broken(500));
    }
  }

  const server = http.createServer((request, response) => {
    answer(request, response).catch(thrown => { console.error(thrown); response.destroy(); });
  });
  await new Promise(done => server.listen(port, '127.0.0.1', done));
  context.url = `http://127.0.0.1:${server.address().port}`;
  return { url: context.url, close: () => { server.closeAllConnections(); server.close(); } };
}

function give(response, { status, body, headers }) {
  if (typeof body === 'string') {
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(body);
  } else {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body === null ? '' : JSON.stringify(body));
  }
}

/** `a[b][0]=c` as `{a: {b: ['c']}}`. */
function nested(pairs) {
  const whole = {};
  for (const [name, value] of pairs) {
    const path = name.split(/[[\]]+/).filter((part, index) => part || index);
    if (path.at(-1) === '') path.pop();
    let at = whole;
    path.forEach((part, index) => {
      if (index === path.length - 1) at[part] = value;
      else at = at[part] ??= /^\d+$/.test(path[index + 1]) ? [] : {};
    });
  }
  return whole;
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value && typeof value === 'object') return Object.fromEntries(Object.keys(value).sort().map(key => [key, sorted(value[key])]));
  return value;
}

export const escaped = text => String(text).replace(/[&<>"']/g, it => `&#${it.charCodeAt(0)};`);

/** A plain page with a title, words and buttons that each post one choice. */
export function page(title, words, action, choices) {
  const buttons = choices.map(([value, name]) => `<button name="choice" value="${value}">${escaped(name)}</button>`).join(' ');
  return new Answer(200, `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title>
<h1>${escaped(title)}</h1><p>${escaped(words)}</p><form method="post" action="${action}">${buttons}</form></html>`);
}

export const redirect = location => new Answer(303, '', { location });

/** Runs a stand-in as a program: says where it is in one line of JSON, and ends when whoever started it does. */
export async function run(start) {
  const standIn = await start({ port: Number(process.env.PORT ?? 0), seed: Number(process.env.SEED ?? 1) });
  console.log(JSON.stringify({ url: standIn.url }));
  process.stdin.resume();
  process.stdin.once('end', () => process.exit(0));
}
