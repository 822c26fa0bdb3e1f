/**
 * Where a term stands in the archive: positions of its bigrams, intersected.
 */
(function () {
  'use strict';

  var archive = (window.reportArchive = window.reportArchive || {});
  /** Knuth's multiplier, as in scripts/report_archive/search/packing.py. */
  var SPREAD = 2654435761;
  var KEPT = 400;

  /** @type {Map<string, Promise<Uint32Array>>} positions of terms asked for before */
  var known = new Map();

  /**
   * Every position of a term, sorted.
   * @param {string} term normalised, not empty
   * @param {any} table
   * @returns {Promise<Uint32Array>}
   */
  function positions(term, table) {
    var found = known.get(term);
    if (!found) {
      found = term.length === 1 ? ofCharacter(term, table) : ofPhrase(term, table);
      if (known.size >= KEPT) known.clear();
      known.set(term, found);
      found.catch(function () { known.delete(term); });
    }
    return found;
  }

  /** @param {string} term @param {any} table @returns {Promise<Uint32Array>} */
  function ofPhrase(term, table) {
    var offsets = [];
    for (var i = 0; i + 1 < term.length; i += 2) offsets.push(i);
    if (term.length % 2) offsets.push(term.length - 2);
    return Promise.all(offsets.map(function (offset) {
      return ofBigram(term.charCodeAt(offset), term.charCodeAt(offset + 1), table);
    })).then(function (lists) {
      var order = lists.map(function (_, place) { return place; });
      order.sort(function (a, b) { return lists[a].length - lists[b].length; });
      var first = order.shift();
      var starts = shifted(lists[first], offsets[first]);
      order.forEach(function (place) { starts = followed(starts, lists[place], offsets[place]); });
      return starts;
    });
  }

  /** @param {number} first @param {number} second @param {any} table @returns {Promise<Uint32Array>} */
  function ofBigram(first, second, table) {
    var key = String(first * 65536 + second);
    return load(packOf(first, second, table), table).then(function (pack) {
      return pack[key] ? decode(pack[key]) : new Uint32Array(0);
    });
  }

  /** A single character: every bigram that begins with it. @returns {Promise<Uint32Array>} */
  function ofCharacter(/** @type {string} */ character, /** @type {any} */ table) {
    var code = character.charCodeAt(0);
    return Promise.all(packsOf(code, table).map(function (name) { return load(name, table); }))
      .then(function (packs) {
        var lists = [];
        packs.forEach(function (pack) {
          Object.keys(pack).forEach(function (key) {
            if (Math.floor(Number(key) / 65536) === code) lists.push(decode(pack[key]));
          });
        });
        return union(lists);
      });
  }

  /** A pack; an empty one where the archive has none of that name. */
  function load(/** @type {string} */ name, /** @type {any} */ table) {
    return table.sums[name] === undefined ? Promise.resolve({}) : archive.store.load(name);
  }

  /** @param {number} code @returns {number} */
  function spread(code) {
    return Math.floor((code * SPREAD) % 4294967296 / 65536);
  }

  /** @param {number} first @param {number} second @param {any} table @returns {string} */
  function packOf(first, second, table) {
    var packs = table.split[first];
    if (packs === undefined) return 's' + spread(first) % table.shared;
    return 'b' + first.toString(16) + '-' + spread(second) % packs;
  }

  /** @param {number} first @param {any} table @returns {string[]} */
  function packsOf(first, table) {
    var packs = table.split[first];
    if (packs === undefined) return [packOf(first, 0, table)];
    var names = [];
    for (var i = 0; i < packs; i++) names.push('b' + first.toString(16) + '-' + i);
    return names;
  }

  /** Differences in LEB128, in base64 → positions. @param {string} base64 @returns {Uint32Array} */
  function decode(base64) {
    var bytes = atob(base64);
    var count = 0;
    for (var i = 0; i < bytes.length; i++) if (bytes.charCodeAt(i) < 128) count++;
    var out = new Uint32Array(count);
    var place = 0;
    var position = 0;
    for (var n = 0; n < count; n++) {
      var value = 0;
      var scale = 1;
      var byte = bytes.charCodeAt(place++);
      while (byte >= 128) {
        value += (byte - 128) * scale;
        scale *= 128;
        byte = bytes.charCodeAt(place++);
      }
      position += value + byte * scale;
      out[n] = position;
    }
    return out;
  }

  /** @param {Uint32Array} list @param {number} offset @returns {Uint32Array} */
  function shifted(list, offset) {
    if (!offset) return list;
    return list.filter(function (p) { return p >= offset; }).map(function (p) { return p - offset; });
  }

  /** Those starts behind which, at an offset, stands one of a list. */
  function followed(
    /** @type {Uint32Array} */ starts, /** @type {Uint32Array} */ list, /** @type {number} */ offset
  ) {
    var out = new Uint32Array(starts.length);
    var count = 0;
    var at = 0;
    for (var i = 0; i < starts.length; i++) {
      var wanted = starts[i] + offset;
      at = atLeast(list, wanted, at);
      if (list[at] === wanted) out[count++] = starts[i];
    }
    return out.slice(0, count);
  }

  /** First place from `from` on whose position is not below; gallops, then halves. */
  function atLeast(
    /** @type {Uint32Array} */ list, /** @type {number} */ wanted, /** @type {number} */ from
  ) {
    var step = 1;
    var low = from;
    while (from + step < list.length && list[from + step] < wanted) {
      low = from + step;
      step *= 2;
    }
    var high = Math.min(from + step, list.length);
    while (low < high) {
      var middle = (low + high) >>> 1;
      if (list[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** @param {Uint32Array[]} lists @returns {Uint32Array} */
  function union(lists) {
    var total = lists.reduce(function (sum, list) { return sum + list.length; }, 0);
    var out = new Uint32Array(total);
    var place = 0;
    lists.forEach(function (list) { out.set(list, place); place += list.length; });
    return out.sort();
  }

  archive.postings = { positions: positions };
})();
