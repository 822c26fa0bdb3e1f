/**
 * Copy with source (出处): a selected passage, and which report and section it is from.
 */
(function () {
  'use strict';

  const archive = window.reportArchive;
  const { element } = archive.ui;
  const LABEL = '复制并注明出处';
  /** Signature and date close the report, not its last section. */
  const NO_SECTION = '.report-signature, .report-date, .report-formula, .report-aside *';
  /** Pixels kept free around the button, below the header and above the bar of report.js. */
  const MARGIN = 8;
  const TOP = 56;
  const BOTTOM = 64;

  let waiting = 0;
  /** Whether this selection has led the Tab key to the button: once, or no key would lead on. */
  let reached = false;

  const button = element('button', {
    class: 'report-cite', type: 'button', hidden: true,
    // Pressing a button must not take the selection away.
    onmousedown: (event) => event.preventDefault(), onclick: onClick,
  }, [LABEL]);
  const status = element('span', { class: 'search-unseen', role: 'status' });

  /** The selection as far as it lies in the report's text. @returns {Range|null} */
  function selected() {
    const selection = getSelection();
    const whole = archive.passage.range();
    if (!whole || !selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0).cloneRange();
    if (range.compareBoundaryPoints(Range.START_TO_START, whole) < 0) {
      range.setStart(whole.startContainer, whole.startOffset);
    }
    if (range.compareBoundaryPoints(Range.END_TO_END, whole) > 0) {
      range.setEnd(whole.endContainer, whole.endOffset);
    }
    return range.collapsed ? null : range;
  }

  /** The part of a text node inside a range. @param {Text} node @param {Range} range @returns {string} */
  function inside(node, range) {
    if (!range.intersectsNode(node)) return '';
    const start = node === range.startContainer ? range.startOffset : 0;
    const end = node === range.endContainer ? range.endOffset : node.data.length;
    return node.data.slice(start, end);
  }

  /**
   * The selected text line by line as in the source, and the line that it starts in.
   * @param {Range} range
   * @returns {{text: string, first: Element|null}}
   */
  function quoted(range) {
    let text = '';
    let first = null;
    archive.passage.lines().forEach((line) => {
      const part = line.nodes.map((node) => inside(node, range)).join('');
      if (!part) return;
      text += (text && !line.continues ? '\n' : '') + part;
      first = first || line.element;
    });
    return { text: text.trim(), first };
  }

  /**
   * The headings that a line stands under, outermost first.
   * @param {Element} target
   * @returns {string}
   */
  function sectionOf(target) {
    /** @type {Array<{level: number, text: string}>} */
    let path = [];
    if (target.matches(NO_SECTION)) return '';
    for (const { element: line, nodes } of archive.passage.lines()) {
      const level = /^H[2-6]$/.test(line.tagName) ? Number(line.tagName[1]) : 0;
      if (level) {
        path = path.filter((heading) => heading.level < level);
        path.push({ level, text: nodes.map((node) => node.data).join('').trim() });
      } else if (line.matches('.report-closing')) {
        path = [{ level: 2, text: line.getAttribute('data-label') || '' }];
      }
      if (line === target) break;
    }
    return path.map((heading) => heading.text).join('·');
  }

  /**
   * 《题名》（年度，职务，件号 000001）; what is guessed is called so.
   * @returns {string}
   */
  function source() {
    const { title, year, post, number, guessed } = archive.passage.meta().dataset;
    const guesses = (guessed || '').split(' ');
    const name = guesses.includes('title') ? `${title}（题名自拟）` : `《${title}》`;
    const known = [
      year && year + (guesses.includes('year') ? '（待核对）' : ''),
      post && post + (guesses.includes('post') ? '（待核对）' : ''),
      `件号 ${number}`,
    ];
    return `${name}（${known.filter(Boolean).join('，')}）`;
  }

  /** @returns {string} what is copied, empty when nothing is selected */
  function citation() {
    const range = selected();
    const { text, first } = range ? quoted(range) : { text: '', first: null };
    return text && first ? `${text}\n${source()}${sectionOf(first)}` : '';
  }

  /** @param {string} text @returns {Promise<void>} */
  function copy(text) {
    if (!navigator.clipboard) return copyByCommand(text);
    return navigator.clipboard.writeText(text).catch(() => copyByCommand(text));
  }

  /** Without the clipboard interface (file://, plain http). @param {string} text @returns {Promise<void>} */
  function copyByCommand(text) {
    const selection = getSelection();
    const kept = selection.rangeCount ? selection.getRangeAt(0) : null;
    const area = /** @type {HTMLTextAreaElement} */ (element('textarea', {
      class: 'search-unseen', readonly: true, 'aria-hidden': 'true',
    }));
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    selection.removeAllRanges();
    if (kept) selection.addRange(kept);
    return done ? Promise.resolve() : Promise.reject(new Error('copy'));
  }

  function onClick() {
    copy(citation()).then(() => say('已复制'), () => say('没有复制成功，请按 Ctrl+C'));
  }

  /** @param {string} message */
  function say(message) {
    button.textContent = message;
    status.textContent = message;
    setTimeout(() => {
      button.textContent = LABEL;
      status.textContent = '';
    }, 2000);
  }

  /** Shows the button below the end of the selection, hides it where there is none. */
  function place() {
    const range = selected();
    const around = range && range.getBoundingClientRect();
    button.hidden = !range || !quoted(range).text || around.bottom < 0 || around.top > innerHeight;
    if (button.hidden) return;
    const rectangles = range.getClientRects();
    const end = rectangles[rectangles.length - 1] || around;
    const wide = document.documentElement.clientWidth - button.offsetWidth - MARGIN;
    const high = innerHeight - button.offsetHeight - BOTTOM;
    button.style.left = `${between(MARGIN, end.right - button.offsetWidth / 2, wide)}px`;
    button.style.top = `${between(TOP, end.bottom + MARGIN, high)}px`;
  }

  /** @param {number} least @param {number} value @param {number} most @returns {number} */
  function between(least, value, most) {
    return Math.max(least, Math.min(value, most));
  }

  /** From the text the Tab key leads to the button, wherever that stands in the page. */
  function onKey(/** @type {KeyboardEvent} */ event) {
    if (event.key !== 'Tab' || event.shiftKey || button.hidden || reached) return;
    event.preventDefault();
    reached = true;
    button.focus();
  }

  function onSelection() {
    reached = false;
    placeSoon();
  }

  function placeSoon() {
    clearTimeout(waiting);
    waiting = setTimeout(place, 120);
  }

  const meta = archive.passage.meta();
  if (!meta || !meta.dataset.number) return;
  (document.querySelector('main') || document.body).append(button, status);
  document.addEventListener('selectionchange', onSelection);
  document.addEventListener('keydown', onKey);
  window.addEventListener('resize', placeSoon);
  window.addEventListener('scroll', () => button.hidden || place(), { passive: true });
})();
