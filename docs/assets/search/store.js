/**
 * Loads the search index's files by script tags, which work over http and from file:// alike,
 * and checks each against what names it, so that a damaged file never gives a wrong answer.
 */
(function () {
  'use strict';

  var archive = (window.reportArchive = window.reportArchive || {});
  var here = /** @type {HTMLScriptElement} */ (document.currentScript).src;
  var ADLER = 65521;
  /** Sums stay below 2^31 for so many bytes (RFC 1950: 5552). */
  var CHUNK = 2776;
  /** Files under way at once. */
  var MOST = 64;

  /** @type {Object<string, [number, string]>} what files handed over, until it is taken up */
  var delivered = {};
  /** @type {Object<string, Promise<string>>} files under way */
  var loads = {};
  /** @type {Array<function(): void>} requests that wait for their turn */
  var waiting = [];
  var running = 0;
  /** When the index was asked for past every cache; 0 while it has not been. */
  var renewed = 0;

  archive.root = here.replace(/assets\/search\/[^/]*$/, '');

  /**
   * Called by every file of the index.
   * @param {string} name
   * @param {number} sum
   * @param {string} text
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
   * The text of one file of the index.
   * @param {string} name
   * @param {number=} sum its checksum; without one, the file's own word is taken
   * @returns {Promise<string>} rejects with a message for the reader
   */
  function load(name, sum) {
    if (!loads[name]) {
      loads[name] = inTurn(function () { return request(name, sum); }).then(function () {
        delete loads[name];
        return takeUp(name, sum);
      });
      loads[name].catch(function () { delete loads[name]; });
    }
    return loads[name];
  }

  /** Starts a request, when it is its turn. @returns {Promise<void>} */
  function inTurn(/** @type {function(): Promise<void>} */ start) {
    return new Promise(function (resolve, reject) {
      waiting.push(function () {
        start().then(resolve, reject).then(function () {
          running--;
          startNext();
        });
      });
      startNext();
    });
  }

  function startNext() {
    while (running < MOST && waiting.length) {
      running++;
      waiting.shift()();
    }
  }

  /** @param {string} name @param {number=} sum @returns {Promise<void>} */
  function request(name, sum) {
    return new Promise(function (resolve, reject) {
      var script = document.createElement('script');
      script.src = address(name, sum);
      script.onload = function () { script.remove(); resolve(); };
      script.onerror = function () {
        script.remove();
        reject(new Error('缺少检索数据文件 archive/search/' + name + '.js，请管理员重新拷贝整个网站。'));
      };
      document.head.appendChild(script);
    });
  }

  /**
   * A file's address with its checksum, so that no cache hands out the one of an earlier build.
   * @param {string} name
   * @param {number=} sum
   * @returns {string}
   */
  function address(name, sum) {
    var version = [sum, renewed].filter(Boolean).join('-');
    return archive.root + 'archive/search/' + name + '.js' + (version && '?v=' + version);
  }

  /**
   * Asks for everything anew, once a page: a table that a cache kept does not fit the packs of a
   * newer build.
   * @param {number} since what `age` gave when the failed search began
   * @returns {boolean} whether another try is worth while
   */
  function renew(since) {
    if (since !== renewed) return true;
    if (renewed) return false;
    renewed = Date.now();
    loads = {};
    return true;
  }

  /** @returns {number} */
  function age() {
    return renewed;
  }

  /** @param {string} name @param {number=} sum @returns {string} */
  function takeUp(name, sum) {
    var found = delivered[name];
    delete delivered[name];
    var expected = sum === undefined ? found && found[0] : sum;
    if (!found || checksum(found[1]) !== expected) throw damaged(name);
    return found[1];
  }

  /** @param {string} name @returns {Error} */
  function damaged(name) {
    return new Error('检索数据文件 archive/search/' + name + '.js 已损坏或不是同一次建成的，'
      + '请刷新页面；仍不行请管理员重新拷贝整个网站。');
  }

  /** Bytes in base64. @param {string} text @param {string} name file that it is from */
  function bytesOf(text, name) {
    var binary;
    try {
      binary = atob(text);
    } catch (error) {
      throw damaged(name);
    }
    var bytes = new Uint8Array(binary.length);
    for (var i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  }

  /**
   * Remembers what promises gave, the latest used the longest, up to some weight in all.
   * @param {number} most
   * @param {function(any): number} weigh
   * @returns {any} a function that gives what is remembered under a key, or else makes and
   *   remembers it; its `forget` forgets everything
   */
  function remembering(most, weigh) {
    /** @type {Map<string, {promise: Promise<any>, weight: number}>} */
    var known = new Map();
    var total = 0;
    recall.forget = function () {
      known.clear();
      total = 0;
    };
    return recall;

    /** @param {string} key @param {function(): Promise<any>} make @returns {Promise<any>} */
    function recall(key, make) {
      var entry = known.get(key) || { promise: make(), weight: -1 };
      var isNew = !known.delete(key);
      known.set(key, entry);
      if (isNew) entry.promise.then(settle, function () { known.delete(key); });
      return entry.promise;

      function settle(/** @type {any} */ value) {
        if (known.get(key) !== entry) return;
        entry.weight = weigh(value);
        total += entry.weight;
        known.forEach(function (old, name) {
          if (total <= most || old === entry || old.weight < 0) return;
          known.delete(name);
          total -= old.weight;
        });
      }
    }
  }

  archive.store = {
    load: load,
    renew: renew,
    age: age,
    damaged: damaged,
    bytesOf: bytesOf,
    remembering: remembering,
  };
})();
