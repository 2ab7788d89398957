// Entry for every page. Each thing here is a plain form or link first; scripts only make it quicker.
import 'htmx.org';
import './again.js';
import './chat.js';
import './combobox.js';
import './copy.js';
import './live.js';
import './once.js';
import './passkeys.js';
import './price.js';
import './print.js';
import './recent.js';
import './results.js';
import './theme.js';

// Few pages have one.
if (document.querySelector('[data-chart]')) import('./chart.js');
