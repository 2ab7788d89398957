// The way of a product: sent up by a program over a line that is cut, through a restart, to the shelf, to a buyer who takes
// it in three pieces, and to a program that checks its licence with no network.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { FileUrlStorage, Upload } from 'tus-js-client';
import { openShop, root } from '../browser/support/shop.mjs';
import { python } from './support.mjs';

const ADMIN = 'ann@example.com';
const PASSWORD = 'seven quiet lighthouses';
// Large enough that half of it is not on its way in one breath; 5 GB go the same way: BODEGA_UPLOAD_MB=5000.
const SIZE = Number(process.env.BODEGA_UPLOAD_MB ?? 24) * 1_000_000;

let shop, token;

before(async () => {
  shop = await openShop();
  await shop.command('admin', 'create', '--email', ADMIN, '--password-stdin', { input: PASSWORD });
  await shop.command('admin', 'seller', '--email', ADMIN, '--seller', 'tidepool-audio');
  token = (await asks('POST', '/auth/login', { email: ADMIN, password: PASSWORD })).access_token;
});
after(() => shop?.close());

async function asks(method, route, body, headers = {}, status = [200, 201, 204]) {
  const auth = token && !headers['Cart-Token'] ? { Authorization: `Bearer ${token}` } : {};
  const json = body ? { 'Content-Type': 'application/json' } : {};
  const answer = await fetch(`${shop.url}/api/v1${route}`, { method, headers: { ...auth, ...json, ...headers }, body: body && JSON.stringify(body) });
  const text = await answer.text();
  assert.ok(status.includes(answer.status), `${method} ${route} answers ${answer.status}: ${text}`);
  return text && { ...JSON.parse(text), headers: answer.headers };
}

/** Sends the file at `place` up; stops at `until` of it, as a line does that breaks. Gives where it went on, and where it lies. */
function sends(place, notes, until = 1) {
  return new Promise((done, failed) => {
    const size = fs.statSync(place).size;
    let from;
    const upload = new Upload(fs.createReadStream(place), {
      endpoint: `${shop.url}/api/v1/uploads`,
      headers: { Authorization: `Bearer ${token}` },
      chunkSize: Math.ceil(size / 8),
      uploadSize: size,
      metadata: { filename: 'Night Bus Loops.zip' },
      urlStorage: new FileUrlStorage(notes),
      fingerprint: async () => 'night-bus',
      retryDelays: null,
      onError: failed,
      onSuccess: () => done({ from, url: upload.url }),
      onProgress: sent => {
        from ??= sent;
        if (until < 1 && sent >= size * until) upload.abort().then(() => done({ from, url: upload.url }), failed);
      },
    });
    upload.findPreviousUploads().then(([before]) => {
      if (before) upload.resumeFromPreviousUpload(before);
      upload.start();
    }, failed);
  });
}

/** Writes a file that nobody can guess, in pieces, and gives its hash. */
async function writes(place) {
  const hash = createHash('sha256');
  const piece = randomBytes(1_000_000);
  const file = await fs.promises.open(place, 'w');
  for (let sent = 0; sent < SIZE; sent += piece.length) {
    piece.writeUInt32LE(sent / piece.length);
    hash.update(piece);
    await file.write(piece);
  }
  await file.close();
  return hash.digest('hex');
}

test('a file goes up through a cut and a restart, is sold, comes down in three pieces, and its licence holds', { timeout: 3_600_000 }, async () => {
  const place = path.join(path.dirname(shop.data), 'Night Bus Loops.zip');
  const notes = path.join(path.dirname(shop.data), 'uploads.json');
  const sha256 = await writes(place);

  const cut = await sends(place, notes, 0.5);
  await shop.restart();
  token = (await asks('POST', '/auth/login', { email: ADMIN, password: PASSWORD }, { 'Cart-Token': 'none' })).access_token;
  const whole = await sends(place, notes);
  assert.equal(whole.url, cut.url, 'the same upload went on');
  assert.ok(whole.from >= SIZE / 4, `it went on where it was, not at the start: ${whole.from}`);

  const product = await asks('POST', '/products', { title: 'Night Bus Loops', price: 900, summary: 'Loops of the night.', description: 'Recorded on the **last** bus.' });
  const { editions: [edition] } = product;
  await asks('PATCH', `/products/${product.id}/editions/${edition.id}`, { license_keys: true });
  const release = await asks('POST', `/products/${product.id}/releases`, { version: '1.0' });
  const made = release.releases?.[0] ?? release;
  await asks('POST', `/products/${product.id}/releases/${made.id}/files`, { upload: path.basename(whole.url) });
  await asks('PATCH', `/products/${product.id}/releases/${made.id}`, { published: true });
  await asks('PUT', `/products/${product.id}/publication`, {});

  const put = await asks('POST', '/cart/lines', { product: 'night-bus-loops' }, { 'Cart-Token': '' });
  const cart = { 'Cart-Token': put.headers.get('cart-token') };
  const wish = { email: 'bob@example.com', gateway: 'test', outcome: 'paid', immediate_delivery_consent: true };
  const order = await asks('POST', '/orders', wish, cart);
  const goods = await asks('GET', `/orders/${order.id}/downloads?token=${order.access_token}`);
  const [file] = goods.data ?? Object.values(goods);
  assert.equal(file.name, 'Night Bus Loops.zip');

  const hash = createHash('sha256');
  const third = Math.ceil(SIZE / 3);
  for (let from = 0; from < SIZE; from += third) {
    const to = Math.min(from + third, SIZE) - 1;
    const part = await fetch(new URL(file.url, shop.url), { headers: { Range: `bytes=${from}-${to}` } });
    assert.equal(part.status, 206);
    assert.equal(part.headers.get('content-range'), `bytes ${from}-${to}/${SIZE}`);
    for await (const chunk of part.body) hash.update(chunk);
  }
  assert.equal(hash.digest('hex'), sha256);

  const [key] = order.lines[0].license_keys;
  await asks('POST', `/licenses/${key}/activations`, { fingerprint: 'desk', label: 'Desk' });
  const [set, licence] = [`${place}.keys`, `${place}.lic`];
  fs.writeFileSync(licence, await (await fetch(`${shop.url}/api/v1/licenses/${key}/file?fingerprint=desk`)).text());
  fs.writeFileSync(set, await (await fetch(`${shop.url}/.well-known/license-keys.json`)).text());
  const told = await promisify(execFile)(python('python'), [path.join(root, 'docs/examples/licenses/verify.py'), set, licence, 'desk']);
  assert.match(told.stdout, /licensed to bob@example\.com/);
  // The face for plugins lies at the same address as the front page, and has nothing to say of its visitors.
  assert.equal((await fetch(`${shop.url}/`)).status, 200);
  assert.doesNotMatch(shop.said(), /route declaration/);
});
