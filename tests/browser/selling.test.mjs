// A seller's desk in a browser: new and with sales, wide and narrow, light and dark, with and without scripts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DESK, openBrowser, PHONE, Visitor } from './support/browser.mjs';
import { openShop } from './support/shop.mjs';
import { checksOut, orderIsReady, puts } from './support/steps.mjs';

const PASSWORD = 'seven quiet lighthouses';
const GOOD = 'the-ten-plant-balcony';

let shop, browser;
before(async () => { [shop, browser] = await Promise.all([openShop(), openBrowser()]); });
after(async () => { await browser?.close(); await shop?.close(); });

/** The last link in the mails to `address` that holds `part`; mails take a moment. */
async function linkTo(address, part) {
  for (let patience = 0; patience < 100; patience++) {
    const mails = (await shop.mails()).filter(it => it.includes(`To: ${address}`)).reverse();
    const link = mails.map(it => it.match(new RegExp(`https?://[^\\s"<]*${part}[^\\s"<]*`))?.[0]).find(Boolean);
    if (link) return new URL(link).pathname + new URL(link).search;
    await sleep(50);
  }
  throw new Error(`no mail to ${address} with ${part}`);
}

async function signsIn(visitor, address) {
  await visitor.opens('/login');
  await visitor.page.getByLabel('E-mail').fill(address);
  await visitor.page.getByLabel('Password').fill(PASSWORD);
  await visitor.follows('button', 'Sign in');
}

async function joins(visitor, name) {
  const address = `${name.toLowerCase()}@example.com`;
  await visitor.opens('/register');
  await visitor.page.getByLabel('Your name').fill(name);
  await visitor.page.getByLabel('E-mail').fill(address);
  await visitor.page.getByLabel('Password').fill(PASSWORD);
  await visitor.follows('button', 'Create account');
  await visitor.opens(await linkTo(address, '/register/confirm'));
  await visitor.page.getByLabel('Password').fill(PASSWORD);
  await visitor.follows('button', 'Confirm and sign in');
}

const ADMIN = 'ann@example.com';

test('an admin lets someone sell, who then sees what is due to them', { timeout: 180_000 }, async () => {
  await shop.command('admin', 'create', '--email', ADMIN, '--password-stdin', { input: PASSWORD });
  const ada = await Visitor.arrives(browser, shop);
  await joins(ada, 'Ada');
  await ada.opens(`/products/${GOOD}`);
  const maker = (await ada.page.locator('aside a[href^="/sellers/"]').first().innerText()).split('\n').at(-1).trim();

  const ann = await Visitor.arrives(browser, shop, { script: false });
  await signsIn(ann, ADMIN);
  await ann.opens('/account');
  await ann.follows('link', 'The office');
  await ann.opens('/admin/users?q=ada');
  await ann.follows('link', 'ada@example.com');
  await ann.photographs('office-user');
  await ann.page.getByLabel('Name of the seller').fill(maker);
  await ann.follows('button', 'Let them sell');
  assert.match(await ann.page.locator('main').innerText(), new RegExp(`Sells as\\s+${maker}`));
  await ann.photographs('office-user-sells');
  await ann.leaves();

  await signsIn(ada, 'ada@example.com');
  await ada.opens('/sell');
  await ada.approves('sell-new');
  const bob = await Visitor.arrives(browser, shop, { size: PHONE });
  await puts(bob, GOOD);
  await bob.opens('/checkout');
  await checksOut(bob, { email: 'bob@example.com', outcome: 'paid' });
  await orderIsReady(bob);
  await bob.leaves();
  await ada.opens('/sell');
  await ada.approves('sell');
  await ada.follows('link', 'All entries');
  assert.match(await ada.page.locator('main').innerText(), /1 entry/);
  await ada.approves('sell-ledger');

  const pocket = await Visitor.arrives(browser, shop, { size: PHONE, scheme: 'dark' });
  await signsIn(pocket, 'ada@example.com');
  for (const [place, name] of [['/sell', 'sell'], ['/sell/ledger', 'sell-ledger']]) {
    await pocket.opens(place);
    await pocket.approves(name);
  }
  await pocket.leaves();
  const ended = await shop.command('admin', 'seller', '--email', 'ada@example.com');
  assert.match(ended, /ada@example\.com sells nothing now/);
  // The page hears of it by its socket and leaves by itself; asking for another page would race with that.
  await ada.page.waitForURL(/\/login\?next=%2Fsell%2Fledger$/);
  await ada.opens('/account');
  assert.match(ada.page.url(), /\/login/);
  await ada.leaves();
});

test('the heart tells what one has wished for', { timeout: 90_000 }, async () => {
  for (const look of [{ size: DESK }, { size: PHONE, scheme: 'dark', script: false }]) {
    const guest = await Visitor.arrives(browser, shop, look);
    await guest.opens(`/products/${GOOD}`);
    await guest.follows('button', 'Save to your wishlist');
    await guest.opens(`/products/${GOOD}`);
    if (look.script === false) await guest.photographs('product-wished');
    else await guest.approves('product-wished');
    await guest.follows('link', 'Saved: see it on your wishlist');
    assert.match(guest.page.url(), /\/wishlists\/wish_/);
    await guest.leaves();
  }
});
