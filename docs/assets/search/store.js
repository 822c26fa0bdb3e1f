/**
 * Loads the search index's files by script tags, which work over http and from file:// alike,
 * and checks each against the table, so that a damaged file never gives a wrong answer.
 */
(function () {
  'use strict';

  var archive = (window.reportArchive = window.reportArchive || {});
  var here = /** @type {HTMLScriptElement} */ (document.currentScript).src;
  var ADLER = 65521;
  /** Sums stay below 2^31 for so many bytes (RFC 1950: 5552). */
  var CHUNK = 2776;

  /** @type {Object<string, [number, string]>} what files handed over, until it is taken up */
  var delivered = {};
  /** @type {Object<string, Promise<any>>} */
  var loads = {};
  /** @type {Object<string, number>} */
  var sums = {};

  archive.root = here.replace(/assets\/search\/[^/]*$/, '');

  /**
   * Called by every file of the index.
   * @param {string} name
   * @param {number} sum
   * @param {string} text JSON
   */
  archive.deliver = function (name, sum, text) {
    delivered[name] = [sum, text];
  };

  /** Adler-32 of a text in UTF-16. @param {string} text @returns {number} */
  function checksum(text) {
    var a = 1;
    var b = 0;
    for (var start = 0; start < text.length; start += CHUNK) {
      var end = Math.min(start + CHUNK, text.length);
      for (var i = start; i < end; i++) {
        var unit = text.charCodeAt(i);
        a += unit & 255;
        b += a;
        a += unit >> 8;
        b += a;
      }
      a %= ADLER;
      b %= ADLER;
    }
    return b * 65536 + a;
  }

  /**
   * One file of the index.
   * @param {string} name
   * @returns {Promise<any>} its content; rejects with a message for the reader
   */
  function load(name) {
    if (!loads[name]) {
      loads[name] = request(name).then(function () { return takeUp(name); });
      loads[name].catch(function () { delete loads[name]; });
    }
    return loads[name];
  }

  /** @param {string} name @returns {Promise<void>} */
  function request(name) {
    return new Promise(function (resolve, reject) {
      var script = document.createElement('script');
      script.src = archive.root + 'archive/search/' + name + '.js';
      script.onload = function () { script.remove(); resolve(); };
      script.onerror = function () {
        script.remove();
        reject(new Error('缺少检索数据文件 archive/search/' + name + '.js，请管理员重新拷贝整个网站。'));
      };
      document.head.appendChild(script);
    });
  }

  /** @param {string} name @returns {any} */
  function takeUp(name) {
    var found = delivered[name];
    delete delivered[name];
    var expected = name === 'table' ? found && found[0] : sums[name];
    if (!found || checksum(found[1]) !== expected) {
      throw new Error('检索数据文件 archive/search/' + name + '.js 已损坏或不是同一次建成的，'
        + '请刷新页面；仍不行请管理员重新拷贝整个网站。');
    }
    return JSON.parse(found[1]);
  }

  /** The table of all reports, loaded once. @returns {Promise<any>} */
  function table() {
    return load('table').then(function (content) {
      sums = content.sums;
      return content;
    });
  }

  archive.store = { load: load, table: table };
})();
