/**
 * What all search scripts share: building elements without HTML strings, icons, marks.
 */
(function () {
  'use strict';

  const archive = (window.reportArchive = window.reportArchive || {});
  const SVG = 'http://www.w3.org/2000/svg';
  const ICONS = {
    search: 'M9.5 3A6.5 6.5 0 0 1 16 9.5c0 1.61-.59 3.09-1.56 4.23l.27.27h.79l5 5-1.5 1.5-5-5v-.79l-.27-.27A6.52 6.52 0 0 1 9.5 16 6.5 6.5 0 0 1 3 9.5 6.5 6.5 0 0 1 9.5 3m0 2C7 5 5 7 5 9.5S7 14 9.5 14 14 12 14 9.5 12 5 9.5 5',
    close: 'M19 6.41 17.59 5 12 10.59 6.41 5 5 6.41 10.59 12 5 17.59 6.41 19 12 13.41 17.59 19 19 17.59 13.41 12z',
    up: 'M7.41 15.41 12 10.83l4.59 4.58L18 14l-6-6-6 6z',
    down: 'M7.41 8.58 12 13.17l4.59-4.59L18 10l-6 6-6-6z',
  };

  /**
   * An element. Attributes that are null or false are left out, `on…` are listeners;
   * strings among the children become text, never HTML.
   * @param {string} tag
   * @param {Object<string, *>} [attributes]
   * @param {Array<Node|string|null>} [children]
   * @returns {HTMLElement}
   */
  function element(tag, attributes, children) {
    const made = document.createElement(tag);
    Object.keys(attributes || {}).forEach((name) => assign(made, name, attributes[name]));
    (children || []).forEach((child) => child !== null && made.append(child));
    return made;
  }

  /** @param {HTMLElement} target @param {string} name @param {*} value */
  function assign(target, name, value) {
    if (value === null || value === undefined || value === false) return;
    if (name.startsWith('on')) target.addEventListener(name.slice(2), value);
    else target.setAttribute(name, value === true ? '' : String(value));
  }

  /** @param {'search'|'close'|'up'|'down'} name @returns {SVGElement} */
  function icon(name) {
    const svg = document.createElementNS(SVG, 'svg');
    const path = document.createElementNS(SVG, 'path');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    path.setAttribute('d', ICONS[name]);
    svg.append(path);
    return svg;
  }

  /** @param {Node} parent @param {Array<Node|string|null>} children */
  function fill(parent, children) {
    parent.textContent = '';
    children.forEach((child) => child !== null && parent.appendChild(node(child)));
  }

  /** @param {Node|string} child @returns {Node} */
  function node(child) {
    return typeof child === 'string' ? document.createTextNode(child) : child;
  }

  /** Pieces of text, the matches marked. @param {Array<[string, boolean]>} pieces @returns {Node[]} */
  function marked(pieces) {
    return pieces.map(([text, isMatch]) => (isMatch ? element('mark', {}, [text]) : node(text)));
  }

  /**
   * Shows a text in an element with a query's matches marked.
   * @param {HTMLElement} parent
   * @param {string} text
   * @param {string} query
   * @returns {HTMLElement}
   */
  function fillMarked(parent, text, query) {
    parent.textContent = text;
    if (query) {
      archive.find(text, query).then((ranges) => fill(parent, marked(pieces(text, ranges))));
    }
    return parent;
  }

  /**
   * @param {string} text
   * @param {Array<[number, number]>} ranges
   * @returns {Array<[string, boolean]>}
   */
  function pieces(text, ranges) {
    /** @type {Array<[string, boolean]>} */
    const found = [];
    let place = 0;
    ranges.forEach(([start, end]) => {
      found.push([text.slice(place, start), false], [text.slice(start, end), true]);
      place = end;
    });
    found.push([text.slice(place), false]);
    return found.filter(([piece]) => piece);
  }

  /** Whether a key goes into a field. @param {EventTarget|null} target @returns {boolean} */
  function isField(target) {
    return target instanceof HTMLElement
      && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
  }

  /** Whether a key belongs to an input method that is composing. @param {KeyboardEvent} event */
  function isComposing(event) {
    return event.isComposing || event.keyCode === 229;
  }

  /** Address of the search page for a query. @param {string} text @returns {string} */
  function searchAddress(text) {
    return archive.root + 'search.html' + (text ? '?q=' + encodeURIComponent(text) : '');
  }

  archive.ui = {
    element, icon, fill, marked, fillMarked, isField, isComposing, searchAddress,
  };
})();
