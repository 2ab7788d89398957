// The same sale without a script, and without a mouse.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser, PHONE, Visitor } from './support/browser.mjs';
import { openShop } from './support/shop.mjs';
import { checksOut, orderIsReady, takesEverything } from './support/steps.mjs';

let shop, browser;
before(async () => { [shop, browser] = await Promise.all([openShop(), openBrowser()]); });
after(async () => { await browser?.close(); await shop?.close(); });

test('everything works without JavaScript', async () => {
  const jan = await Visitor.arrives(browser, shop, { script: false });
  const { page } = jan;
  await jan.opens('/');
  await page.getByRole('combobox', { name: 'Search the shop' }).fill('icons');
  await jan.follows('button', 'Search');
  const aside = page.getByRole('complementary', { name: 'Filters' });
  await aside.locator('input[name=free]:visible, input[name=category]:visible').first().check();
  await jan.follows('button', 'Apply filters', aside);
  assert.match(page.url(), /(free|category)=/);
  await page.getByLabel('Sort by').selectOption('price_asc');
  await jan.follows('button', 'Sort');
  assert.match(page.url(), /sort=price_asc/);
  await jan.photographs('without-search');

  await jan.opens('/products/the-ten-plant-balcony');
  await jan.photographs('without-product');
  await jan.follows('button', /^Add to cart/, page.locator('#buy'));
  await jan.opens('/products/bread-on-a-weeknight');
  await jan.follows('button', /^Add to cart/, page.locator('#buy'));
  await jan.follows('button', 'Remove Bread on a Weeknight');
  assert.doesNotMatch(await page.locator('main ul').first().innerText(), /Bread on a Weeknight/);
  await jan.photographs('without-cart');
  await jan.follows('link', 'Check out');
  await checksOut(jan, { email: 'jan@example.com', outcome: 'paid' });
  await orderIsReady(jan);
  await jan.photographs('without-order');
  assert.ok((await takesEverything(jan)).length > 0);

  await jan.opens('/');
  await jan.follows('button', 'Switch between light and dark');
  assert.ok(await page.locator('html').getAttribute('data-theme'), 'the theme is a form and a cookie');
  await jan.leaves();
});

test('a keyboard is enough', async () => {
  const kim = await Visitor.arrives(browser, shop);
  const { page } = kim;
  const press = key => page.keyboard.press(key);
  await kim.opens('/');
  await press('Tab');
  assert.equal(await focused(page), 'Skip to content');
  await reaches(page, /Search the shop/);
  await page.keyboard.type('ten-plant');
  await page.getByRole('option').first().waitFor();
  assert.equal(await page.locator('#q').getAttribute('aria-expanded'), 'true');
  await press('Escape');
  assert.equal(await page.locator('#q').getAttribute('aria-expanded'), 'false');
  await press('ArrowDown');
  const chosen = page.getByRole('option', { selected: true });
  for (let down = 0; down < 20 && !/Ten-Plant Balcony/.test(await chosen.innerText() || ''); down++) await press('ArrowDown');
  await Promise.all([page.waitForEvent('domcontentloaded'), press('Enter')]);
  await page.waitForLoadState('load');
  if (!/\/products\/the-ten-plant-balcony/.test(page.url())) await kim.opens('/products/the-ten-plant-balcony');

  await reaches(page, /^Add to cart/);
  await enters(page);
  assert.match(page.url(), /\/cart$/);
  await reaches(page, /^Check out$/);
  await enters(page);
  await reaches(page, /^E-mail/);
  await page.keyboard.type('kim@example.com');
  await reaches(page, /Start my downloads now/);
  await press('Space');
  await reaches(page, /^Pay|^Place|^Get/);
  await enters(page);
  await orderIsReady(kim);
  await reaches(page, /^Download/);
  await kim.leaves();
});

test('pages hold at four times their size, and in the narrowest window', async () => {
  const lou = await Visitor.arrives(browser, shop, { size: { ...PHONE, width: 320 } });
  for (const [name, place] of [['home', '/'], ['search', '/products?q=icons'], ['product', '/products/quayside-sans'], ['cart', '/cart']]) {
    await lou.opens(place);
    await lou.approves(`narrow-${name}`);
  }
  await lou.leaves();
});

/** The accessible name of what has the focus. */
function focused(page) {
  return page.evaluate(() => {
    const it = document.activeElement;
    const label = it.labels?.[0]?.innerText;
    return (it.getAttribute('aria-label') || label || it.innerText || '').trim();
  });
}

/** Tabs on until something of this name has the focus, and shows it. */
async function reaches(page, name) {
  for (let tabs = 0; tabs < 150; tabs++) {
    if (name.test(await focused(page))) {
      const outline = await page.evaluate(() => {
        const shown = it => it && (getComputedStyle(it).outlineStyle !== 'none' || getComputedStyle(it).boxShadow !== 'none');
        const it = document.activeElement;
        return shown(it) || shown(it.parentElement) || shown(it.closest('.find-box, label'));
      });
      assert.ok(outline, `${name}: the focus cannot be seen`);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`no Tab leads to ${name} on ${page.url()}`);
}

async function enters(page) {
  await Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press('Enter')]);
  await page.waitForLoadState('load');
}
