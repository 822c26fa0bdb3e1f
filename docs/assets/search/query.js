/**
 * Reads what people type: space = and, | = or, -x = without x, "…" = one term with its spaces.
 */
(function () {
  'use strict';

  var archive = (window.reportArchive = window.reportArchive || {});

  /** @typedef {{all: string[], none: string[]}} Group every term of `all`, none of `none` */

  // -"a b", "a b", |, or anything up to a blank, a bar or a quote.
  var TOKEN = /(-?)["“”]([^"“”]*)["“”]?|([|｜])|(-?)([^\s|｜"“”]+)/g;

  /**
   * @param {string} text
   * @returns {Group[]} any of these; empty when nothing is asked for
   */
  function parse(text) {
    /** @type {Group[]} */
    var groups = [{ all: [], none: [] }];
    var match;
    TOKEN.lastIndex = 0;
    while ((match = TOKEN.exec(text))) {
      if (match[3]) {
        groups.push({ all: [], none: [] });
        continue;
      }
      var term = archive.text.normalise(match[2] !== undefined ? match[2] : match[5]);
      var minus = match[1] || match[4];
      // A mere sentence end stands everywhere and says nothing.
      if (term.trim()) groups[groups.length - 1][minus ? 'none' : 'all'].push(term);
    }
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

  archive.query = { parse: parse, positive: positive, every: every };
})();
