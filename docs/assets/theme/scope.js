/**
 * What the theme's scripts remember, and under which name: the same four functions that the
 * theme writes into every page, so that a Content-Security-Policy needs no exception for them.
 */
(function () {
  'use strict';

  var here = /** @type {HTMLScriptElement} */ (document.currentScript).src;

  /** The site's root: two archives on one server keep their settings apart. */
  window.__md_scope = new URL(here.replace(/assets\/theme\/[^/]*$/, ''));

  /** @param {string} text @returns {number} */
  window.__md_hash = function (text) {
    return Array.from(text).reduce(function (sum, character) {
      return (sum << 5) - sum + character.charCodeAt(0);
    }, 0);
  };

  /** @param {string} key @param {URL} [scope] @returns {string} */
  function name(key, scope) {
    return (scope || window.__md_scope).pathname + '.' + key;
  }

  /**
   * @param {string} key
   * @param {Storage} [storage]
   * @param {URL} [scope]
   * @returns {*} null where nothing is remembered, or nothing may be
   */
  window.__md_get = function (key, storage, scope) {
    try {
      return JSON.parse((storage || localStorage).getItem(name(key, scope)));
    } catch (error) {
      return null;
    }
  };

  /** @param {string} key @param {*} value @param {Storage} [storage] @param {URL} [scope] */
  window.__md_set = function (key, value, storage, scope) {
    try {
      (storage || localStorage).setItem(name(key, scope), JSON.stringify(value));
    } catch (error) {
      // Not every browser lets a page remember, above all on file://.
    }
  };
})();
