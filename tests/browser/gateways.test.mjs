// Paying on the pages of gateways, which stand-ins take the place of: the way there and back goes through the shop's own
// content policy. Cards that are kept for the next time are looked after by their owner.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPaypal } from '../standin/paypal.mjs';
import { openStripe } from '../standin/stripe.mjs';
import { DESK, openBrowser, PHONE, Visitor } from './support/browser.mjs';
import { openShop } from './support/shop.mjs';
import { puts } from './support/steps.mjs';

const PASSWORD = 'seven quiet lighthouses';

let shop, browser, stripe, paypal;
before(async () => {
  [stripe, paypal] = await Promise.all([openStripe(), openPaypal()]);
  const env = {
    BODEGA_PAYMENTS__STRIPE__SECRET_KEY: 'sk_test_standin', BODEGA_PAYMENTS__STRIPE__WEBHOOK_SECRET: 'whsec_standin',
    BODEGA_PAYMENTS__STRIPE__API_BASE: stripe.url,
    BODEGA_PAYMENTS__PAYPAL__CLIENT_ID: 'standin', BODEGA_PAYMENTS__PAYPAL__CLIENT_SECRET: 'hush',
    BODEGA_PAYMENTS__PAYPAL__WEBHOOK_ID: 'WH-ID', BODEGA_PAYMENTS__PAYPAL__API_BASE: paypal.url,
    BODEGA_PAYMENTS__MANUAL__INSTRUCTIONS: 'Send the amount to DE00 0000 0000, with the number of the order.',
  };
  [shop, browser] = await Promise.all([openShop({ env }), openBrowser()]);
  // Stripe's letters come by themselves, some of them twice; PayPal's are lost, so that only the way back tells.
  const letters = { url: `${shop.url}/webhooks/stripe`, doubt: { twice: 0.5 } };
  await fetch(`${stripe.url}/control/webhooks`, { method: 'POST', body: JSON.stringify(letters) });
});
after(async () => { await browser?.close(); await shop?.close(); stripe?.close(); paypal?.close(); });

/** Fills the checkout in and leaves for the gateway's page. */
async function leavesFor(visitor, gateway) {
  const { page } = visitor;
  await puts(visitor, 'quayside-sans');
  await visitor.opens('/checkout');
  await page.getByLabel('E-mail').first().fill('bob@example.com');
  await page.getByRole('radio', { name: gateway }).check();
  await page.locator('#immediate_delivery_consent').check();
  await visitor.approves(`gateway-checkout-${gateway.source.toLowerCase()}`);
  await Promise.all([page.waitForEvent('domcontentloaded'), page.locator('form[action="/checkout"] button.btn-primary').click()]);
  await page.waitForLoadState('load');
}

/** The order's page, as soon as the till has asked the gateway. */
async function isPaid(visitor) {
  for (let patience = 0; patience < 60; patience++) {
    if (/Your files are ready/.test(await visitor.page.locator('main').innerText())) return;
    await sleep(500);
    await visitor.page.reload();
  }
  throw new Error('the order is not paid');
}

for (const [gateway, title, friend, look] of [
  [/Card/, 'Stand-in for Stripe', () => stripe.url, { size: DESK }],
  [/PayPal/, 'Stand-in for PayPal', () => paypal.url, { size: PHONE, scheme: 'dark' }],
]) {
  test(`a buyer pays on the page of the gateway and comes back: ${title}`, async () => {
    const bob = await Visitor.arrives(browser, shop, look);
    bob.friends = [friend()];
    await leavesFor(bob, gateway);
    assert.equal(await bob.page.locator('h1').innerText(), title, 'the content policy lets the form lead there');
    await bob.follows('button', 'Go back');
    assert.match(bob.page.url(), /\/orders\//);
    assert.doesNotMatch(await bob.page.locator('main').innerText(), /Your files are ready/);
    await bob.page.goBack();
    await bob.follows('button', 'Pay');
    assert.match(bob.page.url(), /\/orders\//);
    await isPaid(bob);
    await bob.leaves();
  });
}

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

async function joins(visitor, name) {
  await visitor.opens('/register');
  await visitor.page.getByLabel('Your name').fill(name);
  await visitor.page.getByLabel('E-mail').fill(`${name.toLowerCase()}@example.com`);
  await visitor.page.getByLabel('Password').fill(PASSWORD);
  await visitor.follows('button', 'Create account');
  await visitor.opens(await linkTo(`${name.toLowerCase()}@example.com`, '/register/confirm'));
  await visitor.page.getByLabel('Password').fill(PASSWORD);
  await visitor.follows('button', 'Confirm and sign in');
}

for (const [name, look] of [['Ines', { size: DESK }], ['Noor', { size: PHONE, scheme: 'dark' }]]) {
  test(`a member keeps a card, looks after it and removes it: ${look.size.width}`, async () => {
    const member = await Visitor.arrives(browser, shop, look);
    member.friends = [stripe.url];
    const { page } = member;
    await joins(member, name);
    await member.opens('/account/payment-methods');
    await member.approves('payment-methods-none');
    await member.follows('button', 'Add a payment method', page.locator('main'));
    await member.follows('button', 'Pay');
    assert.match(page.url(), /\/account\/payment-methods/);
    assert.match(await page.locator('main').innerText(), /Visa ending in 4242/);
    await member.approves('payment-methods-one');
    await member.follows('button', 'Look after them at Stripe');
    assert.match(await page.locator('body').innerText(), /visa 4242/);
    await member.follows('button', 'Go back');
    await member.follows('button', 'Remove Visa ending in 4242');
    assert.match(await page.locator('main').innerText(), /It was removed[\s\S]*Nothing is kept/);
    await member.leaves();
  });
}
