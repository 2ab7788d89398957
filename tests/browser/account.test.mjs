// The account area in a browser: wide and narrow, light and dark, with and without scripts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DESK, openBrowser, PHONE, Visitor } from './support/browser.mjs';
import { openShop } from './support/shop.mjs';
import { checksOut, orderIsReady, puts } from './support/steps.mjs';

const PASSWORD = 'seven quiet lighthouses';

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

/** Opens an account, and is in it. */
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
  assert.match(visitor.page.url(), /\/account$/);
}

const PAGES = [
  ['/account', 'account'], ['/account/orders', 'account-orders'], ['/account/security', 'account-security'],
  ['/account/email', 'account-email'], ['/account/preferences', 'account-preferences'], ['/account/keys', 'account-keys'],
  ['/account/keys/new', 'account-key-new'], ['/account/data', 'account-data'], ['/account/closing', 'account-closing'],
];

/** What is bought with an address before it has an account belongs to the account. */
async function buysAsGuest(visitor, name) {
  await puts(visitor, 'the-ten-plant-balcony');
  await visitor.opens('/checkout');
  await checksOut(visitor, { email: `${name.toLowerCase()}@example.com`, outcome: 'paid' });
  await orderIsReady(visitor);
}

async function makesAKey(visitor) {
  const { page } = visitor;
  await visitor.opens('/account/keys/new');
  await visitor.follows('button', 'Make key');
  await visitor.approves('account-key-refused');
  await page.getByLabel('What is it for?').fill('backup script');
  await page.getByLabel('See your library').check();
  await visitor.follows('button', 'Make key');
  await visitor.approves('account-key-made');
  assert.match(await page.locator('main code').first().innerText(), /^bdg_/);
  await visitor.follows('link', 'I have kept it');
  await visitor.approves('account-keys-one');
  await visitor.follows('button', 'End the key backup script');
  assert.match(await page.locator('main').innerText(), /The key has ended/);
}

async function choosesMails(visitor) {
  const { page } = visitor;
  await visitor.opens('/account/preferences');
  await page.getByLabel('Price alerts').uncheck();
  await visitor.follows('button', 'Save');
  assert.equal(await page.getByLabel('Price alerts').isChecked(), false);
  await visitor.approves('account-preferences-saved');
}

async function fetchesACopy(visitor) {
  const { page } = visitor;
  await visitor.opens('/account/data');
  await visitor.follows('button', 'Make a copy');
  for (let patience = 0; patience < 100 && !await page.getByRole('link', { name: /^Download/ }).count(); patience++) {
    await sleep(100);
    await visitor.opens('/account/data');
  }
  await visitor.approves('account-data-ready');
  const answer = await visitor.context.request.get('/account/data/copy.zip');
  assert.equal(answer.headers()['content-type'], 'application/zip');
}

async function closes(visitor, name) {
  const { page } = visitor;
  await visitor.opens('/account/closing');
  await visitor.follows('button', 'Close my account');
  await visitor.approves('account-closing-refused');
  await page.getByRole('textbox', { name: /to close it$/ }).fill(`${name.toLowerCase()}@example.com`);
  await visitor.follows('button', 'Close my account');
  assert.match(await page.locator('main').innerText(), /Your account is closed/);
}

const LOOKS = [
  ['Ines', 'wide and light', { size: DESK }],
  ['Noor', 'narrow and dark', { size: PHONE, scheme: 'dark' }],
  ['Jan', 'without scripts', { size: PHONE, script: false }],
];

for (const [name, words, look] of LOOKS) {
  test(`the account area, ${words}`, async () => {
    const visitor = await Visitor.arrives(browser, shop, look);
    // Without scripts the page cannot be looked over from within; the other two do that.
    if (look.script === false) visitor.approves = picture => visitor.photographs(picture);
    await buysAsGuest(visitor, name);
    await joins(visitor, name);
    for (const [place, picture] of PAGES) {
      await visitor.opens(place);
      await visitor.approves(picture);
    }
    if (look.size === PHONE) {
      await visitor.opens('/account');
      await visitor.page.locator('summary[aria-label="Menu of this area"]').click();
      await visitor.approves('account-menu');
    }
    await makesAKey(visitor);
    await choosesMails(visitor);
    await fetchesACopy(visitor);
    await closes(visitor, name);
    await visitor.leaves();
  });
}
