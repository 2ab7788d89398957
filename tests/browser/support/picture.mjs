// Takes the picture in the README anew: node tests/browser/support/picture.mjs
import path from 'node:path';
import { openBrowser, Visitor } from './browser.mjs';
import { openShop, root } from './shop.mjs';

const [shop, browser] = await Promise.all([openShop({ env: { BODEGA_MODE: 'live' } }), openBrowser()]);
const visitor = await Visitor.arrives(browser, shop, { size: { width: 1280, height: 1000 } });
await visitor.opens('/');
await visitor.page.evaluate(() => document.fonts.ready.then(() => Promise.all([...document.images].map(it => it.decode().catch(() => {})))));
await visitor.page.screenshot({ path: path.join(root, 'docs/shop.jpg'), type: 'jpeg', quality: 72 });
await visitor.leaves();
await browser.close();
await shop.close();
