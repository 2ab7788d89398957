// A program checks its licence with no network: by the examples of docs/licenses.md, as they stand there.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { verify } from '../../docs/examples/licenses/verify.mjs';
import { openShop, root } from '../browser/support/shop.mjs';
import { python } from './support.mjs';

let shop, file, keys;

async function asks(method, route, body, headers = {}) {
  const json = body && { 'Content-Type': 'application/json' };
  return fetch(`${shop.url}${route}`, { method, headers: { ...json, ...headers }, body: body && JSON.stringify(body) });
}

before(async () => {
  shop = await openShop();
  const found = await (await asks('GET', '/api/v1/products?limit=100')).json();
  let key;
  for (const card of found.data.filter(it => it.price.amount > 0)) {
    const put = await asks('POST', '/api/v1/cart/lines', { product: card.id });
    const cart = { 'Cart-Token': put.headers.get('cart-token') };
    const wish = { email: 'bob@example.com', gateway: 'test', outcome: 'paid', immediate_delivery_consent: true };
    const order = await (await asks('POST', '/api/v1/orders', wish, cart)).json();
    key = order.lines?.[0].license_keys?.[0];
    if (key) break;
  }
  assert.ok(key, 'something is sold with keys');
  const made = await asks('POST', `/api/v1/licenses/${key}/activations`, { fingerprint: 'desk', label: 'Desk' });
  assert.equal(made.status, 201);
  file = await (await asks('GET', `/api/v1/licenses/${key}/file?fingerprint=desk`)).text();
  keys = await (await asks('GET', '/.well-known/license-keys.json')).text();
});
after(() => shop?.close());

test('JavaScript verifies a licence file', () => {
  const told = verify(JSON.parse(keys), file, 'desk');
  assert.equal(told.holder.email, 'bob@example.com');
  assert.throws(() => verify(JSON.parse(keys), file, 'laptop'), /another device/);
  assert.throws(() => verify({ keys: [] }, file, 'desk'), /does not know/);
  const [header, claims, signature] = file.split('.');
  const other = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(claims, 'base64url')), fingerprint: null }));
  assert.throws(() => verify(JSON.parse(keys), `${header}.${other.toString('base64url')}.${signature}`), /was changed/);
});

test('Python verifies a licence file', async () => {
  const folder = await fs.mkdtemp(path.join(shop.data, 'licence-'));
  const [set, lic] = [path.join(folder, 'keys.json'), path.join(folder, 'my.lic')];
  await fs.writeFile(set, keys);
  await fs.writeFile(lic, file);
  const example = path.join(root, 'docs/examples/licenses/verify.py');
  const run = (...args) => promisify(execFile)(python('python'), [example, set, lic, ...args]);
  assert.match((await run('desk')).stdout, /licensed to bob@example\.com/);
  await assert.rejects(run('laptop'), error => error.code === 1 && /another device/.test(error.stderr));
  await fs.writeFile(lic, file.slice(0, -6) + 'AAAAAA');
  await assert.rejects(run('desk'), error => error.code === 1 && /was changed/.test(error.stderr));
  await fs.rm(folder, { recursive: true });
});
