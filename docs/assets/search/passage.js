/**
 * The report's own text on its page: its lines between the metadata and the evidence.
 */
(function () {
  'use strict';

  const archive = window.reportArchive;
  const LINES = 'p, h1, h2, h3, h4, h5, h6';
  /** What the page shows in a line without being text of the report. */
  const NOT_TEXT = '.report-composed, .report-doubt';

  /** @typedef {{element: Element, nodes: Text[], continues: boolean}} Line
   *  `continues`: goes on from the line before, as a paragraph does from its run-in heading. */

  /** @returns {HTMLElement|null} */
  function meta() {
    return document.querySelector('.report-meta');
  }

  /** @returns {Element[]} the elements that hold the text, in order */
  function parts() {
    const found = [];
    let next = meta() && meta().nextElementSibling;
    for (; next && !next.matches('.report-evidence'); next = next.nextElementSibling) {
      found.push(next);
    }
    return found;
  }

  /** The report's lines. @returns {Line[]} */
  function lines() {
    return linesOf(parts());
  }

  /** The title as a line, where it is not the report's own but can be searched for. @returns {Line[]} */
  function ownTitle() {
    const title = document.querySelector('h1#title');
    return !title || parts().includes(title) ? [] : linesOf([title]);
  }

  /** @param {Element[]} holders @returns {Line[]} */
  function linesOf(holders) {
    /** @type {Line[]} */
    const found = [];
    holders.forEach((part) => {
      const elements = part.matches(LINES) ? [part] : Array.from(part.querySelectorAll(LINES));
      elements.forEach((element) => {
        const before = found[found.length - 1];
        const continues = Boolean(before) && before.element.matches('.report-run-in')
          && element.matches('p');
        found.push({ element, nodes: textNodes(element), continues });
      });
    });
    return found;
  }

  /** @param {Element} element @returns {Text[]} */
  function textNodes(element) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const node = /** @type {Text} */ (walker.currentNode);
      if (!node.parentElement.closest(NOT_TEXT)) found.push(node);
    }
    return found;
  }

  /** Everything between metadata and evidence, or null on other pages. @returns {Range|null} */
  function range() {
    const inside = parts();
    if (!inside.length) return null;
    const whole = document.createRange();
    whole.setStartBefore(inside[0]);
    whole.setEndAfter(inside[inside.length - 1]);
    return whole;
  }

  archive.passage = { meta, lines, ownTitle, range };
})();
