/**
 * Other posts' reports of the same year, looked up when asked for: the pages themselves only link
 * to the year, so that a report that comes in leaves the others as they are.
 */
(function () {
  'use strict';

  const archive = window.reportArchive;
  const { element, fill } = archive.ui;
  /** Reports shown; the year's page has them all. */
  const SHOWN = 12;
  const PAGE = /([^/]+)\.html$/;
  /** What marks a field in doubt; the year itself is not shown. */
  const MARKS = { post: '待核对', year: '年度待核对' };

  /** Parts that two keys begin with in common: posts of the same organ come first. */
  function shared(/** @type {string} */ one, /** @type {string} */ other) {
    const parts = other.split('-');
    const differs = one.split('-').findIndex((part, place) => part !== parts[place]);
    return differs < 0 ? parts.length : differs;
  }

  /** @param {any[]} hits @param {string} post @param {string} number @returns {any[]} */
  function nearest(hits, post, number) {
    return hits.filter((hit) => hit.number !== number)
      .map((hit, place) => ({ hit, place, near: shared(post, hit.post || '') }))
      .sort((a, b) => b.near - a.near || a.place - b.place)
      .map(({ hit }) => hit);
  }

  /**
   * The report's link, and marks for what is only inferred.
   * @param {any} hit
   * @param {string} words
   * @returns {Node[]}
   */
  function item(hit, words) {
    const doubts = hit.doubts || [];
    return [
      element('a', { href: archive.root + hit.url }, [words]),
      ...Object.keys(MARKS).filter((field) => doubts.includes(field))
        .map((field) => element('span', { class: 'report-doubt' }, [MARKS[field]])),
    ];
  }

  /** @returns {Array<Node|string>} the links, or that there are none */
  function links(/** @type {any[]} */ found, /** @type {any} */ labels) {
    const shown = found.slice(0, SHOWN);
    const words = shown.map((hit) => labels.post[hit.post] || hit.title);
    const alike = (/** @type {string} */ one) => words.filter((other) => other === one).length > 1;
    const parts = shown.map((hit, i) => item(hit,
      alike(words[i]) ? `${words[i]}（件号 ${hit.number}）` : words[i]));
    const rest = found.length - shown.length;
    const items = parts.reduce((all, one) => all.concat(all.length ? [' · '] : [], one),
      /** @type {Array<Node|string>} */ ([]));
    if (!found.length) return ['这一年没有其他职务的报告。'];
    return rest > 0 ? [...items, ` 等 ${found.length} 份`] : items;
  }

  /** @param {HTMLElement} meta @param {HTMLAnchorElement} yearLink */
  function start(meta, yearLink) {
    const year = PAGE.exec(yearLink.getAttribute('href'))[1];
    const postLink = meta.querySelector('a[href*="/posts/"]');
    const post = postLink ? PAGE.exec(postLink.getAttribute('href'))[1] : '';
    const list = element('span', { class: 'reading-year', role: 'status' });
    const button = element('button', {
      class: 'reading-button reading-button--year', type: 'button', 'aria-expanded': 'false',
      onclick: () => (list.childNodes.length ? close() : open()),
    }, ['列出']);

    function close() {
      list.textContent = '';
      button.setAttribute('aria-expanded', 'false');
      button.textContent = '列出';
    }

    function open() {
      button.setAttribute('aria-expanded', 'true');
      button.textContent = '收起';
      fill(list, [' …']);
      Promise.all([
        archive.search({ text: '', year, limit: Infinity, excerpts: false }), archive.labels(),
      ]).then(([{ hits }, labels]) => {
        fill(list, [element('br'), ...links(nearest(hits, post, meta.dataset.number), labels)]);
      }).catch((error) => fill(list, [element('br'), error.message]));
    }

    yearLink.after(button, list);
  }

  const meta = /** @type {HTMLElement|null} */ (document.querySelector('.report-meta'));
  const yearLink = /** @type {HTMLAnchorElement|null} */ (meta && meta.querySelector('a[rel="up"]'));
  if (yearLink) start(meta, yearLink);
})();
