// After the sale: the invoice is read, completed and taken along; then the buyer withdraws, and is paid back.
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { DESK, openBrowser, PHONE, Visitor } from './support/browser.mjs';
import { openShop } from './support/shop.mjs';
import { checksOut, puts } from './support/steps.mjs';

let shop, browser;
const env = {
  BODEGA_INVOICES__NAME: 'Aurora Type Ltd', BODEGA_INVOICES__ADDRESS: '1 Glyph Street\n10115 Berlin\nGermany',
  BODEGA_INVOICES__VAT_NUMBER: 'DE136695976', BODEGA_INVOICES__FOOTER: 'Bank: DE02 1203 0000 0000 2020 51',
  BODEGA_SHOP__CONTACT: 'shop@example.com',
};
before(async () => { [shop, browser] = await Promise.all([openShop({ env }), openBrowser()]); });
after(async () => { await browser?.close(); await shop?.close(); });

for (const look of [{ size: DESK, scheme: 'light' }, { size: PHONE, scheme: 'dark' }]) {
  test(`an invoice is completed and an order withdrawn from at ${look.size.width} px in ${look.scheme}`, async () => {
    const bob = await Visitor.arrives(browser, shop, look);
    const { page } = bob;
    await puts(bob, 'quayside-sans', { edition: /^Web/ });
    await bob.opens('/checkout');
    await checksOut(bob, { email: 'bob@example.com', outcome: 'paid' });
    const main = page.locator('main');
    assert.match(await main.innerText(), /You agreed on .*Start my downloads now/);
    const order = page.url();
    await bob.follows('link', /^Invoice/);
    assert.match(await main.innerText(), /INV-\d+[\s\S]*The buyer gave no name/);
    await bob.approves('papers-1-invoice');

    await bob.follows('link', 'Complete your details');
    await bob.follows('button', 'Put them on the invoice');
    assert.match(await main.innerText(), /Write your name/);
    await bob.approves('papers-2-billing-refused');
    await page.getByLabel('Company').fill('Bytes & Sons GmbH');
    await page.getByLabel('Street').fill('Lange Straße 12');
    await page.getByLabel('Postcode').fill('20459');
    await page.getByLabel('Town').fill('Hamburg');
    await page.getByLabel('Country').selectOption('DE');
    await bob.follows('button', 'Put them on the invoice');
    assert.match(await main.innerText(), /Bytes & Sons GmbH[\s\S]*details were added/);
    await bob.approves('papers-3-invoice-completed');
    const link = page.getByRole('link', { name: 'PDF', exact: true });
    const pdf = await taken(page, link);
    assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');

    await bob.opens(order);
    await bob.follows('link', 'Withdraw from contract here');
    assert.match(await main.innerText(), /without giving a reason/);
    await page.getByLabel('Your name').fill('Bob Byte');
    await bob.approves('papers-4-withdraw');
    await bob.follows('button', 'Go on');
    await bob.approves('papers-5-confirm');
    await bob.follows('button', 'Confirm withdrawal');
    assert.match(await main.innerText(), /Received on/);
    await bob.approves('papers-6-received');
    await bob.opens(order);
    await bob.approves('papers-7-order');
    await bob.leaves();
  });
}

test('support answers in the office, and the money goes back', async () => {
  await shop.command('admin', 'create', '--email', 'ann@example.com', '--password-stdin', { input: 'seven quiet lighthouses' });
  const ann = await Visitor.arrives(browser, shop);
  const { page } = ann;
  await ann.opens('/login?next=/admin/withdrawals');
  await page.getByLabel('E-mail').fill('ann@example.com');
  await page.getByLabel('Password', { exact: true }).fill('seven quiet lighthouses');
  await ann.follows('button', 'Sign in');
  await ann.approves('papers-8-office');
  await ann.follows('button', 'Accept and pay back');
  await ann.follows('button', 'Accept and pay back');
  assert.match(await page.locator('main').innerText(), /Nothing waits[\s\S]*Accepted/);
  await ann.approves('papers-9-office-answered');
  await ann.follows('link', /^Order \d/);
  await page.getByText('Credit note').waitFor();
  await ann.approves('papers-10-order-refunded');
  await ann.leaves();
});

async function taken(page, link) {
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  return fs.readFile(await download.path());
}
