/**
 * The reader's buttons below a report's metadata, the way to the next year at its end; what is
 * folded but belongs on paper is unfolded while a page is printed.
 */
(function () {
  'use strict';

  const archive = window.reportArchive;
  const { element } = archive.ui;
  /** @type {Object<string, {label: string, values: Object<string, string>}>} */
  const CHOICES = {
    layout: { label: '版式', values: { official: '公文', plain: '朴素' } },
    size: { label: '字号', values: { small: '小', medium: '中', large: '大' } },
  };

  /** One setting as a row of buttons. @param {string} name @returns {HTMLElement} */
  function choice(name) {
    const { label, values } = CHOICES[name];
    const buttons = Object.keys(values).map((value) => element('button', {
      class: 'reading-button', type: 'button', 'data-value': value,
      'aria-pressed': String(archive.reading.get()[name] === value),
      onclick: () => {
        archive.reading.set(name, value);
        press(buttons, value);
      },
    }, [values[value]]));
    return element('span', { class: 'reading-choice', role: 'group', 'aria-label': label },
      [`${label}：`, ...buttons]);
  }

  /** @param {HTMLElement[]} buttons @param {string} value */
  function press(buttons, value) {
    buttons.forEach((button) => {
      button.setAttribute('aria-pressed', String(button.getAttribute('data-value') === value));
    });
  }

  /** @returns {HTMLElement} */
  function controls() {
    return element('div', { class: 'reading-controls' }, [
      ...Object.keys(CHOICES).map(choice),
      element('button', {
        class: 'reading-button', type: 'button', onclick: () => window.print(),
      }, ['打印']),
    ]);
  }

  /** At the end: the same post's years before and after. @param {Element} meta */
  function turn(meta) {
    const links = Array.from(meta.querySelectorAll('a[rel="prev"], a[rel="next"]'));
    const { post } = /** @type {HTMLElement} */ (meta).dataset;
    return links.length ? element('nav', {
      class: 'reading-turn', 'aria-label': `${post}的其他年度`,
    }, links.map((link) => link.cloneNode(true))) : null;
  }

  /** What is printed folded or not: annexes, and the home page's earlier years. */
  const PRINTED = '.report-annex, .archive-earlier';
  /** @type {Element[]} those of them that were folded before printing began */
  let folded = [];

  function unfold() {
    const found = Array.from(document.querySelectorAll(PRINTED));
    folded = folded.concat(found.filter((one) => !one.hasAttribute('open')));
    folded.forEach((one) => one.setAttribute('open', ''));
  }

  function foldAgain() {
    folded.forEach((one) => one.removeAttribute('open'));
    folded = [];
  }

  window.addEventListener('beforeprint', unfold);
  window.addEventListener('afterprint', foldAgain);
  const meta = document.querySelector('.report-meta');
  const evidence = document.querySelector('.report-evidence');
  if (!meta || !evidence) return;
  meta.append(controls());
  const end = turn(meta);
  if (end) evidence.insertAdjacentElement('afterend', end);
})();
