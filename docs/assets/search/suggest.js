/**
 * When nothing matches: what would, each with its count.
 */
(function () {
  'use strict';

  const archive = window.reportArchive;
  const { element } = archive.ui;
  /** A part of a term that is offered has at least so many characters. */
  const SHORTEST = 2;
  const QUOTES = /["“”]/g;
  // What stands in quotes only: 甲 乙, 甲|乙, -甲
  const QUOTED = /[\s|｜]|^-/;

  /** @typedef {{label: string, change: Object<string, string>, total: number}} Offer */

  /** @param {any} state @returns {Promise<number>} */
  function count(state) {
    const asked = Object.assign({}, state, { offset: 0, limit: 0, excerpts: false });
    return archive.search(asked).then((answer) => answer.total);
  }

  /** The filters that are set, all undone. @param {any} state @returns {Object<string, string>} */
  function noFilters(state) {
    /** @type {Object<string, string>} */
    const none = {};
    archive.ui.facets.KEYS.filter((facet) => state[facet]).forEach((facet) => { none[facet] = ''; });
    return none;
  }

  /** Each filter left out, then all of them. @returns {Array<{label: string, change: any}>} */
  function withoutFilters(/** @type {any} */ state) {
    const none = noFilters(state);
    const single = Object.keys(none).map((facet) => ({
      label: `不限${archive.ui.facets.NAMES[facet]}`, change: { [facet]: '' },
    }));
    return single.length > 1 ? [...single, { label: '去掉全部筛选', change: none }] : single;
  }

  /** The terms as query.js reads them. @returns {Array<{raw: string, text: string, minus: boolean}>} */
  function termsOf(/** @type {string} */ text) {
    return archive.query.tokens(text).filter((token) => !token.bar);
  }

  /** Each term alone. @returns {Array<{label: string, change: any}>} */
  function singleTerms(/** @type {string} */ text) {
    const terms = termsOf(text);
    const wanted = terms.filter((term) => !term.minus).map((term) => term.raw);
    if (terms.length < 2) return [];
    return Array.from(new Set(wanted)).map((term) => ({ label: `只找 ${term}`, change: { text: term } }));
  }

  /**
   * The longest beginning and the longest end of a single term that match:
   * every part of a part that matches does too, so halving finds them.
   * @returns {Promise<Array<{label: string, change: any}>>}
   */
  function parts(/** @type {any} */ state) {
    const terms = termsOf(state.text);
    const characters = Array.from(terms.length ? terms[0].text.replace(QUOTES, '') : '');
    if (terms.length !== 1 || terms[0].minus || characters.length <= SHORTEST) {
      return Promise.resolve([]);
    }
    const beginning = (size) => asOneTerm(characters.slice(0, size).join(''));
    const end = (size) => asOneTerm(characters.slice(-size).join(''));
    return Promise.all([beginning, end].map((cut) => longest(state, cut, characters.length)))
      .then((found) => Array.from(new Set(found.filter(Boolean)))
        .map((text) => ({ label: `找其中的 ${text}`, change: { text } })));
  }

  /** @param {string} text without quotes @returns {string} a query for it */
  function asOneTerm(text) {
    return QUOTED.test(text) ? `"${text}"` : text;
  }

  /** @returns {Promise<string>} the longest part that matches, '' if none does */
  async function longest(
    /** @type {any} */ state, /** @type {(size: number) => string} */ cut, /** @type {number} */ size
  ) {
    let matching = SHORTEST - 1;
    let absent = size;
    while (absent - matching > 1) {
      const middle = (matching + absent) >> 1;
      const total = await count(Object.assign({}, state, { text: cut(middle) }));
      if (total) matching = middle;
      else absent = middle;
    }
    return matching >= SHORTEST ? cut(matching) : '';
  }

  /**
   * What would match, the useful ones only: within the filters, else without them.
   * @param {any} state
   * @returns {Promise<Offer[]>}
   */
  async function offers(state) {
    const within = await useful(state, [
      ...withoutFilters(state), ...singleTerms(state.text), ...await parts(state),
    ]);
    const none = noFilters(state);
    if (within.length || !Object.keys(none).length) return within;
    const free = Object.assign({}, state, none);
    const tried = [...singleTerms(state.text), ...await parts(free)];
    return useful(state, tried.map(({ label, change }) => ({
      label: `${label}（不加筛选）`, change: Object.assign({}, none, change),
    })));
  }

  /** @returns {Promise<Offer[]>} those that match something, with how much */
  async function useful(/** @type {any} */ state, /** @type {Array<{label: string, change: any}>} */ tried) {
    const totals = await Promise.all(
      tried.map((offer) => count(Object.assign({}, state, offer.change)))
    );
    return tried.map((offer, i) => Object.assign({ total: totals[i] }, offer))
      .filter((offer) => offer.total);
  }

  /**
   * @param {Offer[]} found
   * @param {(change: any) => void} take
   * @returns {HTMLElement|null}
   */
  function render(found, take) {
    if (!found.length) return null;
    return element('ul', { class: 'search-offers' }, found.map((offer) => element('li', {}, [
      element('button', {
        class: 'search-chip', type: 'button', onclick: () => take(offer.change),
      }, [offer.label, ' ', element('span', { class: 'search-chip__count' }, [`${offer.total} 份`])]),
    ])));
  }

  archive.ui.suggest = { offers, render };
})();
