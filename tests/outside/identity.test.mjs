// One account through a real mail server and the API: made, used, stolen from, and taken back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openShop } from '../browser/support/shop.mjs';
import { code, openMailServer } from './support.mjs';

const INES = 'ines@example.com';
const FIRST = 'seven quiet lighthouses';
const SECOND = 'eleven brass kettles';
let shop, post;

before(async () => {
  post = await openMailServer();
  const mail = { BODEGA_MAIL__HOST: '127.0.0.1', BODEGA_MAIL__PORT: String(post.port), BODEGA_MAIL__TLS: 'none' };
  shop = await openShop({ goods: false, env: mail });
});
after(async () => { await shop?.close(); post?.close(); });

async function asks(method, path, body, token) {
  const headers = { ...(body && { 'Content-Type': 'application/json' }), ...(token && { Authorization: `Bearer ${token}` }) };
  const answer = await fetch(`${shop.url}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  return { status: answer.status, ...(text && { json: JSON.parse(text) }) };
}
const login = (password, code) => asks('POST', '/auth/login', { email: INES, password, code });
const link = mail => new URL(mail.text.match(/https?:\/\/\S+token=\S+/)[0]);

test('an account lives through registration, theft and reset', async () => {
  const wish = await asks('POST', '/auth/register', { email: INES, password: FIRST, name: 'Ines' });
  assert.equal(wish.status, 202);
  assert.equal((await login(FIRST)).status, 401, 'nothing opens before the address is confirmed');
  const confirm = link(await post.mail(INES, /Confirm/));
  assert.ok(confirm.href.startsWith(shop.url), 'the link leads to the shop');
  const token = confirm.searchParams.get('token');
  assert.equal((await asks('POST', '/auth/verify-email', { token })).status, 200);
  assert.equal((await asks('POST', '/auth/verify-email', { token })).status, 404, 'once');

  const first = (await login(FIRST)).json;
  assert.equal((await asks('GET', '/me/library', undefined, first.access_token)).json.total, 0);
  const second = (await asks('POST', '/auth/refresh', { refresh_token: first.refresh_token })).json;
  const third = (await asks('POST', '/auth/refresh', { refresh_token: second.refresh_token })).json;
  // Somebody has a copy of the first one, which is two generations old: thief and owner are both thrown out.
  assert.equal((await asks('POST', '/auth/refresh', { refresh_token: first.refresh_token })).status, 401);
  assert.equal((await asks('POST', '/auth/refresh', { refresh_token: third.refresh_token })).status, 401);
  assert.equal((await asks('GET', '/me/library', undefined, third.access_token)).status, 401);

  const again = (await login(FIRST)).json;
  assert.equal((await asks('POST', '/auth/forgot-password', { email: INES })).status, 202);
  const reset = link(await post.mail(INES, /new password/)).searchParams.get('token');
  assert.equal((await asks('POST', '/auth/reset-password', { token: reset, password: 'password123' })).status, 422);
  assert.equal((await asks('POST', '/auth/reset-password', { token: reset, password: SECOND })).status, 200);
  assert.equal((await asks('POST', '/auth/reset-password', { token: reset, password: FIRST })).status, 403, 'once');
  assert.equal((await asks('GET', '/me/library', undefined, again.access_token)).status, 401, 'dead at once');
  await post.mail(INES, /was changed/);
  assert.equal((await login(FIRST)).status, 401);

  // A second factor: from now on the password alone opens nothing, and each code opens once.
  const fresh = (await login(SECOND)).json;
  const begun = await asks('POST', '/me/two-factor', undefined, fresh.access_token);
  const { secret } = begun.json;
  const on = await asks('PUT', '/me/two-factor', { code: code(secret) }, fresh.access_token);
  assert.equal(on.json.recovery_codes.length, 10);
  const missing = await login(SECOND);
  assert.deepEqual([missing.status, missing.json.errors[0].field], [401, 'code']);
  const next = code(secret, Date.now() + 30_000);
  assert.equal((await login(SECOND, next)).status, 200);
  assert.equal((await login(SECOND, next)).status, 422, 'a code that was used');
  assert.equal((await login(SECOND, on.json.recovery_codes[0])).status, 200);
  assert.equal((await login(SECOND, on.json.recovery_codes[0])).status, 422, 'once');
  await post.mail(INES, /recovery code/i);
});
