/**
 * The search page: what is asked for is in the address, the answer below the box.
 */
(function () {
  'use strict';

  const archive = window.reportArchive;
  const { element, icon, fill, isComposing } = archive.ui;
  const { hits, facets, suggest } = archive.ui;
  const PARAMETERS = {
    q: 'text', year: 'year', post: 'post', section: 'section', topic: 'topic', sort: 'sort',
  };
  const NOTHING = { text: '', year: '', post: '', section: '', topic: '', sort: '' };
  /** Hits that are asked for at once. */
  const PAGE = 10;
  /** Milliseconds without a key until the search starts, and until it is worth an entry in the history. */
  const TYPING = 120;
  const SETTLED = 1200;
  /** Milliseconds after which an unfinished search is mentioned. */
  const SLOW = 300;

  /** What is asked for. */
  let state = NOTHING;
  /** Number of the latest question; answers to earlier ones are dropped. */
  let question = 0;
  let total = 0;
  let shown = 0;
  let loading = false;
  /** @type {Promise<any>|null} */
  let known = null;
  const timers = { typing: 0, settled: 0, slow: 0, place: 0 };
  const baseTitle = document.title;

  // --- The page's parts -----------------------------------------------------------------------

  const input = /** @type {HTMLInputElement} */ (element('input', {
    id: 'search-text', class: 'search-text', type: 'search', autocomplete: 'off',
    spellcheck: 'false', enterkeyhint: 'search', placeholder: '输入词语或整句话',
    'aria-label': '检索词', 'aria-describedby': 'search-help', 'aria-controls': 'search-hits',
    oninput: onInput, oncompositionend: onInput, onblur: settle,
  }));
  const help = element('p', { id: 'search-help', class: 'search-help' }, [
    '空格：同时有；', code('|'), '：有其一；', code('-词'), '：没有；', code('"…"'),
    '：连空格算一个词。逐字查找，标点和空格不计。',
  ]);
  const chosen = element('div', {
    class: 'search-chosen-list', role: 'group', 'aria-label': '已选的筛选', hidden: true,
  });
  const status = element('p', { class: 'search-status', role: 'status', 'aria-live': 'polite' });
  const sort = /** @type {HTMLSelectElement} */ (element('select', {
    class: 'search-select', 'aria-label': '排序', onchange: () => take({ sort: sort.value }),
  }, [
    element('option', { value: '' }, ['最相关的在前']),
    element('option', { value: 'newest' }, ['年度从近到远']),
    element('option', { value: 'oldest' }, ['年度从远到近']),
  ]));
  const problem = element('div', { class: 'search-problem', role: 'alert', hidden: true });
  const list = element('ol', { id: 'search-hits', class: 'search-hits', 'aria-label': '检索结果' });
  const nothing = element('div', { class: 'search-nothing', hidden: true });
  const moreButton = element('button', {
    class: 'search-more md-button', type: 'button', hidden: true, onclick: more,
  });
  const chips = element('div', { class: 'search-facets' });
  const filters = element('details', { class: 'search-filters' }, [
    element('summary', {}, ['筛选']), chips,
  ]);

  /** @param {string} text @returns {HTMLElement} */
  function code(text) {
    return element('code', {}, [text]);
  }

  /** @param {HTMLElement} place */
  function build(place) {
    fill(place, [
      element('form', { class: 'search-form', role: 'search', onsubmit: onSubmit }, [
        icon('search'), input,
        element('button', { class: 'search-submit md-button md-button--primary', type: 'submit' }, ['检索']),
      ]),
      help,
      element('div', { class: 'search-columns' }, [filters, element('div', { class: 'search-answer' }, [
        chosen, element('div', { class: 'search-bar' }, [status, sort]),
        problem, nothing, list, moreButton,
      ])]),
    ]);
    place.addEventListener('keydown', onKey);
    place.addEventListener('click', (event) => event.target.closest('a') && commit());
  }

  // --- The address ----------------------------------------------------------------------------

  /** @returns {typeof NOTHING} what the address asks for */
  function readAddress() {
    const parameters = new URLSearchParams(location.search);
    const read = Object.assign({}, NOTHING);
    Object.keys(PARAMETERS).forEach((name) => { read[PARAMETERS[name]] = parameters.get(name) || ''; });
    return read;
  }

  /** @returns {string} the address that asks for the state */
  function address() {
    const parameters = new URLSearchParams();
    Object.keys(PARAMETERS).forEach((name) => {
      const value = state[PARAMETERS[name]].trim();
      if (value) parameters.set(name, value);
    });
    const text = parameters.toString();
    return location.pathname + (text ? '?' + text : '');
  }

  /** @param {'pushState'|'replaceState'} how @param {string} where */
  function write(how, where) {
    try {
      history[how]({ shown, place: window.pageYOffset }, '', where);
    } catch (error) {
      // Some browsers forbid this on file://; the search works without.
    }
  }

  /** Enters the state into the history, if it is not what the address has. */
  function commit() {
    clearTimeout(timers.settled);
    if (!sameAsAddress()) write('pushState', address());
  }

  function sameAsAddress() {
    const read = readAddress();
    return Object.keys(NOTHING).every((field) => read[field].trim() === state[field].trim());
  }

  /** Notes how far the reader has come, for when the back button leads here again. */
  function notePlace() {
    clearTimeout(timers.place);
    timers.place = setTimeout(() => {
      if (sameAsAddress()) write('replaceState', location.href);
    }, 200);
  }

  /** Shows what the address asks for, as far down as it was read. */
  function restore() {
    const noted = history.state || {};
    state = readAddress();
    input.value = state.text;
    ask(Math.max(PAGE, noted.shown || 0), noted.place || 0);
  }

  // --- What people do -------------------------------------------------------------------------

  /** @param {Event} event */
  function onInput(event) {
    if (/** @type {InputEvent} */ (event).isComposing && event.type === 'input') return;
    clearTimeout(timers.typing);
    timers.typing = setTimeout(() => {
      if (input.value.trim() === state.text.trim()) return;
      state = Object.assign({}, state, { text: input.value });
      ask(PAGE, null);
      clearTimeout(timers.settled);
      timers.settled = setTimeout(commit, SETTLED);
    }, TYPING);
  }

  /** @param {Event} event */
  function onSubmit(event) {
    event.preventDefault();
    take({ text: input.value });
  }

  function settle() {
    if (timers.settled) commit();
  }

  /** Changes the state at once. @param {Object<string, string>} change */
  function take(change) {
    clearTimeout(timers.typing);
    state = Object.assign({}, state, { text: input.value }, change);
    input.value = state.text;
    commit();
    ask(PAGE, null);
  }

  function clearFilters() {
    take({ year: '', post: '', section: '', topic: '' });
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (isComposing(event) || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Escape') onEscape(event);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !(event.target instanceof HTMLSelectElement)) walk(event, step);
  }

  /** In the box: empties it. Elsewhere: back to the box. @param {KeyboardEvent} event */
  function onEscape(event) {
    event.preventDefault();
    if (document.activeElement === input) take({ text: '' });
    else input.focus();
  }

  /** From the box down through the hits and back. @param {KeyboardEvent} event @param {number} step */
  function walk(event, step) {
    const links = Array.from(list.querySelectorAll('.search-hit__link'));
    const hit = document.activeElement.closest('.search-hit');
    const here = hit ? links.findIndex((link) => hit.contains(link)) : -1;
    if (here < 0 && (document.activeElement !== input || step < 0)) return;
    event.preventDefault();
    const next = here + step;
    if (next < 0) input.focus();
    else if (links[next]) links[next].focus();
    if (next >= links.length - 2) more();
  }

  // --- Questions and answers ------------------------------------------------------------------

  /** The labels and what the whole archive holds, asked for once. */
  function basics() {
    if (!known) {
      known = Promise.all([archive.labels(), archive.search({ text: '', limit: 0, excerpts: false })]);
      known.catch(() => { known = null; });
    }
    return known;
  }

  /** @param {number} offset @param {number} limit @returns {Promise<any>} */
  function search(offset, limit) {
    return archive.search(Object.assign({}, state, { offset, limit, excerpts: true }));
  }

  /**
   * Asks and shows the answer from its beginning.
   * @param {number} limit
   * @param {number|null} place where to scroll to; null leaves that to the browser
   */
  function ask(limit, place) {
    const number = ++question;
    loading = true;
    busy(true);
    Promise.all([basics(), search(0, limit)]).then(([[labels, all], answer]) => {
      if (number !== question) return;
      finish();
      show(answer, labels, all);
      if (place !== null) window.scrollTo(0, place);
    }).catch((error) => number === question && showProblem(error));
  }

  /** The next hits, below those that are there. */
  function more() {
    if (loading || shown >= total) return;
    const number = question;
    loading = true;
    Promise.all([basics(), search(shown, PAGE)]).then(([[labels], answer]) => {
      if (number !== question) return;
      finish();
      append(answer.hits, labels);
      notePlace();
    }).catch((error) => number === question && showProblem(error));
  }

  /** @param {boolean} on */
  function busy(on) {
    clearTimeout(timers.slow);
    if (on) timers.slow = setTimeout(() => { status.textContent = '正在检索…'; }, SLOW);
    list.setAttribute('aria-busy', String(on));
  }

  function finish() {
    loading = false;
    busy(false);
  }

  function show(answer, labels, all) {
    total = answer.total;
    shown = 0;
    list.textContent = '';
    problem.hidden = true;
    showHead(labels);
    facets.render(chips, answer.facets, state, labels, all.facets, (facet, value) => take({ [facet]: value }));
    status.textContent = statusOf(answer, all);
    append(answer.hits, labels);
    showNothing();
  }

  /** What stands above the hits: title, chosen filters, order. */
  function showHead(/** @type {any} */ labels) {
    document.title = state.text.trim() ? `${state.text.trim()} - ${baseTitle}` : baseTitle;
    sort.value = state.sort;
    sort.options[0].textContent = state.text.trim() ? '最相关的在前' : '默认次序';
    facets.renderChosen(chosen, state, labels, (facet, value) => take({ [facet]: value }), clearFilters);
    if (archive.headerBox) archive.headerBox.input.value = state.text;
  }

  /** @returns {string} */
  function statusOf(/** @type {any} */ answer, /** @type {any} */ all) {
    const asked = answer.terms.length || facets.KEYS.some((facet) => state[facet]);
    if (!asked) return `全部 ${all.total} 份报告`;
    if (!answer.total) return '没有符合的报告';
    const time = Math.max(1, Math.round(answer.elapsed));
    return `${answer.total} 份报告符合（共 ${all.total} 份），${time} 毫秒`;
  }

  function append(/** @type {any[]} */ found, /** @type {any} */ labels) {
    list.append(...found.map((hit) => hits.render(hit, state, labels)));
    shown += found.length;
    moreButton.hidden = shown >= total || !found.length;
    moreButton.textContent = `再显示 ${Math.min(PAGE, total - shown)} 份（还有 ${total - shown} 份）`;
    watch();
  }

  /** Says that nothing matches, and what would. */
  function showNothing() {
    nothing.hidden = total > 0;
    fill(nothing, ['没有一份报告符合。']);
    if (total) return;
    const number = question;
    suggest.offers(state).then((offers) => {
      if (number !== question) return;
      const offered = suggest.render(offers, take);
      fill(nothing, offered ? ['没有一份报告符合。可以试试：', offered]
        : ['没有一份报告符合。请换个词，或者少用几个字。']);
    }).catch((error) => number === question && showProblem(error));
  }

  /** No count beside an error: it might be wrong. @param {Error} error */
  function showProblem(error) {
    finish();
    total = 0;
    shown = 0;
    list.textContent = '';
    status.textContent = '';
    chips.textContent = '';
    nothing.hidden = true;
    moreButton.hidden = true;
    problem.hidden = false;
    fill(problem, [element('p', {}, [error.message]), element('button', {
      class: 'md-button', type: 'button', onclick: () => ask(PAGE, null),
    }, ['再试一次'])]);
  }

  // --- Loading on scrolling -------------------------------------------------------------------

  const observer = 'IntersectionObserver' in window ? new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) more();
  }, { rootMargin: '600px' }) : null;

  /** Looks anew whether the end of the list is in sight. */
  function watch() {
    if (!observer) return;
    observer.unobserve(moreButton);
    if (!moreButton.hidden) observer.observe(moreButton);
  }

  // --- The frame ------------------------------------------------------------------------------

  /** The filters are open where there is room beside the hits. */
  function followWidth() {
    const wide = matchMedia('(min-width: 60em)');
    const follow = () => { /** @type {any} */ (filters).open = wide.matches; };
    wide.addListener(follow);
    follow();
  }

  /** The header's box appears when the page's own is out of sight. */
  function followBox() {
    if (!archive.headerBox || !('IntersectionObserver' in window)) return;
    new IntersectionObserver(([entry]) => {
      archive.headerBox.form.classList.toggle('search-box--spare', entry.isIntersecting);
    }, { rootMargin: '-60px 0px 0px' }).observe(input);
  }

  /** @param {HTMLElement} place */
  function start(place) {
    build(place);
    followWidth();
    followBox();
    archive.showQuery = (text) => {
      take({ text });
      window.scrollTo(0, 0);
    };
    if ('scrollRestoration' in history) history.scrollRestoration = 'manual';
    window.addEventListener('popstate', restore);
    window.addEventListener('scroll', notePlace, { passive: true });
    restore();
    input.focus({ preventScroll: true });
  }

  const place = document.getElementById('archive-search');
  if (place) start(place);
})();
