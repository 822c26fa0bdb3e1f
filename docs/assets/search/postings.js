/**
 * Where a term stands in the archive: positions of its bigrams, intersected segment by segment.
 * The packs are written by scripts/report_archive/search/packing.py.
 */
(function () {
  'use strict';

  var archive = (window.reportArchive = window.reportArchive || {});
  /** Packs kept at hand, and positions of terms asked for before, in all. */
  var PACKS = 2000;
  var POSITIONS = 1 << 23;
  var NONE = new Uint32Array(0);

  var knownPacks = archive.store.remembering(PACKS, function () { return 1; });
  var knownTerms = archive.store.remembering(POSITIONS, function (list) { return list.length; });

  /**
   * @typedef {Object} Pack
   * @property {Uint32Array} keys bigrams: first character in the upper, second in the lower 16 bits
   * @property {Uint32Array} starts where the positions of each begin in `bytes`; one more at the end
   * @property {Uint8Array} bytes
   */

  /**
   * Every position of a term in the bodies, sorted.
   * @param {string} term normalised, not empty
   * @param {any} layout
   * @returns {Promise<Uint32Array>}
   */
  function positions(term, layout) {
    return knownTerms(term, function () {
      var find = term.length === 1 ? ofCharacter : ofPhrase;
      return Promise.all(layout.segments.map(function (/** @type {any} */ segment) {
        return find(term, segment);
      })).then(function (lists) { return joined(lists, layout.segments); });
    });
  }

  /** @param {Uint32Array[]} lists @param {any[]} segments @returns {Uint32Array} */
  function joined(lists, segments) {
    var out = new Uint32Array(total(lists));
    var place = 0;
    lists.forEach(function (list, which) {
      var base = segments[which].base;
      for (var i = 0; i < list.length; i++) out[place++] = list[i] + base;
    });
    return out;
  }

  /** @param {string} term @param {any} segment @returns {Promise<Uint32Array>} */
  function ofPhrase(term, segment) {
    var offsets = [];
    for (var i = 0; i + 1 < term.length; i += 2) offsets.push(i);
    if (term.length % 2) offsets.push(term.length - 2);
    return Promise.all(offsets.map(function (offset) {
      return ofBigram(term.charCodeAt(offset) * 65536 + term.charCodeAt(offset + 1), segment);
    })).then(function (lists) {
      var order = lists.map(function (_, place) { return place; });
      order.sort(function (a, b) { return lists[a].length - lists[b].length; });
      var first = order.shift();
      var starts = shifted(lists[first], offsets[first]);
      order.forEach(function (place) { starts = followed(starts, lists[place], offsets[place]); });
      return starts;
    });
  }

  /** @param {number} key @param {any} segment @returns {Promise<Uint32Array>} */
  function ofBigram(key, segment) {
    var place = packOf(key, segment);
    if (place < 0) return Promise.resolve(NONE);
    return load(place, segment).then(function (pack) {
      var at = atLeast(pack.keys, key, 0);
      return pack.keys[at] === key ? listOf(pack, at) : NONE;
    });
  }

  /** A single character: every bigram that begins with it. @returns {Promise<Uint32Array>} */
  function ofCharacter(/** @type {string} */ character, /** @type {any} */ segment) {
    var first = character.charCodeAt(0) * 65536;
    var places = [];
    var last = packOf(first + 65535, segment);
    for (var i = Math.max(packOf(first, segment), 0); i <= last; i++) places.push(i);
    return Promise.all(places.map(function (place) { return load(place, segment); }))
      .then(function (packs) {
        /** @type {Uint32Array[]} */
        var lists = [];
        packs.forEach(function (pack) {
          for (var at = atLeast(pack.keys, first, 0); pack.keys[at] <= first + 65535; at++) {
            lists.push(listOf(pack, at));
          }
        });
        return union(lists);
      });
  }

  /** The pack that a bigram would be in. @returns {number} -1 before the first */
  function packOf(/** @type {number} */ key, /** @type {any} */ segment) {
    var place = atLeast(segment.packs, key, 0);
    return segment.packs[place] === key ? place : place - 1;
  }

  /** @param {number} place @param {any} segment @returns {Promise<Pack>} */
  function load(place, segment) {
    var name = segment.key + '-' + place;
    return knownPacks(name, function () {
      return archive.store.load(name, segment.sums[place]).then(function (/** @type {string} */ text) {
        var pack = packIn(archive.store.bytesOf(text, name), segment.packs[place]);
        if (!pack) throw archive.store.damaged(name);
        return pack;
      });
    });
  }

  /** @param {Uint8Array} bytes @param {number} first @returns {Pack|null} null for no sound pack */
  function packIn(bytes, first) {
    var at = 0;
    var count = next();
    if (!(count <= bytes.length)) return null;
    var keys = new Uint32Array(count);
    var starts = new Uint32Array(count + 1);
    var value = first;
    for (var i = 0; i < count; i++) {
      value += next();
      keys[i] = value;
      if (i ? keys[i] <= keys[i - 1] : value !== first) return null;
    }
    value = 0;
    for (var k = 1; k <= count; k++) starts[k] = value += next();
    var isSound = at + value === bytes.length;
    return isSound ? { keys: keys, starts: starts, bytes: bytes.subarray(at) } : null;

    /** The next number in LEB128; NaN behind the end. */
    function next() {
      var number = 0;
      var scale = 1;
      while (bytes[at] >= 128) {
        number += (bytes[at++] - 128) * scale;
        scale *= 128;
      }
      return number + bytes[at++] * scale;
    }
  }

  /** Positions from their differences in LEB128. @returns {Uint32Array} */
  function listOf(/** @type {Pack} */ pack, /** @type {number} */ which) {
    var bytes = pack.bytes;
    var place = pack.starts[which];
    var end = pack.starts[which + 1];
    var count = 0;
    for (var i = place; i < end; i++) if (bytes[i] < 128) count++;
    var out = new Uint32Array(count);
    var position = 0;
    for (var n = 0; n < count; n++) {
      var value = 0;
      var scale = 1;
      while (bytes[place] >= 128) {
        value += (bytes[place++] - 128) * scale;
        scale *= 128;
      }
      position += value + bytes[place++] * scale;
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

  /** @param {Uint32Array[]} lists @returns {number} */
  function total(lists) {
    return lists.reduce(function (sum, list) { return sum + list.length; }, 0);
  }

  /** @param {Uint32Array[]} lists @returns {Uint32Array} */
  function union(lists) {
    var out = new Uint32Array(total(lists));
    var place = 0;
    lists.forEach(function (list) { out.set(list, place); place += list.length; });
    return out.sort();
  }

  /** Forgets what was read from an earlier index. */
  function forget() {
    knownPacks.forget();
    knownTerms.forget();
  }

  archive.postings = { positions: positions, forget: forget };
})();
