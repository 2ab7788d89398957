// Outsiders that stories are told with: a real mail server, and authenticator apps.
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import path from 'node:path';
import readline from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../browser/support/shop.mjs';

/** A program of the folder into which `make test` fetches those written in Python. */
export const python = name => path.join(root, '.tools', 'python', 'bin', name);

/** Starts a mail server; `mails` are those it has taken, oldest first. */
export async function openMailServer() {
  const child = spawn(python('python'), [path.join(root, 'tests/outside/smtp.py')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done) throw new Error('the mail server did not start');
  const { port } = JSON.parse(first.value);
  const mails = [];
  (async () => { for await (const line of lines) mails.push(JSON.parse(line)); })();
  return {
    port,
    mails,
    /** The latest mail to `to` whose subject fits, as soon as it is there. */
    async mail(to, subject) {
      for (let patience = 0; patience < 200; patience++) {
        const found = mails.findLast(it => it.to.includes(to) && subject.test(it.subject));
        if (found) return found;
        await sleep(100);
      }
      throw new Error(`no mail to ${to} like ${subject} among ${JSON.stringify(mails.map(it => it.subject))}`);
    },
    close: () => child.kill(),
  };
}

/** What an authenticator app shows for `secret` (base32) at `time`, in milliseconds (RFC 6238). */
export function code(secret, time = Date.now()) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map(it => letters.indexOf(it).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map(it => parseInt(it, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(time / 30000)));
  const mac = createHmac('sha1', key).update(step).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1e6).padStart(6, '0');
}
