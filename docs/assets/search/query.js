/**
 * Reads what people type: space = and, | = or, -x = without x, "…" = one term with its spaces.
 */
(function () {
  'use strict';

  var archive = (window.reportArchive = window.reportArchive || {});

  /** @typedef {{all: string[], none: string[]}} Group every term of `all`, none of `none` */

  /**
   * @typedef {Object} Token a term as typed, or a bar
   * @property {string} raw with its minus and quotes
   * @property {string} text without them
   * @property {boolean} minus
   * @property {boolean} bar
   */

  var STRAIGHT = '"';
  var CURLY = '“”';
  // A blank, a bar, or one of both ends.
  var EDGE = /^(?:[\s|｜]|$)/;
  // |, or -x: anything up to a blank or a bar.
  var TOKEN = /([|｜])|(-?)([^\s|｜]+)/g;

  /**
   * The terms and bars of a query. Quotes make a term where they open at its start and close at its
   * end; within a word, or in quotes of the other kind, they are punctuation like any other.
   * @param {string} typed
   * @returns {Token[]}
   */
  function tokens(typed) {
    var text = archive.text.visible(typed);
    /** @type {Token[]} */
    var found = [];
    var match;
    TOKEN.lastIndex = 0;
    while ((match = TOKEN.exec(text))) {
      var minus = Boolean(match[2]);
      var start = match.index + (minus ? 1 : 0);
      var end = match[1] ? -1 : quoteEnd(text, start);
      if (end >= 0) TOKEN.lastIndex = Math.min(end + 1, text.length);
      found.push({
        raw: text.slice(match.index, TOKEN.lastIndex),
        text: end >= 0 ? text.slice(start + 1, end) : match[3] || '',
        minus: minus,
        bar: Boolean(match[1]),
      });
    }
    return found;
  }

  /**
   * Where the quote closes that opens at a place; the text's end for one that is still open.
   * @param {string} text
   * @param {number} start
   * @returns {number} -1 for no quote, and for one whose fellow stands within a word: “甲”和乙
   */
  function quoteEnd(text, start) {
    var kind = [STRAIGHT, CURLY].filter(function (k) { return k.indexOf(text.charAt(start)) >= 0; })[0];
    if (!kind || start >= text.length) return -1;
    var depth = 1;
    var alone = true;
    for (var i = start + 1; i < text.length; i++) {
      if (kind.indexOf(text[i]) < 0) continue;
      alone = false;
      depth += step(text, i);
      if (!depth) return isEdge(text, i + 1) ? i : -1;
    }
    // Nobody begins with ”: that is the end of a quotation whose beginning was not copied.
    return alone && text[start] !== '”' ? text.length : -1;
  }

  /** Whether a quote within others closes or opens: by where it stands, else by its form. */
  function step(/** @type {string} */ text, /** @type {number} */ place) {
    if (isEdge(text, place + 1)) return -1;
    if (isEdge(text, place - 1) || text[place] === '“') return 1;
    return text[place] === '”' ? -1 : 0;
  }

  /** @param {string} text @param {number} place @returns {boolean} */
  function isEdge(text, place) {
    return EDGE.test(text.charAt(place));
  }

  /**
   * @param {string} text
   * @returns {Group[]} any of these; empty when nothing is asked for
   */
  function parse(text) {
    /** @type {Group[]} */
    var groups = [{ all: [], none: [] }];
    tokens(text).forEach(function (token) {
      if (token.bar) groups.push({ all: [], none: [] });
      var term = archive.text.normalise(token.text);
      // A mere sentence end stands everywhere and says nothing.
      if (term.trim()) groups[groups.length - 1][token.minus ? 'none' : 'all'].push(term);
    });
    return groups.filter(function (group) { return group.all.length || group.none.length; });
  }

  /** Terms that a hit may contain, each once. @param {Group[]} groups @returns {string[]} */
  function positive(groups) {
    return unique([].concat.apply([], groups.map(function (group) { return group.all; })));
  }

  /** Every term, each once. @param {Group[]} groups @returns {string[]} */
  function every(groups) {
    return unique([].concat.apply([], groups.map(function (g) { return g.all.concat(g.none); })));
  }

  /** @param {string[]} terms @returns {string[]} */
  function unique(terms) {
    return terms.filter(function (term, place) { return terms.indexOf(term) === place; });
  }

  archive.query = { tokens: tokens, parse: parse, positive: positive, every: every };
})();
