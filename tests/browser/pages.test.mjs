// Each page in each look: for everyone, within the window, under the policy, and light on the first visit.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import zlib from 'node:zlib';
import { DESK, openBrowser, PHONE, Visitor } from './support/browser.mjs';
import { openShop } from './support/shop.mjs';

/** HTML, styles, scripts and font of a first visit, in bytes after brotli. */
const WEIGHT = 60 * 1024;
const LOOKS = [DESK, PHONE].flatMap(size => ['light', 'dark'].map(scheme => ({ size, scheme })));
const PAGES = [
  ['home', '/', 200],
  ['search', '/products?q=sans', 200],
  ['search-everything', '/products', 200],
  ['search-filtered', '/products?free=true&sort=newest', 200],
  ['search-empty', '/products?q=zzzzqqqq', 200],
  ['search-past-the-end', '/products?page=99', 200],
  ['search-too-far', '/products?page=9999', 422],
  ['shelf', '/categories/fonts', 200],
  ['product', '/products/pavement-round', 200],
  ['product-free', '/products/doorstep-icons', 200],
  ['product-own-price', '/products/type-for-people-who-dont-draw-type', 200],
  ['maker', '/sellers/kestrel-type', 200],
  ['cart-empty', '/cart', 200],
  ['cart-link', '/cart/link?add=pavement-round&add=doorstep-icons::2', 200],
  ['cart-link-broken', '/cart/link?add=pavement-round:nonsense', 422],
  ['library-request', '/library', 200],
  ['not-found', '/products/there-is-no-such-thing', 404],
  ['no-order', '/orders/ord_01900000000070008000000000000000', 404],
  ['link-unknown', '/d/not-a-link-of-ours', 404],
];

let shop, browser;
before(async () => { [shop, browser] = await Promise.all([openShop(), openBrowser()]); });
after(async () => { await browser?.close(); await shop?.close(); });

for (const [name, place, status] of PAGES) {
  test(`${name} is for everyone, in each look`, async () => {
    for (const look of LOOKS) {
      const visitor = await Visitor.arrives(browser, shop, look);
      await visitor.opens(place, status);
      await visitor.approves(name);
      await visitor.leaves();
    }
  });
}

test('the first admin comes in by the link that the program prints, once', async () => {
  const link = shop.said().match(/http:\/\/\S+\/setup\?token=\S+/)?.[0];
  assert.ok(link, `no link among what the shop said:\n${shop.said()}`);
  const ann = await Visitor.arrives(browser, shop);
  await ann.opens(link);
  await ann.approves('setup');
  await ann.page.getByLabel('Your name').fill('Ann');
  await ann.page.getByLabel('E-mail').fill('ann@example.com');
  await ann.page.getByLabel('Password').fill('short');
  await ann.follows('button', 'Become the admin');
  assert.equal(await ann.page.getByLabel('Password').getAttribute('aria-invalid'), 'true');
  await ann.approves('setup-refused');
  await ann.page.getByLabel('Password').fill('a quiet harbour at four in the morning');
  await ann.follows('button', 'Become the admin');
  await ann.approves('setup-done');
  const answer = await ann.page.goto(link);
  assert.ok([404, 410].includes(answer.status()), `the link works twice: ${answer.status()}`);
  await ann.approves('setup-used');
  await ann.leaves();
});

test('suggestions come while one types, and lead to products', async () => {
  const bea = await Visitor.arrives(browser, shop);
  await bea.opens('/');
  await bea.page.getByRole('combobox', { name: 'Search the shop' }).pressSequentially('pavem', { delay: 20 });
  const option = bea.page.getByRole('option', { name: /Pavement Round/ });
  await option.waitFor();
  await bea.approves('suggestions');
  await Promise.all([bea.page.waitForURL('**/products/pavement-round'), option.click()]);
  await bea.leaves();
});

test('the theme is remembered', async () => {
  const cem = await Visitor.arrives(browser, shop, { scheme: 'light' });
  await cem.opens('/');
  const ground = () => cem.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await cem.page.getByRole('button', { name: 'Switch between light and dark' }).click();
  await cem.page.waitForFunction(before => getComputedStyle(document.body).backgroundColor !== before, light);
  await cem.opens('/products');
  assert.notEqual(await ground(), light, 'the next page is dark as well');
  await cem.leaves();
});

test('the API can be tried out with nothing from outside', async () => {
  const dot = await Visitor.arrives(browser, shop);
  await dot.opens('/api/docs');
  await dot.page.getByText('/api/v1/products', { exact: false }).first().waitFor();
  await dot.photographs('api-docs');
  await dot.leaves();
});

for (const [name, place] of [['home', '/'], ['search', '/products?q=sans'], ['product', '/products/pavement-round'], ['cart', '/cart']]) {
  test(`a first visit of ${name} weighs less than 60 KB`, async t => {
    const page = await gets(place);
    const linked = [...page.text.matchAll(/(?:href|src)="(\/assets\/[^"]+\.(?:css|js|woff2))"/g)].map(hit => hit[1]);
    const parts = await Promise.all([...new Set(linked)].map(async it => [it, await gets(it)]));
    assert.deepEqual(['css', 'js', 'woff2'].filter(kind => !parts.some(([it]) => it.endsWith(kind))), []);
    for (const [it, { headers }] of parts) {
      assert.match(headers['cache-control'], /immutable/, it);
      if (!it.endsWith('woff2')) assert.equal(headers['content-encoding'], 'br', it);
    }
    // What only one person sees is sent as it is: compressing it beside a secret would tell of the secret.
    assert.equal(page.headers['content-encoding'], name === 'cart' ? undefined : 'br', 'pages are compressed too');
    const bytes = page.size + parts.reduce((sum, [, it]) => sum + it.size, 0);
    t.diagnostic(`${name}: ${(bytes / 1024).toFixed(1)} KB, HTML ${(page.size / 1024).toFixed(1)} KB`);
    assert.ok(bytes < WEIGHT, `${bytes} bytes`);
  });
}

/** One answer as it goes over the line. */
function gets(place) {
  return new Promise((done, failed) => {
    http.get(shop.url + place, { headers: { 'Accept-Encoding': 'br', 'Accept': 'text/html,*/*' } }, answer => {
      const chunks = [];
      answer.on('data', chunk => chunks.push(chunk));
      answer.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const text = answer.headers['content-encoding'] === 'br' ? zlib.brotliDecompressSync(bytes).toString() : bytes.toString();
        done({ size: bytes.length, text, headers: answer.headers });
      });
    }).on('error', failed);
  });
}
