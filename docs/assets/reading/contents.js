/**
 * A report's contents, folded, for where the theme shows none: phones and narrow windows.
 */
(function () {
  'use strict';

  const archive = window.reportArchive;
  const { element } = archive.ui;

  /** The theme's list as one of ours. @param {Element} list @returns {HTMLElement} */
  function copyOf(list) {
    return element('ul', {}, Array.from(list.children).map(entry));
  }

  /** @param {Element} item @returns {HTMLElement} */
  function entry(item) {
    const link = item.querySelector('a');
    const below = item.querySelector('ul');
    return element('li', {}, [
      element('a', { href: link.getAttribute('href') }, [
        element('span', { class: 'reading-contents__entry' }, [link.textContent.trim()]),
      ]),
      below ? copyOf(below) : null,
    ]);
  }

  const meta = document.querySelector('.report-meta');
  const list = document.querySelector('.md-nav--secondary > .md-nav__list');
  if (!meta || !list) return;
  meta.append(element('details', { class: 'reading-contents' }, [
    element('summary', {}, ['目录']), copyOf(list),
  ]));
})();
