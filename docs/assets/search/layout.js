/**
 * The archive as one row of characters: which report and section a position belongs to.
 */
(function () {
  'use strict';

  var archive = (window.reportArchive = window.reportArchive || {});

  /** Mask of a match anywhere, and the first of the section kinds' masks. */
  var ANYWHERE = 1;

  /**
   * @typedef {Object} Layout
   * @property {Array<any>} reports rows of the table
   * @property {string[]} kinds keys of the section kinds
   * @property {Uint32Array} starts where each stretch begins; one more at the end
   * @property {Uint32Array} headEnds where its heading ends; its start where it has none
   * @property {Uint32Array} owners report of each stretch
   * @property {Int32Array} masks what a match in each stretch counts for
   * @property {Uint8Array} titles whether a stretch is a title
   * @property {Array<any>} parts the table's part behind each stretch, or null
   * @property {Uint32Array} firsts first stretch of each report; one more at the end
   * @property {Int32Array} present kinds of sections that each report has
   */

  /** @param {any} table @returns {Layout} */
  function layOut(table) {
    var kinds = Object.keys(table.sections);
    var rows = { starts: [], headEnds: [], owners: [], masks: [], titles: [], parts: [] };
    var firsts = [];
    var present = new Int32Array(table.reports.length);
    var position = 0;
    table.reports.forEach(function (report, owner) {
      firsts.push(rows.starts.length);
      add(rows, position, position, owner, ANYWHERE, 1, null);
      position += report[5] + 1;
      present[owner] = addBody(rows, report[7], position, owner, kinds);
      position += report[6] + 1;
    });
    firsts.push(rows.starts.length);
    rows.starts.push(position);
    return {
      reports: table.reports,
      kinds: kinds,
      starts: Uint32Array.from(rows.starts),
      headEnds: Uint32Array.from(rows.headEnds),
      owners: Uint32Array.from(rows.owners),
      masks: Int32Array.from(rows.masks),
      titles: Uint8Array.from(rows.titles),
      parts: rows.parts,
      firsts: Uint32Array.from(firsts),
      present: present,
    };
  }

  /** Stretches of one body; its first begins where the body does. @returns {number} */
  function addBody(
    /** @type {any} */ rows, /** @type {any[]} */ parts, /** @type {number} */ start,
    /** @type {number} */ owner, /** @type {string[]} */ kinds
  ) {
    var present = ANYWHERE;
    if (!parts.length || parts[0][0] > 0) add(rows, start, start, owner, ANYWHERE, 0, null);
    parts.forEach(function (part) {
      var mask = part[3].reduce(function (sum, kind) {
        return sum | maskOf(kinds, kind);
      }, ANYWHERE);
      present |= mask;
      var at = start + part[0];
      add(rows, at, at + part[1], owner, mask, 0, part);
    });
    return present;
  }

  function add(
    /** @type {any} */ rows, /** @type {number} */ start, /** @type {number} */ headEnd,
    /** @type {number} */ owner, /** @type {number} */ mask, /** @type {number} */ title,
    /** @type {any} */ part
  ) {
    rows.starts.push(start);
    rows.headEnds.push(headEnd);
    rows.owners.push(owner);
    rows.masks.push(mask);
    rows.titles.push(title);
    rows.parts.push(part);
  }

  /** What a match in a section of one kind counts for. @returns {number} 0 for an unknown kind */
  function maskOf(/** @type {string[]} */ kinds, /** @type {string} */ kind) {
    var place = kinds.indexOf(kind);
    return place < 0 ? 0 : 1 << (place + 1);
  }

  archive.layout = { layOut: layOut, maskOf: maskOf, ANYWHERE: ANYWHERE };
})();
