/**
 * On a report opened with ?highlight=…: marks what was searched for and walks through it.
 */
(function () {
  'use strict';

  const archive = window.reportArchive;
  const { element, icon, isField, fill } = archive.ui;
  const PARAMETER = 'highlight';

  /** @type {HTMLElement[][]} the matches, each as the marks that make it up */
  let matches = [];
  let current = 0;
  const place = element('span', { class: 'report-hits__place', role: 'status' });
  const bar = element('div', {
    class: 'report-hits', role: 'toolbar', 'aria-label': '检索词在本报告中的位置',
  });

  /** @typedef {{node: Text, start: number, end: number}} Run a text node's place in the text */

  /**
   * The report's text as the search has it, and where its nodes are in it: a title of ours, which
   * no match leaves; lines with their ends; a paragraph follows its run-in heading directly.
   * @returns {{text: string, runs: Run[]}}
   */
  function read() {
    /** @type {Run[]} */
    const runs = [];
    let text = '';
    const add = (/** @type {any} */ line) => line.nodes.forEach((/** @type {Text} */ node) => {
      runs.push({ node, start: text.length, end: text.length + node.data.length });
      text += node.data;
    });
    archive.passage.ownTitle().forEach((/** @type {any} */ line) => {
      add(line);
      text += archive.layout.SEPARATOR;
    });
    archive.passage.lines().forEach((/** @type {any} */ line, /** @type {number} */ place) => {
      text += line.continues || !place ? '' : '\n';
      add(line);
    });
    return { text: text + '\n', runs };
  }

  /** @param {Run[]} runs @param {Array<[number, number]>} ranges */
  function mark(runs, ranges) {
    matches = ranges.map(() => []);
    runs.forEach((run) => wrapRun(run, ranges));
    matches = matches.filter((marks) => marks.length);
  }

  /**
   * Wraps the parts of one text node that belong to matches, the last first.
   * @param {Run} run
   * @param {Array<[number, number]>} ranges
   */
  function wrapRun(run, ranges) {
    for (let i = ranges.length - 1; i >= 0; i--) {
      const start = Math.max(ranges[i][0], run.start);
      const end = Math.min(ranges[i][1], run.end);
      if (start < end) matches[i].push(wrap(run.node, start - run.start, end - run.start));
    }
  }

  /** @param {Text} node @param {number} start @param {number} end @returns {HTMLElement} */
  function wrap(node, start, end) {
    const middle = node.splitText(start);
    middle.splitText(end - start);
    const mark = element('mark', { class: 'report-hit' });
    middle.parentNode.replaceChild(mark, middle);
    mark.append(middle);
    return mark;
  }

  /** The first match in or after the section that the address names. @returns {number} */
  function firstMatch() {
    const anchor = document.getElementById(location.hash.slice(1));
    if (!anchor) return 0;
    const after = Node.DOCUMENT_POSITION_FOLLOWING;
    const found = matches.findIndex(([mark]) => anchor.compareDocumentPosition(mark) & after);
    return Math.max(found, 0);
  }

  /** @param {number} index counted round at both ends */
  function goTo(index) {
    matches[current].forEach((mark) => mark.classList.remove('report-hit--current'));
    current = (index + matches.length) % matches.length;
    matches[current].forEach((mark) => mark.classList.add('report-hit--current'));
    place.textContent = `第 ${current + 1}/${matches.length} 处`;
    reveal(matches[current][0]);
  }

  /** @param {HTMLElement} mark */
  function reveal(mark) {
    const folded = mark.closest('details');
    if (folded) folded.setAttribute('open', '');
    mark.scrollIntoView({ block: 'center' });
  }

  /** Removes the marks, the bar and the address's parameter. */
  function clear() {
    document.removeEventListener('keydown', onKey);
    document.querySelectorAll('mark.report-hit').forEach((mark) => {
      const parent = mark.parentNode;
      while (mark.firstChild) parent.insertBefore(mark.firstChild, mark);
      mark.remove();
      parent.normalize();
    });
    bar.remove();
    matches = [];
    forget();
  }

  function forget() {
    const address = new URL(location.href);
    address.searchParams.delete(PARAMETER);
    try {
      history.replaceState(history.state, '', address.href);
    } catch (error) {
      // Some browsers forbid this on file://; the parameter then stays until the page is left.
    }
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.ctrlKey || event.metaKey || isField(event.target)) return;
    const step = event.altKey ? { ArrowDown: 1, ArrowUp: -1 }[event.key]
      : { n: 1, p: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    goTo(current + step);
  }

  /** @param {string} query */
  function showBar(query) {
    const said = element('span', { class: 'report-hits__query' }, [query]);
    fill(bar, matches.length ? [said, place,
      button('上一处', 'up', '上一处（按 p 键）', () => goTo(current - 1)),
      button('下一处', 'down', '下一处（按 n 键）', () => goTo(current + 1)),
      button('清除', 'close', '清除标记', clear),
    ] : [said, place, button('清除', 'close', '清除', clear)]);
    (document.querySelector('main') || document.body).append(bar);
  }

  /**
   * @param {string} label
   * @param {'up'|'down'|'close'} sign
   * @param {string} title
   * @param {() => void} onclick
   */
  function button(label, sign, title, onclick) {
    return element('button', { type: 'button', title, onclick }, [
      icon(sign), element('span', {}, [label]),
    ]);
  }

  /** @param {string} query @returns {Promise<void>} */
  function highlight(query) {
    const { text, runs } = read();
    return archive.find(text, query).then((ranges) => {
      mark(runs, ranges);
      showBar(query);
      if (matches.length) begin();
      else place.textContent = '本报告中没有';
    });
  }

  function begin() {
    document.addEventListener('keydown', onKey);
    goTo(firstMatch());
    // The browser goes to the address's anchor once more when everything is there.
    const again = () => setTimeout(() => matches.length && reveal(matches[current][0]));
    if (document.readyState !== 'complete') window.addEventListener('load', again, { once: true });
  }

  /** @param {string} query @param {Error} error */
  function showError(query, error) {
    matches = [];
    showBar(query);
    place.textContent = error.message;
  }

  const query = (new URLSearchParams(location.search).get(PARAMETER) || '').trim();
  if (!query || !archive.passage.range()) return;
  highlight(query).catch((error) => showError(query, error));
})();
