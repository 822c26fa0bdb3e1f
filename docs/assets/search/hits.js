/**
 * How a hit looks: the report, what it is, and its matching sections with excerpts.
 */
(function () {
  'use strict';

  const archive = window.reportArchive;
  const { element, marked, fillMarked } = archive.ui;
  /** Sections shown at once; the others open on request. */
  const SECTIONS = 3;

  /**
   * @typedef {Object} State what is asked for, as the address has it
   * @property {string} text
   * @property {string} year
   * @property {string} post
   * @property {string} section
   * @property {string} topic
   * @property {string} sort
   *
   * @typedef {{heading: string|null, kind: string|null, url: string, count: number,
   *   excerpt: Array<[string, boolean]>|null}} Section
   * @typedef {{number: string, title: string, composed: boolean, year: number|null, post: string,
   *   doubts: string[], url: string, count: number, sections: Section[]}} Hit
   *   `composed`: the title is ours; `doubts`: which of year and post nobody has confirmed
   * @typedef {{post: Object<string, string>, section: Object<string, string>,
   *   topic: Object<string, string>}} Labels
   */

  /** @param {Hit} hit @param {State} state @param {Labels} labels @returns {HTMLElement} */
  function render(hit, state, labels) {
    const target = hit.url + (!hit.sections.length && state.section ? '#' + state.section : '');
    const text = hit.count ? state.text : '';
    const link = element('a', { class: 'search-hit__link', href: address(target, text) });
    return element('li', { class: 'search-hit' }, [
      element('h2', { class: 'search-hit__title' }, [
        fillMarked(link, hit.title, text),
        hit.composed ? element('span', { class: 'report-composed' }, ['〔题名自拟〕']) : null,
      ]),
      element('p', { class: 'search-hit__facts' }, facts(hit, labels)),
      ...sections(hit.sections, text, labels),
    ]);
  }

  /** A page of the site, opened with the query highlighted. */
  function address(/** @type {string} */ url, /** @type {string} */ text) {
    const [page, anchor] = url.split('#');
    return archive.root + page + (text ? '?highlight=' + encodeURIComponent(text) : '')
      + (anchor ? '#' + anchor : '');
  }

  /** @param {Hit} hit @param {Labels} labels @returns {Array<Node|string|null>} */
  function facts(hit, labels) {
    return [
      hit.year ? `${hit.year}年度` : '年度不详', doubt(hit, 'year'),
      ` · ${labels.post[hit.post] || '职务不详'}`, doubt(hit, 'post'),
      ` · 件号 ${hit.number}`,
      hit.count ? ` · ${hit.count} 处` : null,
    ];
  }

  /** The mark behind a field that nobody confirmed. @param {Hit} hit @param {string} field */
  function doubt(hit, field) {
    return hit.doubts.includes(field) ? element('span', { class: 'report-doubt' }, ['待核对']) : null;
  }

  /** @param {Section[]} found @param {string} text @param {Labels} labels @returns {HTMLElement[]} */
  function sections(found, text, labels) {
    if (!found.length) return [];
    const items = found.map((section) => sectionItem(section, text, labels));
    const list = element('ul', { class: 'search-hit__sections' }, items.slice(0, SECTIONS));
    const rest = items.slice(SECTIONS);
    return rest.length ? [list, restButton(list, rest, found.slice(SECTIONS))] : [list];
  }

  /** @param {HTMLElement} list @param {HTMLElement[]} rest @param {Section[]} sections */
  function restButton(list, rest, sections) {
    const places = sections.reduce((sum, section) => sum + section.count, 0);
    const button = element('button', {
      class: 'search-more-sections', type: 'button',
      onclick: () => {
        list.append(...rest);
        rest[0].querySelector('a').focus();
        button.remove();
      },
    }, [`另有 ${rest.length} 个部分、${places} 处`]);
    return button;
  }

  /** @param {Section} section @param {string} text @param {Labels} labels @returns {HTMLElement} */
  function sectionItem(section, text, labels) {
    const label = section.kind ? labels.section[section.kind] || '' : '';
    const link = element('a', {
      class: 'search-section__link', href: address(section.url, text),
    });
    return element('li', { class: 'search-section' }, [
      fillMarked(link, section.heading || label || '文首', text),
      section.heading && label ? element('span', { class: 'search-section__kind' }, [label]) : null,
      ...excerpt(section),
    ]);
  }

  /** The excerpt, unless the heading says it already, and how many more there are. */
  function excerpt(/** @type {Section} */ section) {
    const pieces = section.excerpt || [];
    const count = section.count - pieces.filter(([, isMatch]) => isMatch).length;
    const more = section.excerpt && count > 0
      ? element('span', { class: 'search-section__more' }, [`另有 ${count} 处`]) : null;
    const text = pieces.map(([piece]) => piece).join('');
    if ((section.heading || '').includes(text)) return [more];
    return [element('p', { class: 'search-section__excerpt' }, [...marked(pieces), more])];
  }

  archive.ui.hits = { render };
})();
