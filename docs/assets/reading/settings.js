/**
 * How a reader wants reports set: layout and size, remembered where the browser lets us.
 */
(function () {
  'use strict';

  const archive = (window.reportArchive = window.reportArchive || {});
  const STORED = 'report-archive.reading';
  /** The values of each setting, the first being what holds unless the reader says otherwise. */
  const VALUES = { layout: ['official', 'plain'], size: ['medium', 'small', 'large'] };

  /** @typedef {{layout: string, size: string}} Settings */

  /** @type {Settings} */
  let settings = known(read());

  /** What was remembered: nothing where storage is shut, as on some file:// pages. @returns {any} */
  function read() {
    try {
      return JSON.parse(localStorage.getItem(STORED) || '{}');
    } catch (error) {
      return {};
    }
  }

  /** @param {any} stored @returns {Settings} what is no value of ours is left aside */
  function known(stored) {
    const pick = (name) => {
      const value = stored && stored[name];
      return VALUES[name].includes(value) ? value : VALUES[name][0];
    };
    return { layout: pick('layout'), size: pick('size') };
  }

  /** @param {string} name @param {string} value */
  function set(name, value) {
    settings = known(Object.assign({}, settings, { [name]: value }));
    show();
    try {
      localStorage.setItem(STORED, JSON.stringify(settings));
    } catch (error) {
      // Not remembered, then; on this page it holds.
    }
  }

  /** The style sheets go by these attributes. */
  function show() {
    document.documentElement.setAttribute('data-report-layout', settings.layout);
    document.documentElement.setAttribute('data-report-size', settings.size);
  }

  archive.reading = { get: () => settings, set };
  if (document.querySelector('.report-meta')) show();
})();
