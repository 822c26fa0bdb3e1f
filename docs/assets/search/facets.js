/**
 * The filters: values as chips with their counts, the chosen ones removable, and the span of years.
 */
(function () {
  'use strict';

  const archive = window.reportArchive;
  const { element, icon, fill } = archive.ui;
  /** @type {Object<string, string>} */
  const NAMES = { year: '年度', post: '职务', section: '栏目', topic: '主题' };
  const KEYS = Object.keys(NAMES);
  /** Chips shown at once; the rest is behind 更多. */
  const CHIPS = 8;
  /** @type {Object<string, boolean>} facets whose rest is shown */
  const opened = {};

  /** @typedef {(facet: string, value: string) => void} Choose */

  /** @param {string} facet @param {string} value @param {Object} labels @returns {string} */
  function label(facet, value, labels) {
    if (facet !== 'year') return labels[facet][value] || value;
    return /^\d/.test(value) ? value.replace('-', '—') + '年' : value;
  }

  /** Years from the latest back, other values by their counts. */
  function ordered(/** @type {string} */ facet, /** @type {Object<string, number>} */ counts) {
    const values = Object.keys(counts).filter((value) => counts[value] > 0);
    if (facet === 'year') return values.sort((a, b) => Number(b) - Number(a));
    return values.sort((a, b) => counts[b] - counts[a]);
  }

  /** Whether a value is chosen: itself, or a year within the chosen span. */
  function isChosen(/** @type {string} */ facet, /** @type {string} */ value, /** @type {any} */ state) {
    if (facet !== 'year' || !state.year.includes('-')) return state[facet] === value;
    const [from, to] = state.year.split('-').map(Number);
    return from <= Number(value) && Number(value) <= to;
  }

  /**
   * @param {HTMLElement} parent
   * @param {Object<string, Object<string, number>>} facets
   * @param {any} state
   * @param {Object} labels
   * @param {Object} all the facets of the whole archive
   * @param {Choose} choose
   */
  function render(parent, facets, state, labels, all, choose) {
    keepingFocus(parent, () => fill(parent, KEYS.map((facet) => {
      const values = ordered(facet, facets[facet]);
      if (!values.length) return null;
      return group(facet, [
        ...chips(facet, values, facets[facet], state, labels, choose, () => {
          opened[facet] = !opened[facet];
          render(parent, facets, state, labels, all, choose);
        }),
        facet === 'year' ? span(ordered('year', all.year), state, choose) : null,
      ]);
    })));
  }

  /** @param {string} facet @param {Array<Node|null>} children @returns {HTMLElement} */
  function group(facet, children) {
    const name = element('h2', { class: 'search-facet__name', id: `search-${facet}` }, [NAMES[facet]]);
    const group = element('div', {
      class: 'search-facet', role: 'group', 'aria-labelledby': `search-${facet}`,
    });
    fill(group, [name, ...children]);
    return group;
  }

  /** @returns {HTMLElement[]} */
  function chips(facet, values, counts, state, labels, choose, toggle) {
    const many = values.length > CHIPS + 1;
    const shown = many && !opened[facet]
      ? values.filter((value, place) => place < CHIPS || isChosen(facet, value, state)) : values;
    const found = shown.map((value) => chip(facet, value, counts[value], state, labels, choose));
    return many ? [...found, element('button', {
      class: 'search-chip search-chip--more', type: 'button', 'data-focus': `${facet} more`,
      'aria-expanded': String(Boolean(opened[facet])), onclick: toggle,
    }, [opened[facet] ? '收起' : `更多（${values.length - shown.length}）`])] : found;
  }

  /** @returns {HTMLElement} */
  function chip(facet, value, count, state, labels, choose) {
    const exact = state[facet] === value;
    return element('button', {
      class: 'search-chip', type: 'button', 'data-focus': `${facet} ${value}`,
      'data-facet': facet, 'data-value': value,
      'aria-pressed': String(isChosen(facet, value, state)),
      onclick: () => choose(facet, exact ? '' : value),
    }, [
      label(facet, value, labels), ' ',
      element('span', { class: 'search-chip__count', 'aria-label': `${count} 份` }, [String(count)]),
    ]);
  }

  /** Two lists of years: from, to. @returns {HTMLElement|null} */
  function span(/** @type {string[]} */ years, /** @type {any} */ state, /** @type {Choose} */ choose) {
    if (years.length < 3) return null;
    const [from, to = from] = state.year ? state.year.split('-') : [];
    const first = yearList('起始年度', years, from || '', () => change());
    const last = yearList('截止年度', years, to || '', () => change());
    const change = () => choose('year', spanOf(first.value, last.value, years));
    return element('div', { class: 'search-span' }, [first, '至', last]);
  }

  /** @returns {string} '' for all years; an open end is the first or last year there is */
  function spanOf(/** @type {string} */ from, /** @type {string} */ to, /** @type {string[]} */ years) {
    if (!from && !to) return '';
    const ends = [from || years[years.length - 1], to || years[0]].sort();
    return ends[0] === ends[1] ? ends[0] : ends.join('-');
  }

  /** @returns {HTMLSelectElement} */
  function yearList(name, years, chosen, onchange) {
    const options = ['', ...years].map((year) => element('option', {
      value: year, selected: year === chosen,
    }, [year ? `${year}年` : '不限']));
    return /** @type {any} */ (element('select', {
      class: 'search-select', 'aria-label': name, 'data-focus': `span ${name}`, onchange,
    }, options));
  }

  /** The chosen values, each removable. */
  function renderChosen(
    /** @type {HTMLElement} */ parent, /** @type {any} */ state, /** @type {Object} */ labels,
    /** @type {Choose} */ choose, /** @type {() => void} */ clear
  ) {
    const chosen = KEYS.filter((facet) => state[facet]);
    parent.hidden = !chosen.length;
    fill(parent, chosen.map((facet) => element('button', {
      class: 'search-chosen', type: 'button', 'data-facet': facet,
      'aria-label': `去掉${NAMES[facet]}：${label(facet, state[facet], labels)}`,
      onclick: () => choose(facet, ''),
    }, [`${NAMES[facet]}：${label(facet, state[facet], labels)}`, icon('close')])));
    if (chosen.length > 1) {
      parent.append(element('button', {
        class: 'search-chosen search-chosen--all', type: 'button', onclick: clear,
      }, ['全部清除']));
    }
  }

  /** Draws anew and gives the focus back to what had it. */
  function keepingFocus(/** @type {HTMLElement} */ parent, /** @type {() => void} */ draw) {
    const focused = parent.contains(document.activeElement)
      ? document.activeElement.getAttribute('data-focus') : null;
    draw();
    if (!focused) return;
    const again = Array.from(parent.querySelectorAll('[data-focus]'))
      .find((item) => item.getAttribute('data-focus') === focused);
    if (again) /** @type {HTMLElement} */ (again).focus({ preventScroll: true });
  }

  archive.ui.facets = { KEYS, NAMES, label, render, renderChosen };
})();
