// Licences and price alerts in a browser: what a buyer, a member and the office see, wide and narrow, light and dark.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, PHONE, Visitor } from './support/browser.mjs';
import { openShop } from './support/shop.mjs';
import { checksOut, orderIsReady, puts } from './support/steps.mjs';

const PASSWORD = 'seven quiet lighthouses';
const ADMIN = 'ann@example.com';

let shop, browser, slug, title;
before(async () => {
  [shop, browser] = await Promise.all([openShop(), openBrowser()]);
  await shop.command('admin', 'create', '--email', ADMIN, '--password-stdin', { input: PASSWORD });
  const found = await (await fetch(`${shop.url}/api/v1/products?file_type=vst3&limit=100`)).json();
  const all = found.data.length ? found.data : (await (await fetch(`${shop.url}/api/v1/products?limit=100`)).json()).data;
  for (const card of all.filter(it => it.price.amount > 0)) {
    const page = await (await fetch(`${shop.url}/api/v1/products/${card.slug}`)).json();
    if (page.editions.some(it => it.license_keys)) ({ slug, title } = card);
  }
  assert.ok(slug, 'something is sold with keys');
});
after(async () => { await browser?.close(); await shop?.close(); });

async function signsIn(visitor) {
  await visitor.opens('/login');
  await visitor.page.getByLabel('E-mail').fill(ADMIN);
  await visitor.page.getByLabel('Password').fill(PASSWORD);
  await visitor.follows('button', 'Sign in');
}

test('a buyer looks after a licence, hands it on, and the office sees it', { timeout: 180_000 }, async () => {
  const bob = await Visitor.arrives(browser, shop);
  await puts(bob, slug);
  await bob.opens('/checkout');
  await checksOut(bob, { email: 'bob@example.com', outcome: 'paid' });
  await orderIsReady(bob);
  await bob.approves('order-with-key');
  const key = (await bob.page.locator('.key-box code').first().innerText()).trim();
  const made = await fetch(`${shop.url}/api/v1/licenses/${key}/activations`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ fingerprint: 'desk', label: 'Studio desk' }),
  });
  assert.equal(made.status, 201);
  await bob.follows('link', 'Devices and licence file');
  assert.match(await bob.page.locator('main').innerText(), /Studio desk/);
  await bob.approves('license');
  const here = new URL(bob.page.url());
  const pocket = await Visitor.arrives(browser, shop, { size: PHONE, scheme: 'dark' });
  await pocket.opens(here.pathname + here.search);
  await pocket.approves('license');
  await pocket.leaves();

  const ann = await Visitor.arrives(browser, shop);
  await signsIn(ann);
  await ann.opens('/admin/licenses');
  await ann.approves('office-licenses');
  await ann.follows('link', title);
  await ann.approves('office-licenses-product');
  await ann.page.getByLabel('Devices a key may be used on').first().fill('many');
  await ann.follows('button', 'Save');
  await ann.approves('office-licenses-refused');
  await ann.page.getByLabel('Devices a key may be used on').first().fill('3');
  await ann.follows('button', 'Save');
  assert.match(await ann.page.locator('main').innerText(), /Saved/);
  await ann.leaves();

  await bob.follows('button', 'Free Studio desk');
  assert.match(await bob.page.locator('main').innerText(), /used nowhere yet/);
  await bob.follows('button', 'Change the key');
  assert.doesNotMatch(await bob.page.locator('main').innerText(), new RegExp(key));
  await bob.page.getByLabel('Their e-mail').fill('ines@example.com');
  await bob.follows('button', 'Hand it on');
  assert.match(await bob.page.locator('main').innerText(), /handed on/);
  await bob.leaves();
});

test('a member waits for a price, with and without scripts', { timeout: 120_000 }, async () => {
  for (const look of [{}, { size: PHONE, scheme: 'dark', script: false }]) {
    const ann = await Visitor.arrives(browser, shop, look);
    await signsIn(ann);
    await ann.opens(`/products/${slug}`);
    await ann.follows('link', 'Tell me when the price falls');
    await ann.page.getByLabel('Tell me at this price or less').fill('9999');
    await ann.follows('button', 'Set the alert');
    assert.match(await ann.page.locator('main').innerText(), /name a lower price/);
    await ann.page.getByLabel('Tell me at this price or less').fill('1');
    await ann.follows('button', 'Set the alert');
    assert.match(await ann.page.locator('main').innerText(), /The alert is set/);
    if (look.script === false) await ann.photographs('price-alerts');
    else await ann.approves('price-alerts');
    await ann.leaves();
  }
});
