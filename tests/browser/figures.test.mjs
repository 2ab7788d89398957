// Figures of a shop and the assistant's office: an admin asks what sold, reads the line by keyboard, sets how the assistant
// talks and tries a message; wide and narrow, light and dark, with and without scripts.
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { DESK, openBrowser, PHONE, Visitor } from './support/browser.mjs';
import { openShop } from './support/shop.mjs';
import { checksOut, orderIsReady, puts } from './support/steps.mjs';

const PASSWORD = 'seven quiet lighthouses';

let shop, browser;
before(async () => {
  [shop, browser] = await Promise.all([openShop(), openBrowser()]);
  await shop.command('admin', 'create', '--email', 'ann@example.com', '--password-stdin', { input: PASSWORD });
  const bob = await Visitor.arrives(browser, shop, { size: PHONE });
  for (const slug of ['the-ten-plant-balcony', 'bread-on-a-weeknight', 'the-ten-plant-balcony']) {
    await puts(bob, slug);
    await bob.opens('/checkout');
    await checksOut(bob, { email: 'bob@example.com', outcome: 'paid' });
    await orderIsReady(bob);
  }
  await bob.leaves();
});
after(async () => { await browser?.close(); await shop?.close(); });

async function ann(look = {}) {
  const visitor = await Visitor.arrives(browser, shop, look);
  await visitor.opens('/login');
  await visitor.page.getByLabel('E-mail').fill('ann@example.com');
  await visitor.page.getByLabel('Password').fill(PASSWORD);
  await visitor.follows('button', 'Sign in');
  return visitor;
}

const said = visitor => visitor.page.locator('main').innerText();

test('an admin asks what sold best, and reads a line point by point', { timeout: 180_000 }, async () => {
  const visitor = await ann({ size: DESK });
  const { page } = visitor;
  await visitor.opens('/admin/analytics');
  await visitor.approves('analytics');
  const plot = page.getByRole('slider', { name: /Line chart/ });
  await plot.focus();
  await page.keyboard.press('End');
  const last = await plot.getAttribute('aria-valuetext');
  await page.keyboard.press('ArrowLeft');
  assert.notEqual(await plot.getAttribute('aria-valuetext'), last);
  await page.getByLabel('Ask in your own words').fill('What sold best this month?');
  await visitor.follows('button', 'Ask', page.getByRole('search', { name: /figures/ }));
  assert.match(await said(visitor), /comes first, with 2\./);
  await visitor.approves('analytics-products');
  const [table] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Save as CSV' }).click()]);
  assert.match(await fs.readFile(await table.path(), 'utf8'), /^product,orders,copies,sales/);
  await page.getByLabel('What', { exact: true }).selectOption('orders');
  await page.getByLabel('Split').selectOption('none');
  await visitor.follows('button', 'Show');
  assert.match(await page.locator('[data-whole]').innerText(), /^3$/);
  await visitor.leaves();
});

test('figures are read on a phone in the dark, without scripts', { timeout: 120_000 }, async () => {
  const visitor = await ann({ size: PHONE, scheme: 'dark', script: false });
  await visitor.opens('/admin/analytics');
  await visitor.photographs('analytics-phone');
  await visitor.follows('link', 'Sales by country this year');
  assert.match(await said(visitor), /Sales .*by country/);
  await visitor.opens('/admin/analytics?q=hello');
  assert.match(await said(visitor), /did not understand/);
  await visitor.leaves();
});

test('an admin sets how the assistant talks and tries a message', { timeout: 180_000 }, async () => {
  const visitor = await ann({ size: DESK });
  const { page } = visitor;
  await visitor.opens('/admin/assistant');
  await visitor.approves('assistant-office');
  await page.getByLabel('What a shopper may say').fill('a font for headings under $40');
  await visitor.follows('button', 'Try');
  assert.match(await page.locator('[data-trial]').innerText(), /Taken for\s+Find/);
  await visitor.approves('assistant-office-trial');
  await page.getByLabel('Greeting').fill('Ask me about anything on these shelves.');
  await page.getByLabel('What the shop answers itself').fill('Do you sell gift vouchers?\nNot yet.');
  await page.getByLabel('Messages a minute').fill('0');
  await visitor.follows('button', 'Save');
  assert.match(await said(visitor), /1 to 600/);
  assert.equal(await page.getByLabel('Greeting').inputValue(), 'Ask me about anything on these shelves.');
  await page.getByLabel('Messages a minute').fill('30');
  await visitor.follows('button', 'Save');
  assert.match(await said(visitor), /Saved\./);
  await visitor.opens('/assistant');
  assert.match(await said(visitor), /Ask me about anything on these shelves\./);
  await page.getByLabel('Message the assistant').fill('gift vouchers?');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('log', { name: 'Messages' }).getByText('Not yet.').waitFor();
  // What has just begun gets its menu with the next look.
  await page.reload();
  await page.getByLabel('Change or delete this conversation').click();
  await visitor.approves('assistant-consent');
  await visitor.follows('button', 'Let the shop read it');
  await visitor.opens('/admin/assistant/conversations');
  await visitor.approves('assistant-log');
  await visitor.follows('link', /gift vouchers/);
  assert.match(await said(visitor), /Not yet\./);
  await visitor.leaves();
});

test('the office of the assistant works on a phone', { timeout: 120_000 }, async () => {
  const visitor = await ann({ size: PHONE, scheme: 'dark' });
  await visitor.opens('/admin/assistant');
  await visitor.approves('assistant-office-phone');
  await visitor.opens('/admin/analytics');
  await visitor.approves('analytics-phone-dark');
  await visitor.leaves();
});
