// What people find who look for nothing: collections that an admin puts together, what is hot, what is on sale.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, PHONE, Visitor } from './support/browser.mjs';
import { openShop } from './support/shop.mjs';
import { checksOut, orderIsReady, puts } from './support/steps.mjs';

const PASSWORD = 'seven quiet lighthouses';

let shop, browser;
before(async () => {
  [shop, browser] = await Promise.all([openShop(), openBrowser()]);
  await shop.command('admin', 'create', '--email', 'ann@example.com', '--password-stdin', { input: PASSWORD });
});
after(async () => { await browser?.close(); await shop?.close(); });

const said = visitor => visitor.page.locator('main').innerText();

async function signsIn(look = {}) {
  const ann = await Visitor.arrives(browser, shop, look);
  await ann.opens('/login');
  await ann.page.getByLabel('E-mail').fill('ann@example.com');
  await ann.page.getByLabel('Password').fill(PASSWORD);
  await ann.follows('button', 'Sign in', ann.page.locator('main'));
  return ann;
}

test('an admin puts a collection together, by keyboard and without scripts', { timeout: 180_000 }, async () => {
  const bob = await Visitor.arrives(browser, shop, {});
  await bob.opens('/collections');
  await bob.approves('collections-none');

  const ann = await signsIn();
  const { page } = ann;
  await ann.opens('/admin/collections');
  await ann.approves('office-collections-none');
  await ann.follows('link', 'New collection');
  await ann.follows('button', 'Save');
  assert.match(await said(ann), /Give it a title/);
  await page.getByLabel('Title').fill('For a rainy afternoon');
  await page.getByLabel('Words about it').fill('Things to **make** while it rains.\n\n- a song\n- a letter');
  await page.getByLabel('With its first four products').check();
  await ann.follows('button', 'Save');
  assert.match(await said(ann), /set up/);
  for (const words of ['drum', 'font', 'icon', 'book']) {
    await page.getByLabel('Look for a product').fill(words);
    await page.getByLabel('Look for a product').press('Enter');
    await page.getByRole('list', { name: 'Found' }).waitFor();
    await ann.follows('button', /^Add /);
  }
  await ann.approves('office-collection');
  const second = await page.locator('#goods ol li').nth(1).locator('a').innerText();
  await ann.follows('button', `Move ${second} up`);
  assert.equal(await page.locator('#goods ol li').first().locator('a').innerText(), second);
  await ann.opens('/admin/collections');
  await ann.approves('office-collections');
  await ann.leaves();

  await bob.opens('/');
  assert.match(await said(bob), /For a rainy afternoon/);
  await bob.approves('home-collection');
  await bob.opens('/collections');
  await bob.approves('collections');
  await bob.follows('link', 'For a rainy afternoon', bob.page.locator('main'));
  assert.match(await said(bob), /4 products/);
  await bob.approves('collection');
  await bob.leaves();
  const small = await Visitor.arrives(browser, shop, { size: PHONE, scheme: 'dark' });
  for (const [place, name] of [['/collections', 'collections'], ['/collections/for-a-rainy-afternoon', 'collection']]) {
    await small.opens(place);
    await small.approves(name);
  }
  await small.leaves();
});

test('a member sees what was picked, and why', { timeout: 180_000 }, async () => {
  const ann = await signsIn();
  const { page } = ann;
  await ann.opens('/account/picks');
  await ann.approves('picks-none');
  await ann.opens('/products/quayside-sans');
  const bought = await page.locator('h1').innerText();
  await ann.approves('product-related');
  await puts(ann, 'quayside-sans');
  await ann.opens('/checkout');
  await checksOut(ann, { email: 'ann@example.com', outcome: 'paid' });
  await orderIsReady(ann);
  await ann.opens('/');
  const front = await said(ann);
  assert.match(front, /Picked for you/);
  assert.ok(front.includes(`Because you bought ${bought}`), front);
  await ann.approves('home-picks');
  await ann.opens('/account/picks');
  await ann.approves('picks');
  const first = await page.locator('ol[aria-label=Picks] a').first().innerText();
  await ann.follows('button', `Not interested in ${first}`);
  assert.match(await said(ann), /will not be picked again/);
  assert.notEqual(await page.locator('ol[aria-label=Picks] a').first().innerText(), first);
  await ann.opens('/account/preferences');
  await page.getByLabel('Pick things for me').uncheck();
  await ann.approves('preferences-picks');
  await ann.follows('button', 'Save', page.locator('main'));
  await ann.opens('/account/picks');
  assert.match(await said(ann), /Nothing is picked for you/);
  await ann.approves('picks-off');
  await ann.leaves();
});

test('deals and what is hot', { timeout: 120_000 }, async () => {
  const bob = await Visitor.arrives(browser, shop, {});
  const small = await Visitor.arrives(browser, shop, { size: PHONE, scheme: 'dark' });
  for (const visitor of [bob, small]) {
    await visitor.opens('/');
    await visitor.approves('home-ways');
    await visitor.opens('/deals');
    await visitor.approves('deals');
    await visitor.opens('/deals?sort=ending');
    await visitor.opens('/products?sort=hot');
    assert.match(await said(visitor), /Hot just now/);
  }
  await bob.leaves();
  await small.leaves();
});
