/**
 * The archive as one row of characters: which report and section a position belongs to, and what
 * is known of each report. Everything stands in columns; a hundred thousand reports are no objects.
 */
(function () {
  'use strict';

  var archive = (window.reportArchive = window.reportArchive || {});

  /** Mask of a match anywhere, and the first of the section kinds' masks. */
  var ANYWHERE = 1;
  /** What may be guessed (record.py): the title is ours; year or post are in doubt. */
  var COMPOSED = 1;
  var YEAR = 2;
  var POST = 4;
  /** Between titles: no character, but one that N leaves alone; no term has it. */
  var SEPARATOR = '\uffff';

  /**
   * @typedef {Object} Segment neighbouring reports with their own packs
   * @property {number} key
   * @property {number} base position of its first character
   * @property {Uint32Array} packs first bigram of each of its packs
   * @property {Uint32Array} sums their checksums
   *
   * @typedef {Object} Layout
   * @property {number} size number of reports
   * @property {Segment[]} segments
   * @property {string[]} kinds keys of the section kinds
   * @property {Uint32Array} numbers permanent number of each report
   * @property {string[]} titles
   * @property {Uint16Array} years 0 while unknown
   * @property {Uint8Array} guesses what of these is guessed: the sum of COMPOSED, YEAR, POST
   * @property {Uint32Array} posts place in postList
   * @property {string[]} postList
   * @property {Uint32Array} topics place in topicList
   * @property {string[][]} topicList sets of topics
   * @property {Uint32Array} lengths of N(body)
   * @property {Uint32Array} sums checksums of the texts
   * @property {Uint32Array} firsts first stretch of each report; one more at the end
   * @property {Int32Array} present kinds of sections that each report has
   * @property {Uint32Array} starts where each stretch begins; one more at the end
   * @property {Uint32Array} headEnds where its heading ends; its start where it has none
   * @property {Uint32Array} owners report of each stretch
   * @property {Int32Array} masks what a match in each stretch counts for
   * @property {Uint32Array} marks place in markList; 0 for what stands before the first part
   * @property {Array<[string, string[]]>} markList anchors and kinds
   * @property {Uint32Array} headings place in headingList
   * @property {string[]} headingList
   * @property {{text: string, starts: Uint32Array}|null} named N of the titles, made when asked for
   */

  /** Loads what is known of all reports. @param {any} table @returns {Promise<Layout>} */
  function load(table) {
    return Promise.all(table.segments.map(function (/** @type {number[]} */ segment) {
      var key = segment[0];
      return Promise.all([
        archive.store.load(key + '-packs', segment[1]),
        archive.store.load(key + '-rows', segment[2]),
      ]).then(function (texts) {
        return { key: key, packs: JSON.parse(texts[0]), rows: JSON.parse(texts[1]) };
      });
    })).then(function (loaded) { return layOut(loaded, Object.keys(table.sections)); });
  }

  /** @param {any[]} loaded @param {string[]} kinds @returns {Layout} */
  function layOut(loaded, kinds) {
    var layout = empty(loaded, kinds);
    var at = { report: 0, stretch: 0, position: 0 };
    var posts = new Map();
    loaded.forEach(function (segment) {
      layout.segments.push({
        key: segment.key,
        base: at.position,
        packs: wordsOf(segment.packs.keys, segment.key),
        sums: wordsOf(segment.packs.sums, segment.key),
      });
      addReports(layout, segment.rows, at, posts);
    });
    layout.firsts[at.report] = at.stretch;
    layout.starts[at.stretch] = at.position;
    return layout;
  }

  /** @returns {Layout} */
  function empty(/** @type {any[]} */ loaded, /** @type {string[]} */ kinds) {
    var size = loaded.reduce(function (sum, one) { return sum + one.rows.numbers.length; }, 0);
    // Each report may have a stretch before its first part.
    var most = loaded.reduce(function (sum, one) { return sum + one.rows.starts.length; }, size);
    return {
      size: size,
      segments: [],
      kinds: kinds,
      numbers: column(loaded, 'numbers', Uint32Array),
      titles: column(loaded, 'titles', Array),
      years: column(loaded, 'years', Uint16Array),
      guesses: column(loaded, 'guesses', Uint8Array),
      posts: new Uint32Array(size),
      postList: [],
      topics: new Uint32Array(size),
      topicList: [],
      lengths: column(loaded, 'lengths', Uint32Array),
      sums: column(loaded, 'sums', Uint32Array),
      firsts: new Uint32Array(size + 1),
      present: new Int32Array(size),
      starts: new Uint32Array(most + 1),
      headEnds: new Uint32Array(most),
      owners: new Uint32Array(most),
      masks: new Int32Array(most),
      marks: new Uint32Array(most),
      markList: [['', []]],
      headings: new Uint32Array(most),
      headingList: [''],
      named: null,
    };
  }

  /** One column of all segments, end to end. @returns {any} */
  function column(
    /** @type {any[]} */ loaded, /** @type {string} */ name, /** @type {any} */ Kind
  ) {
    return Kind.from([].concat.apply([], loaded.map(function (one) { return one.rows[name]; })));
  }

  /** Reports of one segment. */
  function addReports(
    /** @type {Layout} */ layout, /** @type {any} */ rows,
    /** @type {{report: number, stretch: number, position: number}} */ at,
    /** @type {Map<string, number>} */ places
  ) {
    var posts = rows.postList.map(function (/** @type {string} */ key) {
      if (!places.has(key)) places.set(key, layout.postList.push(key) - 1);
      return places.get(key);
    });
    // Nearly every report has topics of its own: keys written out each time were a third of the rows.
    var topics = append(layout.topicList, rows.topicList.map(function (/** @type {number[]} */ keys) {
      return keys.map(function (place) { return rows.topicKeys[place]; });
    }));
    var lists = {
      marks: append(layout.markList, rows.markList),
      headings: append(layout.headingList, rows.headingList),
      masks: rows.markList.map(function (/** @type {any} */ mark) {
        return maskOfAll(layout.kinds, mark[1]);
      }),
    };
    var part = 0;
    rows.numbers.forEach(function (/** @type {number} */ _, /** @type {number} */ row) {
      layout.posts[at.report] = posts[rows.posts[row]];
      layout.topics[at.report] = topics + rows.topics[row];
      addParts(layout, rows, part, part + rows.parts[row], at, lists);
      part += rows.parts[row];
      at.position += rows.lengths[row] + 1;
      at.report++;
    });
  }

  /** Stretches of one body; its first begins where the body does. */
  function addParts(
    /** @type {Layout} */ layout, /** @type {any} */ rows, /** @type {number} */ part,
    /** @type {number} */ end, /** @type {any} */ at, /** @type {any} */ lists
  ) {
    layout.firsts[at.report] = at.stretch;
    var present = ANYWHERE;
    if (part === end || rows.starts[part] > 0) {
      addStretch(layout, at, at.position, at.position, ANYWHERE);
    }
    for (; part < end; part++) {
      var mask = lists.masks[rows.marks[part]];
      var start = at.position + rows.starts[part];
      layout.marks[at.stretch] = lists.marks + rows.marks[part];
      layout.headings[at.stretch] = lists.headings + rows.headings[part];
      addStretch(layout, at, start, start + rows.heads[part], mask);
      present |= mask;
    }
    layout.present[at.report] = present;
  }

  function addStretch(
    /** @type {Layout} */ layout, /** @type {any} */ at, /** @type {number} */ start,
    /** @type {number} */ headEnd, /** @type {number} */ mask
  ) {
    layout.starts[at.stretch] = start;
    layout.headEnds[at.stretch] = headEnd;
    layout.owners[at.stretch] = at.report;
    layout.masks[at.stretch] = mask;
    at.stretch++;
  }

  /** @returns {number} where the first of the added stands */
  function append(/** @type {any[]} */ list, /** @type {any[]} */ added) {
    var place = list.length;
    added.forEach(function (item) { list.push(item); });
    return place;
  }

  /** 32-bit numbers in base64, the lowest byte first. @returns {Uint32Array} */
  function wordsOf(/** @type {string} */ text, /** @type {number} */ key) {
    var bytes = archive.store.bytesOf(text, key + '-packs');
    var view = new DataView(bytes.buffer);
    var words = new Uint32Array(bytes.length >> 2);
    for (var i = 0; i < words.length; i++) words[i] = view.getUint32(i * 4, true);
    return words;
  }

  /** What a match in a section of one kind counts for. @returns {number} 0 for an unknown kind */
  function maskOf(/** @type {string[]} */ kinds, /** @type {string} */ kind) {
    var place = kinds.indexOf(kind);
    return place < 0 ? 0 : 1 << (place + 1);
  }

  /** @returns {number} */
  function maskOfAll(/** @type {string[]} */ kinds, /** @type {string[]} */ chosen) {
    return chosen.reduce(function (sum, kind) { return sum | maskOf(kinds, kind); }, ANYWHERE);
  }

  /** N of all titles with a separator after each, and where each begins. */
  function named(/** @type {Layout} */ layout) {
    if (!layout.named) {
      var titles = layout.titles.map(function (title) { return title.split(SEPARATOR).join(''); });
      var text = archive.text.normalise(titles.join(SEPARATOR) + SEPARATOR);
      var starts = new Uint32Array(layout.size + 1);
      for (var i = 1; i <= layout.size; i++) starts[i] = text.indexOf(SEPARATOR, starts[i - 1]) + 1;
      layout.named = { text: text, starts: starts };
    }
    return layout.named;
  }

  /** The stretch, or title, that a position is in, looked for from an earlier one on. */
  function placeOf(
    /** @type {Uint32Array} */ starts, /** @type {number} */ position, /** @type {number} */ from,
    /** @type {number} */ end
  ) {
    var step = 1;
    while (from + step < end && starts[from + step] <= position) {
      from += step;
      step *= 2;
    }
    var high = Math.min(from + step, end);
    while (from + 1 < high) {
      var middle = (from + high) >>> 1;
      if (starts[middle] <= position) from = middle;
      else high = middle;
    }
    return from;
  }

  archive.layout = {
    load: load, maskOf: maskOf, named: named, placeOf: placeOf,
    ANYWHERE: ANYWHERE, SEPARATOR: SEPARATOR, COMPOSED: COMPOSED, YEAR: YEAR, POST: POST,
  };
})();
