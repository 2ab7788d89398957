// A shop of its own for a file of stories: the built binary, a fresh data folder, a free port, test mode.
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = fileURLToPath(new URL('../../..', import.meta.url));
const target = path.resolve(root, process.env.CARGO_TARGET_DIR || 'target');
const binary = path.join(target, 'debug', 'bodega');

/** Where pictures of pages go. */
export const pictures = path.join(root, 'target', 'screenshots');

/**
 * Opens a shop, with demonstration goods unless told otherwise. Close it at the end. With a `host` it is reached by that
 * name, as its settings say then.
 */
export async function openShop({ goods = true, env = {}, host } = {}) {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'bodega-browser-'));
  const data = path.join(folder, 'data');
  const port = await freePort();
  const settings = { ...ownEnvironment(), BODEGA_MODE: 'test', BODEGA_DATA: data, BODEGA_SERVER__PORT: String(port), BODEGA_LIMITS__ON: 'false', ...env };
  if (host) settings.BODEGA_SHOP__BASE_URL = `http://${host}:${port}`;
  /** Runs a command; an object at the end may hold its `input`. */
  const command = async (...args) => {
    const { input } = typeof args.at(-1) === 'object' ? args.pop() : {};
    const run = promisify(execFile)(binary, args, { cwd: folder, env: settings, maxBuffer: 1 << 26 });
    if (input) run.child.stdin.end(input);
    return (await run).stdout;
  };
  if (goods) await command('demo');

  let said = '';
  let child, ended;
  const url = `http://${host ?? '127.0.0.1'}:${port}`;
  const serve = () => {
    child = spawn(binary, ['serve'], { cwd: folder, env: settings, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', chunk => { said += chunk; });
    child.stderr.on('data', chunk => { said += chunk; });
    ended = new Promise(done => child.once('exit', done));
    return opened(url, child, () => said);
  };
  const shop = {
    url,
    data,
    command,
    /** All that the shop printed so far. */
    said: () => said,
    /** The mails written so far, oldest first, each as one text without the marks of its encoding. */
    mails: async () => {
      const names = await fs.readdir(path.join(data, 'mail')).catch(() => []);
      const texts = names.filter(name => name.endsWith('.eml')).sort().map(name => fs.readFile(path.join(data, 'mail', name), 'utf8'));
      return (await Promise.all(texts)).map(readable);
    },
    /** Pulls the plug, and serves again. */
    async restart() {
      child.kill('SIGKILL');
      await ended;
      await serve();
    },
    async close() {
      child.kill('SIGTERM');
      await ended;
      const report = JSON.parse(await command('check', '--offline', '--json'));
      await fs.rm(folder, { recursive: true, force: true });
      if (!report.sound) throw new Error(`the store is not sound: ${report.faults.join('; ')}`);
    },
  };
  await serve();
  return shop;
}

async function opened(url, child, said) {
  for (let patience = 0; patience < 600; patience++) {
    if (child.exitCode !== null) throw new Error(`the shop did not open:\n${said()}`);
    const ready = await fetch(`${url}/readyz`).then(answer => answer.ok, () => false);
    if (ready) return;
    await sleep(50);
  }
  throw new Error(`the shop is not ready after 30 seconds:\n${said()}`);
}

/** Our own settings must not reach the shop under test. */
function ownEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('BODEGA_')));
}

function freePort() {
  return new Promise((done, failed) => {
    const server = net.createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** Quoted-printable and base64 parts as plain text, enough to look for words and links. */
function readable(mail) {
  const parts = mail.split(/\r?\n\r?\n/);
  return parts.map((part, index) => {
    if (/base64/i.test(parts[index - 1] ?? '')) return Buffer.from(part.split('--')[0], 'base64').toString('utf8');
    if (!/quoted-printable/i.test(parts.slice(Math.max(0, index - 6), index).join('\n'))) return part;
    const bytes = part.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
    return Buffer.from(bytes, 'latin1').toString('utf8');
  }).join('\n\n');
}
