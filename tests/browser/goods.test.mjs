// What a shop looks after in a browser: sales that come from another shop, copies that run out, sales and bundles of a seller,
// licences of the office on a phone and in the dark.
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { openBrowser, PHONE, Visitor } from './support/browser.mjs';
import { openShop, root } from './support/shop.mjs';
import { puts } from './support/steps.mjs';

const PASSWORD = 'seven quiet lighthouses';
const ADMIN = 'ann@example.com';

let shop, browser, keyed, plain;
before(async () => {
  [shop, browser] = await Promise.all([openShop(), openBrowser()]);
  await shop.command('admin', 'create', '--email', ADMIN, '--password-stdin', { input: PASSWORD });
  const all = (await (await fetch(`${shop.url}/api/v1/products?limit=100`)).json()).data;
  for (const card of all.filter(it => it.price.amount > 0)) {
    const page = await (await fetch(`${shop.url}/api/v1/products/${card.slug}`)).json();
    if (page.editions.some(it => it.license_keys)) keyed = page;
    else if (page.editions.length > 1) plain = page;
  }
  assert.ok(keyed && plain);
  await shop.command('admin', 'seller', '--email', ADMIN, '--seller', plain.seller.slug);
});
after(async () => { await browser?.close(); await shop?.close(); });

async function arrives(look) {
  const ann = await Visitor.arrives(browser, shop, look);
  await ann.opens('/login');
  await ann.page.getByLabel('E-mail').fill(ADMIN);
  await ann.page.getByLabel('Password').fill(PASSWORD);
  await ann.follows('button', 'Sign in');
  return ann;
}

const main = visitor => visitor.page.locator('main').innerText();

test('the office brings sales of another shop in', { timeout: 120_000 }, async () => {
  const file = path.join(root, 'tests/fixtures/import/gumroad_sales.csv');
  for (const look of [{}, { size: PHONE, scheme: 'dark', script: false }]) {
    const ann = await arrives(look);
    await ann.opens('/admin/past-sales');
    await ann.page.getByLabel('Which product is meant').fill(`Synth One = ${keyed.slug}/${keyed.editions[0].name}\nClub=nothing-here`);
    await ann.page.getByLabel('The file').setInputFiles(file);
    await ann.follows('button', 'Send the file');
    assert.match(await main(ann), /There is no product “nothing-here”/);
    await (look.script === false ? ann.photographs('past-sales-refused') : ann.approves('past-sales-refused'));
    await ann.page.getByLabel('Which product is meant').fill(`Synth One = ${keyed.slug}/${keyed.editions[0].name}`);
    await ann.page.getByLabel('The file').setInputFiles(file);
    await ann.follows('button', 'Send the file');
    assert.match(await main(ann), /nothing was kept/);
    await (look.script === false ? ann.photographs('past-sales-told') : ann.approves('past-sales-told'));
    await ann.leaves();
  }
  await fs.access(file);
  await shop.command('import', 'sales', file, '--from', 'gumroad', '--product', `Synth One=${keyed.slug}/${keyed.editions[0].name}`).catch(it => assert.match(it.stdout, /6 added/));
});

test('the office looks after licences on a phone, in the dark', { timeout: 120_000 }, async () => {
  for (const look of [{}, { size: PHONE, scheme: 'dark' }]) {
    const ann = await arrives(look);
    await ann.opens('/admin/licenses');
    await ann.approves('office-licenses');
    await ann.follows('link', keyed.title);
    await ann.approves('office-licenses-product');
    await ann.opens('/account/price-alerts');
    await ann.approves('price-alerts-empty');
    await ann.opens(`/account/price-alerts?product=${keyed.slug}`);
    await ann.page.getByLabel('Tell me at this price or less').fill('9999');
    await ann.follows('button', 'Set the alert');
    await ann.approves('price-alerts-refused');
    await ann.leaves();
  }
});

test('a seller says how many there are, and sets sales and bundles', { timeout: 180_000 }, async () => {
  for (const look of [{}, { size: PHONE, scheme: 'dark' }]) {
    const ann = await arrives(look);
    const { page } = ann;
    await ann.opens(`/sell/products/${plain.id}`);
    for (const it of await page.locator('details > summary', { hasText: 'Terms, files and other prices' }).all()) await it.click();
    await page.getByLabel('How many there are').first().fill('0');
    await page.locator('#details button[name=do][value=save]').click();
    await page.waitForLoadState();
    for (const it of await page.locator('details > summary', { hasText: 'Terms, files and other prices' }).all()) await it.click();
    assert.match(await main(ann), /0 sold or set aside, 0 left/);
    await ann.approves('editor-stock');
    await ann.follows('link', 'Sales and bundles');
    await page.getByLabel('Sale price').first().fill('999999');
    await ann.follows('button', 'Save');
    await ann.approves('own-prices-refused');
    await page.getByLabel('Sale price').first().fill('');
    await ann.follows('button', 'Save');
    await ann.approves('own-prices');
    await ann.leaves();

    const bob = await Visitor.arrives(browser, shop, look);
    await bob.opens(`/products/${plain.slug}`);
    assert.match(await main(bob), /Sold out/);
    await bob.approves('partly-sold-out');
    await bob.leaves();
  }
  const ann = await arrives({});
  await puts(ann, plain.slug);
  await ann.opens(`/sell/products/${plain.id}`);
  for (const it of await ann.page.locator('details > summary', { hasText: 'Terms, files and other prices' }).all()) await it.click();
  for (const it of await ann.page.getByLabel('How many there are').all()) await it.fill('0');
  await ann.page.locator('#details button[name=do][value=save]').click();
  await ann.page.waitForLoadState();
  await ann.opens('/cart');
  assert.match(await main(ann), /sold out for now/);
  await ann.approves('cart-sold-out');
  await ann.opens(`/products/${plain.slug}`);
  await ann.approves('sold-out');
  await ann.leaves();
});
