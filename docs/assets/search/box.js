/**
 * The search form in the header of every page; "/" leads to it.
 * On a phone it is an icon that opens to a box.
 */
(function () {
  'use strict';

  const archive = window.reportArchive;
  const { element, icon, isField, isComposing, searchAddress } = archive.ui;

  /** @type {HTMLInputElement} */
  const input = /** @type {any} */ (element('input', {
    class: 'search-box__input', type: 'search', name: 'q', placeholder: '检索',
    'aria-label': '检索全部报告', title: '检索全部报告（按 / 键）', autocomplete: 'off',
    spellcheck: 'false', enterkeyhint: 'search', onkeydown: onKey,
  }));
  const opener = element('button', {
    class: 'search-box__open md-header__button md-icon', type: 'button',
    'aria-label': '检索', 'aria-expanded': 'false', onclick: open,
  }, [icon('search')]);
  const form = element('form', {
    class: 'search-box', role: 'search', onsubmit: submit, onfocusout: closeWhenLeft,
  }, [opener, element('div', { class: 'search-box__field' }, [
    input,
    element('button', { class: 'search-box__go', type: 'submit', 'aria-label': '检索' },
      [icon('search')]),
  ])]);

  /** @param {Event} event */
  function submit(event) {
    event.preventDefault();
    const text = input.value.trim();
    if (archive.showQuery) archive.showQuery(text);
    else location.href = searchAddress(text);
  }

  /** On a phone: show the field in place of the header's title. */
  function open() {
    form.classList.add('search-box--open');
    opener.setAttribute('aria-expanded', 'true');
    input.focus();
  }

  function close() {
    form.classList.remove('search-box--open');
    opener.setAttribute('aria-expanded', 'false');
  }

  /** @param {FocusEvent} event */
  function closeWhenLeft(event) {
    if (!form.contains(/** @type {Node|null} */ (event.relatedTarget))) close();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key !== 'Escape' || isComposing(event)) return;
    event.preventDefault();
    if (input.value) input.value = '';
    else input.blur();
  }

  /** "/" goes to the box that is nearest: the search page's own, else the header's. */
  function onSlash(event) {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isField(event.target) || isComposing(event)) return;
    event.preventDefault();
    const own = /** @type {HTMLInputElement|null} */ (document.querySelector('#search-text'));
    if (own) own.focus();
    else open();
    (own || input).select();
  }

  /** What was searched for, when a hit led here or this is the search page. @returns {string} */
  function asked() {
    const parameters = new URLSearchParams(location.search);
    return parameters.get('highlight') || parameters.get('q') || '';
  }

  function start() {
    const header = document.querySelector('.md-header__inner');
    if (!header) return;
    const palette = header.querySelector('[data-md-component="palette"]');
    header.insertBefore(form, palette && palette.parentNode === header ? palette : null);
    input.value = asked();
    document.addEventListener('keydown', onSlash);
  }

  archive.headerBox = { form, input };
  start();
})();
