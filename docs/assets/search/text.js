/**
 * What counts as the same when searching: N(s) of the search contract, in the browser.
 * The index is written by scripts/report_archive/search/normalising.py, which does the same.
 */
(function () {
  'use strict';

  /**
   * @typedef {Object} Rules
   * @property {string} punctuation
   * @property {string} rare punctuation beyond the basic plane
   * @property {string} invisible
   * @property {Object<string, string>} folding
   */

  var BREAK = '\n';
  var SENTENCE_END = /[。!?;]/g;
  var BREAKS = /\n+/g;
  // What NFKC may compose with what stands before it: combining marks, vowels and finals of Hangul,
  // vowels of Kirat Rai, and what is compatible with one of these: U+FF9E, U+314F (UAX 15).
  var JOINING = /^[\p{M}\u1161-\u1175\u11a8-\u11c2\u{16d67}\u{16d68}]/u;

  /** @type {Map<string, string>} what characters other than Han fold to */
  var clusters = new Map();
  /** @type {Map<string, boolean>} whether characters other than Han join with what is before them */
  var joining = new Map();
  /** @type {RegExp} characters that the texts were read without */
  var invisible;
  /** @type {RegExp} punctuation beyond the basic plane */
  var rare;
  /** @type {RegExp} */
  var dropped;
  /** @type {Object<string, string>} */
  var folding = {};
  /** @type {RegExp} */
  var folded;

  /**
   * Take over the tables that Python made, so that both sides agree to the letter.
   * @param {Rules} rules
   */
  function configure(rules) {
    clusters.clear();
    joining.clear();
    folding = rules.folding;
    rare = new RegExp('[' + rules.rare + ']', 'gu');
    invisible = new RegExp('[' + rules.invisible + ']', 'gu');
    folded = new RegExp('[' + Object.keys(folding).join('') + ']', 'gu');
    // The last are blanks to Python, but not to JavaScript.
    dropped = new RegExp('(?<![0-9])[.%\\-](?![0-9])|[' + rules.punctuation + ']|[^\\S\\n]|[\\x1c-\\x1e\\x85]', 'g');
  }

  /** @param {string} text @returns {string} */
  function fold(text) {
    return visible(text)
      .normalize('NFKC')
      .toLowerCase()
      .replace(folded, function (character) { return folding[character]; })
      .replace(rare, '')
      .replace(SENTENCE_END, BREAK);
  }

  /** A text without what the texts were read without. @param {string} text @returns {string} */
  function visible(text) {
    return text.replace(invisible, '');
  }

  /** N(text). @param {string} text @returns {string} */
  function normalise(text) {
    return fold(text).replace(dropped, '').replace(BREAKS, BREAK);
  }

  /**
   * N(text), and for each of its characters where it came from.
   * @param {string} text
   * @returns {{text: string, from: number[], to: number[]}}
   */
  function normaliseWithPlaces(text) {
    var whole = foldWithPlaces(text);
    var keep = kept(whole.text);
    var out = { text: '', from: [], to: [] };
    var characters = [];
    for (var i = 0; i < whole.text.length; i++) {
      var again = whole.text[i] === BREAK && characters[characters.length - 1] === BREAK;
      if (keep[i] && !again) {
        characters.push(whole.text[i]);
        out.from.push(whole.from[i]);
        out.to.push(whole.to[i]);
      }
    }
    out.text = characters.join('');
    return out;
  }

  /** @param {string} text @returns {{text: string, from: number[], to: number[]}} */
  function foldWithPlaces(text) {
    var out = { text: '', from: [], to: [] };
    var pieces = [];
    var place = 0;
    while (place < text.length) {
      var end = clusterEnd(text, place);
      var piece = foldCluster(text.slice(place, end));
      pieces.push(piece);
      for (var k = 0; k < piece.length; k++) {
        out.from.push(place);
        out.to.push(end);
      }
      place = end;
    }
    out.text = pieces.join('');
    return out;
  }

  /** Most of a text is Han, which nothing changes. @param {string} cluster @returns {string} */
  function foldCluster(cluster) {
    if (isHan(cluster.charCodeAt(0)) && cluster.length === 1) return cluster;
    var found = clusters.get(cluster);
    if (found === undefined) {
      found = fold(cluster);
      clusters.set(cluster, found);
    }
    return found;
  }

  /** Where a character with all that may join with it ends. @returns {number} */
  function clusterEnd(/** @type {string} */ text, /** @type {number} */ place) {
    var end = place + (text.codePointAt(place) > 0xffff ? 2 : 1);
    while (end < text.length && !isHan(text.charCodeAt(end))) {
      var next = String.fromCodePoint(text.codePointAt(end));
      if (!joins(next)) break;
      end += next.length;
    }
    return end;
  }

  /** Whether a character may join with what stands before it, or is nothing. */
  function joins(/** @type {string} */ character) {
    var known = joining.get(character);
    if (known === undefined) {
      known = JOINING.test(character.normalize('NFKD')) || !visible(character);
      joining.set(character, known);
    }
    return known;
  }

  /** @param {number} code @returns {boolean} */
  function isHan(code) {
    return code >= 0x4e00 && code <= 0x9fff;
  }

  /** Which characters of a folded text stay. @param {string} text @returns {Uint8Array} */
  function kept(text) {
    var keep = new Uint8Array(text.length).fill(1);
    text.replace(dropped, function (match, place) {
      keep[place] = 0;
      return match;
    });
    return keep;
  }

  /**
   * Where terms stand in a text: offsets in UTF-16 units, sorted, not overlapping.
   * @param {string} text
   * @param {string[]} terms already normalised
   * @returns {Array<[number, number]>}
   */
  function findTerms(text, terms) {
    var whole = normaliseWithPlaces(text);
    return merged(places(whole.text, terms).map(function (range) {
      return [whole.from[range[0]], whole.to[range[1] - 1]];
    }));
  }

  /**
   * Where terms stand in a normalised text: of each the leftmost that do not overlap, and what
   * overlaps of several terms is one.
   * @param {string} text
   * @param {string[]} terms
   * @returns {Array<[number, number]>}
   */
  function places(text, terms) {
    /** @type {Array<[number, number]>} */
    var found = [];
    terms.forEach(function (term) {
      var place = term ? text.indexOf(term) : -1;
      while (place >= 0) {
        found.push([place, place + term.length]);
        place = text.indexOf(term, place + term.length);
      }
    });
    return merged(found);
  }

  /**
   * Ranges in their order, those that overlap as one.
   * @param {Array<[number, number]>} ranges
   * @returns {Array<[number, number]>}
   */
  function merged(ranges) {
    ranges.sort(function (a, b) { return a[0] - b[0] || a[1] - b[1]; });
    /** @type {Array<[number, number]>} */
    var out = [];
    ranges.forEach(function (range) {
      var last = out[out.length - 1];
      if (last && range[0] < last[1]) last[1] = Math.max(last[1], range[1]);
      else out.push([range[0], range[1]]);
    });
    return out;
  }

  window.reportArchive = window.reportArchive || {};
  window.reportArchive.text = {
    configure: configure,
    visible: visible,
    normalise: normalise,
    normaliseWithPlaces: normaliseWithPlaces,
    findTerms: findTerms,
    places: places,
    merged: merged,
  };
})();
