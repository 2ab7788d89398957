// What things cost: an admin sets up taxes, a discount and a sale; a buyer meets them, with and without scripts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, openBrowser, PHONE, Visitor } from './support/browser.mjs';
import { openShop } from './support/shop.mjs';
import { checksOut, orderIsReady, puts } from './support/steps.mjs';

const PASSWORD = 'seven quiet lighthouses';

let shop, browser;
before(async () => {
  [shop, browser] = await Promise.all([openShop(), openBrowser()]);
  await shop.command('admin', 'create', '--email', 'ann@example.com', '--password-stdin', { input: PASSWORD });
});
after(async () => { await browser?.close(); await shop?.close(); });

async function admin(look = {}) {
  const ann = await Visitor.arrives(browser, shop, look);
  await ann.opens('/login');
  await ann.page.getByLabel('E-mail').fill('ann@example.com');
  await ann.page.getByLabel('Password').fill(PASSWORD);
  await ann.follows('button', 'Sign in', ann.page.locator('main'));
  return ann;
}

const said = visitor => visitor.page.locator('main').innerText();

test('an admin sets up what things cost', async () => {
  const ann = await admin();
  const { page } = ann;
  await ann.opens('/admin/discounts');
  await ann.approves('discounts-none');
  await ann.follows('link', 'New discount');
  await page.getByLabel('Name').fill('Autumn sale');
  await page.getByLabel('Code').fill('autumn10');
  await page.getByLabel('How much').fill('200');
  await ann.follows('button', 'Save');
  assert.match(await said(ann), /from 0\.01 to 100/);
  await ann.approves('discount-refused');
  await page.getByLabel('How much').fill('10');
  await ann.follows('button', 'Save');
  await ann.approves('discount');
  await ann.opens('/admin/discounts');
  assert.match(await said(ann), /AUTUMN10/);
  await ann.approves('discounts');

  await ann.opens('/admin/taxes');
  await ann.approves('taxes-none');
  await page.getByLabel('Country').selectOption({ label: 'Germany' });
  await page.getByLabel('Rate in percent').fill('19');
  await ann.follows('button', 'Add');
  assert.match(await said(ann), /19%/);
  const table = 'country,region,class,name,rate\nDE,,digital,VAT,19\nCA,,digital,GST,5\nCA,QC,digital,QST,9.975\n';
  await page.locator('input[type=file]').setInputFiles({ name: 'table.csv', mimeType: 'text/csv', buffer: Buffer.from(table) });
  await ann.follows('button', 'Replace the table');
  assert.match(await said(ann), /Quebec/);
  await ann.approves('taxes');
  await ann.follows('link', 'Germany');
  await ann.approves('tax');

  await ann.opens('/admin/prices');
  await ann.approves('prices');
  await page.getByLabel(/address/).fill('bread-on-a-weeknight');
  await ann.follows('button', 'Open');
  await page.getByLabel('Sale price').first().fill('1');
  await ann.follows('button', 'Save');
  await ann.approves('product-prices');
  await ann.leaves();
  for (const look of [{ size: PHONE }, { size: DESK, scheme: 'dark' }]) {
    const other = await admin(look);
    for (const [path, name] of [['/admin/discounts', 'discounts'], ['/admin/discounts/new', 'discount-new'], ['/admin/taxes', 'taxes'], ['/admin/prices', 'prices']]) {
      await other.opens(path);
      await other.approves(name);
    }
    await other.leaves();
  }
});

for (const look of [{ size: DESK }, { size: PHONE, scheme: 'dark' }, { size: DESK, script: false }]) {
  test(`a buyer sees the tax before paying, ${JSON.stringify(look)}`, async () => {
    const bob = await Visitor.arrives(browser, shop, look);
    const { page } = bob;
    // Without scripts in the page nothing can look over it from inside; see without.test.mjs.
    const shows = name => (look.script === false ? bob.photographs(`without-${name}`) : bob.approves(name));
    await bob.opens('/products/bread-on-a-weeknight');
    await shows('product-on-sale');
    await puts(bob, 'the-ten-plant-balcony');
    await page.getByLabel('Discount code').fill('nothing');
    await bob.follows('button', 'Apply');
    assert.match(await said(bob), /There is no such code/);
    await shows('cart-code-refused');
    await page.getByLabel('Discount code').fill('Autumn10');
    await bob.follows('button', 'Apply');
    assert.match(await said(bob), /10% off with AUTUMN10/);
    await shows('cart-code');
    await bob.opens('/checkout');
    await page.getByLabel('Country').selectOption({ label: 'Germany' });
    await bob.follows('button', 'Update the total');
    // On a phone the summary is folded.
    assert.match(await page.locator('main').textContent(), /VAT, DE 19%/);
    await page.getByText('Buying it for somebody else?').click();
    await page.getByText('Buying for a company?').click();
    await shows('checkout-tax');
    await checksOut(bob, { email: 'bob@example.com', outcome: 'paid' });
    await orderIsReady(bob);
    assert.match(await said(bob), /VAT|Tax/);
    await shows('order-tax');
    await bob.leaves();
  });
}
