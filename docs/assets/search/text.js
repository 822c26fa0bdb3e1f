/**
 * What counts as the same when searching: N(s) of the search contract, in the browser.
 * The index is written by scripts/report_archive/search/normalising.py, which does the same.
 */
(function () {
  'use strict';

  /** @typedef {{punctuation: string, folding: Object<string, string>}} Rules */

  var BREAK = '\n';
  var SENTENCE_END = /[。!?;]/g;
  var BREAKS = /\n+/g;
  var COMBINING = /^\p{M}$/u;

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
    folding = rules.folding;
    folded = new RegExp('[' + Object.keys(folding).join('') + ']', 'gu');
    dropped = new RegExp('(?<![0-9])[.%\\-](?![0-9])|[' + rules.punctuation + ']|[^\\S\\n]', 'g');
  }

  /** @param {string} text @returns {string} */
  function fold(text) {
    return text
      .normalize('NFKC')
      .toLowerCase()
      .replace(folded, function (character) { return folding[character]; })
      .replace(SENTENCE_END, BREAK);
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
    var pieces = clusters(text);
    var place = 0;
    for (var i = 0; i < pieces.length; i++) {
      var piece = fold(pieces[i]);
      for (var k = 0; k < piece.length; k++) {
        out.from.push(place);
        out.to.push(place + pieces[i].length);
      }
      out.text += piece;
      place += pieces[i].length;
    }
    return out;
  }

  /** Characters, each with the combining marks that follow it. @param {string} text @returns {string[]} */
  function clusters(text) {
    /** @type {string[]} */
    var found = [];
    for (var character of text) {
      if (found.length && COMBINING.test(character)) found[found.length - 1] += character;
      else found.push(character);
    }
    return found;
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
    /** @type {Array<[number, number]>} */
    var found = [];
    terms.forEach(function (term) {
      var place = term ? whole.text.indexOf(term) : -1;
      while (place >= 0) {
        found.push([whole.from[place], whole.to[place + term.length - 1]]);
        place = whole.text.indexOf(term, place + term.length);
      }
    });
    return merged(found);
  }

  /** @param {Array<[number, number]>} ranges @returns {Array<[number, number]>} */
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
    normalise: normalise,
    normaliseWithPlaces: normaliseWithPlaces,
    findTerms: findTerms,
  };
})();
