/**
 * The menu of narrow windows by keyboard: the theme's opener is a label that no key reaches.
 */
(function () {
  'use strict';

  const { element } = window.reportArchive.ui;
  const toggle = /** @type {HTMLInputElement|null} */ (document.querySelector('#__drawer'));
  const label = document.querySelector('.md-header label[for="__drawer"]');
  const drawer = document.querySelector('.md-sidebar--primary');

  function start() {
    const button = element('button', {
      class: 'archive-menu md-header__button md-icon', type: 'button', 'aria-label': '菜单',
      'aria-expanded': 'false', onclick: () => toggle.click(),
    }, [label.querySelector('svg')]);
    label.replaceWith(button);
    toggle.addEventListener('change', () => {
      button.setAttribute('aria-expanded', String(toggle.checked));
      const first = drawer.querySelector('a[href]');
      if (toggle.checked && first) /** @type {HTMLElement} */ (first).focus();
    });
    document.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !toggle.checked) return;
      toggle.click();
      button.focus();
    });
  }

  if (toggle && label && drawer) start();
})();
