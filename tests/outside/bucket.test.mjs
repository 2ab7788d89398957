// Files in a bucket of a store that speaks like S3 (moto), behind a line that can be cut.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openShop } from '../browser/support/shop.mjs';
import { python } from './support.mjs';

let store, line, shop, big;

/** A store in memory; `port` is where it listens. */
async function openStore() {
  const port = await new Promise(done => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
  const child = spawn(python('moto_server'), ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  for (let patience = 0; ; patience++) {
    if (await fetch(`${url}/goods`, { method: 'PUT' }).then(answer => answer.ok, () => false)) break;
    if (patience > 200 || child.exitCode !== null) throw new Error('the store did not start');
    await sleep(100);
  }
  return {
    port,
    /** The names of all that is kept below `prefix`. */
    async names(prefix) {
      const list = await (await fetch(`${url}/goods?list-type=2&prefix=${prefix}/`)).text();
      return [...list.matchAll(/<Key>([^<]+)<\/Key>/g)].map(it => it[1]);
    },
    close: () => child.kill(),
  };
}

/** A line to `port` that can be cut and mended. */
async function openLine(port) {
  const open = new Set();
  let cut = false;
  const server = net.createServer(near => {
    if (cut) return near.destroy();
    const far = net.connect(port, '127.0.0.1');
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('close', () => { open.delete(socket); near.destroy(); far.destroy(); }).on('error', () => {});
    }
    near.pipe(far).pipe(near);
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    cut() { cut = true; open.forEach(it => it.destroy()); },
    mend() { cut = false; },
    close() { this.cut(); server.close(); },
  };
}

const settings = (prefix, more = {}) => ({
  BODEGA_FILES__WHERE: 's3', BODEGA_FILES__BUCKET: 'goods', BODEGA_FILES__PREFIX: prefix, BODEGA_FILES__ENDPOINT: line.url,
  BODEGA_FILES__ACCESS_KEY: 'key', BODEGA_FILES__SECRET_KEY: 'hush', BODEGA_FILES__PATH_STYLE: 'true', ...more,
});

const sha256 = bytes => createHash('sha256').update(bytes).digest('hex');
const asks = (shop, method, route, body, headers = {}) => fetch(`${shop.url}${route}`, {
  method, redirect: 'manual', headers: { ...(body && { 'Content-Type': 'application/json' }), ...headers }, body: body && JSON.stringify(body),
});

/** Bob buys a product; gives his order and the links to its files. */
async function buys(shop, product) {
  const put = await asks(shop, 'POST', '/api/v1/cart/lines', { product });
  const wish = { email: 'bob@example.com', gateway: 'test', outcome: 'paid', immediate_delivery_consent: true };
  const order = await (await asks(shop, 'POST', '/api/v1/orders', wish, { 'Cart-Token': put.headers.get('cart-token') })).json();
  const files = await (await asks(shop, 'GET', `/api/v1/orders/${order.id}/downloads?token=${order.access_token}`)).json();
  return { order, files };
}

/** Names of the files that lie in the folder of a shop. */
async function inFolder(shop) {
  const all = await fs.readdir(path.join(shop.data, 'files'), { recursive: true, withFileTypes: true });
  return all.filter(it => it.isFile() && !it.parentPath.endsWith('tmp')).map(it => it.name);
}

/** Waits until `done` says so. */
async function until(done, what) {
  for (let patience = 0; patience < 200; patience++) {
    if (await done()) return;
    await sleep(100);
  }
  throw new Error(`in vain: ${what}`);
}

before(async () => {
  store = await openStore();
  line = await openLine(store.port);
  shop = await openShop({ env: settings('first') });
  big = randomBytes(21_000_000);
  await fs.writeFile(path.join(shop.data, '..', 'large.bin'), big);
});
after(async () => {
  await shop?.close();
  line?.close();
  store?.close();
});

test('what the shop keeps goes to the bucket, and comes from there to buyers', async () => {
  await until(async () => (await inFolder(shop)).length === 0, 'the folder is emptied');
  const names = await store.names('first');
  assert.ok(names.length > 20 && names.every(it => /^first\/[0-9a-f]{2}\/[0-9a-f]{62}$/.test(it)), names[0]);

  const slug = 'bread-on-a-weeknight';
  await shop.command('files', 'attach', slug, path.join(shop.data, '..', 'large.bin'), '--version', '9.0');
  await until(async () => (await inFolder(shop)).length === 0, 'the large file is carried');
  const { order, files } = await buys(shop, slug);
  const large = files.find(it => it.name === 'large.bin');
  assert.equal(large.sha256, sha256(big));
  const whole = await asks(shop, 'GET', new URL(large.url).pathname);
  assert.equal(whole.status, 200);
  assert.equal(sha256(Buffer.from(await whole.arrayBuffer())), large.sha256);
  const again = await (await asks(shop, 'GET', `/api/v1/orders/${order.id}/downloads?token=${order.access_token}`)).json();
  assert.equal(again.find(it => it.name === 'large.bin').remaining, large.remaining - 1);
  for (const [from, to] of [[0, 99], [8_388_600, 8_388_700], [20_999_990, 20_999_999]]) {
    const part = await asks(shop, 'GET', new URL(again.find(it => it.name === 'large.bin').url).pathname, null, { Range: `bytes=${from}-${to}` });
    assert.equal(part.status, 206);
    assert.deepEqual(Buffer.from(await part.arrayBuffer()), big.subarray(from, to + 1));
  }
  const archive = await asks(shop, 'GET', `/api/v1/orders/${order.id}/archive.zip?token=${order.access_token}`);
  const packed = Buffer.from(await archive.arrayBuffer());
  assert.ok(packed.includes(big.subarray(0, 1000)) && packed.includes(big.subarray(-1000)) && packed.length > big.length);

  const page = await (await asks(shop, 'GET', '/')).text();
  const cover = page.match(/\/products\/[^"]+\/images\/[^" ]+/)[0].replaceAll('&amp;', '&');
  assert.equal((await asks(shop, 'GET', cover)).status, 200, cover);
});

test('a store that is away is told of calmly, costs nothing, and comes back by itself', async t => {
  t.after(() => line.mend());
  const { files } = await buys(shop, 'bread-on-a-weeknight');
  const large = files.find(it => it.name === 'large.bin');
  line.cut();
  const refused = await asks(shop, 'GET', new URL(large.url).pathname, null, { Accept: 'application/json' });
  assert.equal(refused.status, 503);
  assert.match(refused.headers.get('retry-after'), /^12[01]$/);
  assert.match((await refused.json()).title ?? '', /./);
  // What comes in meanwhile waits in the folder, and can be had.
  await fs.writeFile(path.join(shop.data, '..', 'late.txt'), 'It came while the store was away.');
  await shop.command('files', 'attach', 'bread-on-a-weeknight', path.join(shop.data, '..', 'late.txt'), '--version', '9.1');
  const late = (await buys(shop, 'bread-on-a-weeknight')).files.find(it => it.name === 'late.txt');
  assert.match(await (await asks(shop, 'GET', new URL(late.url).pathname)).text(), /store was away/);
  const broken = await shop.command('check', '--json').then(() => null, error => JSON.parse(error.stdout));
  assert.match(broken.faults.join(), /cannot be reached/);
  line.mend();
  const whole = await asks(shop, 'GET', new URL(large.url).pathname);
  assert.equal(sha256(Buffer.from(await whole.arrayBuffer())), large.sha256);
});

test('the whole shop is proved, and moves back to the folder', async () => {
  const proof = JSON.parse(await shop.command('files', 'verify', '--json'));
  assert.ok(proof.files > 20);
  assert.deepEqual(proof.faults, []);
  assert.match(await shop.command('check'), /names and sizes were compared/);
  assert.match(await shop.command('backup', path.join(shop.data, '..', 'monday.tar')), /does not hold the files/);
  await assert.rejects(shop.command('files', 'move', '--to', 'folder', '--remove'), /still uses/);
  const moved = JSON.parse(await shop.command('files', 'move', '--to', 'folder', '--json'));
  assert.deepEqual(moved.damaged, []);
  const [near, far] = [await inFolder(shop), await store.names('first')];
  assert.ok(near.length >= far.length && moved.copied + moved.there === far.length, JSON.stringify(moved));
  const again = JSON.parse(await shop.command('files', 'move', '--to', 'folder', '--json'));
  assert.deepEqual([again.copied, again.there], [0, far.length]);
});

test('buyers can be sent to the store itself, by an address that ends soon', async () => {
  const other = await openShop({ env: settings('second', { BODEGA_FILES__DELIVERY: 'presigned' }) });
  try {
    await until(async () => (await inFolder(other)).length === 0, 'the folder is emptied');
    const { order, files } = await buys(other, 'bread-on-a-weeknight');
    const file = files[0];
    const head = await asks(other, 'HEAD', new URL(file.url).pathname);
    assert.equal(head.status, 200);
    const sent = await asks(other, 'GET', new URL(file.url).pathname);
    assert.equal(sent.status, 302);
    assert.equal(sent.headers.get('referrer-policy'), 'no-referrer');
    const address = sent.headers.get('location');
    assert.ok(address.startsWith(`${line.url}/goods/second/${file.sha256.slice(0, 2)}/`), address);
    assert.match(address, /X-Amz-Expires=600/);
    assert.ok(!address.includes('hush'));
    const bytes = await fetch(address);
    assert.equal(sha256(Buffer.from(await bytes.arrayBuffer())), file.sha256);
    assert.match(bytes.headers.get('content-disposition'), /^attachment; filename=/);
    const left = await (await asks(other, 'GET', `/api/v1/orders/${order.id}/downloads?token=${order.access_token}`)).json();
    assert.equal(left[0].remaining, file.remaining - 1, 'it counts when it begins');
    const archive = await asks(other, 'GET', `/api/v1/orders/${order.id}/archive.zip?token=${order.access_token}`);
    assert.equal(archive.status, 200);
    assert.ok((await archive.arrayBuffer()).byteLength > 0);
  } finally {
    await other.close();
  }
});
