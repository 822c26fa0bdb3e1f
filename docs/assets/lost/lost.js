/**
 * The page for missing pages: leads back to the site, wherever the site and the address are.
 */
(function () {
  'use strict';

  var list = /** @type {HTMLElement|null} */ (document.querySelector('.lost-links[hidden]'));
  // The nearest folder that has this file is the site's; those further up are other sites'.
  if (!list) return;
  var here = /** @type {HTMLScriptElement} */ (document.currentScript).src;
  var root = here.replace(/assets\/lost\/[^/]*$/, '');
  list.querySelectorAll('a').forEach(function (link) { link.href = root + link.dataset.page; });
  list.hidden = false;
  document.querySelector('.lost-help').remove();
  var style = document.createElement('link');
  style.rel = 'stylesheet';
  style.href = root + 'assets/lost/lost.css';
  document.head.append(style);
})();
