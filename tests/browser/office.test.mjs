// Money in the office and at a seller's desk: an order is found, part of it is paid back, a seller links an account and is
// paid; wide and narrow, light and dark.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStripe } from '../standin/stripe.mjs';
import { DESK, openBrowser, PHONE, Visitor } from './support/browser.mjs';
import { openShop } from './support/shop.mjs';
import { checksOut, orderIsReady, puts } from './support/steps.mjs';

const PASSWORD = 'seven quiet lighthouses';
const GOOD = 'the-ten-plant-balcony';

let shop, browser, stripe;
before(async () => {
  stripe = await openStripe();
  const env = {
    BODEGA_PAYMENTS__STRIPE__SECRET_KEY: 'sk_test_standin', BODEGA_PAYMENTS__STRIPE__WEBHOOK_SECRET: 'whsec_standin',
    BODEGA_PAYMENTS__STRIPE__API_BASE: stripe.url,
  };
  [shop, browser] = await Promise.all([openShop({ env }), openBrowser()]);
  const letters = { url: `${shop.url}/webhooks/stripe` };
  await fetch(`${stripe.url}/control/webhooks`, { method: 'POST', body: JSON.stringify(letters) });
  for (const name of ['ann', 'ada']) {
    await shop.command('admin', 'create', '--email', `${name}@example.com`, '--password-stdin', { input: PASSWORD });
  }
});
after(async () => { await browser?.close(); await shop?.close(); stripe?.close(); });

async function signedIn(name, look = {}) {
  const visitor = await Visitor.arrives(browser, shop, look);
  visitor.friends = [stripe.url];
  await visitor.opens('/login');
  await visitor.page.getByLabel('E-mail').fill(`${name}@example.com`);
  await visitor.page.getByLabel('Password').fill(PASSWORD);
  await visitor.follows('button', 'Sign in');
  return visitor;
}

const said = visitor => visitor.page.locator('main').innerText();

/** An order that was paid by test money, and the end of its page's address in the office. */
async function bought(email, gift) {
  const bob = await Visitor.arrives(browser, shop, { size: PHONE });
  await puts(bob, GOOD);
  await bob.opens('/checkout');
  if (gift) {
    await bob.page.locator('summary', { hasText: /gift/i }).click();
    await bob.page.getByLabel('Their address').fill(gift);
  }
  await checksOut(bob, { email, outcome: 'paid' });
  if (!gift) await orderIsReady(bob);
  else await bob.approves('order-gift');
  const id = /orders\/(ord_\w+)/.exec(bob.page.url())[1];
  await bob.leaves();
  return id;
}

test('the office pays back, and a seller is paid', { timeout: 240_000 }, async () => {
  const [first, second] = [await bought('bob@example.com'), await bought('bea@example.com')];
  const maker = await fetch(`${shop.url}/api/v1/products/${GOOD}`).then(it => it.json());
  await shop.command('admin', 'seller', '--email', 'ada@example.com', '--seller', maker.seller.slug);

  const ann = await signedIn('ann');
  await ann.opens('/admin/payouts');
  assert.match(await said(ann), /No payouts yet/);
  await ann.approves('office-payouts-none');
  await ann.opens('/admin/orders');
  await ann.approves('office-orders');
  await ann.opens(`/admin/orders/${first}`);
  await ann.approves('office-order');
  await ann.page.locator('input[name=amount]').fill('999');
  await ann.follows('button', 'Pay back');
  assert.match(await said(ann), /is left to pay back/);
  await ann.approves('office-order-refused');
  await ann.page.locator('input[name=amount]').fill('1');
  await ann.page.getByLabel('Why').fill('Sorry for the wait');
  await ann.follows('button', 'Pay back');
  assert.match(await said(ann), /Partly refunded/);
  await ann.approves('office-order-refunded');
  await ann.opens('/admin/payments');
  await ann.approves('office-payments');
  await ann.leaves();

  const ada = await signedIn('ada');
  await ada.opens('/sell/payouts');
  await ada.approves('sell-payouts-none');
  await ada.follows('button', 'Link an account');
  assert.match(ada.page.url(), new RegExp(stripe.url));
  await ada.follows('button', 'Complete');
  assert.match(ada.page.url(), /\/sell\/payouts\?done=back/);
  assert.match(await said(ada), /Ready/);
  await ada.approves('sell-payouts');
  await ada.follows('button', 'Ask how it stands');
  assert.match(await said(ada), /Stripe was asked/);
  await ada.leaves();

  for (const look of [{ size: DESK }, { size: DESK, scheme: 'dark' }, { size: PHONE }, { size: PHONE, scheme: 'dark' }]) {
    const visitor = await signedIn('ada', look);
    for (const [path, name] of [
      ['/admin/orders', 'office-orders'], [`/admin/orders/${first}`, 'office-order'], ['/admin/payments', 'office-payments'],
      ['/admin/payouts', 'office-payouts-none'], ['/sell/sales', 'sell-sales'], [`/sell/sales/${first}`, 'sell-sale'],
      [`/sell/sales/${second}`, 'sell-sale-whole'], ['/sell/payouts', 'sell-payouts'],
    ]) {
      await visitor.opens(path);
      await visitor.approves(name);
    }
    await visitor.leaves();
  }
});

test('support lets a buyer download anew, and a seller says how often', { timeout: 120_000 }, async () => {
  const bob = await Visitor.arrives(browser, shop);
  await puts(bob, GOOD);
  await bob.opens('/checkout');
  await checksOut(bob, { email: 'bob@example.com', outcome: 'paid' });
  await orderIsReady(bob);
  const order = /orders\/(ord_\w+)/.exec(bob.page.url())[1];
  await bob.downloads(bob.page.locator('a[href*="/d/"]').first());
  await bob.leaves();
  for (const look of [{ size: DESK }, { size: PHONE, scheme: 'dark' }]) {
    const ada = await signedIn('ada', look);
    await ada.opens('/admin/downloads');
    assert.match(await said(ada), /Complete/);
    await ada.approves('office-downloads');
    await ada.opens(`/admin/orders/${order}`);
    await ada.follows('link', 'its downloads');
    await ada.approves('office-order-downloads');
    await ada.follows('button', /Begin anew/);
    assert.match(await said(ada), /can begin anew/);
    await ada.approves('office-order-downloads-anew');
    await ada.opens('/sell/downloads');
    await ada.approves('sell-downloads');
    await ada.follows('link', 'The Ten-Plant Balcony');
    await ada.page.locator('#downloads').fill('many');
    await ada.follows('button', 'Save');
    await ada.approves('sell-downloads-refused');
    await ada.page.locator('#downloads').fill('3');
    await ada.follows('button', 'Save');
    assert.match(await said(ada), /Saved/);
    await ada.approves('sell-downloads-terms');
    await ada.leaves();
  }
});

test('a gift goes into the library of whoever claims it', { timeout: 120_000 }, async () => {
  await bought('bob@example.com', 'ada@example.com');
  let link;
  for (let patience = 0; patience < 100 && !link; patience++) {
    const mails = (await shop.mails()).filter(it => it.includes('To: ada@example.com'));
    link = mails.map(it => /https?:\/\/[^\s"<]*\/gifts\/[^\s"<]*/.exec(it)?.[0]).find(Boolean);
    await sleep(50);
  }
  const [ada, eve] = [await signedIn('ada'), await Visitor.arrives(browser, shop, { size: PHONE, scheme: 'dark' })];
  await eve.opens(link);
  await eve.approves('gift');
  await ada.opens(link);
  await ada.approves('gift');
  await ada.follows('button', 'Claim your gift');
  assert.match(await said(ada), /It is in your library/);
  await ada.approves('gift-claimed');
  await ada.opens('/library');
  assert.match(await said(ada), /a gift, claimed/);
  await ada.approves('library-gift');
  await ada.follows('link', /^Gift of/);
  assert.match(await said(ada), /A gift for you/);
  await eve.opens(link);
  assert.match(await said(eve), /has been claimed already/);
  await eve.approves('gift-taken');
  await ada.leaves();
  await eve.leaves();
});
